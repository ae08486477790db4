import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LIVE_GUARDS } from "../../src/engine/guards.ts";

/** docs/guards.md against the program: no reason is missing, and each has a test that is there. */

const rows = readFileSync("docs/guards.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => {
    const [code = "", holds = "", does = "", ends = "", shown = ""] = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    return { code: code.replaceAll("`", ""), holds, does, ends, shown };
  });

/** Every member of `ReasonCode`, as it is written. */
function codesOfProgram(): string[] {
  const source = readFileSync("src/strategy/reasons.ts", "utf8");
  const union = source.slice(
    source.indexOf("export type ReasonCode ="),
    source.indexOf(";", source.indexOf("export type ReasonCode =")),
  );
  return [...union.matchAll(/^\s*\| "([a-z-]+)"/gm)].map(([, code]) => code!);
}

describe("docs/guards.md", () => {
  test("has every reason of the program, each once", () => {
    const codes = codesOfProgram();
    expect(codes.length).toBeGreaterThan(40);
    expect(rows.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
  });

  test.each(rows)("$code says when it holds, what it does and how it ends, and names a test that there is", (row) => {
    for (const cell of [row.holds, row.does, row.ends]) expect(cell).not.toBe("");
    const [, file = "", words = ""] = /^`([^`]+)`: (.+)$/.exec(row.shown) ?? [];
    expect(existsSync(file), file).toBe(true);
    expect(readFileSync(file, "utf8")).toContain(words);
  });

  test.each([
    [
      "fill-burst",
      [LIVE_GUARDS.fillBurst.legFills, LIVE_GUARDS.fillBurst.windowMs / 1_000, LIVE_GUARDS.fillBurst.eventFills],
    ],
    ["picked-off", [LIVE_GUARDS.pickOffs.beyondCents, LIVE_GUARDS.pickOffs.withinMs / 1_000]],
    ["suspect-book", [LIVE_GUARDS.prints.prints, LIVE_GUARDS.prints.outsideCents]],
    ["feed-lag", [LIVE_GUARDS.feedLag.widenMs / 1_000, LIVE_GUARDS.feedLag.pullMs / 1_000]],
    ["slow-loop", [LIVE_GUARDS.health.loopLagMs]],
    ["clock-skew", [LIVE_GUARDS.health.clockUncertaintyMs]],
    ["fee-model", [LIVE_GUARDS.fees.wrong, LIVE_GUARDS.fees.ofLast, LIVE_GUARDS.fees.toleranceMicroDollars / 1e6]],
  ])("%s has the thresholds of the program", (code, thresholds) => {
    const { holds } = rows.find((row) => row.code === code)!;
    for (const threshold of thresholds) expect(holds).toMatch(new RegExp(`(^|[^0-9.])${threshold}([^0-9]|$)`));
  });
});
