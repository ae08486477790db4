import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { type JobSummaryParts, jobSummary } from "../../src/app/job-summary.ts";
import { JobSummaryFile } from "../../src/app/job-summary-file.ts";
import { markdownTable, markdownText } from "../../src/app/markdown-text.ts";
import { RunNoteTaker } from "../../src/app/run-notes.ts";
import { summarize } from "../../src/app/run-summary.ts";
import { openSimRun, type SimRun } from "../../src/app/sim-run.ts";
import { textChart } from "../../src/app/text-chart.ts";
import { nullJournal } from "../../src/journal/journal.ts";

interface Told extends JobSummaryParts {
  /** Counted beside it: how often a reason's code began on a contract, and how long something of ours was live. */
  readonly begun: ReadonlyMap<string, number>;
  readonly liveMs: number;
}

/** A session on the embedded exchange with all that its summary is made of. */
async function play(
  seed: number,
  duration: string,
  act: (run: SimRun, at: number) => void = () => undefined,
): Promise<Told> {
  const flags = { headless: true, duration };
  const taker = new RunNoteTaker();
  const begun = new Map<string, number>();
  let before = new Set<string>();
  let live: { readonly since: number } | undefined;
  let liveMs = 0;
  let run: SimRun | undefined;
  run = await openSimRun({
    configuration: loadConfiguration({ flags, environment: {} }),
    seed,
    epoch: "test",
    program: "tauroi 1.2.3",
    journal: nullJournal,
    clock: systemClock,
    timers: systemTimers,
    unattended: true,
    watch(input, commands) {
      const desk = run?.session.engine.desk;
      taker.watch(input, commands, desk);
      if (run === undefined || desk === undefined) return;
      const now = new Set(
        [...desk.legs.values()].flatMap(({ ticker, reasons }) => reasons.map(({ code }) => `${code} ${ticker}`)),
      );
      for (const one of now) {
        const code = one.split(" ")[0]!;
        if (!before.has(one)) begun.set(code, (begun.get(code) ?? 0) + 1);
      }
      before = now;
      if (live !== undefined) liveMs += desk.now - live.since;
      live = [...desk.orders.live()].length > 0 ? { since: desk.now } : undefined;
      act(run, input.at);
    },
  });
  const end = await run.play();
  const summary = summarize(run.session.engine.desk!, end, "sim", seed);
  return { summary, view: run.snapshot(), notes: taker.notes, exitCode: 0, begun, liveMs };
}

let told: Told;
beforeAll(async () => {
  told = await play(7, "2h");
});

/** The cells of a table's rows that begin so. */
const cells = (text: string, first: string): string[] | undefined =>
  text
    .split("\n")
    .find((line) => line.startsWith(`| ${first} |`))
    ?.slice(2, -2)
    .split(" | ");

describe("the summary of a session", () => {
  test("tells result, end and time as the run's own document does", () => {
    const text = jobSummary(told);
    const { net_usd, gross_usd, fees_usd, fills } = told.summary;
    expect(text.split("\n")[0]).toBe(`## ✅ PAPER KXTOPMONTHLY-26SEP: +${net_usd.toFixed(2)} USD net`);
    expect(text).toContain("**Ended: duration** (exit code 0)");
    expect(text).toContain("UTC (2h, quoted ");
    expect(cells(text, "result")).toEqual([
      "result",
      String(fills),
      `+${gross_usd.toFixed(2)}`,
      fees_usd.toFixed(2),
      `**+${net_usd.toFixed(2)}**`,
    ]);
  });

  test("has every contract with a position or a fill, and the fills", () => {
    const text = jobSummary(told);
    const touched = told.summary.contracts.filter(({ position, fills }) => position !== 0 || fills > 0);
    expect(touched.length).toBeGreaterThan(2);
    for (const { ticker, position, fills } of touched) {
      expect(cells(text, ticker)?.slice(3, 5)).toEqual([
        position > 0 ? `+${position}` : String(position),
        String(fills),
      ]);
    }
    expect(text).toContain(`${told.summary.contracts.length - touched.length} contracts without a position or a fill.`);
    expect(text).toContain(`### Fills, the last 20 of ${told.summary.fills}`);
  });

  test("counts each guard as often as its reason began on a contract", () => {
    const { notes, begun } = told;
    expect(new Map(notes.guards.map(({ code, times }) => [code, times]))).toEqual(
      new Map([...begun].filter(([code]) => !["starting", "stopping"].includes(code))),
    );
    expect(notes.guards.length).toBeGreaterThan(3);
    for (const { times, contracts, heldMs } of notes.guards) {
      expect(times).toBeGreaterThanOrEqual(contracts);
      expect(heldMs).toBeLessThanOrEqual(notes.endedAt - notes.startedAt);
      expect(heldMs).toBeGreaterThanOrEqual(0);
    }
    expect(notes.quotedMs).toBe(told.liveMs);
  });

  test("tells why a session was killed, halted or has crashed, with another mark", async () => {
    let asked = false;
    const killed = await play(7, "1h", (run) => {
      if (asked || (run.session.engine.desk?.account.net ?? 0) === 0) return;
      asked = true;
      run.session.operate("kill", "somebody | else");
    });
    const text = jobSummary({ ...killed, exitCode: 6 });
    expect(text.split("\n")[0]).toMatch(/^## ❌ PAPER /);
    expect(text).toContain("killed by somebody \\| else");
    expect(text).toMatch(/- killed by somebody \\\| else: CONFIRMED/);
  });

  test("lists alarms up to a bound, and counts the rest", () => {
    const alarm = { at: 0, code: "halted", text: "lost `10%`\nof it" };
    const notes = { ...told.notes, alarms: [alarm], alarmCount: 31, warnings: 2 };
    const text = jobSummary({ ...told, notes });
    expect(text).toContain(
      "- 1970-01-01 00:00:00 **halted** lost \\`10%\\` of it\n- and 30 more\n\n2 warnings in the log.",
    );
  });

  test("of a dry run says that nothing was sent, beside both results", () => {
    const through = { fills: 3, contracts: 3, gross_usd: 0.5, fees_usd: 0.1, net_usd: 0.4 };
    const text = jobSummary({
      ...told,
      summary: { ...told.summary, mode: "dry-run", optimistic: true, through_only: through },
    });
    expect(text).toContain("Nothing was sent");
    expect(cells(text, "through-only")).toEqual(["through-only", "3", "+0.50", "0.10", "**+0.40**"]);
  });

  test("of a session without anything to tell is whole too", async () => {
    const text = jobSummary(await play(7, "1s"));
    expect(text).toContain("### Positions\n\nNone.");
    expect(text).not.toContain("undefined");
    expect(text).not.toContain("NaN");
  });
});

describe("text in Markdown", () => {
  /** What a reader of the page sees of a text, by another program's reading of Markdown; undefined when it is more than text. */
  function shown(markdown: string): string | undefined {
    const html = Bun.markdown.html(markdown, { tables: true, autolinks: true });
    const inner = /<td[^>]*>(.*?)<\/td>/s.exec(html)?.[1] ?? "";
    if (/<[a-z/]/i.test(inner)) return undefined;
    return inner.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  }
  const cell = (text: string) => `${markdownTable(["name"], [[markdownText(text)]])}\n`;

  test.each([
    "A | B",
    "*bold* _and_ **more**",
    "`code`",
    "[link](https://example.com)",
    "![image](x)",
    "<script>alert(1)</script>",
    "<!-- comment",
    "https://example.com and www.example.com",
    "somebody@example.com",
    "&amp; &#124; \\| \\\\",
    "~~gone~~",
    "$1.00 to $2.00$",
    "# heading",
    "| --- |",
    "^up^ ==mark== :smile:",
    "Beyoncé & Sigur Rós: ( ) 東京",
  ])("shows %s as it is", (text) => {
    expect(shown(cell(text))).toBe(text);
  });

  test("shows any name as it is", () => {
    const letters = fc.constantFrom(..."ab1 |*_`[]()<>!&#;\\~$^=:@./-+wx'\"{}%");
    fc.assert(
      fc.property(fc.string({ unit: letters, minLength: 1, maxLength: 24 }), (name) => {
        fc.pre(name.trim() === name);
        expect(shown(cell(`x${name}x`))).toBe(`x${name}x`);
      }),
      { numRuns: 500 },
    );
  });

  test("has no line breaks, no controls, and nothing that turns the line", () => {
    expect(markdownText("a\nb\r\n\tc\u202Ed\u0000e\u200Bf")).toBe("a b c d e f");
  });
});

describe("a chart in text", () => {
  test("reaches from the bottom to the top", () => {
    expect(textChart([0, 1, 2, 3, 4, 5, 6, 7], 8, 1)).toEqual(["▁▂▃▄▅▆▇█"]);
    expect(textChart([5, 5], 4, 2)).toEqual(["    ", "▁▁▁▁"]);
    expect(textChart([0, 15], 2, 2)).toEqual([" █", "▁█"]);
    expect(textChart([1], 8, 2)).toEqual([]);
  });

  test("is as wide and as high as asked, and higher where the samples are", () => {
    const samples = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 200 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 6 }), (values, width, height) => {
        const lines = textChart(values, width, height);
        expect(lines.map((line) => line.length)).toEqual(Array.from({ length: height }, () => width));
        const heightOf = (column: number) => lines.reduce((sum, line) => sum + " ▁▂▃▄▅▆▇█".indexOf(line[column]!), 0);
        const last = heightOf(width - 1);
        for (let column = 0; column < width; column++) expect(heightOf(column)).toBeGreaterThanOrEqual(1);
        if (values.at(-1) === Math.max(...values) && new Set(values).size > 1) expect(last).toBe(height * 8);
        if (values.at(-1) === Math.min(...values)) expect(last).toBe(1);
      }),
    );
  });
});

describe("the file", () => {
  let folder: string;
  const fail = (text: string): never => {
    throw new Error(text);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tauroi-summary-"));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  test("is added to once, behind what is there", async () => {
    const path = join(folder, "summary.md");
    await writeFile(path, "before\n");
    const file = new JobSummaryFile(path, fail);
    file.write(() => told);
    file.write(() => told);
    file.writeFailure("too late", 1);
    expect(await readFile(path, "utf8")).toBe(`before\n${jobSummary(told)}`);
  });

  test("tells of a run that never was", async () => {
    const path = join(folder, "failure.md");
    new JobSummaryFile(path, fail).writeFailure("--venue x: expected *that*", 2);
    expect(await readFile(path, "utf8")).toBe(
      "## ❌ It didn't trade\n\n--venue x\\: expected \\*that\\* (exit code 2)\n",
    );
  });

  test("that can't be written is said, and stops nothing", () => {
    const said: string[] = [];
    const path = join(folder, "nowhere", "x");
    new JobSummaryFile(path, (text) => said.push(text)).writeFailure("why", 1);
    new JobSummaryFile(path, (text) => said.push(text)).write(() => told);
    expect(said).toEqual([expect.stringContaining(path), expect.stringContaining(path)]);
    const whole = new JobSummaryFile(join(folder, "whole.md"), (text) => said.push(text));
    whole.write(() => {
      throw new Error("it can't be summed up");
    });
    expect(said[2]).toBe("tauroi: --summary: it can't be summed up");
  });
});
