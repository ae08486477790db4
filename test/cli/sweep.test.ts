import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BacktestDocument } from "../../src/backtest/report/document-shape.ts";
import type { SweepDocument } from "../../src/backtest/sweep/document.ts";
import { sweptTapes } from "./swept-tapes.ts";
import { Folder, type Ran, tauroi } from "./tape-commands.ts";

const sweep = (...words: readonly string[]): Promise<Ran> => tauroi("sweep", ...words);

/** Without the folders that are told. */
const document = ({ out }: Ran): Omit<SweepDocument, "files"> => {
  const { files: _, ...rest } = JSON.parse(out) as SweepDocument;
  return rest;
};

/** 200 configurations. */
const GRID = ["--grid", "half_spread_cents=1..5:0.5", "--grid", "order_size=1,2,3,4,5,6,7,8,9,10"];
const MORE = ["--grid", "half_spread_cents=0.5..10:0.5", "--grid", "order_size=1,2,3,4,5,6,7,8,9,10"];

describe("200 configurations", () => {
  let folder: Folder;
  let words: readonly string[];
  let whole: Ran;
  const parts: Ran[] = [];
  beforeAll(async () => {
    folder = new Folder();
    const traded = sweptTapes(folder, [
      ["25JAN01", 0],
      ["25JAN02", 1],
    ]);
    words = [...traded, "--profile", "fixed-3c", "--fills", "queue", "through", ...MORE, "--json"];
    whole = await sweep(...words, "--out", folder.at("whole"), "--workers", "1");
    for (const part of [1, 2, 3, 4]) {
      parts.push(await sweep(...words, "--out", folder.at(`part-${part}`), "--shard", `${part}/4`, "--workers", "2"));
    }
  });
  afterAll(() => folder.remove());

  const bytes = (name: string): string => readFileSync(folder.at(name), "base64");
  const places = (...which: readonly number[]) => which.map((part) => folder.at(`part-${part}`));

  test("in four parts are the same as in one, byte for byte, whatever the order they are merged in", async () => {
    expect([whole.code, ...parts.map(({ code }) => code)]).toEqual([0, 0, 0, 0, 0]);
    expect(document(whole)).toMatchObject({ configurations: 200, here: 200, rows: 800, events: 2, shard: null });
    for (const [index, part] of parts.entries()) {
      const shard = { index: index + 1, of: 4 };
      expect(document(part)).toMatchObject({ configurations: 200, here: 50, rows: 200, shard, selection: null });
    }
    const merged = await sweep("merge", ...places(3, 1, 4, 2), "--out", folder.at("merged"), "--json");
    expect([merged.code, merged.err]).toEqual([0, ""]);
    expect(document(merged)).toEqual(document(whole));
    for (const file of ["events.parquet", "totals.parquet"]) {
      expect(bytes(`merged/${file}`)).toBe(bytes(`whole/${file}`));
    }
  });

  test("say what is missing, and what is there twice", async () => {
    const missing = await sweep("merge", ...places(1, 3));
    expect([missing.code, missing.out]).toEqual([2, ""]);
    expect(missing.err).toContain("missing: 2/4, 4/4");
    const doubled = await sweep("merge", ...places(1, 2, 2, 3, 4));
    expect(doubled.code).toBe(2);
    expect(doubled.err).toMatch(/2\/4 is there 2 times: .*part-2\/events\.parquet, .*part-2\/events\.parquet/);
    expect((await sweep("merge")).err).toContain("no files are named");
    const over = await sweep("merge", ...places(1, 2, 3, 4), "--out", folder.at("part-3"));
    expect([over.code, over.out]).toEqual([2, ""]);
    expect(over.err).toContain("part-3/events.parquet is; name another folder");
    expect((await sweep("merge", folder.at("part-5"))).err).toContain("part-5: there is no such file");
    expect((await sweep("merge", folder.at("whole"), ...places(1))).err).toContain("part 1/4; merge parts of one");
  });

  test("of different sweeps are not merged, and what differs is told", async () => {
    const out = folder.at("other");
    const other = words.map((word) => (word === "order_size=1,2,3,4,5,6,7,8,9,10" ? "order_size=1,2" : word));
    expect((await sweep(...other, "--seed", "2", "--shard", "2/4", "--out", out)).code).toBe(0);
    const { code, err } = await sweep("merge", ...places(1), out);
    expect(code).toBe(2);
    expect(err).toContain("they differ in axes, seed");
  });

  test("a file that isn't one of a sweep is refused by its name", async () => {
    const text = folder.written("no.parquet", "PAR1 nothing of the kind");
    expect((await sweep("merge", text)).err).toContain("no.parquet: it can't be read as Parquet");
  });

  test("asked for again there is nothing left to do, and nothing changes", async () => {
    const before = bytes("whole/events.parquet");
    const again = await sweep(...words, "--out", folder.at("whole"));
    expect(again).toMatchObject({ code: 0, out: whole.out });
    expect(again.err).toContain("800 runs are done already");
    expect(bytes("whole/events.parquet")).toBe(before);
    const other = await sweep(...words, "--seed", "2", "--out", folder.at("whole"));
    expect([other.code, other.out]).toEqual([2, ""]);
    expect(other.err).toContain("name another folder with --out");
  });

  test("the best is called in sample, and beside it stands what so many tries of nothing come to", async () => {
    const { selection, ...rest } = document(whole);
    expect(selection).toMatchObject({ tried: 200, walk_forward: [] });
    // Of two dates a t of hundreds is nothing: Student with one degree of freedom, the largest of 200.
    expect(selection!.dates).toBe(2);
    expect(selection!.median_largest_t!).toBeGreaterThan(100);
    expect(rest.rows).toBe(800);
    const { out } = await sweep("merge", ...places(1, 2, 3, 4), "--out", folder.at("text"));
    expect(out).toContain("IN SAMPLE, no evidence: the best of 200 configurations");
    expect(out).toContain("out of sample: nothing is known");
    expect(out).toContain(
      "200 configurations tried on 2 dates: if none earned anything, the largest |t| would be above",
    );
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(132);
    const part = await sweep(...words.slice(0, -1), "--out", folder.at("part-1"), "--shard", "1/4");
    expect(part.out).toContain("the best of a part says nothing");
    expect(part.out).not.toContain("IN SAMPLE");
  });
});

describe("a sweep", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.remove());

  test("brings what a backtest of each configuration brings", async () => {
    const traded = sweptTapes(
      folder,
      [
        ["25JAN01", 0],
        ["25FEB03", 33],
      ],
      120,
    );
    const swept = await sweep(
      ...traded,
      "--profile",
      "fixed-3c",
      "--grid",
      "half_spread_cents=1,2",
      "--out",
      folder.at("s"),
      "--json",
    );
    expect(swept.code).toBe(0);
    const { selection } = document(swept);
    const values = selection!.best!.values;
    const set = `half_spread_cents=${values["half_spread_cents"]}`;
    const ran = await tauroi("backtest", ...traded, "--profile", "fixed-3c", "--set", set, "--json");
    const { configurations } = JSON.parse(ran.out) as BacktestDocument;
    for (const [index, { fill_model, net_usd, contracts, cents_per_contract }] of configurations.entries()) {
      const { in_sample: found } = selection!.best!;
      expect(found[index]).toMatchObject({ fill_model, contracts, cents_per_contract });
      expect(found[index]!.net_usd).toBeCloseTo(net_usd, 9);
    }
  });

  test("chooses for each fold on what was before it alone", async () => {
    const days = Array.from({ length: 4 }, (_, day) => [`25JAN0${day + 1}`, day] as const);
    const traded = sweptTapes(folder, [...days, ["25FEB01", 31], ["25FEB02", 32]], 60);
    const words = [
      "--profile",
      "fixed-3c",
      "--grid",
      "half_spread_cents=1,2,4",
      "--fold",
      "month",
      "--least-dates",
      "3",
      "--json",
    ];
    const swept = await sweep(...traded, ...words, "--out", folder.at("s"));
    const { folds, walk_forward } = document(swept).selection!;
    expect(folds.map(({ fold, past_events, events }) => [fold, past_events, events])).toEqual([["2025-02", 4, 2]]);
    // The same sweep of January alone picks the same as its best.
    const january = await sweep(...sweptTapes(folder, days, 60), ...words, "--out", folder.at("january"));
    expect(document(january).selection!.best!.configuration).toBe(folds[0]!.configuration);
    expect(walk_forward.map(({ events }) => events)).toEqual([2, 2, 2]);
  });

  test("draws what it is told to, the same for a seed, with values that go together", async () => {
    const traded = sweptTapes(folder, [["25JAN01", 0]]);
    const space = folder.written(
      "space.toml",
      'half_spread_cents = {from = 1, to = 16, scale = "log"}\norder_size = {from = 1, to = 3, step = 1}\njoins_only = [true, false]\n',
    );
    const words = [
      ...traded,
      "--space",
      space,
      "--grid",
      "z_widen=2..6",
      "--random",
      "12",
      "--fills",
      "touch",
      "--json",
    ];
    const swept = await sweep(...words, "--out", folder.at("a"));
    expect(swept.code).toBe(0);
    const { configurations, contradictory, drawing, axes } = document(swept);
    expect([configurations, contradictory]).toEqual([12, 0]); // though half of the range of z_widen is above z_pull
    expect(drawing).toEqual({ count: 12, seed: 1 });
    expect(axes.map(({ name }) => name)).toEqual(["half_spread_cents", "joins_only", "order_size", "z_widen"]);
    expect((await sweep(...words, "--out", folder.at("b"))).code).toBe(0);
    expect(readFileSync(folder.at("b/events.parquet"))).toEqual(readFileSync(folder.at("a/events.parquet")));
  });

  test("leaves out points of a grid whose values contradict each other, and counts them", async () => {
    const traded = sweptTapes(folder, [["25JAN01", 0]], 12);
    const words = ["--grid", "z_widen=2,3", "--grid", "z_pull=2.5,4", "--out", folder.at("s"), "--json"];
    expect(document(await sweep(...traded, ...words))).toMatchObject({ configurations: 3, contradictory: 1 });
  });

  test("where nothing was filled calls nothing best", async () => {
    const traded = sweptTapes(
      folder,
      [
        ["25JAN01", 0],
        ["25JAN02", 1],
      ],
      12,
    );
    const words = ["--grid", "half_spread_cents=40,45", "--grid", "max_half_spread_cents=45", "--out", folder.at("s")];
    const { code, out } = await sweep(...traded, ...words);
    expect(code).toBe(0);
    expect(out).toContain("none can be called best");
    expect(out).not.toContain("IN SAMPLE");
  });

  test.each([
    [[], "nothing is to be tried"],
    [["--grid", "half_spread_cent=1"], "did you mean half_spread_cents?"],
    [["--grid", "half_spread_cents=1..4"], "a range has no end of values"],
    [["--grid", "half_spread_cents=4..1:1"], "4 is not below 1"],
    [["--grid", "half_spread_cents=1,1"], "1 is there twice"],
    [["--grid", "half_spread_cents=1..x:1"], "it is 4,6,8 or 4..8:0.5"],
    [["--grid", "order_size=1.5"], "order_size=1.5: 1.5: "],
    [["--grid", "order_size=0..50:log", "--random", "2"], "order_size=0..50:log: 0: "],
    [["--grid", "skew_cents_per_contract=0..1:log", "--random", "2"], "begins above 0"],
    [["--grid", "z_widen=50", "--grid", "z_pull=3"], "every point has values that contradict each other"],
    [["--grid", "order_size=1..1000:1", "--grid", "half_spread_cents=1..40:0.1"], "100000 are the most"],
    [["--grid", "order_size=1", "--shard", "1/2"], "only 1 configurations"],
  ])("that can't be is refused before a tape is read: %j", async (words, problem) => {
    const { code, out, err } = await sweep("--tape", folder.at("unread.csv"), "--out", folder.at("s"), ...words);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(problem);
    expect(folder.names).toEqual([]);
  });

  test("a part is one of how many", async () => {
    for (const word of ["0/4", "5/4", "4", "a/b"]) {
      const { code, err } = await sweep("--tape", "t.csv", ...GRID, "--shard", word);
      expect([word, code]).toEqual([word, 2]);
      expect(err).toContain("such as 2/8");
    }
  });

  test("that another process writes is left alone", async () => {
    const traded = sweptTapes(folder, [["25JAN01", 0]]);
    const words = [...traded, "--grid", "order_size=1", "--out", folder.at("s")];
    expect((await sweep(...words)).code).toBe(0);
    const holder = Bun.spawn(
      [
        process.execPath,
        "-e",
        `const d = new (require("bun:sqlite").Database)(${JSON.stringify(folder.at("s/progress.sqlite"))}); d.run("BEGIN EXCLUSIVE"); console.log("held"); setInterval(() => {}, 1e9)`,
      ],
      { stdout: "pipe" },
    );
    await holder.stdout.getReader().read();
    const { code, err } = await sweep(...words);
    holder.kill("SIGKILL");
    await holder.exited;
    expect(code).toBe(7);
    expect(err).toContain("another sweep writes there");
    writeFileSync(
      folder.at("s/progress.sqlite"),
      "something else, longer than a header of a database would be".repeat(40),
    );
    expect((await sweep(...words)).err).toContain("it can't be used");
  });
});
