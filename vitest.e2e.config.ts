import { defineConfig } from "vitest/config";

/** Tests that drive real servers: each stack is tried from up to destroy, in the order its file says. */
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.e2e.test.ts"],
    globalSetup: ["test/e2e/global-setup.ts"],
    pool: "forks",
    execArgv: ["--require", "./tools/pulumi/load-on-demand.cjs"],
    fileParallelism: false,
    bail: 0,
    testTimeout: 300_000,
    hookTimeout: 1_800_000,
    reporters: ["verbose", "./test/closing-line.ts"],
  },
});
