import { describe, expect, test } from "vitest";
import { readRecordedSignals } from "../../src/signal/recorded-signals.ts";

const said = {
  at: "2026-11-20T12:00:00Z",
  source: "my playlists",
  ticker: "BRU",
  severity: "pull",
  until: "2026-11-20T14:00:00Z",
  reason: "Top 50, first",
};
const noon = Date.UTC(2026, 10, 20, 12);
const lines = (...changes: object[]) => changes.map((change) => JSON.stringify({ ...said, ...change })).join("\n");
const problem = (text: string) => {
  try {
    readRecordedSignals(text, "signals.jsonl");
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
};

describe("a recording of signals", () => {
  test("is a script's events with the moment at which they came, ISO or epoch milliseconds", () => {
    const later = { at: noon + 5, severity: "widen", multiplier: 1.5, until: noon + 9 };
    const text = `${lines({}, later)}\n\n${lines({ at: noon + 5, severity: "clear", until: undefined, reason: undefined })}\n`;
    expect(readRecordedSignals(text, "signals.jsonl")).toEqual([
      {
        type: "signal",
        at: noon,
        source: "my playlists",
        ticker: "BRU",
        severity: "pull",
        until: noon + 7_200_000,
        reason: "Top 50, first",
      },
      expect.objectContaining({ at: noon + 5, severity: "widen", multiplier: 1.5, until: noon + 9 }),
      expect.objectContaining({ at: noon + 5, severity: "clear", until: noon + 5 }),
    ]);
    expect(readRecordedSignals("\n", "signals.jsonl")).toEqual([]);
  });

  test("may have what the program's own sources said, and for longer than a script may ask", () => {
    const own = { source: "spotify release", until: "2027-11-20T14:00:00Z" };
    expect(readRecordedSignals(lines(own), "signals.jsonl")).toHaveLength(1);
  });

  test("is refused by line and field", () => {
    expect(problem("{")).toBe("signals.jsonl: line 1: it is not JSON");
    expect(problem(lines({}, { at: undefined }))).toMatch(/^signals\.jsonl: line 2: at: /);
    expect(problem(lines({ at: "2026-11-20T12:00:00" }))).toMatch(/line 1: at: /); // in no zone
    expect(problem(lines({ severity: "panic" }))).toMatch(/line 1: severity: /);
    expect(problem(lines({ multiplier: 3 }))).toMatch(/line 1: multiplier: /);
    expect(problem(lines({ reason: undefined }))).toMatch(/line 1: reason: missing/);
    expect(problem(lines({ until: undefined }))).toMatch(/line 1: until: missing/);
    expect(problem(lines({ until: said.at }))).toBe("signals.jsonl: line 1: until: not after at");
    expect(problem(lines({ colour: "red" }))).toMatch(/line 1: .*colour/);
    expect(problem(`${lines({ at: noon + 1 })}\n\n${lines({})}`)).toMatch(
      /^signals\.jsonl: line 3: at: 2026-11-20T12:00:00\.000Z is before/,
    );
  });
});
