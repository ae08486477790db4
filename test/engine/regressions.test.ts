import { describe, expect, test } from "vitest";
import { loadProfile } from "../../src/app/profiles.ts";
import type { Command, Place } from "../../src/engine/command.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { createEngine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import { type Order, remaining } from "../../src/engine/order.ts";
import type { Start } from "../../src/engine/start.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import { type Money, type Price, price, quantity, type Time, time } from "../../src/market/units.ts";
import { PRIOR } from "../../src/model/parameters.ts";
import { newYorkDay } from "../../src/risk/new-york-day.ts";
import type { Profile } from "../../src/strategy/profile.ts";
import { ONE, Rig, TWO } from "./rig.ts";
import { fairMove, legTickers, openingInputs, steeredEngine, steeredStart } from "./steered-event.ts";

const AT = time(1_790_000_000_000);
const PLENTY = { perSecond: 1_000_000, capacity: 1_000_000, reserve: 0 };

interface Scene {
  /** Fair value of each leg. */
  readonly cents: readonly number[];
  readonly profile?: Partial<Profile>;
  readonly event?: Partial<Start["event"]>;
  readonly balance?: number;
}

/** An event of legs with fair values of the test's choosing, on an exchange that does at once what it is asked to. */
class Steered {
  readonly engine: Engine = steeredEngine();
  readonly tickers: readonly string[];
  readonly places: Place[] = [];
  now: Time = AT;

  constructor({ cents, profile = {}, event = {}, balance = 1_000_000_000 }: Scene) {
    this.tickers = legTickers(cents.length);
    const start = steeredStart({ at: AT, tickers: this.tickers, writeTokens: PLENTY, profile });
    this.give({ ...start, event: { ...start.event, ...event } });
    const [reading] = openingInputs(AT, this.tickers);
    this.give({ ...reading, balance: balance as Money });
    for (const [index, each] of cents.entries()) this.give(fairMove(this.tickers[index]!, time(AT + 1), each));
  }

  get desk() {
    return this.engine.desk!;
  }

  get fairs(): readonly number[] {
    return [...this.desk.legs.values()].map(({ fairCents }) => fairCents!);
  }

  give(input: Input): readonly Command[] {
    this.now = input.at;
    const commands = this.engine.handle(input);
    for (const command of commands) {
      if (command.type !== "place") continue;
      this.places.push(command);
      this.give({ type: "sent", at: this.now, clientOrderId: command.clientOrderId });
    }
    return commands;
  }

  answer({ clientOrderId, state }: Order): void {
    const order = this.desk.orders.get(clientOrderId)!;
    if (state === "sent") this.give({ type: "placed", at: this.now, clientOrderId, orderId: `x-${clientOrderId}` });
    if (state === "cancelling")
      this.give({ type: "cancelled", at: this.now, clientOrderId, reducedBy: remaining(order) });
  }

  /** Every order is answered for, and the engine woken, until so many seconds after the start. */
  run(seconds: number): void {
    for (let ms = this.now - AT; ms <= seconds * 1_000; ms += 50) {
      this.give({ type: "tick", at: time(AT + ms) });
      for (const order of [...this.desk.orders.live()]) this.answer(order);
    }
  }

  fill(order: Order, contracts: number, at: Time): void {
    const { clientOrderId, ticker, side } = order;
    this.give({
      type: "fill",
      at,
      tradeId: `t${at}`,
      clientOrderId,
      ticker,
      side,
      price: order.price,
      quantity: quantity(contracts * 100),
      fee: 0 as Money,
      taker: false,
    });
  }
}

const COHERENT: Partial<Profile> = { fair: "coherent", coherenceStrength: 1 };

describe("what the legs tell about each other", () => {
  test("nothing, where they don't exclude each other: fair values stay the legs' own", () => {
    const { fairs } = new Steered({ cents: [60, 60, 60, 60], profile: COHERENT, event: { mutuallyExclusive: false } });
    for (const cents of fairs) expect(cents).toBeCloseTo(60, 6);
  });

  test("nothing, where they don't exclude each other: a skew leans against the leg's own inventory", () => {
    const scene = new Steered({
      cents: [50, 50, 50, 50],
      profile: { skewOn: "event" },
      event: { mutuallyExclusive: false },
    });
    scene.fill(scene.desk.legs.get(scene.tickers[0]!)!.live.bid[0]!, 1, time(AT + 5));
    expect([...scene.desk.legs.values()].map(({ leanContracts }) => leanContracts)).toEqual([1, 0, 0, 0]);
  });

  test("a leg that has lost leaves its share of the 100 cents to the others at once", () => {
    const scene = new Steered({ cents: [20, 20, 20, 20, 20], profile: COHERENT });
    scene.give({ type: "settlement", at: time(AT + 2), ticker: scene.tickers[0]!, value: 0 as Price });
    const sum = scene.fairs.slice(1).reduce((total, each) => total + each, 0);
    expect(sum).toBeCloseTo(100, 3);
  });

  test("once a leg has won, the others aren't worth more than they say", () => {
    const scene = new Steered({ cents: [90, 4, 4, 4, 4], profile: COHERENT });
    scene.give({ type: "settlement", at: time(AT + 2), ticker: scene.tickers[0]!, value: 10_000 as Price });
    scene.give(fairMove(scene.tickers[1]!, time(AT + 3), 5));
    expect(scene.fairs[1]).toBeLessThan(5.001);
  });

  test.each(["bid", "ask"] as const)("a skew on the event leans the right way: a %s fill", (side) => {
    const scene = new Steered({ cents: [50, 20, 20, 10], profile: { skewOn: "event" } });
    scene.fill(scene.desk.legs.get(scene.tickers[0]!)!.live[side][0]!, 1, time(AT + 5));
    const sign = side === "bid" ? 1 : -1;
    // q - sum of p q = (1 - 0.5, 0 - 0.5, ...): who holds A wants less of it, and gladly buys what pays if A doesn't.
    expect([...scene.desk.legs.values()].map(({ leanContracts }) => leanContracts * sign)).toEqual([
      0.5, -0.5, -0.5, -0.5,
    ]);
    const skews = [...scene.desk.legs.values()].map(({ desired }) => Math.sign(desired!.skewCents) * sign);
    expect(skews).toEqual([1, -1, -1, -1]);
  });
});

describe("where a limit on money binds", () => {
  test.each([
    { cents: [50, 30], halfSpreadCents: 5, dollars: 14.94 },
    { cents: [60, 20, 10], halfSpreadCents: 5, dollars: 15.78 },
    { cents: [40, 30, 20, 10], halfSpreadCents: 8, dollars: 15.78 },
  ])("quotes come to rest while nothing happens: $cents, $halfSpreadCents c, $dollars dollars", (scenario) => {
    const { cents, halfSpreadCents, dollars } = scenario;
    const scene = new Steered({
      cents,
      profile: { orderSize: 3, halfSpreadCents },
      balance: Math.round(dollars * 100) * 10_000,
    });
    scene.run(64); // the minute after the start is over
    const before = scene.places.length;
    scene.run(74);
    expect(scene.places.length - before).toBeLessThanOrEqual(8); // each side once
  });

  test("legs that a create has touched are looked at again although nothing else happens", () => {
    const scene = new Steered({ cents: [40, 30, 20, 10], profile: { orderSize: 3 }, balance: 14_000_000 });
    for (let pass = 0; pass < 200; pass++) {
      const touched = [...scene.desk.legs.values()].some((leg) => leg.touched);
      if (touched) expect(scene.engine.wakeAt).toBeLessThanOrEqual(scene.now + 1);
      scene.give({ type: "tick", at: time(scene.now + 50) });
      for (const order of [...scene.desk.orders.live()]) scene.answer(order);
    }
  });

  test("a fill in a market that isn't traded here is money gone for every limit", () => {
    const rig = new Rig({
      balance: 40_000_000 as Money,
      limits: { minBalanceFloor: 20_000_000 as Money, maxEventLossPct: 100 },
      profile: { orderSize: 2 },
    });
    rig.open();
    for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
    rig.at(1).book(ONE, undefined, undefined);
    rig.book(TWO, undefined, undefined);
    for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
    expect(rig.desk.nothingLive).toBe(true);
    rig.at(5).give({
      type: "fill",
      at: rig.now,
      tradeId: "elsewhere",
      clientOrderId: "by-hand",
      ticker: "KXOTHER",
      side: "bid",
      price: price(9_800),
      quantity: quantity(2_000),
      fee: 0 as Money,
      taker: true,
    });
    expect(rig.desk.account.balance).toBe(20_400_000);
    const places = rig.placed(rig.at(6).book(ONE, 46, 54));
    // 40 cents are left above the floor.
    for (const { side, price: at, quantity: size } of places) {
      const cost = (side === "bid" ? at : 10_000 - at) * size;
      expect(cost).toBeLessThanOrEqual(400_000);
    }
  });
});

test("a new New York day, which moves the limits, is looked for", () => {
  const midnight = newYorkDay(AT).end;
  const scene = new Steered({ cents: [40, 30, 20, 10], balance: 14_000_000 });
  scene.run(70);
  for (let wake = scene.engine.wakeAt; wake !== undefined && wake <= midnight; wake = scene.engine.wakeAt) {
    scene.give({ type: "tick", at: wake });
    for (const order of [...scene.desk.orders.live()]) scene.answer(order);
  }
  expect(scene.now).toBe(midnight);
});

test("news of a leg that has paid out don't widen the others beyond their end", () => {
  const scene = new Steered({ cents: [40, 30, 20, 10] });
  scene.run(70);
  const news = { type: "signal", source: "s", ticker: scene.tickers[3]!, severity: "pull", reason: "r" } as const;
  scene.give({ ...news, at: time(AT + 71_000), until: time(AT + 80_000) });
  scene.run(72);
  scene.give({ type: "settlement", at: time(AT + 72_001), ticker: scene.tickers[3]!, value: 0 as Price });
  scene.run(75);
  const codes = () => scene.desk.legs.get(scene.tickers[0]!)!.reasons.map(({ code }) => code);
  // Either the news of a leg that is over no longer matter, or somebody looks when they end.
  if (codes().includes("event-news")) expect(scene.engine.wakeAt).toBeLessThanOrEqual(AT + 80_000);
});

test("a move that nobody has confirmed, and that has its own leg pulled, doesn't move the others' quotes", () => {
  const engine = createEngine();
  const cents = [40, 25, 15, 10, 8, 6];
  const tickers = legTickers(cents.length);
  const start = steeredStart({ at: AT, tickers, writeTokens: PLENTY });
  const print = (index: number, minutes: number): TakerOrder => {
    const at = price((cents[index]! + (minutes % 3) - 1) * 100);
    const prints = [{ price: at, quantity: quantity(1_000) }] as const;
    return { ticker: tickers[index]!, at: time(AT - minutes * 60_000), side: "unknown", prints };
  };
  engine.handle({
    ...start,
    profile: loadProfile("coherent"),
    history: Array.from({ length: 60 * cents.length }, (_, n) => print(n % 6, 60 - Math.floor(n / 6))),
    parameters: tickers.map((ticker) => ({ ticker, parameters: { ...PRIOR, calibrated: true } })),
  });
  engine.handle(openingInputs(AT, tickers)[0]);
  for (const [index, ticker] of tickers.entries()) {
    const level = (each: number) => [{ price: price(each * 100), quantity: quantity(5_000) }];
    const book = { bids: level(cents[index]! - 3), asks: level(cents[index]! + 3) };
    engine.handle({ type: "book", at: AT, ticker, book });
  }
  const favourite = engine.desk!.legs.get(tickers[0]!)!;
  const before = favourite.fairCents!;
  for (const seconds of [70, 71]) {
    const at = time(AT + seconds * 1_000);
    const prints = [{ price: price(9_900), quantity: quantity(100) }] as const; // one contract at 99c of a leg worth 6c
    engine.handle({ type: "trade", at, order: { ticker: tickers[5]!, at, side: "buy", prints } });
  }
  expect(engine.desk!.legs.get(tickers[5]!)!.reasons.map(({ code }) => code)).toContain("defence-pull");
  expect(Math.abs(favourite.fairCents! - before)).toBeLessThan(1);
});

test("a 429 to the cancel of an order that no table of ours has corrects the estimate of tokens too", () => {
  const rig = new Rig().settle();
  rig.give({ type: "throttled", at: rig.now, clientOrderId: "tauroi-earlier-7", request: "cancel" });
  expect(rig.desk.gate.available(rig.now)).toBe(0);
});
