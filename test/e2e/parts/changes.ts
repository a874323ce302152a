import { expect, it } from "vitest";
import { tableRows } from "../../../tools/sample-data/read-back";
import { digest } from "../../../tools/sample-data/rows";
import type { TestStack } from "../stack";

export function changes(stack: () => TestStack): void {
  it("more memory for PostgreSQL replaces one container; its data is still there", async () => {
    const outputs = await stack().outputs();
    const before = digest(await tableRows(outputs, "analyst"));
    const ids = await stack().containerIds();
    stack().configure({ "lakehouse:postgresql": { memory: "640Mi" } });
    const { code, output } = await stack().make("up");
    expect(code, output).toBe(0);
    expect(output).toMatch(/\+-1 replaced/);
    expect(output).not.toMatch(/\d+ (created|deleted|updated)/);
    const after = await stack().containerIds();
    const changed = Object.keys(ids).filter((name) => ids[name] !== after[name]);
    expect(changed).toEqual([`${stack().name}-postgresql`]);
    expect(digest(await tableRows(outputs, "analyst"))).toEqual(before);
  });

  it("a certificate due for renewal shows in a preview, and only certificates and what reads them", async (context) => {
    if (!stack().log.includes("from test/providers"))
      context.skip("official providers have no clock to shift");
    const days = 24;
    const { code, output } = await stack().make("preview", {
      LAKEHOUSE_TEST_CLOCK_OFFSET_HOURS: String(70 * days),
    });
    expect(code, output).toBe(0);
    const replaced = [...output.matchAll(/^ *\+-\s*(\S+): \(replace\)/gm)].map((match) => match[1]).sort();
    expect(new Set(replaced)).toEqual(
      new Set(["docker:index/container:Container", "tls:index/locallySignedCert:LocallySignedCert"]),
    );
    expect(replaced.filter((type) => type!.includes("locallySignedCert"))).toHaveLength(3);
  });

  it("a policy stops an update before what violates it is made", async () => {
    const { code, output } = await stack().runFixture("violation");
    expect(code, output).not.toBe(0);
    expect(output).toMatch(/\[mandatory\] .*ports-are-published-on-loopback/);
    const names = (await stack().docker.listContainers({ all: true })).flatMap(({ Names }) => Names);
    expect(names).not.toContain("/lakehouse-violation-open-door");
  });
}
