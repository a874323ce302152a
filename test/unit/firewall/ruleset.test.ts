import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../../stacks/config";
import { openings } from "../../../stacks/perimeter";
import { firewallFindings } from "../../../tools/firewall/finding";
import { rememberRules } from "../../../tools/firewall/remembered";
import { ruleset, tableOf } from "../../../tools/firewall/ruleset";

const open = parseConfig(
  {
    publish: { outside: "192.0.2.10", flight: 32010 },
    firewall: { edge: ["10.20.0.0/16", "10.30.0.0/16"] },
    edge: { domain: "lake.example.org" },
  },
  "dev",
);
const rulesOf = (text: string) => text.split("\n").filter((line) => /^ {4}ip daddr/.test(line));

describe("the rules", () => {
  it("of a stack on loopback close all of it to other machines", () => {
    const rules = rulesOf(ruleset(parseConfig({}, "dev")));
    expect(rules.length).toBeGreaterThan(3);
    for (const rule of rules) expect(rule).toMatch(/ counter drop /);
  });

  it("name a port's networks before they close it, and no others", () => {
    const text = ruleset(open);
    expect(text).toContain("elements = { 10.20.0.0/16, 10.30.0.0/16 }");
    expect(rulesOf(text).filter((rule) => / accept /.test(rule))).toEqual([
      '    ip daddr 192.0.2.10 tcp dport 443 ip saddr @edge counter accept comment "edge"',
    ]);
    const closed = rulesOf(text).findIndex((rule) =>
      /^ +ip daddr 192\.0\.2\.10 tcp dport 443 counter drop/.test(rule),
    );
    expect(closed).toBeGreaterThan(rulesOf(text).findIndex((rule) => / accept /.test(rule)));
    // Published, and open to no other machine.
    expect(text).toContain('ip daddr 127.0.0.1 tcp dport 32010 counter drop comment "flight, others"');
  });

  it("are in a table that is nobody else's, whatever the stack's name", () => {
    expect(tableOf("filter")).toBe("perimeter_filter");
    expect(tableOf("lakehouse-dev")).toBe("perimeter_lakehouse_dev");
    const named = ruleset(open)
      .match(/^(delete )?table inet \S+/gm)!
      .map((line) => line.split(" ").at(-1));
    expect(new Set(named)).toEqual(new Set(["perimeter_lakehouse_dev"]));
  });
});

it("says what is open, and nothing where nothing is", () => {
  expect(openings(parseConfig({}, "dev"))).toEqual([]);
  expect(openings(open)).toEqual([
    expect.stringContaining("edge is published on 192.0.2.10:443 for 10.20.0.0/16, 10.30.0.0/16"),
  ]);
});

describe("make doctor", () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), "lakehouse-firewall-"))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));
  const found = (config = open) => firewallFindings(config, "dev", { ...process.env, LAKEHOUSE_HOME: home });

  it("says nothing of the firewall while everything is on loopback", () => {
    expect(found(parseConfig({}, "dev"))).toEqual([]);
  });

  it("says when rules are missing, made from other settings, and right", () => {
    // Either nft is missing here, or the rules are.
    expect(found()).toMatchObject([{ state: "short" }]);
    rememberRules(home, "dev", "perimeter_lakehouse_dev", ruleset(open));
    expect(found()).toMatchObject([{ subject: "firewall" }]);
    rememberRules(home, "dev", "perimeter_lakehouse_dev", ruleset(parseConfig({}, "dev")));
    expect(found()).toMatchObject([{ state: "short" }]);
  });
});
