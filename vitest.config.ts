import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,golden,policies}/**/*.test.ts"],
    // Pulumi's mocks are process-wide state: one process per file.
    pool: "forks",
    testTimeout: 60_000,
    reporters: ["default", "./test/closing-line.ts"],
  },
});
