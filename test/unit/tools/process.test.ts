import { expect, it } from "vitest";
import { foreground, INTERRUPTED } from "../../../tools/pulumi/process";

it.each([
  ["fails by itself", "exit 3", false, 3],
  ["fails once it is interrupted", "trap 'exit 255' INT; while :; do sleep 0.05; done", true, INTERRUPTED],
  ["comes to its end all the same", "trap 'exit 0' INT; while :; do sleep 0.05; done", true, 0],
  ["is killed", "kill -KILL $$", false, INTERRUPTED],
])("a program in the foreground that %s", async (_, script, interrupt, expected) => {
  const code = foreground("bash", ["-c", script]);
  // The program needs a moment to be ready for it.
  if (interrupt) setTimeout(() => process.emit("SIGINT"), 500);
  expect(await code).toBe(expected);
});
