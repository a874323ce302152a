import { copyFileSync, existsSync, readdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestStack, type Result } from "../e2e/stack";
import { expectAgreement, expectReady } from "./support/agreement";

/** What happens to state on a disk: damage, loss, locks. Each test leaves the stack running. */
describe("a state file", () => {
  let stack: TestStack;
  let file: string;
  let locks: string;

  beforeAll(async () => {
    stack = await TestStack.create(undefined, { profiles: [] });
    stack.configure({ "lakehouse:sampleData": false, "lakehouse:exampleUsers": false });
    const { code, output } = await stack.make("up");
    expect(code, output).toBe(0);
    const backend = join(stack.home, "backend", ".pulumi");
    file = join(backend, "stacks", "lakehouse", "dev.json");
    locks = join(backend, "locks", "organization", "lakehouse", "dev");
  });
  afterAll(() => stack?.remove());

  /** One message, no stack trace, and nothing done to the engine. */
  async function expectRefused(command: () => Promise<Result>, message: RegExp): Promise<string> {
    const before = await stack.containerIds();
    const { code, output } = await command();
    expect(code).not.toBe(0);
    expect(output.match(/error: /g), output).toHaveLength(1);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(await stack.containerIds()).toEqual(before);
    return output;
  }

  async function expectUp(): Promise<string> {
    const { code, output } = await stack.make("up");
    expect(code, output).toBe(0);
    expectReady(output);
    await expectAgreement(stack);
    return output;
  }

  it.each([
    ["cut off", 1000, /dev\.json is cut off or altered/],
    ["emptied", 0, /dev\.json is empty/],
  ])(
    "that was %s is refused by every command, with the copy to put back; putting it back works",
    async (_, length, how) => {
      truncateSync(file, length);
      for (const target of ["up", "down", "preview", "credentials"])
        await expectRefused(() => stack.make(target), how);
      const output = await expectRefused(() => stack.make("destroy", { CONFIRM: stack.name }), how);
      const [, copy, original] = /cp '(.*)' '(.*)'/.exec(output)!;
      expect(original).toBe(file);
      copyFileSync(copy!, original!);
      await expectUp();
    },
  );

  it("that vanished beside the stack's data is not replaced by a new one", async () => {
    const away = join(stack.home, "backend-away");
    renameSync(join(stack.home, "backend"), away);
    for (const target of ["up", "down"]) {
      await expectRefused(
        () => stack.make(target),
        /has objects of a stack named lakehouse-e2e .*lakehouse-e2e-postgresql-data.*holds no state that knows of them/,
      );
    }
    expect(existsSync(file)).toBe(false);
    renameSync(away, join(stack.home, "backend"));
    expect(await expectUp()).toContain("dev is up: no change.");
  });

  const writeLock = (pid: number) =>
    writeFileSync(
      join(locks, "drill.json"),
      JSON.stringify({ pid, username: "drill", hostname: hostname(), timestamp: "2030-01-01T00:00:00Z" }),
    );

  it("locked by a living process is left to it", async () => {
    writeLock(process.pid);
    await expectRefused(
      () => stack.make("up"),
      new RegExp(`Another update of dev is under way \\(process ${process.pid} `),
    );
    expect(readdirSync(locks)).toContain("drill.json");
  });

  it("locked by a dead process is unlocked, and looked through", async () => {
    writeLock(2 ** 30);
    // As seen when an engine dies while it writes its state: the state is whole, and its attributes are not.
    writeFileSync(join(locks, "drill.json.attrs"), "");
    truncateSync(`${file}.attrs`);
    const output = await expectUp();
    expect(output).toContain(`removed the lock of process ${2 ** 30}, which has died`);
    expect(output).toContain("Recovery: the last update of dev did not come to its end");
    expect(readdirSync(locks)).toEqual([]);
  });
});
