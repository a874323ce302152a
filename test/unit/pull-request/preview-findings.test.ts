import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { policies } from "../../../policies/catalogue";
import { docsText } from "../../../policies/write-docs";
import { parseEvents } from "../../../tools/pulumi/events";
import { policyAnchors } from "../../../tools/pull-request/policy-anchors";
import { previewFindings, type LoggedEvent } from "../../../tools/pull-request/preview-findings";
import { reportSchema } from "../../../tools/pull-request/report-format";
import { report } from "./sample-report";

/** Logs of real previews, without what the engine says for debugging and without properties. */
const recorded = (name: string): LoggedEvent[] =>
  parseEvents(readFileSync(join(__dirname, "fixtures", `${name}.events.jsonl`), "utf8")) as LoggedEvent[];

const anchors = policyAnchors(docsText());
/** Policies that there were when the previews were recorded. */
const recordedPack = JSON.parse(readFileSync(join(__dirname, "fixtures", "pack.json"), "utf8")) as string[];
const pack = policies.filter(({ name }) => recordedPack.includes(name));
const known = pack.map(({ name, types }) => ({ name, types, anchor: anchors.get(name) }));

describe("the preview of a container that breaks policies", () => {
  const preview = previewFindings(recorded("violation"), 1, known);

  it("has what stops it first, by severity, with the finding and its remedy", () => {
    expect(preview.outcome).toBe("failed");
    expect(preview.findings.map(({ mandatory }) => mandatory)).toEqual([
      ...Array.from({ length: 5 }, () => true),
      ...Array.from({ length: 8 }, () => false),
    ]);
    expect(preview.findings[0]).toEqual({
      policy: "ports-are-published-on-loopback",
      severity: "critical",
      mandatory: true,
      resource: { type: "docker:index/container:Container", name: "open-door", layer: "other" },
      message:
        "open-door: publishes port 18080 on 0.0.0.0. Set the port's `ip` to 127.0.0.1; only HAProxy may publish 443 to others.",
      unknown: false,
      anchor: "containers-networks-and-images",
    });
  });

  it("does not repeat that it failed, and counts as the engine does", () => {
    expect(preview.errors).toEqual([]);
    expect(preview.seconds).toBe(3);
    expect(preview.changes).toEqual([{ layer: "other", operation: "create", count: 2 }]);
  });

  it("misses no policy that had something to judge", () => {
    expect(preview.notRun).toEqual([]);
    expect(preview.judged).toBeGreaterThan(50);
  });

  it("fits the form in which it is handed on", () => {
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report({ preview }))))).toEqual(report({ preview }));
  });
});

describe("the preview of a password that is replaced and one that is deleted", () => {
  it("counts a replacement once and names what is lost", () => {
    const preview = previewFindings(recorded("replace"), 0, known);
    expect(preview.changes).toEqual(
      ["replace", "delete", "create"].map((operation) => ({ layer: "storage", operation, count: 1 })),
    );
    expect(preview.destructive.map(({ operation, name, layer }) => [operation, name, layer])).toEqual([
      ["replace", "vault-password", "storage"],
      ["delete", "vault-gone", "storage"],
    ]);
  });
});

describe("a preview that broke off", () => {
  const urn = "urn:pulumi:dev::lakehouse::lakehouse:storage:Store$docker:index/container:Container::db";
  const error = {
    diagnosticEvent: { urn, message: "no such host\n", color: "never", severity: "error" as const },
  };

  it("names the policies that had no chance", () => {
    const events = recorded("violation").filter((event) => !event.policyAnalyzeStackSummaryEvent);
    const { notRun } = previewFindings(events, 1, known);
    expect(notRun).toContain("containers-report-health");
    const about = (name: string) => policies.find((policy) => policy.name === name)!;
    for (const name of notRun) {
      expect(about(name).kind).toBe("stack");
      expect(about(name).types).toContain("docker:index/container:Container");
    }
  });

  it("tells an error once, and of which resource", () => {
    expect(previewFindings([error, error], 255, known).errors).toEqual([
      { resource: "db", message: "no such host" },
    ]);
  });

  it("says so where the engine gave no reason", () => {
    expect(previewFindings([], 137, known).errors).toEqual([
      { message: "The engine ended with code 137 and gave no reason." },
    ]);
    expect(previewFindings([], 0, known).errors).toEqual([]);
  });
});

it("knows a policy that met an unknown value", () => {
  const [event] = recorded("violation").filter(({ policyEvent }) => policyEvent);
  const message =
    "Reason.\ndb: cannot be judged: string value at .image can't be known during preview. Set it.";
  const events = [{ policyEvent: { ...event!.policyEvent!, message } }];
  expect(previewFindings(events, 1, known).findings[0]).toMatchObject({ unknown: true, mandatory: true });
});

it("finds where every policy is explained", () => {
  expect([...anchors.keys()].sort()).toEqual(policies.map(({ name }) => name).sort());
  expect(anchors.get("passwords-are-long")).toBe("roles-logins-and-secrets");
});
