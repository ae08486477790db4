import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { CoherenceSoFar } from "../../src/backtest/coherence-so-far.ts";
import { FAIR_COLUMNS } from "../../src/backtest/fair-columns.ts";
import { FAIR_HEADER, fairLine, writeFairCsv } from "../../src/backtest/fair-csv.ts";
import { writeFairParquet } from "../../src/backtest/fair-parquet.ts";
import { type FairValue, FairValues } from "../../src/backtest/fair-values.ts";
import { walkForward } from "../../src/backtest/walk-forward.ts";
import { type TakerOrder, vwapCents } from "../../src/market/taker-order.ts";
import type { Time } from "../../src/market/units.ts";
import { LegModel } from "../../src/model/leg-model.ts";
import { PRIOR } from "../../src/model/parameters.ts";
import { openCsv } from "../../src/tape/csv-rows.ts";
import type { LegRecord } from "../../src/tape/settlements.ts";
import { LEGS, manySteps, ordersOf, step } from "./generated-tape.ts";
import { takes } from "./scenes.ts";

function fairValues(
  orders: readonly TakerOrder[],
  legs: ReadonlyMap<string, LegRecord> = new Map(),
): readonly FairValue[] {
  const values = new FairValues(legs);
  return orders.map((order) => values.observe({ event: "E-1JAN", order, trades: order.prints.length }));
}

describe("a row says what the leg's model says after the order", () => {
  const orders = ordersOf(manySteps(71, 260)); // enough for legs to be fitted to their own orders
  const rows = fairValues(orders);

  test("with the parameters of walk-forward calibration, in force from before the order", () => {
    const sets = walkForward(orders, 60);
    const models = new Map<string, LegModel>();
    for (const [i, order] of orders.entries()) {
      const [set] = sets.filter(({ ticker, at }) => ticker === order.ticker && at <= order.at).slice(-1);
      const model = models.get(order.ticker) ?? new LegModel(PRIOR, { comparisons: true });
      models.set(order.ticker, model);
      model.setParameters(set?.parameters ?? PRIOR);
      model.observe(order);
      expect(rows[i]).toMatchObject({
        time: order.at,
        event: "E-1JAN",
        ticker: order.ticker,
        vwap: vwapCents(order),
        side: order.side,
        fair: model.estimate!.fairCents,
        sd: model.estimate!.sdCents,
        sd_trusted: model.estimate!.sdTrusted,
        sigma_b: model.sigmaB ?? null,
        z_move: model.estimate!.zMove,
        z_raw: model.estimate!.zRaw,
        z_print: model.estimate!.zPrint,
        z_one_step: model.estimate!.zOneStep,
        jump_probability: model.estimate!.jumpProbability,
        outlier_probability: model.estimate!.outlierProbability,
        parameters: set?.parameters.provenance ?? "prior",
        calibrated_at: set?.parameters.calibratedAt ?? null,
      });
    }
  });

  test("parameters are always older than the order, and in time the leg's own", () => {
    for (const row of rows) expect(row.calibrated_at ?? 0).toBeLessThanOrEqual(row.time);
    expect(new Set(rows.map(({ parameters }) => parameters))).toEqual(new Set(["prior", "pooled", "em"]));
    for (const { sigma_b, parameters } of rows) expect(sigma_b === null).toBe(parameters !== "em");
  });
});

test("a later order changes no earlier row", () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 2, maxLength: 60 }),
      fc.nat(),
      fc.constantFrom("buy" as const, "sell" as const),
      fc.integer({ min: 1, max: 99 }),
      (steps, pick, side, cents) => {
        const orders = ordersOf(steps);
        const at = 1 + (pick % (orders.length - 1));
        const { ticker, at: time } = orders[at]!;
        const changed = orders.with(at, takes(time / 1_000, side, [[7, cents]], ticker));
        expect(fairValues(changed).slice(0, at)).toEqual(fairValues(orders).slice(0, at));
      },
    ),
    { numRuns: 30, seed: 1 },
  );
});

test("an unknown side is inferred from orders that came before", () => {
  const at = (second: number, cents: number) => takes(second, "unknown", [[1, cents]]);
  expect(fairValues([at(0, 40), at(60, 42), at(120, 41)]).map(({ side }) => side)).toEqual(["unknown", "buy", "sell"]);
});

describe("coherent fair values", () => {
  const leg = (ticker: string, cents: number) => {
    const model = new LegModel(PRIOR, { comparisons: true });
    model.observe(takes(1, "buy", [[10, cents]], ticker));
    return [ticker, model] as const;
  };

  test("are there from the fourth leg on, and leave room for legs that haven't traded", () => {
    const coherence = new CoherenceSoFar();
    const legs = [leg("E-A", 40), leg("E-B", 35), leg("E-C", 30), leg("E-D", 25)];
    const seen = legs.map(([ticker, model]) => coherence.observe(ticker, model));
    expect(seen.slice(0, 3)).toEqual([undefined, undefined, undefined]);
    const { coherentCents, rawCents, residualCents } = seen[3]!;
    expect(rawCents).toBe(legs[3]![1].estimate!.fairCents);
    expect(coherentCents).toBeLessThan(rawCents!); // the four are worth 130 cents together
    expect(residualCents).toBeCloseTo(rawCents! - coherentCents!, 12);
    const again = legs.map(([ticker, model]) => coherence.observe(ticker, model)!.coherentCents!);
    expect(again.reduce((sum, cents) => sum + cents, 0)).toBeLessThan(100);
  });

  test("a row has both or neither, and what is above the coherent value is the residual", () => {
    const rows = ["E-A", "E-B", "E-C", "E-D", "E-A"].map((ticker, i) => takes(i, "buy", [[10, 30]], ticker));
    const values = fairValues(rows);
    expect(values.slice(0, 3).map(({ coherent_fair, residual }) => [coherent_fair, residual])).toEqual(
      Array.from({ length: 3 }, () => [null, null]),
    );
    for (const { fair, coherent_fair, residual } of values.slice(3)) {
      expect(fair - coherent_fair!).toBeCloseTo(residual!, 12);
    }
  });
});

describe("the horizon", () => {
  const orders = ordersOf(manySteps(73, 200));
  const closesAt = (orders.at(-1)!.at - 600_000) as Time; // some orders come after it
  const [known, unknown] = LEGS;
  const legs = new Map([[known, { ticker: known, value: undefined, closeTime: closesAt, title: undefined }]]);
  const rows = fairValues(orders, legs);

  test("is there where the close is known, blank elsewhere; nothing else depends on it", () => {
    const blank = { hours_to_close: null, resolved_share: null, open_sd: null };
    for (const [i, { hours_to_close, resolved_share, open_sd, caution, ...rest }] of fairValues(orders).entries()) {
      expect({ hours_to_close, resolved_share, open_sd }).toEqual(blank);
      expect(rows[i]).toMatchObject(rest);
      if (rest.ticker !== known) expect(rows[i]).toMatchObject({ ...blank, caution });
      else expect(rows[i]!.hours_to_close).toBe(Math.max(0, closesAt - rest.time) / 3_600_000);
    }
    expect(rows.some(({ ticker }) => ticker === unknown)).toBe(true);
  });

  test("what is open is the outcome's variance less what the close resolves; after it, all that there was", () => {
    for (const { ticker, fair, hours_to_close, resolved_share, open_sd } of rows) {
      if (ticker !== known) continue;
      expect(resolved_share!).toBeGreaterThanOrEqual(0);
      expect(resolved_share!).toBeLessThanOrEqual(1);
      expect(open_sd! ** 2).toBeCloseTo(fair * (100 - fair) * (1 - resolved_share!), 6);
      if (hours_to_close === 0) expect(resolved_share).toBe(0);
    }
    expect(rows.filter(({ hours_to_close }) => hours_to_close === 0).length).toBeGreaterThan(0);
  });

  test("caution: near 0 and 1 whether or not the close is known, an outcome due only where it is", () => {
    const at = (closeTime?: Time) => (second: number, cents: number) =>
      fairValues(
        [takes(second, "buy", [[9, cents]])],
        new Map([["E-1JAN-A", { ticker: "E-1JAN-A", value: undefined, closeTime, title: undefined }]]),
      )[0]!.caution;
    for (const caution of [at(), at(7_200_000 as Time), at((7_200_000 + 1e13) as Time)]) {
      expect([caution(7_200, 1), caution(7_200, 99)]).toEqual(["near 0", "near 1"]);
    }
    expect(at()(7_200, 50)).toBeNull();
    expect(at(7_260_000 as Time)(7_200, 50)).toBe("outcome due"); // a minute is left
    expect(at(1e13 as Time)(7_200, 50)).toBeNull(); // centuries are
  });
});

describe("files", () => {
  const closesAt = (ordersOf(manySteps(72, 200)).at(-1)!.at + 1) as Time;
  const legs = LEGS.slice(1).map(
    (ticker) => [ticker, { ticker, value: undefined, closeTime: closesAt, title: undefined }] as const,
  );
  const rows = fairValues(ordersOf(manySteps(72, 200)), new Map(legs));
  const odd: FairValue = { ...rows[0]!, event: 'E,"1"', ticker: "a\nb", fair: 1 / 3, time: 1_700_000_000_123 as Time };
  const all = [...rows, odd];

  async function* inBatches(values: readonly FairValue[]): AsyncGenerator<readonly FairValue[]> {
    for (let at = 0; at < values.length; at += 64) yield values.slice(at, at + 64);
  }
  async function bytesOf(write: typeof writeFairCsv, values: readonly FairValue[]): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    await write(inBatches(values), (bytes) => pieces.push(Uint8Array.from(bytes)));
    return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
  }
  /** A Parquet file as another library reads it. */
  async function parquetRows(values: readonly FairValue[]): Promise<readonly Record<string, unknown>[]> {
    const folder = mkdtempSync(join(tmpdir(), "tauroi-fair-"));
    try {
      const path = join(folder, "f.parquet");
      writeFileSync(path, await bytesOf(writeFairParquet, values));
      return await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test("a Parquet file holds the rows to the last digit", async () => {
    const read = await parquetRows(all);
    expect(read).toHaveLength(all.length);
    expect(Object.keys(read[0]!)).toEqual(FAIR_COLUMNS.map(({ name }) => name));
    for (const [i, { time, calibrated_at, ...rest }] of all.entries()) {
      expect(read[i]).toEqual({
        ...rest,
        time: new Date(time),
        calibrated_at: calibrated_at === null ? null : new Date(calibrated_at),
      });
    }
  });

  test("a CSV file holds the same as the Parquet file", async () => {
    async function* pieces() {
      yield await bytesOf(writeFairCsv, all);
    }
    const { columns, batches } = await openCsv({ name: "f.csv", bytes: pieces() }, []);
    expect([...columns.keys()]).toEqual(FAIR_HEADER.split(","));
    const read: (readonly string[])[] = [];
    for await (const batch of batches) for (const { fields } of batch) read.push(fields);
    const parquet = await parquetRows(all);
    expect(read).toHaveLength(parquet.length);
    for (const [i, fields] of read.entries()) {
      for (const [column, { name, type }] of FAIR_COLUMNS.entries()) {
        const value = parquet[i]![name];
        const text = fields[column]!;
        if (value === null) expect(text).toBe("");
        else if (type === "number") expect(Number(text)).toBe(value);
        else if (type === "time") expect(Date.parse(text)).toBe((value as Date).getTime());
        else expect(text).toBe(String(value));
      }
    }
  });

  test("every row has every column and no other", () => {
    for (const row of all) expect(Object.keys(row).sort()).toEqual(FAIR_COLUMNS.map(({ name }) => name).sort());
    expect(fairLine(odd)).toMatch(/^2023-11-14T22:13:20\.123Z,"E,""1""","a\nb",/);
  });

  test("a file without rows has its columns", async () => {
    expect(await parquetRows([])).toEqual([]);
    expect(new TextDecoder().decode(await bytesOf(writeFairCsv, []))).toBe(`${FAIR_HEADER}\n`);
  });
});
