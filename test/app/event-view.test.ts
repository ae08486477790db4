import { describe, expect, test } from "vitest";
import { Activity } from "../../src/app/activity.ts";
import { takeSnapshot } from "../../src/app/snapshot.ts";
import { LIVE_GUARDS } from "../../src/engine/guards.ts";
import { remaining } from "../../src/engine/order.ts";
import type { Money } from "../../src/market/units.ts";
import { ONE, Rig, TWO } from "../engine/rig.ts";

function viewOf({ desk }: Rig) {
  const activity = new Activity("");
  const program = { program: "test", venue: "test", mode: "PAPER", speed: undefined, endsWithViewer: false } as const;
  return takeSnapshot(desk, { ...program, activity });
}

/** A settled rig whose exchange charges makers nothing. */
function quoting(): Rig {
  const rig = new Rig({ profile: { orderSize: 3 } }).settle();
  rig.give({ type: "fees", at: rig.now, fees: { type: "quadratic", multiplier: 1 } });
  return rig;
}

describe("the engine's state", () => {
  test("isn't plainly quoting while nothing is placed or renewed, and says why", () => {
    const rig = new Rig({ pacing: { guards: LIVE_GUARDS } });
    for (const place of rig.open()) rig.accept(place);
    const health = (loopLagMs: number) =>
      rig.give({ type: "health", at: rig.now, loopLagMs, clockUncertaintyMs: 20, journal: "writable" });
    health(3);
    expect(viewOf(rig).state).toBe("quoting");
    health(250);
    const { state, stateReason, truth } = viewOf(rig);
    expect(state).toBe("partly");
    expect(truth.unwell).not.toBeNull();
    expect(stateReason).toBe(`nothing is placed or renewed: ${truth.unwell}`);
  });
});

describe("prices that can't all be right", () => {
  test("are shown with what they would gain after the taker's fees, and nothing is sent to take them", () => {
    const rig = quoting();
    expect(viewOf(rig).arbitrage).toBeNull();
    const commands = [...rig.book(ONE, 60, 62), ...rig.book(TWO, 45, 47)];
    const found = viewOf(rig).arbitrage;
    // Sold at 60 and 45 for $1 at most; fees of 7% of p (1 - p), rounded up to 0.01 c: 1.68 c and 1.7325 c.
    expect(found).toMatchObject({ kind: "sell every leg", contracts: 50 });
    expect(found!.gainCents).toBeCloseTo(5 - 1.68 - 1.74, 6);
    const takes = rig.placed(commands).filter(({ ticker, side, price }) => {
      const [bid, ask] = ticker === ONE ? [6_000, 6_200] : [4_500, 4_700];
      return side === "bid" ? price >= ask : price <= bid;
    });
    expect(takes).toEqual([]);
  });

  test("are shown when every leg is offered for less than a dollar together, if every leg is there", () => {
    const rig = quoting();
    rig.book(ONE, 40, 42);
    rig.book(TWO, 48, 50);
    expect(viewOf(rig).arbitrage).toMatchObject({ kind: "buy every leg" });
    rig.book(TWO, 48, undefined);
    expect(viewOf(rig).arbitrage).toBeNull();
    rig.book(TWO, 48, 50);
    rig.give({ type: "settlement", at: rig.now, ticker: TWO, value: 0 as never });
    expect(viewOf(rig).arbitrage).toBeNull();
  });

  test("aren't shown from books that can't be trusted", () => {
    const rig = quoting();
    rig.book(ONE, 60, 62);
    rig.book(TWO, 45, 47);
    rig.at(76 + 20).tick(); // no sign of life for 20 s
    expect(viewOf(rig).arbitrage).toBeNull();
  });
});

/**
 * The worst over winners and over which of the live orders fill, one outcome after the other, in dollars: result of what is held against what it
 * cost, and of each order against its price.
 */
function worstByHand({ desk }: Rig): number {
  const orders = [...desk.orders.live()];
  const legs = [...desk.legs.keys()];
  let worst = Number.POSITIVE_INFINITY;
  for (const winner of [undefined, ...legs]) {
    for (let filled = 0; filled < 1 << orders.length; filled++) {
      const held = legs.map((ticker) => {
        const { position, costBasis } = desk.account.exposure(ticker);
        return (position * (ticker === winner ? 10_000 : 0) - costBasis) / 1e6;
      });
      const made = orders.map((order, index) => {
        const contracts = (filled & (1 << index)) === 0 ? 0 : remaining(order) / 100;
        const pays = order.ticker === winner ? 1 : 0;
        return contracts * (order.side === "bid" ? 1 : -1) * (pays - order.price / 10_000);
      });
      worst = Math.min(
        worst,
        [...held, ...made].reduce((sum, one) => sum + one, 0),
      );
    }
  }
  return Math.max(0, -worst);
}

test("what rounding has kept of the balance is shown, beside fees and result", () => {
  const rig = quoting();
  const { money: before } = viewOf(rig);
  expect(before.roundingUsd).toBe(0);
  const bid = rig.order(ONE, "bid")!;
  rig.fill(bid.clientOrderId, 0.01);
  const paid = bid.price; // a hundredth of a contract costs a hundredth of its price; in micro-dollars, that is the price's own figure
  const roundedUp = 10_000; // a whole cent has gone
  rig.reading({ balance: (before.balanceUsd * 1e6 - roundedUp) as Money });
  const { money } = viewOf(rig);
  expect(money.roundingUsd).toBeCloseTo((roundedUp - paid) / 1e6, 9);
  expect(money.unexplainedUsd).toBe(0);
  expect(money.feesUsd).toBe(before.feesUsd);
  expect(money.balanceUsd).toBeCloseTo(before.balanceUsd - 0.01, 9);
});

describe("the event's worst case", () => {
  test("is shown over all winners and all fills, and selling one leg costs less beside having sold the other", () => {
    const rig = quoting();
    const seen: number[] = [];
    const look = () => {
      const { money } = viewOf(rig);
      expect(money.worstCaseUsd).toBeCloseTo(worstByHand(rig), 2);
      expect(money.worstCaseLimitUsd).toBeCloseTo(250, 6); // a quarter of the day's opening equity
      seen.push(money.worstCaseUsd);
    };
    look();
    for (const ticker of [ONE, TWO]) {
      rig.fill(rig.order(ticker, "ask")!.clientOrderId, 3);
      rig.give({ type: "operator", at: rig.now, action: "pull", by: "test" });
      for (let round = 0; round < 4; round++) {
        for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
      }
      expect([...rig.desk.orders.live()]).toEqual([]);
      look();
      if (ticker === TWO) break;
      rig.give({ type: "operator", at: rig.now, action: "resume", by: "test" });
      for (let second = 0; second < 6; second++) {
        rig.at(80 + second).heartbeat();
        for (const command of rig.tick()) rig.answer(command);
        for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
      }
    }
    const [, oneSold, bothSold] = seen;
    expect(bothSold!).toBeLessThan(oneSold!); // only one of them can win
  });
});
