import { describe, expect, it } from "vitest";
import { evaluate, fromGolden } from "../../policies/evaluate";
import { workloads } from "../../stacks/dev";
import { mainPath } from "../../stacks/schema";
import { certify } from "../e2e/support/certificates";
import { configOf, recordDev, withoutOrder } from "./stacks";

const bindPassword = "never-shown-0123456789";
const authority = certify("Company authority").certificate;
const asking = (signOn: object) => ({
  profiles: mainPath,
  signOn: {
    ...signOn,
    groups: { admin: ["Platform Team"], "data-engineer": ["Data"], analyst: ["Insight"], viewer: [] },
  },
  signOnSecret: bindPassword,
});
const changes = asking({
  by: "ldap",
  ldap: {
    ...{ url: "ldaps://directory.example.org", bindDn: "cn=lakehouse,dc=example", baseDn: "dc=example" },
    authority,
  },
});
const findings = async (graph: Awaited<ReturnType<typeof recordDev>>) =>
  (await evaluate(fromGolden(withoutOrder(graph) as never))).map(({ message }) => message);

describe("a stack that leaves sign-on to a company's provider", () => {
  it("violates no policy", async () => {
    const site = "https://login.example.org/realms/data";
    const oidc = { issuer: site, tokenUrl: `${site}/token`, keysUrl: `${site}/keys`, clientId: "lakehouse" };
    const graph = await recordDev(asking({ by: "oidc", oidc: { ...oidc, authority } }));
    expect(JSON.stringify(graph)).toContain("sign-on-egress");
    expect(await findings(graph)).toEqual([]);
  });
});

/** The dev stack where a company's directory knows people. */
describe("a stack that asks outside who people are", async () => {
  const graph = await recordDev(changes);
  const inputsOf = (type: RegExp) =>
    graph
      .filter((each) => type.test(each.type))
      .map(({ name, inputs }) => ({ name, inputs: inputs as Record<string, unknown> }));
  const networks = inputsOf(/:Network$/);
  const containers = inputsOf(/:Container$/);
  const uploads = (container: string) =>
    containers.find(({ name }) => name === container)!.inputs["uploads"] as {
      file: string;
      content: unknown;
    }[];

  it("violates no policy", async () => {
    expect(await findings(graph)).toEqual([]);
  });

  it("has one network that leads out, with one container on it", () => {
    const out = networks.filter(
      ({ inputs }) =>
        (inputs["options"] as Record<string, string>)["com.docker.network.bridge.enable_ip_masquerade"] ===
        "true",
    );
    expect(out.map(({ inputs }) => inputs["name"])).toEqual(["lakehouse-dev-sign-on-egress-outside-tls"]);
    const there = containers.filter(({ inputs }) =>
      ((inputs["networksAdvanced"] ?? []) as { name: string }[]).some(
        ({ name }) => name === out[0]!.inputs["name"],
      ),
    );
    expect(there.map(({ name }) => name)).toEqual(["sign-on-egress-process"]);
  });

  it("runs no directory of its own", () => {
    const config = configOf("dev", changes);
    expect(workloads(config)).not.toContain("directory");
    expect(containers.filter(({ name }) => name.startsWith("directory"))).toEqual([]);
  });

  it("lets the company's groups through to Dremio, and keeps the password a secret", () => {
    const settings = uploads("access-proxy-files").find(({ file }) => file.endsWith(".toml"));
    expect(settings!.content).toContain('allowed_groups = ["Platform Team","Data"]');
    expect(JSON.stringify(graph)).not.toContain(bindPassword);
  });
});
