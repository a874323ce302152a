import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestStack } from "../e2e/stack";
import {
  expectConditionRefused,
  expectRefused,
  freshHome,
  makeIn,
  type Condition,
} from "../refusals/attempt";
import { badConfigurations, unfitConfigurations } from "../refusals/configurations";
import { engineConditions } from "../refusals/engines";
import { surroundings } from "../refusals/surroundings";
import { volumeConditions } from "../refusals/volumes";
import { whileUp } from "../refusals/while-up";
import { expectReady } from "./support/agreement";

const isRoot = process.getuid?.() === 0;
const days = 24;
/** A certificate authority made so long ago has ended (certificates.authorityDays). */
const longAgo = { LAKEHOUSE_TEST_CLOCK_OFFSET_HOURS: String(-11 * 365 * days) };
const tomorrow = { LAKEHOUSE_TEST_CLOCK_OFFSET_HOURS: String(days) };

const count = (text: string, part: RegExp) => [...text.matchAll(part)].length;

/** Real commands on a real engine: each says one thing, and leaves everything as it was. */
describe("what cannot work is refused", () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await TestStack.create(undefined, { profiles: [] });
    stack.configure({ "lakehouse:sampleData": false, "lakehouse:exampleUsers": false });
    rotate("first");
  });
  afterAll(() => stack?.remove());

  const rotate = (authority: string) => stack.configure({ "lakehouse:rotation": { authority } });
  const refused = (conditions: readonly Condition[]) => {
    for (const condition of conditions) {
      it.runIf(isRoot || !condition.root)(condition.name, () => expectConditionRefused(stack, condition));
    }
  };

  describe("in the configuration", () => {
    it.each(badConfigurations)("$name", ({ changes, message }) =>
      expectRefused(
        stack,
        { changes },
        { message, remedy: /Remedy: correct it in Pulumi\.dev\.yaml, .*docs\/configuration\.md/ },
      ),
    );
  });

  describe("by what the host has", () => {
    it.each(unfitConfigurations)("$name", ({ changes, message }) =>
      expectRefused(stack, { changes }, { message }),
    );
    refused(volumeConditions);
  });

  describe("by the engine", () => refused(engineConditions));
  describe("by its surroundings", () => refused(surroundings));

  it("a down of what was never up: said, without a look at anything", async () => {
    const { code, output } = await makeIn(stack, {
      target: "down",
      ...freshHome(join(stack.home, "never-up")),
    });
    expect(code, output).toBe(0);
    expect(output.trim()).toBe("dev is not up: nothing to stop.");
  });

  describe("a certificate authority that has ended", () => {
    it("is told of, with the remedy, when the first server is asked for anything", async () => {
      const { code, output } = await stack.make("up", longAgo);
      expect(code, output).not.toBe(0);
      expect(count(output, /^error: .*has ended\.\n {2}Remedy: run 'make up'/gm), output).toBe(1);
      expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    });

    it("is made anew by the next up, which comes to its end", async () => {
      const { code, output } = await stack.make("up");
      expect(code, output).toBe(0);
      expectReady(output);
    });
  });

  describe("beside a stack that is there", () => refused(whileUp));

  describe("by the program too, for those who run Pulumi themselves", () => {
    const once = async (args: string[], message: RegExp) => {
      const { code, output } = await stack.pulumi("preview", ...args);
      expect(code, output).not.toBe(0);
      expect(count(output.slice(output.indexOf("Diagnostics:")), message), output).toBe(1);
      expect(count(output, /^ *error: /gm), output).toBe(1);
      expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    };

    it("a wrong configuration", () =>
      once(["--config", "lakehouse:typo=1"], /error: .*\n +lakehouse:typo is not a key/g));

    it("a host that lacks something", async () => {
      const kept = stack.configuration;
      stack.configure({ "lakehouse:docker": { minimumFreeDisk: "1024Gi" } });
      await once([], /error: Docker's data root .* free; 1024\.0 GiB is needed\.\n +Remedy: /g);
      stack.restore(kept);
    });
  });

  it("and that stack is as it was: nothing to change", async () => {
    const { code, output } = await stack.make("up");
    expect(code, output).toBe(0);
    expect(output).toContain("dev is up: no change.");
  });

  describe("certificates that are not valid yet", () => {
    it("are told of, with the remedy", async () => {
      rotate("ahead");
      const { code, output } = await stack.make("up", tomorrow);
      expect(code, output).not.toBe(0);
      expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
      expect(
        count(output, /^error: .*not valid yet or no longer.*\n {2}Remedy: set the clock/gm),
        output,
      ).toBe(1);
    });

    it("are made anew as the remedy says", async () => {
      rotate("right");
      const { code, output } = await stack.make("up");
      expect(code, output).toBe(0);
      expectReady(output);
    });
  });
});
