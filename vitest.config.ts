import { defineConfig } from "vitest/config";
import { tomlText } from "./test/toml-text.ts";

export default defineConfig({
  plugins: [tomlText],
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    pool: "threads", // the others don't run under Bun
    reporters: ["default", "./test/reporter.ts"],
    testTimeout: 30_000,
  },
});
