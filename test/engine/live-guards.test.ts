import { afterEach, describe, expect, test } from "vitest";
import type { Alert, Command } from "../../src/engine/command.ts";
import { LIVE_GUARDS } from "../../src/engine/guards.ts";
import type { Health } from "../../src/engine/input.ts";
import type { Money } from "../../src/market/units.ts";
import { expectRestorable } from "./relay.ts";
import { ONE, Rig, type RigOptions, TWO } from "./rig.ts";

const rigs: Rig[] = [];

/** An engine with all guards that quotes; what it was told is told again, at the end, to one that is saved and restored all the time. */
function guarded(options: RigOptions = {}): Rig {
  const rig = new Rig({ ...options, pacing: { guards: LIVE_GUARDS, ...options.pacing } });
  rigs.push(rig);
  for (const place of rig.open()) rig.accept(place);
  return rig;
}

afterEach(() => {
  for (const { inputs } of rigs.splice(0)) expectRestorable(inputs);
});

const WELL = { loopLagMs: 3, clockUncertaintyMs: 20, journal: "writable" } as const;

function health(rig: Rig, more: Partial<Health> = {}): readonly Command[] {
  return rig.give({ type: "health", at: rig.now, ...WELL, ...more });
}

/** Second by second: the feed is heard and so is the program's health. All that the engine asks for meanwhile, unanswered. */
function seconds(rig: Rig, from: number, to: number, more: Partial<Health> = {}): Command[] {
  const commands: Command[] = [];
  for (let second = from; second <= to; second++) commands.push(...rig.at(second).heartbeat(), ...health(rig, more));
  return commands;
}

const codes = (rig: Rig, ticker: string) => rig.desk.legs.get(ticker)!.reasons.map(({ code }) => code);
const effect = (rig: Rig, code: string, ticker = ONE) =>
  rig.desk.legs.get(ticker)!.reasons.find((reason) => reason.code === code)?.effect;
const alerts = (commands: readonly Command[]): Alert[] => commands.filter((command) => command.type === "alert");
const types = (commands: readonly Command[]) => commands.map(({ type }) => type);

describe("health", () => {
  test.each([
    ["the loop is late", { loopLagMs: 250 }, "slow-loop"],
    ["the exchange's clock is not known", { clockUncertaintyMs: null }, "clock-skew"],
    ["the exchange's clock is known badly", { clockUncertaintyMs: 501 }, "clock-skew"],
    ["the journal can't be written", { journal: "broken" }, "journal"],
  ] as const)("while %s nothing is renewed or placed; after 5 s everything is pulled", (_, ill, code) => {
    const rig = guarded();
    seconds(rig, 1, 3);
    expect(health(rig.at(4), ill)).toEqual([]);
    expect(rig.desk.condition.hold).toBeDefined();
    rig.at(4.2).give({ type: "operator", at: rig.now, action: "pull", ticker: TWO, by: "test" });
    for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
    const resumed = rig.give({ type: "operator", at: rig.now, action: "resume", by: "test" });
    expect(types(resumed)).not.toContain("place");
    expect(codes(rig, ONE)).not.toContain(code);
    seconds(rig, 5, 9, ill);
    expect(effect(rig, code)).toBe("pull");
    seconds(rig, 10, 13);
    expect(codes(rig, ONE)).not.toContain(code);
  });

  test.each([
    ["249 ms late", { loopLagMs: 249 }],
    ["a clock known to 500 ms", { clockUncertaintyMs: 500 }],
    ["a slow journal", { journal: "slow" }],
  ] as const)("%s is well", (_, given) => {
    const rig = guarded();
    seconds(rig, 1, 10, given);
    expect(rig.desk.condition.hold).toBeUndefined();
    expect(rig.desk.legs.get(ONE)!.desired?.bid).toBeDefined();
  });

  test("one late tick pulls nothing, and renewals go on with the next good one", () => {
    const rig = guarded();
    seconds(rig, 1, 24);
    expect(types(health(rig.at(25), { loopLagMs: 400 }))).toEqual([]);
    expect(types(rig.heartbeat())).toEqual([]); // 20 s are left, and the renewal waits
    expect(types(seconds(rig, 26, 26)).filter((type) => type === "amend")).toHaveLength(4);
    expect(codes(rig, ONE)).not.toContain("slow-loop");
  });

  test("a loop that stood still for seconds pulls at once", () => {
    const rig = guarded();
    seconds(rig, 1, 3);
    health(rig.at(6), { loopLagMs: 2_000 });
    expect(effect(rig, "slow-loop")).toBe("pull");
  });

  test("faults that come and go without a good while in between count as lasting", () => {
    const rig = guarded();
    for (let second = 1; second <= 8; second++)
      seconds(rig, second, second, second % 2 === 0 ? {} : { loopLagMs: 300 });
    expect(effect(rig, "slow-loop")).toBe("pull");
  });

  test("nothing is renewed when nothing is heard of it any more", () => {
    const rig = guarded();
    seconds(rig, 1, 10);
    const later: Command[] = [];
    for (let second = 11; second <= 40; second++) later.push(...rig.at(second).heartbeat());
    expect(rig.desk.condition.hold).toContain("health");
    expect(types(later)).not.toContain("amend");
  });

  test("without guards, as on tapes, none of it is looked at", () => {
    const rig = guarded({ pacing: { guards: undefined } });
    seconds(rig, 1, 12, { loopLagMs: 9_000, clockUncertaintyMs: null });
    expect(rig.desk.condition.hold).toBeUndefined();
    expect(codes(rig, ONE)).not.toContain("slow-loop");
  });
});

describe("a feed that comes late", () => {
  const late = (rig: Rig, lagMs: number) => rig.give({ type: "heartbeat", at: rig.now, feed: "live", lagMs });

  test("widens from 2 s on, and is forgiven after 5 s", () => {
    const rig = guarded();
    late(rig.at(1), 1_999);
    expect(codes(rig, ONE)).not.toContain("feed-lag");
    late(rig.at(2), 2_000);
    expect(effect(rig, "feed-lag")).toBe("widen");
    late(rig.at(4), 5);
    expect(effect(rig, "feed-lag")).toBe("widen");
    rig.at(7).tick();
    expect(codes(rig, ONE)).not.toContain("feed-lag");
  });

  test("pulls when two in a row are 5 s late or more", () => {
    const rig = guarded();
    late(rig.at(1), 6_000);
    expect(effect(rig, "feed-lag")).toBe("widen");
    late(rig.at(2), 5_000);
    expect(effect(rig, "feed-lag")).toBe("pull");
  });
});

describe("a burst of fills", () => {
  const WIDE = {
    profile: { orderSize: 10, skewCentsPerContract: 0 },
    limits: { maxPositionPerTicker: 1_000 },
  } as const;

  /** Fills one contract of an order, so many times. */
  const fill = (rig: Rig, ticker: string, times: number, contracts = 0.25): Command[] => {
    const commands: Command[] = [];
    const order = rig.order(ticker, "bid")!;
    for (let time = 0; time < times; time++) commands.push(...rig.fill(order.clientOrderId, contracts));
    return commands;
  };

  test("of one leg pulls it for 30 s, and no other", () => {
    const rig = guarded(WIDE);
    fill(rig.at(1), ONE, 19);
    expect(codes(rig, ONE)).not.toContain("fill-burst");
    const told = alerts(fill(rig.at(2), ONE, 1));
    expect(told.map(({ code, ticker }) => `${code} ${ticker}`)).toContain(`fill-burst ${ONE}`);
    expect(effect(rig, "fill-burst")).toBe("pull");
    expect(codes(rig, TWO)).not.toContain("fill-burst");
    for (let second = 3; second <= 31; second++) rig.at(second).heartbeat();
    expect(effect(rig, "fill-burst")).toBe("pull");
    rig.at(32).heartbeat();
    expect(codes(rig, ONE)).not.toContain("fill-burst");
  });

  test("is no burst when it takes longer than the window", () => {
    const rig = guarded(WIDE);
    fill(rig.at(1), ONE, 19);
    fill(rig.at(16), ONE, 1);
    expect(codes(rig, ONE)).not.toContain("fill-burst");
  });

  test("of too many contracts pulls too: 5 where orders are of one", () => {
    const rig = guarded({ profile: { skewCentsPerContract: 0 } });
    for (let n = 1; n <= 5; n++) {
      expect(codes(rig, ONE)).not.toContain("fill-burst");
      const { clientOrderId } = rig.order(ONE, "bid") ?? rig.order(ONE, "ask")!;
      rig.at(n).fill(clientOrderId, 1, `burst-${n}`);
    }
    expect(effect(rig, "fill-burst", TWO)).toBe("pull"); // as many as the event may have
  });

  test("over the event pulls all legs", () => {
    const rig = guarded(WIDE);
    fill(rig.at(1), ONE, 15, 1);
    for (const ticker of [ONE, TWO]) expect(codes(rig, ticker)).not.toContain("fill-burst");
    fill(rig.at(2), TWO, 15, 1);
    for (const ticker of [ONE, TWO]) expect(effect(rig, "fill-burst", ticker)).toBe("pull");
  });
});

describe("repeated pick-offs", () => {
  /** A fill of our bid, and a trade far below it `after` seconds later. */
  const pickOff = (rig: Rig, at: number, cents: number, after = 1): readonly Command[] => {
    const order = rig.order(ONE, "bid") ?? rig.order(ONE, "ask")!;
    rig.at(at).fill(order.clientOrderId, 0.01);
    return rig.at(at + after).trade(ONE, cents, "unknown", 400);
  };

  test("pull the leg when three fills in a row are at a loss soon after", () => {
    const rig = guarded({ profile: { zPull: 99, zWiden: 98, skewCentsPerContract: 0 } });
    const bid = rig.order(ONE, "bid")!;
    for (let n = 0; n < 3; n++) rig.at(1 + n / 10).fill(bid.clientOrderId, 0.01);
    const told: Alert[] = [];
    for (let n = 0; n < 6; n++) told.push(...alerts(rig.at(2 + n / 10).trade(ONE, 20, "sell", 900)));
    expect(rig.desk.legs.get(ONE)!.fairCents).toBeLessThan(bid.price / 100 - 2);
    expect(told.map(({ code }) => code)).toContain("picked-off");
    expect(effect(rig, "picked-off")).toBe("pull");
    expect(codes(rig, TWO)).not.toContain("picked-off");
    for (let second = 3; second <= 63; second++) rig.at(second).heartbeat();
    expect(codes(rig, ONE)).not.toContain("picked-off");
  });

  test("are none when the fair value stays where it was, or moves too late", () => {
    const rig = guarded({ profile: { zPull: 99, zWiden: 98, skewCentsPerContract: 0 } });
    for (let n = 0; n < 5; n++) pickOff(rig, 1 + n, 50, 0.5);
    for (let second = 7; second <= 18; second++) rig.at(second).heartbeat();
    for (let n = 0; n < 6; n++) rig.at(18 + n / 10).trade(ONE, 20, "sell", 900);
    expect(codes(rig, ONE)).not.toContain("picked-off");
  });
});

describe("a book that can't be right", () => {
  test("crossed: pulled until it isn't, and a new one asked for", () => {
    const rig = guarded();
    const commands = rig.at(1).book(ONE, 52, 52);
    expect(commands).toContainEqual({ type: "refreshBook", ticker: ONE });
    expect(effect(rig, "crossed-book")).toBe("pull");
    expect(types(rig.at(1.2).book(ONE, 53, 52))).not.toContain("refreshBook"); // asked for already
    rig.at(2).book(ONE, 46, 54);
    expect(codes(rig, ONE)).not.toContain("crossed-book");
  });

  test("three trades in a minute that print outside it: pulled for 10 s, and a new one asked for", () => {
    const rig = guarded({ profile: { zPull: 99, zWiden: 98 } });
    const commands: Command[] = [];
    for (const second of [1, 2, 3]) commands.push(...rig.at(second).trade(ONE, 56, "buy", 1));
    expect(commands.filter(({ type }) => type === "refreshBook")).toEqual([{ type: "refreshBook", ticker: ONE }]);
    expect(effect(rig, "suspect-book")).toBe("pull");
    for (let second = 4; second <= 13; second++) rig.at(second).heartbeat();
    expect(codes(rig, ONE)).not.toContain("suspect-book");
  });

  test.each([
    ["within a cent of it", [55, 55, 55, 55]],
    ["with one inside it in between", [56, 56, 50, 56, 56]],
  ])("trades %s say nothing against it", (_, prices) => {
    const rig = guarded({ profile: { zPull: 99, zWiden: 98 } });
    for (const [at, cents] of prices.entries()) rig.at(1 + at).trade(ONE, cents, "buy", 1);
    expect(codes(rig, ONE)).not.toContain("suspect-book");
  });

  test("a trade at our own order is inside it", () => {
    const rig = guarded();
    rig.book(ONE, 20, 80); // our own quotes stand within
    for (const second of [1, 2, 3]) rig.at(second).trade(ONE, 50, "buy", 1);
    expect(codes(rig, ONE)).not.toContain("suspect-book");
  });
});

describe("fees that are not what is predicted", () => {
  /** A maker's fee of a contract at 44c, 1.75% of 0.44 x 0.56 dollars, in whole $0.0001. */
  const RIGHT = 4_400;
  let trades = 0;
  const charged = (rig: Rig, fee: number): readonly Command[] => {
    const { clientOrderId, ticker, side, price } = rig.order(ONE, "bid")!;
    const quantity = 1 as never; // a hundredth of a contract
    const at = rig.now;
    const tradeId = `fee-${++trades}`;
    return rig.give({
      type: "fill",
      at,
      tradeId,
      clientOrderId,
      ticker,
      side,
      price,
      quantity,
      fee: fee as Money,
      taker: false,
    });
  };

  test("three wrong predictions widen, and are told once; right ones end it", () => {
    const rig = guarded({ profile: { orderSize: 10, skewCentsPerContract: 0 } });
    const right = rig.order(ONE, "bid")!.price === 4_400 ? 100 : 0;
    expect(right).toBe(100); // a hundredth of RIGHT, up to a whole $0.0001
    expect(RIGHT / 100).toBeLessThan(right);
    for (let n = 0; n < 2; n++) charged(rig.at(1), right + 101);
    expect(codes(rig, ONE)).not.toContain("fee-model");
    const told = alerts([...charged(rig, right + 101), ...charged(rig, right + 101)]);
    expect(told.filter(({ code }) => code === "fee-model")).toHaveLength(1);
    for (const ticker of [ONE, TWO]) expect(effect(rig, "fee-model", ticker)).toBe("widen");
    expect(rig.desk.account.fees).toBe(4 * (right + 101)); // what is booked is theirs
    rig.at(20);
    for (let n = 0; n < 18; n++) {
      if (n === 12) rig.at(40);
      charged(rig, right);
    }
    expect(codes(rig, ONE)).not.toContain("fee-model");
  });

  test("a difference of $0.0001 is none", () => {
    const rig = guarded({ profile: { orderSize: 10, skewCentsPerContract: 0 } });
    for (let n = 0; n < 5; n++) charged(rig, 200);
    expect(codes(rig, ONE)).not.toContain("fee-model");
  });
});
