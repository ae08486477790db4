import { expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import type { Booked } from "../../../src/app/report/booked.ts";
import { fillMarkouts } from "../../../src/app/report/fill-markouts.ts";
import type { Walk } from "../../../src/app/report/journal-walk.ts";
import { LegWatch } from "../../../src/app/report/leg-watch.ts";
import { EVERYTHING } from "../../../src/app/report/period.ts";
import { createEngine } from "../../../src/engine/engine.ts";
import type { Money, Position, Price, Time } from "../../../src/market/units.ts";
import { start } from "../../journal/inputs.ts";

const MINUTE_MS = 60_000;
const BEGIN = 1_800_000_000_000;
const TICKER = "EVENT-A";

/** A sale of one contract at 40c, five minutes after the beginning. */
const SOLD: Booked = {
  kind: "fill",
  at: (BEGIN + 5 * MINUTE_MS) as Time,
  ticker: TICKER,
  leg: TICKER,
  quantity: -100 as Position,
  cash: 400_000 as Money,
  fee: 0 as Money,
  price: 4_000 as Price,
  side: "ask",
  fair: undefined,
  tradeId: "t",
};

/** A market that was looked at in these minutes, each time as a trade at so many cents was told. */
function watched(runs: readonly (readonly (readonly [minute: number, cents: number])[])[]): LegWatch {
  const watch = new LegWatch(TICKER, "EVENT", "", EVERYTHING);
  for (const looks of runs) {
    const engine = createEngine();
    engine.handle(start("e", BEGIN as Time));
    for (const [minute, cents] of looks) {
      const at = (BEGIN + minute * MINUTE_MS) as Time;
      const prints = [{ price: (100 * cents) as Price, quantity: 100 as never }];
      engine.handle({ type: "trade", at, order: { ticker: TICKER, at, side: "buy", prints } });
      watch.look(engine.desk!.legs.get(TICKER)!, engine.desk!);
    }
    watch.end((BEGIN + looks.at(-1)![0] * MINUTE_MS) as Time);
  }
  return watch;
}

function curve(watch: LegWatch, settled: ReadonlyMap<string, Price> = new Map()) {
  const walk = { changes: [SOLD], legs: new Map([[TICKER, watch.watched]]), settled } as unknown as Walk;
  return Object.fromEntries(
    fillMarkouts(walk, Random.seeded(1)).map(({ after, fills, cents }) => [after, [fills, cents]]),
  );
}

test("a sale is judged by the price it fell or rose to, as long as somebody looked on", () => {
  const twoRuns = watched([
    [
      [0, 40],
      [6, 37],
      [20, 35],
    ],
    [
      [180, 44],
      [300, 44],
    ],
  ]);
  expect(curve(twoRuns)).toEqual({
    "10 s": [1, 0],
    "1 min": [1, 3],
    "5 min": [1, 3],
    "30 min": [0, null], // no engine ran by then
    "1 h": [0, null],
    "4 h": [1, -4],
    settled: [0, null],
  });
});

test("what has paid out is known ever after", () => {
  const watch = watched([
    [
      [0, 40],
      [20, 35],
    ],
  ]);
  watch.settle((BEGIN + 60 * MINUTE_MS) as Time, 0 as Price);
  expect(curve(watch, new Map([[TICKER, 0 as Price]]))).toMatchObject({
    "5 min": [1, 0],
    "30 min": [0, null],
    "1 h": [1, 40],
    "4 h": [1, 40],
    settled: [1, 40],
  });
});
