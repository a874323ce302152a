import { defineConfig } from "vitest/config";

/** Long tests of what happens when things break half way: engines killed, disks full, state files damaged. */
export default defineConfig({
  test: {
    include: ["test/drills/**/*.drill.test.ts"],
    globalSetup: ["test/e2e/global-setup.ts"],
    pool: "forks",
    execArgv: ["--require", "./tools/pulumi/load-on-demand.cjs"],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 600_000,
    reporters: ["verbose", "./test/closing-line.ts"],
  },
});
