import type { Reporter, TestModule } from "vitest/node";

/** Prints the totals of a run in a plain closing line that any CI can read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "failed") count[state]++;
        else count.skipped++;
      }
      // A file that cannot be loaded, or a suite whose set-up fails, counts as a failure of its own.
      if (module.state() === "failed" && count.failed === 0) count.failed++;
    }
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
