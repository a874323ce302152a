import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,golden,policies}/**/*.test.ts"],
    // Pulumi's mocks are process-wide state: one process per file.
    pool: "forks",
    // A third of the time would go into loading what Pulumi's SDK loads with itself and no test uses.
    execArgv: ["--require", "./tools/pulumi/load-on-demand.cjs"],
    testTimeout: 60_000,
    reporters: ["default", "./test/closing-line.ts"],
  },
});
