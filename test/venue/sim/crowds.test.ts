import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { after as later, toCents } from "../../../src/market/units.ts";
import type { Crowd } from "../../../src/venue/sim/crowds/crowd.ts";
import { LIVELY } from "../../../src/venue/sim/crowds/lively.ts";
import { MONTHLY } from "../../../src/venue/sim/crowds/monthly.ts";
import { lateLegs, SIMULATION_START, startOf } from "../../../src/venue/sim/simulated-event.ts";
import { Simulation } from "../../../src/venue/sim/simulation.ts";
import { Truth } from "../../../src/venue/sim/truth.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEVER = 1e15;

/** Nobody trades and nothing happens in this one, unless it is said. */
const QUIET: Crowd = {
  ...MONTHLY,
  event: { ...MONTHLY.event, hoursBetweenNews: [NEVER, NEVER] },
  makers: [],
  noise: { ...MONTHLY.noise, meanMs: NEVER },
  informed: { ...MONTHLY.informed, lookMs: NEVER },
  manipulator: { attemptMs: NEVER },
  forgotten: 0,
};

function simulation(crowd: Crowd, seed: number) {
  const start = startOf(crowd.event);
  const closeTime = later(start, crowd.event.hoursToClose * HOUR);
  const fees = { type: "quadratic", multiplier: 1 } as const;
  const made = new Simulation({ seed, closeTime, preHistoryMs: 0, fees, rules: {}, pauses: [], crowd }, start);
  const time = new VirtualTime(start);
  made.enter(time);
  return { simulation: made, time, start, closeTime };
}

describe("the lively crowd", () => {
  it("has nothing of what only the other one does", () => {
    const { event, noise, makers, forgotten } = LIVELY;
    expect([event.dailyVariance, event.lateLegs, forgotten, noise.followers, noise.careless]).toEqual([0, 0, 0, 0, 0]);
    expect(noise.mood).toBeUndefined();
    expect(makers.every(({ premiumCents }) => premiumCents === 0)).toBe(true);
    expect(startOf(event)).toBe(SIMULATION_START);
  });
});

describe("late legs", () => {
  it("are outsiders, each once, in the middle of the time", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 30 }), (seed, count) => {
        const event = { ...MONTHLY.event, lateLegs: count };
        const late = lateLegs(event, Random.seeded(seed));
        expect(late).toHaveLength(Math.min(count, event.shares.length - 3));
        expect(new Set(late.map(({ index }) => index)).size).toBe(late.length);
        for (const { index, share } of late) {
          expect(index).toBeGreaterThanOrEqual(3);
          expect(index).toBeLessThan(event.shares.length);
          expect(share).toBeGreaterThan(0);
          expect(share).toBeLessThan(1);
        }
      }),
    );
  });

  it("are listed from the start, open when something has happened to their artist, and stay open to the close", () => {
    const { simulation: one, time, start, closeTime } = simulation(QUIET, 3);
    const news: number[] = [];
    one.truth.onNews((index) => {
      if (index !== undefined) news.push(index);
    });
    const open = (): string[] => one.event.legs.filter(({ status }) => status === "active").map(({ ticker }) => ticker);
    const { length } = one.event.legs;
    expect(length).toBe(QUIET.event.shares.length);
    let before = open();
    expect(before).toHaveLength(length - QUIET.event.lateLegs);
    for (let at = start + HOUR; at < closeTime; at += HOUR) {
      time.runUntil(later(start, at - start));
      const now = open();
      expect(now).toEqual(expect.arrayContaining(before));
      expect(news.map((index) => one.event.legs[index]!.ticker)).toEqual(
        expect.arrayContaining(now.filter((ticker) => !before.includes(ticker))),
      );
      before = now;
    }
    expect(before).toHaveLength(length);
    expect(news).toHaveLength(QUIET.event.lateLegs);
  });
});

describe("the day's count", () => {
  const candidate = { probability: 0.25, variancePerHour: 0, newsPerHour: 0, newsVariance: 0 };
  const even = [candidate, candidate, candidate, candidate];

  function counted(seed: number) {
    const time = new VirtualTime(SIMULATION_START);
    const pace = { tickMs: 3_600_000, dailyVariance: 0.5 };
    const end = { hours: 24 * 30, resolvingHours: 0 };
    return { time, truth: new Truth(even, end, time, Random.seeded(seed), [], pace) };
  }

  it("moves everybody's chances at noon in New York and at no other time", () => {
    const { time, truth } = counted(2);
    const heard: (number | undefined)[] = [];
    truth.onNews((index) => heard.push(index));
    let before = even.map((_, index) => truth.now(index));
    for (let hour = 1; hour <= 72; hour++) {
      time.runUntil(later(SIMULATION_START, hour * HOUR));
      const now = even.map((_, index) => truth.now(index));
      const isNoon = new Date(time.now()).getUTCHours() === 16; // summer time
      for (const [index, probability] of now.entries())
        expect(Math.abs(probability - before[index]!) > 1e-9, `hour ${hour}`).toBe(isNoon);
      before = now;
    }
    expect(heard).toEqual([undefined, undefined, undefined]);
  });

  it("favours nobody: chances stay what they are on average", () => {
    const paths = Array.from({ length: 500 }, (_, seed) => {
      const { time, truth } = counted(seed);
      time.runUntil(later(SIMULATION_START, 3 * DAY + 1));
      return truth.now(1);
    });
    const mean = paths.reduce((sum, value) => sum + value, 0) / paths.length;
    const deviation = Math.sqrt(paths.reduce((sum, value) => sum + (value - mean) ** 2, 0) / paths.length);
    expect(deviation).toBeGreaterThan(0.05);
    expect(Math.abs(mean - 0.25)).toBeLessThan((4 * deviation) / Math.sqrt(paths.length));
  });
});

describe("forgotten orders", () => {
  it("rest far from the truth as it was when they were placed, a few on each side, and nowhere near the market", () => {
    for (const seed of [1, 2]) {
      const {
        simulation: one,
        time,
        start,
      } = simulation({ ...QUIET, forgotten: 2, event: { ...QUIET.event, lateLegs: 0 } }, seed);
      let seen = 0;
      one.exchange.subscribe((fact) => {
        if (fact.type !== "book" || fact.change < 0) return;
        seen += 1;
        const index = one.event.legs.findIndex(({ ticker }) => ticker === fact.ticker);
        expect(Math.abs(toCents(fact.price) - 100 * one.truth.now(index))).toBeGreaterThanOrEqual(24);
      });
      time.runUntil(later(start, 5 * DAY));
      expect(seen).toBeGreaterThan(10);
      for (const { ticker } of one.event.legs) {
        const { bids, asks } = one.exchange.book(ticker, 99);
        expect(bids.length).toBeLessThanOrEqual(2);
        expect(asks.length).toBeLessThanOrEqual(2);
      }
    }
  });
});
