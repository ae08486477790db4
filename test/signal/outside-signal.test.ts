import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { Signal } from "../../src/engine/input.ts";
import { after, time } from "../../src/market/units.ts";
import { readOutsideSignal } from "../../src/signal/outside-signal.ts";
import { SignalFile } from "../../src/signal/signal-file.ts";
import type { SourceReport } from "../../src/signal/source-report.ts";

const NOW = time(Date.UTC(2026, 10, 20, 12));
const TICKERS = ["KXTOPMONTHLY-26NOV-BRU", "KXTOPMONTHLY-26NOV-WEE"];
const said = {
  source: "my playlists",
  ticker: "BRU",
  severity: "pull",
  until: "2026-11-20T14:00:00Z",
  reason: "Top 50, first",
};
const read = (change: object) => readOutsideSignal({ ...said, ...change }, { now: NOW, tickers: TICKERS });

describe("an event of a script", () => {
  test("becomes a signal on the contract it names", () => {
    expect(read({})).toEqual({
      signal: {
        type: "signal",
        at: NOW,
        source: "my playlists",
        ticker: TICKERS[0],
        severity: "pull",
        until: NOW + 7_200_000,
        reason: "Top 50, first",
      },
    });
    expect(read({ severity: "widen", multiplier: 1.25, until: NOW + 5 })).toMatchObject({
      signal: { multiplier: 1.25, until: NOW + 5 },
    });
    expect(read({ severity: "clear", until: undefined, reason: undefined })).toMatchObject({
      signal: { severity: "clear" },
    });
  });

  test("is refused by name otherwise", () => {
    const problem = (change: object) => (read(change) as { problem: string }).problem;
    expect(problem({ ticker: "DRAKE" })).toMatch(/^ticker: DRAKE is not traded/);
    expect(problem({ until: "tomorrow" })).toMatch(/^until/);
    expect(problem({ until: "2026-11-20T14:00:00" })).toMatch(/^until/); // in no zone
    expect(problem({ until: "2026-11-20T11:00:00Z" })).toMatch(/is past/);
    expect(problem({ until: "2027-11-20T11:00:00Z" })).toMatch(/35 days/);
    expect(problem({ severity: "panic" })).toMatch(/^severity/);
    expect(problem({ multiplier: 5, severity: "widen" })).toMatch(/^multiplier/);
    expect(problem({ source: "spotify release" })).toMatch(/^source/);
    expect(problem({ reason: "two\nlines" })).toMatch(/^reason/);
    expect(problem({ until: undefined })).toMatch(/^until: missing/);
    expect(problem({ colour: "red" })).toMatch(/colour/);
  });

  test("whatever is sent is a signal within its bounds or a problem of one line", () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.values(said), ...TICKERS),
      fc.integer(),
      fc.anything(),
    );
    const anything = fc.oneof(
      fc.anything(),
      fc.record({ source: words, ticker: words, severity: words, until: words, reason: words }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(anything, (value) => {
        const reading = readOutsideSignal(value, { now: NOW, tickers: TICKERS });
        if ("signal" in reading) {
          expect(TICKERS).toContain(reading.signal.ticker);
          expect(reading.signal.reason.length).toBeLessThanOrEqual(200);
          expect(reading.signal.until).toBeLessThanOrEqual(NOW + 35 * 86_400_000);
        } else expect(reading.problem).toMatch(/^[^\n]{1,400}$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a watched file", () => {
  const folders: string[] = [];
  const open = () => {
    const folder = mkdtempSync(join(tmpdir(), "tauroi-signals-"));
    folders.push(folder);
    const path = join(folder, "signals.jsonl");
    const virtual = new VirtualTime(NOW);
    const signals: Signal[] = [];
    const reports: SourceReport[] = [];
    const file = new SignalFile({
      path,
      files: systemFiles,
      clock: virtual,
      timers: virtual,
      tickers: TICKERS,
      emit: (signal) => signals.push(signal),
      report: (report) => reports.push(report),
    });
    return { path, virtual, signals, reports, file, pass: (ms: number) => virtual.runUntil(after(virtual.now(), ms)) };
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  const line = (change: object = {}) => `${JSON.stringify({ ...said, ...change })}\n`;

  test("tells each whole line once, also those that stood there before, as far as they aren't over", () => {
    const { path, signals, reports, file, pass } = open();
    file.start();
    expect(reports.at(-1)).toMatchObject({ state: "blind" });
    writeFileSync(path, line({ until: "2026-11-19T00:00:00Z" }) + line());
    pass(1_000);
    expect(signals.map(({ severity }) => severity)).toEqual(["pull"]);
    expect(reports.at(-1)).toMatchObject({ state: "active", detail: "2 events" });
    writeFileSync(path, line({ until: "2026-11-19T00:00:00Z" }) + line() + line({ severity: "widen" }).slice(0, 20));
    pass(5_000);
    expect(signals.length).toBe(1);
    writeFileSync(path, line({ until: "2026-11-19T00:00:00Z" }) + line() + line({ severity: "widen" }));
    pass(1_000);
    expect(signals.map(({ severity }) => severity)).toEqual(["pull", "widen"]);
    writeFileSync(path, line({ ticker: "WEE" })); // begun anew
    pass(1_000);
    expect(signals.at(-1)?.ticker).toBe(TICKERS[1]);
    file.close();
  });

  test("says what it doesn't understand, and goes on", () => {
    const { path, signals, reports, file, pass } = open();
    writeFileSync(path, `not json\n${"x".repeat(5_000)}\n${line({ ticker: "NOBODY" })}${line()}`);
    file.start();
    expect(signals.length).toBe(1);
    expect(reports.at(-1)?.detail).toMatch(/^4 events; 3 not understood, the last: line 3, ticker: NOBODY/);
    rmSync(path);
    pass(1_000);
    expect(reports.at(-1)).toMatchObject({ state: "blind" });
    file.close();
  });
});
