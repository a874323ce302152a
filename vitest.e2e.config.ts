import { defineConfig } from "vitest/config";

/** Tests that drive real servers: one stack, tried from up to destroy, in the order of test/e2e/dev.e2e.test.ts. */
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.e2e.test.ts"],
    // Asked for by `make data-path`: the stand-in for Dremio was seen to stop answering under load.
    exclude: process.env.LAKEHOUSE_DATA_PATH ? [] : ["test/e2e/data-path*"],
    globalSetup: ["test/e2e/global-setup.ts"],
    pool: "forks",
    execArgv: ["--require", "./tools/pulumi/load-on-demand.cjs"],
    fileParallelism: false,
    bail: 0,
    testTimeout: 300_000,
    hookTimeout: 900_000,
    reporters: ["verbose", "./test/closing-line.ts"],
  },
});
