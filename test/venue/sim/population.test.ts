import { beforeAll, describe, expect, it } from "vitest";
import { totalQuantity } from "../../../src/market/taker-order.ts";
import { toCents, toContracts } from "../../../src/market/units.ts";
import { openVenue, place, type VenueSession } from "./venue-session.ts";

const HOURS = 2;
const SEEDS = [1, 2, 3, 4];
const MINUTE = 60_000;

interface Sample {
  readonly truth: number;
  readonly bid: number | undefined;
  readonly ask: number | undefined;
}

/** What somebody sees who looks at every leg once a minute, and every trade. */
interface Watched {
  readonly session: VenueSession;
  readonly looks: readonly (readonly Sample[])[];
  /** Of contenders alone. */
  readonly trades: number;
  /** Truth and last price in cents, and contracts, of each taker order. */
  readonly orders: readonly { readonly truth: number; readonly last: number; readonly contracts: number }[];
}

function contends(truth: number): boolean {
  return truth > 0.1 && truth < 0.9;
}

async function watch(seed: number): Promise<Watched> {
  const session = await openVenue({ seed });
  const { exchange, simulation } = session.venue;
  const { legs } = session.discovery.event;
  const orders: { truth: number; last: number; contracts: number }[] = [];
  let trades = 0;
  exchange.subscribe((fact) => {
    if (fact.type !== "trade") return;
    const truth = simulation.truth.now(legs.findIndex(({ ticker }) => ticker === fact.ticker));
    const contracts = toContracts(totalQuantity({ ...fact, side: fact.takerSide }));
    orders.push({ truth: 100 * truth, last: toCents(fact.prints.at(-1)!.price), contracts });
    if (contends(truth)) trades++;
  });
  const looks = Array.from({ length: HOURS * 60 }, () => {
    session.run(MINUTE);
    return legs.map(({ ticker }, index) => {
      const [bid, ask] = (["bid", "ask"] as const).map((side) => exchange.best(ticker, side));
      return { truth: simulation.truth.now(index), bid: bid && toCents(bid), ask: ask && toCents(ask) };
    });
  });
  return { session, looks, trades, orders };
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * values.length)]!;
}

describe("the population", () => {
  let watched: readonly Watched[];
  let samples: readonly Sample[];
  beforeAll(async () => {
    watched = await Promise.all(SEEDS.map(watch));
    samples = watched.flatMap(({ looks }) => looks.flat());
  });

  it("trades the contenders tens of times in ten minutes, and outsiders seldom", () => {
    const perTenMinutes = watched.reduce((sum, { trades }) => sum + trades, 0) / (SEEDS.length * HOURS * 6);
    expect(perTenMinutes).toBeGreaterThan(10);
    expect(perTenMinutes).toBeLessThan(60);
    const outsiders = watched.flatMap(({ orders }) => orders).filter(({ truth }) => truth < 4);
    expect(outsiders.length / (SEEDS.length * HOURS)).toBeLessThan(40);
  });

  it("keeps contenders a few cents wide, most of the time two-sided, around the truth", () => {
    const contenders = samples.filter(({ truth }) => contends(truth));
    const spreads = contenders.flatMap(({ bid, ask }) => (bid !== undefined && ask !== undefined ? [ask - bid] : []));
    expect(spreads.length / contenders.length).toBeGreaterThan(0.95);
    expect(quantile(spreads, 0.5)).toBeGreaterThanOrEqual(3);
    expect(quantile(spreads, 0.5)).toBeLessThanOrEqual(8);
    const errors = contenders.flatMap(({ truth, bid, ask }) =>
      bid !== undefined && ask !== undefined ? [Math.abs((bid + ask) / 2 - 100 * truth)] : [],
    );
    expect(quantile(errors, 0.5)).toBeLessThan(2);
  });

  it("leaves outsiders wide or one-sided", () => {
    const outsiders = samples.filter(({ truth }) => truth < 0.02);
    const oneSided = outsiders.filter(({ bid, ask }) => bid === undefined || ask === undefined);
    expect(oneSided.length / outsiders.length).toBeGreaterThan(0.3);
  });

  it("prices the legs of an event to about a dollar in all, with bids below it and asks above", () => {
    const sums = watched.flatMap(({ looks }) =>
      looks.map((legs) => [
        legs.reduce((sum, { bid }) => sum + (bid ?? 0), 0),
        legs.reduce((sum, { ask }) => sum + (ask ?? 100), 0),
      ]),
    );
    expect(
      quantile(
        sums.map(([bids]) => bids!),
        0.95,
      ),
    ).toBeLessThan(100);
    expect(
      quantile(
        sums.map(([, asks]) => asks!),
        0.05,
      ),
    ).toBeGreaterThan(100);
    const [middle] = [
      quantile(
        sums.map(([bids, asks]) => (bids! + asks!) / 2),
        0.5,
      ),
    ];
    expect(middle).toBeGreaterThan(90);
    expect(middle).toBeLessThan(125);
  });

  it("trades sizes as on the real tape: mostly a few contracts, now and then a hundred", () => {
    const sizes = watched.flatMap(({ orders }) => orders.map(({ contracts }) => contracts));
    expect(quantile(sizes, 0.5)).toBeGreaterThanOrEqual(2);
    expect(quantile(sizes, 0.5)).toBeLessThanOrEqual(20);
    expect(quantile(sizes, 0.99)).toBeGreaterThan(50);
    expect(sizes.every(Number.isInteger)).toBe(true);
  });

  it("has somebody who now and then prints one contract far from the truth", () => {
    const far = watched.flatMap(({ orders }) => orders).filter(({ truth, last }) => Math.abs(last - truth) >= 25);
    expect(far.length).toBeGreaterThan(0);
    expect(far.length / (SEEDS.length * HOURS)).toBeLessThan(3);
  });

  it("fills a one-lot quoter three cents from the truth some of the time", async () => {
    const fills = await Promise.all(
      SEEDS.map(async (seed) => {
        const session = await openVenue({ seed });
        const { venue, discovery } = session;
        for (let round = 0; round < 60; round++) {
          for (const [index, { ticker }] of discovery.event.legs.entries()) {
            const fair = 100 * venue.simulation.truth.now(index);
            if (!contends(fair / 100)) continue;
            for (const [side, cents] of [
              ["bid", Math.floor(fair - 3)],
              ["ask", Math.ceil(fair + 3)],
            ] as const) {
              venue.send({ type: "cancel", clientOrderId: `${ticker} ${side} ${round - 1}`, ticker });
              venue.send(place(ticker, `${ticker} ${side} ${round}`, side, cents));
            }
          }
          session.run(10_000);
        }
        return session.of("fill").length;
      }),
    );
    const total = fills.reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThan(2 * SEEDS.length);
    expect(total).toBeLessThan(60 * SEEDS.length);
  });
});
