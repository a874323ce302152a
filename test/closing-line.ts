import type { Reporter, TestModule } from "vitest/node";

/** Characters of what a failure says that are repeated at the end: of its beginning, and of its end. */
const [beginning, end] = [500, 1000];

const shortened = (reason: string): string =>
  reason.length <= beginning + end ? reason : `${reason.slice(0, beginning)}\n...\n${reason.slice(-end)}`;

/** Prints what failed and the totals of a run at its very end, where any CI finds them. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result();
        if (state === "passed" || state === "failed") count[state]++;
        else count.skipped++;
        for (const { message, diff = "" } of errors)
          console.log(`\nFAILED ${test.fullName}\n${shortened([message, diff].join("\n"))}`);
      }
      // A file that cannot be loaded, or a suite whose set-up fails, counts as a failure of its own.
      if (module.state() === "failed" && count.failed === 0) count.failed++;
    }
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
