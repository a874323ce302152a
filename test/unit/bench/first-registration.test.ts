import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { secondsToFirstRegistration } from "../../../tools/bench/first-registration";

const start = (program: string) =>
  secondsToFirstRegistration({
    nodeArguments: ["--import", "tsx"],
    directory: join(__dirname, "fixtures", program),
    project: "fixture",
    stack: "dev",
    env: process.env,
  });

describe("the start of a program", () => {
  it("ends with its first resource, after the stack", async () => {
    const before = performance.now();
    const taken = await start("registers-one");
    expect(taken).toBeGreaterThan(0);
    expect(taken * 1000).toBeLessThan(performance.now() - before);
  });

  it("is refused with the program's own words when it ends without one", async () => {
    await expect(start("registers-nothing")).rejects.toThrow(
      /registers-nothing registered nothing:[^]*the lid is missing/,
    );
  });
});
