import { describe, expect, test } from "vitest";
import { runPlantedTests } from "./planted-run.ts";

const IMPORT = `import { afterAll, beforeAll, describe, expect, test } from "vitest";\n`;
const PASSING = `${IMPORT}test("passes", () => {});\n`;

describe.concurrent("the last line of a test run", () => {
  test("counts tests that passed, failed and were skipped, and names the skipped with their reason", async () => {
    const mixed = `${IMPORT}
      test("passes", () => {});
      test("passes too", () => {});
      test("fails", () => expect(1).toBe(2));
      describe("a tool", () => {
        test.skip("is absent (needs chromium)", () => {});
        test("is found missing", ({ skip }) => skip("no tmux here"));
        test.todo("is yet to come");
      });`;
    const { exitCode, lines } = await runPlantedTests({ "mixed.test.ts": mixed });
    expect(lines.slice(-4)).toEqual([
      "skipped: mixed.test.ts > a tool > is absent (needs chromium)",
      "skipped: mixed.test.ts > a tool > is found missing (no tmux here)",
      "skipped: mixed.test.ts > a tool > is yet to come",
      "2 passed, 1 failed, 3 skipped",
    ]);
    expect(exitCode).toBe(1);
  });

  test("is green only when all is well", async () => {
    const { exitCode, lines } = await runPlantedTests({ "a.test.ts": PASSING, "deep/b.test.ts": PASSING });
    expect(lines.at(-1)).toBe("2 passed, 0 failed");
    expect(exitCode).toBe(0);
  });

  test.each([
    [
      "an error outside of any test",
      `${PASSING}test("throws later", () => { setTimeout(() => { throw new Error("late"); }); });`,
      2,
    ],
    ["a rejection that nobody handles", `${PASSING}test("rejects", () => { Promise.reject(new Error("lost")); });`, 2],
    [
      "a hook that fails before the tests",
      `${PASSING}describe("s", () => { beforeAll(() => { throw new Error("no"); }); });`,
      1,
    ],
    [
      "a hook that fails after them",
      `${PASSING}describe("s", () => { afterAll(() => { throw new Error("no"); }); test("passes", () => {}); });`,
      2,
    ],
    ["a file that throws when it is loaded", `${IMPORT}throw new Error("no");`, 0],
    ["a file that is no TypeScript", "test('a', () => {", 0],
    ["a file that imports what is not there", `${PASSING}import "./absent.ts";`, 0],
    ["a file without tests", "export {};", 0],
  ])("counts %s as failed", async (_, text, passed) => {
    const { exitCode, lines } = await runPlantedTests({ "good.test.ts": PASSING, "bad.test.ts": text });
    expect(lines.at(-1)).toBe(`${1 + passed} passed, 1 failed`);
    expect(exitCode).toBe(1);
  });

  test("counts a run without any test as failed", async () => {
    const { exitCode, lines } = await runPlantedTests({ "other.ts": "" });
    expect(lines.at(-1)).toBe("0 passed, 1 failed");
    expect(exitCode).toBe(1);
  });

  test("leaves out what a name filter leaves out, and calls a filter that fits nothing a failure", async () => {
    const files = { "a.test.ts": `${PASSING}test("another", () => {});test.skip("another, skipped", () => {});` };
    expect((await runPlantedTests(files, "-t", "another")).lines.at(-1)).toBe("1 passed, 0 failed, 1 skipped");
    expect(await runPlantedTests(files, "-t", "absent")).toMatchObject({ exitCode: 1 });
  });
});
