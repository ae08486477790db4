import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DOLLAR, PRICE_ONE, priceFromCents, quantityFromContracts, signedQuantity } from "../../../src/market/units.ts";
import type { Discovery, VenueInput } from "../../../src/venue/venue.ts";
import { allMoney } from "./trading-floor.ts";
import { openVenue, place, start, type VenueSession } from "./venue-session.ts";

const HOUR = 3_600_000;
const TICKER = "KXTOPMONTHLY-26SEP-TIDE";

/** Quotes both sides of every leg at the others' best, and starts over each half minute. */
function tradeFor(session: VenueSession, minutes: number): void {
  let count = 0;
  for (let half = 0; half < 2 * minutes; half++) {
    session.run(30_000);
    for (const { ticker } of session.discovery.event.legs) {
      const { bids, asks } = session.venue.exchange.book(ticker, 1, session.venue.account);
      for (const [side, best] of [
        ["bid", bids[0]],
        ["ask", asks[0]],
      ] as const) {
        if (best === undefined) continue;
        const expiresAt = start(Math.ceil((session.virtual.now() - start(0)) / 1_000) * 1_000 + 25_000);
        session.venue.send(place(ticker, `order-${count++}`, side, best.price / 100, expiresAt));
      }
    }
  }
}

function hash(discovery: Discovery, inputs: readonly VenueInput[]): string {
  return createHash("sha256")
    .update(JSON.stringify([discovery, inputs]))
    .digest("hex");
}

describe("opening", () => {
  it("finds ten legs, a past, warm books and an account with $1,000", async () => {
    const { discovery, virtual } = await openVenue();
    const { event, history, books, account } = discovery;
    expect(event.legs).toHaveLength(10);
    expect(new Set(event.legs.map(({ ticker }) => ticker)).size).toBe(10);
    expect(event.legs.every(({ status, closeTime }) => status === "active" && closeTime === start(48 * HOUR))).toBe(
      true,
    );
    expect(history.length).toBeGreaterThan(20);
    const times = history.map(({ at }) => at as number);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((at) => at > start(-HOUR) && at <= virtual.now())).toBe(true);
    expect(books.map(({ ticker }) => ticker)).toEqual(event.legs.map(({ ticker }) => ticker));
    expect(books.filter(({ book }) => book.bids.length > 0 && book.asks.length > 0).length).toBeGreaterThan(4);
    expect(account).toMatchObject({ asOf: start(0), balance: 1_000 * DOLLAR, resting: [], positions: [] });
  });

  it("tells a sweep as one taker order, its prints in the order of the sweep", async () => {
    const { discovery } = await openVenue({ preHistoryMs: 6 * HOUR });
    const sweeps = discovery.history.filter(({ prints }) => new Set(prints.map(({ price }) => price)).size > 1);
    expect(sweeps.length).toBeGreaterThan(0);
    for (const { side, prints } of sweeps) {
      const prices = prints.map(({ price }) => price as number);
      expect(prices).toEqual(prices.toSorted((a, b) => (side === "buy" ? a - b : b - a)));
    }
  });

  it("goes on where it was when it is opened again", async () => {
    const session = await openVenue();
    session.venue.send(place(TICKER, "kept", "bid", 1));
    session.run(1_000);
    session.venue.close();
    const heard = session.inputs.length;
    session.run(60_000);
    expect(session.inputs).toHaveLength(heard);
    const later: VenueInput[] = [];
    const again = await session.venue.open((input) => later.push(input));
    expect(again.account.resting).toMatchObject([{ clientOrderId: "kept", side: "bid", price: 100, remaining: 100 }]);
    expect(again.history.length).toBeGreaterThanOrEqual(session.discovery.history.length);
    session.run(5_000);
    expect(later.some(({ type }) => type === "heartbeat")).toBe(true);
    expect(session.inputs).toHaveLength(heard);
  });
});

describe("determinism", () => {
  async function hashed(seed: number): Promise<string> {
    const session = await openVenue({ seed });
    tradeFor(session, 20);
    expect(session.of("fill").length).toBeGreaterThan(0);
    return hash(session.discovery, session.inputs);
  }

  it("gives the same inputs for the same seed and commands, others for another seed", async () => {
    const first = await hashed(7);
    expect(await hashed(7)).toBe(first);
    expect(await hashed(8)).not.toBe(first);
  });

  it("has a truth that nobody's trading changes", async () => {
    const [idle, busy] = [await openVenue({ seed: 3 }), await openVenue({ seed: 3 })];
    idle.run(20 * 60_000);
    tradeFor(busy, 20);
    for (const index of idle.discovery.event.legs.keys()) {
      expect(busy.venue.simulation.truth.now(index)).toBe(idle.venue.simulation.truth.now(index));
    }
    expect(busy.venue.simulation.winner).toBe(idle.venue.simulation.winner);
  });
});

describe("inputs", () => {
  it("come in time order, never inside a send, each at the present", async () => {
    const session = await openVenue();
    const before = session.inputs.length;
    session.venue.send(place(TICKER, "a", "bid", 1));
    session.venue.send({ type: "readAccount" });
    expect(session.inputs).toHaveLength(before);
    tradeFor(session, 10);
    const times = session.inputs.map(({ at }) => at as number);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((at) => at >= start(0))).toBe(true);
  });

  it("say that trading runs, and bring a heartbeat a second with its age", async () => {
    const session = await openVenue();
    session.run(60_500);
    expect(session.of("exchange")).toMatchObject([{ trading: true }]);
    expect(session.of("heartbeat")).toHaveLength(60);
    expect(session.of("heartbeat").every(({ feed, lagMs }) => feed === "live" && lagMs >= 5 && lagMs <= 25)).toBe(true);
  });

  it("show the books of others only, at most ten levels, each time they change", async () => {
    const session = await openVenue();
    const known = new Map(session.discovery.books.map(({ ticker, book }) => [ticker, JSON.stringify(book)]));
    tradeFor(session, 10);
    for (const { ticker, book } of session.of("book")) {
      expect(JSON.stringify(book)).not.toBe(known.get(ticker));
      expect(Math.max(book.bids.length, book.asks.length)).toBeLessThanOrEqual(10);
      known.set(ticker, JSON.stringify(book));
    }
    session.run(200);
    const { exchange, account } = session.venue;
    const own = exchange.resting(account);
    expect(own.length).toBeGreaterThan(0);
    for (const { ticker } of session.discovery.event.legs) {
      const all = exchange.book(ticker, 100);
      const others = exchange.book(ticker, 100, account);
      const total = ({ bids, asks }: typeof all) => [...bids, ...asks].reduce((sum, level) => sum + level.quantity, 0);
      const mine = own.filter((order) => order.ticker === ticker).reduce((sum, { remaining }) => sum + remaining, 0);
      expect(total(all) - total(others)).toBe(mine);
    }
  });
});

describe("orders", () => {
  it("are placed, amended and cancelled, each answered after the way there and back", async () => {
    const session = await openVenue();
    const { venue, run } = session;
    const terms = { clientOrderId: "a", ticker: TICKER, side: "bid" } as const;
    venue.send(place(TICKER, "a", "bid", 3, start(60_000)));
    run(180);
    expect(session.of("placed")).toMatchObject([{ clientOrderId: "a" }]);
    expect(session.of("placed")[0]!.at).toBeGreaterThanOrEqual(start(60));

    const [price, one, none] = [priceFromCents(2), quantityFromContracts(1), quantityFromContracts(0)];
    const amend = { type: "amend", ...terms, price, remaining: one, filled: none, expiresAt: start(90_000) } as const;
    venue.send(amend);
    run(180);
    venue.send(amend); // nothing is left to change: that is a success too
    run(180);
    const amended = { type: "amended", clientOrderId: "a", price, remaining: one, expiresAt: start(90_000) };
    expect(session.of("amended")).toMatchObject([amended, amended]);

    venue.send({ type: "cancel", clientOrderId: "a", ticker: TICKER });
    run(180);
    expect(session.of("cancelled")).toMatchObject([{ clientOrderId: "a", reducedBy: 100 }]);
    venue.send({ type: "cancel", clientOrderId: "a", ticker: TICKER });
    venue.send(amend);
    run(180);
    expect(session.of("refused")).toMatchObject([
      { request: "cancel", code: "gone" },
      { request: "amend", code: "gone" },
    ]);
  });

  it("keep their order: a cancel sent right behind a place arrives behind it", async () => {
    const session = await openVenue();
    for (let n = 0; n < 40; n++) {
      session.venue.send(place(TICKER, `o${n}`, "bid", 2));
      session.venue.send({ type: "cancel", clientOrderId: `o${n}`, ticker: TICKER });
    }
    session.run(500);
    expect(session.of("placed")).toHaveLength(40);
    expect(session.of("cancelled")).toHaveLength(40);
    const seen = session.inputs.flatMap((i) => (i.type === "placed" || i.type === "cancelled" ? [i] : []));
    for (let n = 0; n < 40; n++) {
      expect(seen.filter(({ clientOrderId }) => clientOrderId === `o${n}`).map(({ type }) => type)).toEqual([
        "placed",
        "cancelled",
      ]);
    }
  });

  it("are refused with the reason", async () => {
    const session = await openVenue();
    const { exchange } = session.venue;
    const ask = exchange.best(TICKER, "ask")! / 100;
    const { side, ...rest } = place(TICKER, "big", "bid", 1);
    session.venue.send(place(TICKER, "cross", "bid", ask));
    session.venue.send(place(TICKER, "grid", "bid", 3.5));
    session.venue.send(place(TICKER, "expiry", "bid", 3, start(1_500)));
    session.venue.send({ ...rest, side, quantity: quantityFromContracts(200_000) });
    session.run(180);
    session.venue.send(place(TICKER, "used", "bid", 1));
    session.run(180);
    session.venue.send(place(TICKER, "used", "bid", 1));
    session.run(180);
    const codes = new Map(session.of("refused").map(({ clientOrderId, code }) => [clientOrderId, code]));
    expect([...codes].sort()).toEqual([
      ["big", "balance"],
      ["cross", "post-only-cross"],
      ["expiry", "other"],
      ["grid", "invalid-price"],
      ["used", "duplicate"],
    ]);
  });

  it("expire at their second", async () => {
    const session = await openVenue();
    session.venue.send(place(TICKER, "a", "bid", 1, start(10_000)));
    session.run(10_100);
    expect(session.of("closed")).toMatchObject([{ clientOrderId: "a", reason: "expired", reducedBy: 100 }]);
    expect(session.of("closed")[0]!.at).toBeLessThanOrEqual(start(10_040));
  });

  it("are all closed by a cancel-all, and what follows within the minute too", async () => {
    const session = await openVenue();
    session.venue.send(place(TICKER, "a", "bid", 1));
    session.run(1_000);
    session.venue.send({ type: "cancelAll" });
    session.run(1_000);
    expect(session.of("cancelledAll")).toHaveLength(1);
    session.venue.send(place(TICKER, "b", "bid", 1));
    session.run(3_000);
    expect(session.of("placed")).toHaveLength(2);
    expect(session.of("closed").map(({ clientOrderId, reason }) => [clientOrderId, reason])).toEqual([
      ["a", "cancel-all"],
      ["b", "cancel-all"],
    ]);
  });

  it("are taken off when trading pauses, which is announced", async () => {
    const session = await openVenue({ pauses: [{ from: start(60_000), to: start(120_000) }] });
    expect(session.inputs).toEqual([]);
    session.venue.send(place(TICKER, "a", "bid", 1));
    session.run(60_500);
    session.venue.send(place(TICKER, "b", "bid", 1));
    session.run(60_500);
    expect(session.of("exchange")).toMatchObject([
      { trading: true, nextPauseAt: start(60_000) },
      { trading: false },
      { trading: true },
    ]);
    expect(session.of("closed")).toMatchObject([{ clientOrderId: "a", reason: "pause" }]);
    expect(session.of("refused")).toMatchObject([{ clientOrderId: "b", code: "market-inactive" }]);
    session.venue.send(place(TICKER, "c", "bid", 1));
    session.run(500);
    expect(session.of("placed").at(-1)).toMatchObject({ clientOrderId: "c" });
  });
});

describe("the account", () => {
  it("agrees with the fills to the micro-dollar, whenever it is read", async () => {
    const session = await openVenue({ seed: 5 });
    tradeFor(session, 60);
    session.run(30_000); // the last orders have expired, nothing is under way
    session.venue.send({ type: "readAccount" });
    session.run(500);
    const reading = session.of("account").at(-1)!;
    expect(reading.at - reading.asOf).toBeGreaterThan(0);

    const fills = session.of("fill");
    expect(fills.length).toBeGreaterThan(20);
    expect(new Set(fills.map(({ tradeId }) => tradeId)).size).toBe(fills.length);
    const positions = new Map<string, number>();
    let cash = 1_000 * DOLLAR;
    for (const { ticker, side, price, quantity, fee, taker } of fills) {
      expect(taker).toBe(false);
      const signed = signedQuantity(side, quantity);
      positions.set(ticker, (positions.get(ticker) ?? 0) + signed);
      cash -= price * signed + fee;
    }
    for (const [ticker, position] of positions) {
      expect(reading.positions.find((held) => held.ticker === ticker)?.position ?? 0).toBe(position);
      cash -= PRICE_ONE * Math.max(0, -position);
    }
    expect(reading.balance).toBe(cash);
    expect(allMoney(session.venue.exchange)).toBe(session.venue.exchange.deposits);
  });

  it("is paid when the month ends: legs close, are determined and settle", async () => {
    const session = await openVenue({ closeTime: start(600_000) });
    tradeFor(session, 8);
    session.run(HOUR);
    const { venue, discovery } = session;
    const legs = session.of("leg").map(({ leg }) => leg);
    for (const { ticker } of discovery.event.legs) {
      expect(legs.filter((leg) => leg.ticker === ticker).map(({ status }) => status)).toEqual([
        "closed",
        "determined",
        "finalized",
      ]);
    }
    const paid = session.of("settlement");
    expect(paid).toHaveLength(10);
    expect(paid.filter(({ value }) => value === PRICE_ONE).map(({ ticker }) => ticker)).toEqual([
      venue.simulation.winner,
    ]);
    expect(paid.every(({ value }) => value === 0 || value === PRICE_ONE)).toBe(true);

    const values = new Map(paid.map(({ ticker, value }) => [ticker, value]));
    let expected = 1_000 * DOLLAR;
    for (const { ticker, side, price, quantity, fee } of session.of("fill")) {
      expected += (values.get(ticker)! - price) * signedQuantity(side, quantity) - fee;
    }
    expect(venue.exchange.balance(venue.account)).toBe(expected);
    expect(allMoney(venue.exchange)).toBe(venue.exchange.deposits);
  });
});
