import { expect } from "vitest";

const matches = (text: string, pattern: RegExp) => [...text.matchAll(new RegExp(pattern, "gm"))];

/** What a refusal must say, beside what is wrong. */
export interface Refusal {
  /** What is wrong and where. */
  message: RegExp;
  /** How it is mended. @default a line that begins so */
  remedy?: RegExp;
}

/** Whether a command's output is one error: said once, with its remedy, and nothing of the inside of the program. */
export function expectOneRefusal(output: string, { message, remedy = /Remedy: / }: Refusal): void {
  expect(matches(output, message), output).toHaveLength(1);
  expect(output).toMatch(remedy);
  // Make has a line of its own for a command that failed, which is no message of ours.
  expect(matches(output, /^ *(?:Makefile:\d+: \*\*\*|error:) /), output).toHaveLength(1);
  expect(output).not.toMatch(/unexpected:|undefined|\[object Object\]/);
  expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(output).not.toMatch(/panic:|goroutine/);
}
