import { describe, expect, test } from "vitest";
import { Activity } from "../../src/app/activity.ts";
import { takeSnapshot } from "../../src/app/snapshot.ts";
import type { ContractView } from "../../src/app/view.ts";
import type { Command } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import { EVENT, ONE, Rig, TWO } from "../engine/rig.ts";

/** A rig whose activity is kept, as a run keeps it. */
class Watched extends Rig {
  readonly activity = new Activity(EVENT);

  override give(input: Input): readonly Command[] {
    const commands = super.give(input);
    this.activity.watch(input, commands, this.engine.desk);
    return commands;
  }

  get view() {
    const about = { program: "test", venue: "test", mode: "PAPER", speed: undefined, endsWithViewer: false } as const;
    return takeSnapshot(this.desk, { ...about, activity: this.activity });
  }

  contract(ticker: string): ContractView {
    return this.view.contracts.find((one) => one.ticker === ticker)!;
  }
}

describe("what fills came to", () => {
  test("is the middle between the others' best at each horizon less the fill's price, gains positive", () => {
    const rig = new Watched().settle() as Watched;
    const bid = rig.order(ONE, "bid")!;
    rig.fill(bid.clientOrderId, 1, "a");
    rig.fill(bid.clientOrderId, 1, "a"); // told again
    const paid = bid.price / 100;
    const at = (seconds: number) => rig.at(76 + seconds);

    at(9.9).book(ONE, 40, 44);
    expect(rig.view.fills[0]!.markoutsCents).toEqual([null, null, null]);
    at(9.95).book(ONE, 50, 54);
    at(10).tick();
    expect(rig.view.fills[0]!.markoutsCents).toEqual([52 - paid, null, null]);
    at(59).book(ONE, 44, 46);
    at(61).heartbeat();
    at(599).book(ONE, 47, 48);
    at(601).heartbeat();
    const { fills, markouts } = rig.view;
    expect(fills).toHaveLength(1);
    expect(fills[0]).toMatchObject({ ticker: ONE, label: "ONE", markoutsCents: [52 - paid, 45 - paid, 47.5 - paid] });
    expect(markouts.map(({ horizonMs, fills: judged, meanCents }) => [horizonMs, judged, meanCents])).toEqual([
      [10_000, 1, 52 - paid],
      [60_000, 1, 45 - paid],
      [600_000, 1, 47.5 - paid],
    ]);
  });

  test("is a gain for what was sold when the price falls, by the last trade where there is no middle", () => {
    const rig = new Watched().settle() as Watched;
    const ask = rig.order(TWO, "ask")!;
    rig.fill(ask.clientOrderId, 1);
    rig.at(80).trade(TWO, 45);
    rig.book(TWO, undefined, 47);
    rig.at(86).tick();
    expect(rig.view.fills[0]!.markoutsCents[0]).toBe(ask.price / 100 - 45);
  });
});

describe("the samples for charts", () => {
  test("are what the contracts were, one list as long as the other, and no more than their bound however long it runs", () => {
    const rig = new Watched();
    rig.open();
    const seen = new Map<number, ContractView>();
    for (let second = 5; second <= 2_000; second += 5) {
      rig.at(second);
      if (second % 100 === 0) rig.book(ONE, 45 + (second % 7), 53 + (second % 7));
      if (second % 30 === 0) rig.reading();
      for (const command of rig.heartbeat()) rig.answer(command);
      seen.set(rig.now, rig.contract(ONE));
    }
    const { at, contracts, account } = rig.view.history;
    const samples = contracts[ONE]!;
    expect(at.length).toBeGreaterThan(50);
    expect(at.length).toBeLessThanOrEqual(120);
    for (const list of Object.values(samples)) expect(list).toHaveLength(at.length);
    for (const list of [account.equityUsd, account.drawdownUsd]) expect(list).toHaveLength(account.at.length);
    expect(Object.keys(contracts)).toEqual([ONE, TWO]);
    at.forEach((moment, place) => {
      const then = seen.get(moment);
      if (then === undefined) return; // the samples of the opening
      expect(samples.fair[place]!).toBeCloseTo(then.fairCents!, 1);
      expect(samples.inventory[place]).toBe(then.inventory);
    });
    for (const drawdown of account.drawdownUsd) expect(drawdown).toBeLessThanOrEqual(0);
    expect(rig.view.history).toBe(rig.view.history);
  });

  test("tell what stood where at the time, and that nothing did", () => {
    const rig = new Watched();
    rig.open();
    rig.at(5).book(ONE, 46, undefined);
    rig.at(6.5).heartbeat();
    const { at, contracts } = rig.view.history;
    expect([contracts[ONE]!.othersBid.at(-1), contracts[ONE]!.othersAsk.at(-1)]).toEqual([46, null]);
    expect(at.at(-1)).toBe(rig.now);
  });
});

test("figures that can't be made stop with a line in the log, and nothing else does", () => {
  const rig = new Watched().settle() as Watched;
  const broken = new Proxy(rig.desk, {
    get(desk, name) {
      if (name === "now") throw new Error("no time");
      return Reflect.get(desk, name, desk) as unknown;
    },
  });
  const tick = { type: "tick", at: rig.now } as const;
  for (let time = 0; time < 3; time++) rig.activity.watch(tick, [], broken);
  const alert = { type: "alert", severity: "critical", code: "test", text: "loud" } as const;
  rig.activity.watch(tick, [alert], broken);
  const [newest, before, ...older] = rig.activity.log;
  expect(newest).toMatchObject({ severity: "critical", text: "loud" });
  expect(before).toMatchObject({ severity: "warning", text: expect.stringContaining("no time") as string });
  expect(older.filter(({ text }) => text.includes("no time"))).toEqual([]);
});

describe("how the model does", () => {
  test("is the error of its fair value as a prediction of the next trade, against that of the last price", () => {
    const rig = new Watched().settle() as Watched;
    const prices = [50, 52, 49, 53, 53, 48, 51];
    const errors: { readonly ours: number; readonly last: number }[] = [];
    let before: { readonly fair: number; readonly last: number } | undefined;
    prices.forEach((cents, place) => {
      rig.at(80 + place * 7).trade(ONE, cents);
      if (before !== undefined) errors.push({ ours: cents - before.fair, last: cents - before.last });
      before = { fair: rig.desk.legs.get(ONE)!.model.estimate!.fairCents, last: cents };
    });
    const weights = errors.map((_, place) => 0.5 ** ((errors.length - 1 - place) / 100));
    const rootMean = (of: (error: (typeof errors)[number]) => number) =>
      Math.sqrt(
        errors.reduce((sum, error, place) => sum + weights[place]! * of(error) ** 2, 0) /
          weights.reduce((sum, weight) => sum + weight, 0),
      );
    const { scores } = rig.contract(ONE).model;
    expect(scores!.trades).toBe(prices.length - 1);
    expect(scores!.fairErrorCents).toBeCloseTo(
      rootMean(({ ours }) => ours),
      9,
    );
    expect(scores!.lastTradeErrorCents).toBeCloseTo(
      rootMean(({ last }) => last),
      9,
    );
    expect(scores!.meanSquareZ).toBeGreaterThan(0);
    expect(scores!.outsideShare).toBeLessThanOrEqual(1);
    expect(rig.contract(TWO).model.scores).toBeNull();
  });

  test("says what its parameters come from", () => {
    const rig = new Watched().settle() as Watched;
    expect(rig.contract(ONE).model).toMatchObject({ provenance: "prior", calibratedAt: null, boundHits: [] });
    const other = new Watched({ model: "original" }).settle() as Watched;
    expect(other.contract(ONE).model).toMatchObject({ provenance: null, orders: 0 });
  });
});

test("the result by winner has every leg and the outcome without one, the worst first, which is the event's worst case", () => {
  const rig = new Watched().settle() as Watched;
  rig.fill(rig.order(ONE, "ask")!.clientOrderId, 1);
  const { outcomes, money } = rig.view;
  expect(new Set(outcomes.map(({ label }) => label))).toEqual(new Set(["ONE", "TWO", null]));
  expect(outcomes[0]!.resultUsd).toBeCloseTo(-money.worstCaseUsd, 6);
  const results = outcomes.map(({ resultUsd }) => resultUsd);
  expect(results).toEqual(results.toSorted((one, other) => one - other));
});

test("orders tell when they were sent and when they end by themselves", () => {
  const rig = new Watched();
  const place = rig.open().find(({ ticker, side }) => ticker === ONE && side === "bid")!;
  expect(rig.contract(ONE).bid.working).toMatchObject([{ state: "in flight", sentAt: null }]);
  rig.at(1).accept(place);
  const [quote] = rig.contract(ONE).bid.working;
  expect(quote).toMatchObject({ state: "resting", sentAt: rig.now, expiresAt: place.expiresAt });
  expect(quote!.expiresAt).toBeGreaterThan(rig.now);
});
