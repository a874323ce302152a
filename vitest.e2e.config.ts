import { defineConfig } from "vitest/config";

/** Minutes each, and a machine of their own: `make nodes` and `make upgrade` run them. */
const apart = ["test/e2e/node.e2e.test.ts", "test/e2e/upgrade.e2e.test.ts"];

/** Tests that drive real servers: each stack is tried from up to destroy, in the order its file says. */
export default defineConfig({
  test: {
    include: process.env["LAKEHOUSE_TEST_APART"] ? apart : ["test/e2e/**/*.e2e.test.ts"],
    exclude: process.env["LAKEHOUSE_TEST_APART"] ? [] : apart,
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
