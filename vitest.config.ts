import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { pageText, tomlText } from "./test/toml-text.ts";

export default defineConfig({
  plugins: [tomlText, pageText],
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    globalSetup: ["test/e2e/one-program.ts"],
    setupFiles: ["test/property-seed.ts"],
    pool: "threads", // the others don't run under Bun
    maxWorkers: availableParallelism() + 1, // the longest tests mostly wait, for processes of their own
    reporters: ["default", "./test/reporter.ts"],
    testTimeout: 120_000, // for what hangs: no test may fail because a machine is slow
    hookTimeout: 120_000,
  },
});
