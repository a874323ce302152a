import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { alone } from "../../../tools/stack-settings";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "alone-"));
  file = join(directory, "turn");
});
afterEach(() => rmSync(directory, { recursive: true }));

it("does one after the other, also when one fails", async () => {
  const seen: string[] = [];
  const one = (name: string) =>
    alone(file, async () => {
      seen.push(`${name} begins`);
      await sleep(20);
      seen.push(`${name} ends`);
      if (name === "b") throw new Error("b");
    });
  const ended = await Promise.allSettled(["a", "b", "c"].map(one));
  expect(ended.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(seen.length).toBe(6);
  for (let at = 0; at < 6; at += 2) expect(seen[at + 1]).toBe(seen[at]!.replace("begins", "ends"));
  expect(existsSync(file)).toBe(false);
});

it("does not wait for a command that has died, and does for one that lives", async () => {
  writeFileSync(file, String(2 ** 30));
  expect(await alone(file, () => Promise.resolve("done"))).toBe("done");
  writeFileSync(file, String(process.ppid));
  const waiting = alone(file, () => Promise.resolve("done"));
  expect(await Promise.race([waiting, sleep(300).then(() => "waits")])).toBe("waits");
  rmSync(file);
  expect(await waiting).toBe("done");
});
