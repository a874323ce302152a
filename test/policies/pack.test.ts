import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { families, policies } from "../../policies/catalogue";
import { evaluate, fromGolden, unknownText } from "../../policies/evaluate";
import { enforcement, stacks } from "../../policies/lib/enforcement";
import { isExempt, loadExemptions } from "../../policies/lib/exemptions";
import { docsFile, docsText } from "../../policies/write-docs";
import { enforcementFile, enforcementText } from "../../policies/write-enforcement";
import { inputs, set } from "./cases";
import { compliant, named } from "./fixtures";

const root = join(__dirname, "..", "..", "policies");

describe("catalogue", () => {
  it.each(Object.entries(families))(
    "lists every policy of folder %s under its file's name",
    (family, list) => {
      const files = readdirSync(join(root, family)).map((file) => basename(file, ".ts"));
      expect(list.map(({ name }) => name).sort()).toEqual(files.sort());
    },
  );
  it.each(policies.map((policy) => [policy.name, policy] as const))(
    "%s says why and what to do",
    (_, policy) => {
      expect(policy.reason).toMatch(/^[A-Z`].{20,}\.$/);
      expect(policy.remedy).toMatch(/^[A-Z`].{10,}\.$/);
    },
  );
});

describe("generated files are fresh", () => {
  it("docs/policies.md (npx tsx policies/write-docs.ts)", () => {
    expect(readFileSync(docsFile, "utf8")).toBe(docsText());
  });
  it.each(stacks)("policies/enforcement/%s.json (npx tsx policies/write-enforcement.ts)", (stack) => {
    expect(existsSync(enforcementFile(stack))).toBe(true);
    expect(readFileSync(enforcementFile(stack), "utf8")).toBe(enforcementText(stack));
  });
});

describe("enforcement", () => {
  const levels = (stack: (typeof stacks)[number]) =>
    Object.fromEntries(
      policies.map(({ name, severity }) => [severity, enforcement(policies, stack)[name]] as const),
    );
  it("follows the severity, stack by stack", () => {
    const strict = { critical: "mandatory", high: "mandatory", medium: "mandatory", low: "advisory" };
    expect(levels("dev")).toEqual({ ...strict, medium: "advisory" });
    expect(levels("staging")).toEqual(strict);
    expect(levels("prod")).toEqual(strict);
  });
  it("lifts the protection of data, and nothing else, for a stack that is taken down", () => {
    const kept = enforcement(policies, "prod");
    const lifted = enforcement(policies, "prod", { disposable: true });
    const changed = Object.keys(kept).filter((name) => kept[name] !== lifted[name]);
    expect(changed.sort()).toEqual([
      "buckets-databases-and-keys-are-protected",
      "claims-outlive-their-pods",
      "data-volumes-are-protected",
    ]);
  });
  it("refuses to soften a policy that does not exist", () => {
    expect(() => enforcement(policies, "dev", { advisory: ["no-such"] })).toThrow(
      /no policy is named no-such/,
    );
  });
});

describe("exemptions", () => {
  const entry = (values: object = {}) =>
    JSON.stringify([
      {
        policy: "containers-restart",
        resource: "report*",
        reason: "The vendor's launcher restarts it.",
        until: "2027-01-31",
        ...values,
      },
    ]);
  const at = (day: string) => new Date(`${day}T12:00:00Z`);

  it("ships without any", () => {
    expect(loadExemptions()).toEqual([]);
  });
  it("holds through its last day and is an error naming it afterwards", () => {
    expect(loadExemptions(entry(), at("2027-01-31"))).toHaveLength(1);
    expect(() => loadExemptions(entry(), at("2027-02-01"))).toThrow(
      /exemption of report\* from containers-restart ended on 2027-01-31/,
    );
  });
  it.each([
    ["no such policy", { policy: "nothing" }, /no policy has that name/],
    ["no reason", { reason: "because" }, /at least 20 characters/],
    ["no date", { until: "soon" }, /YYYY-MM-DD/],
    ["a misspelt key", { resources: "x" }, /resources/],
    [
      "a pattern of everything",
      { resource: "*" },
      /exemption of \* from containers-restart covers every resource/,
    ],
    ["a pattern of nearly everything", { resource: "**-*" }, /exemption of \*\*-\* from .* covers every/],
    ["too few letters before it", { resource: "po*" }, /exemption of po\* .* first 3 letters/],
    [
      "a day far away",
      { until: "2027-07-01" },
      /exemption of report\* from containers-restart runs until 2027-07-01, .* a day up to 2027-06-30/,
    ],
  ])("refuses %s", (_, values, message) => {
    expect(() => loadExemptions(entry(values), at("2027-01-01"))).toThrow(message);
  });
  it("may run for 180 days", () => {
    expect(loadExemptions(entry({ until: "2027-06-30" }), at("2027-01-01"))).toHaveLength(1);
  });
  it("covers the resource and stack it names, and no other", () => {
    const exemptions = loadExemptions(entry({ stack: "dev" }), at("2027-01-01"));
    const on = (stack: string, name: string) => ({ name, urn: `urn:pulumi:${stack}::lakehouse::t::${name}` });
    expect(isExempt(exemptions, "containers-restart", on("dev", "reporting"))).toBe(true);
    expect(isExempt(exemptions, "containers-restart", on("prod", "reporting"))).toBe(false);
    expect(isExempt(exemptions, "containers-restart", on("dev", "store"))).toBe(false);
    expect(isExempt(exemptions, "containers-limit-cpu", on("dev", "reporting"))).toBe(false);
  });
  it("silences a resource policy and a stack policy", async () => {
    const graph = compliant();
    set("postgresql", { restart: "no", healthcheck: undefined })(graph);
    const exempt = (policy: string) =>
      loadExemptions(entry({ policy, resource: "postgresql" }), at("2027-01-01"));
    const found = async (exemptions: ReturnType<typeof loadExemptions>) =>
      (await evaluate(graph, { exemptions })).map(({ policy }) => policy).sort();
    expect(await found([])).toEqual(["containers-report-health", "containers-restart"]);
    expect(await found(exempt("containers-restart"))).toEqual(["containers-report-health"]);
    expect(await found(exempt("containers-report-health"))).toEqual(["containers-restart"]);
  });
});

describe("values a preview cannot know", () => {
  const unknown = async (change: Parameters<typeof inputs>[1], name: string) => {
    const graph = compliant();
    inputs(name, change)(graph);
    return evaluate(graph);
  };

  it("do not pass a policy that needs them, and the message names the property", async () => {
    const found = await unknown((given) => (given["user"] = unknownText), "terminator");
    expect(found.map(({ policy, severity, couldNotRun }) => ({ policy, severity, couldNotRun }))).toEqual([
      { policy: "containers-run-as-non-root", severity: "high", couldNotRun: false },
    ]);
    expect(found[0]!.message).toMatch(/terminator: cannot be judged: string value at \.user can't be known/);
  });
  it.each([
    ["settings of Elasticsearch", "elasticsearch", 0, "elasticsearch-requires-tls-1-3"],
    ["start script of Elasticsearch", "elasticsearch", 1, "elasticsearch-requires-a-login"],
    ["superusers of Elasticsearch", "elasticsearch", 4, "elasticsearch-has-one-superuser"],
    ["roles of Elasticsearch", "access-files", 3, "elasticsearch-viewer-has-no-data"],
    ["configuration of HAProxy", "terminator", 0, "haproxy-listeners-use-tls"],
    ["settings of PostgreSQL", "postgresql", 0, "postgresql-requires-tls-1-3"],
    ["client authentication", "postgresql", 1, "postgresql-rejects-plain-connections"],
    ["init script", "postgresql", 2, "postgresql-has-a-key-provider"],
  ])("stop the policies that read the %s", async (_, name, index, policy) => {
    const found = await unknown((given) => (given["uploads"][index].content = unknownText), name);
    expect(found.map((violation) => violation.policy)).toContain(policy);
    expect(found.every(({ message, couldNotRun }) => /cannot be judged/.test(message) && !couldNotRun)).toBe(
      true,
    );
  });
  it("stop a stack policy too", async () => {
    const found = await unknown((given) => (given["internal"] = unknownText), "net-inside");
    expect(found.map(({ policy }) => policy)).toEqual([
      "internal-networks-have-no-host-address",
      "published-networks-have-no-way-out",
      "networks-are-internal",
      "ways-out-lead-to-one-place",
    ]);
  });
  it("of environment variables count as secrets that may not be there", async () => {
    const found = await unknown((given) => given["envs"].push(unknownText), "object-store");
    expect(found.map(({ policy }) => policy)).toContain("environment-holds-no-secrets");
  });
  it("do not matter where nothing depends on them", async () => {
    const found = await unknown((given) => {
      given["image"] = unknownText;
      given["name"] = unknownText;
      given["hostname"] = unknownText;
    }, "terminator");
    expect(found).toEqual([]);
  });
});

describe("golden graphs", () => {
  it("are judged as a first preview would: secrets and computed values are unknown", () => {
    const [resource] = fromGolden([
      {
        type: "postgresql:index/role:Role",
        name: "login",
        parent: "access",
        options: { protect: true },
        inputs: { password: { secret: true }, roles: ["<id group>"], name: "login" },
      },
    ]);
    expect(resource).toEqual({
      type: "postgresql:index/role:Role",
      name: "login",
      inputs: { password: unknownText, roles: [unknownText], name: "login" },
      options: { protect: true, additionalSecretOutputs: ["password"], parent: "access" },
    });
  });
  it("name each resource that violates something", async () => {
    const graph = compliant();
    set("terminator", { privileged: true })(graph);
    const [violation] = await evaluate(graph);
    expect(violation!.urn).toContain(`::${named(graph, "terminator").name}`);
  });
});
