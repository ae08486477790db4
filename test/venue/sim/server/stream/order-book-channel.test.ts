import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Quantity, Time } from "../../../../../src/market/units.ts";
import { priceFromCents } from "../../../../../src/market/units.ts";
import { A, B, C, immediate, order, place } from "../../trading-floor.ts";
import { ClientBook, type Level } from "./client-book.ts";
import { ACCOUNTS, onFloor, type StreamFloor } from "./stream-floor.ts";

describe("a snapshot", () => {
  it("has bids for YES and bids for NO in prices of NO, the best of each last", async () => {
    await onFloor({}, async (floor) => {
      place(floor.exchange, "ann", order("bid", 40, 3), floor.now());
      place(floor.exchange, "ann", order("bid", 42, 1.5), floor.now());
      place(floor.exchange, "bob", order("ask", 45, 2), floor.now());
      place(floor.exchange, "bob", order("ask", 60, 4), floor.now());
      const client = await floor.connect();
      const [, snapshot] = await client.subscribe("orderbook_delta", { market_ticker: A });
      expect(snapshot?.msg).toMatchObject({
        market_ticker: A,
        yes_dollars_fp: [
          ["0.4000", "3.00"],
          ["0.4200", "1.50"],
        ],
        no_dollars_fp: [
          ["0.4000", "4.00"],
          ["0.5500", "2.00"],
        ],
      });
    });
  });

  it("has both sides in prices of YES for who asks for that", async () => {
    await onFloor({}, async (floor) => {
      place(floor.exchange, "bob", order("ask", 45, 2), floor.now());
      const client = await floor.connect();
      const [, snapshot] = await client.subscribe("orderbook_delta", { market_ticker: A, use_yes_price: true });
      expect(snapshot?.msg.no_dollars_fp).toEqual([["0.4500", "2.00"]]);
    });
  });

  it("has no key for a side without orders", async () => {
    await onFloor({}, async (floor) => {
      place(floor.exchange, "ann", order("bid", 40, 3), floor.now());
      const client = await floor.connect();
      const [, a, b] = await client.subscribe("orderbook_delta", { market_tickers: [A, B] });
      expect(Object.keys(a?.msg).sort()).toEqual(["market_id", "market_ticker", "yes_dollars_fp"]);
      expect(Object.keys(b?.msg).sort()).toEqual(["market_id", "market_ticker"]);
    });
  });
});

describe("a delta", () => {
  it("is the signed change of one level, in the price of its side", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect("bob");
      await client.subscribe("orderbook_delta", { market_ticker: A });
      const { order: resting } = place(floor.exchange, "ann", order("ask", 45, 2), floor.now());
      const cancelledAt = floor.advance(10);
      floor.exchange.cancel("ann", resting.orderId, cancelledAt);
      floor.advance(0);
      const shared = { price_dollars: "0.5500", side: "no", market_ticker: A };
      expect(await client.take()).toMatchObject([
        { type: "orderbook_delta", sid: 1, seq: 2, msg: { ...shared, delta_fp: "2.00", ts_ms: cancelledAt - 10 } },
        { type: "orderbook_delta", sid: 1, seq: 3, msg: { ...shared, delta_fp: "-2.00", ts_ms: cancelledAt } },
      ]);
    });
  });

  it("names the client's own order that caused it, to nobody else", async () => {
    await onFloor({}, async (floor) => {
      const [ann, bob] = [await floor.connect("ann"), await floor.connect("bob")];
      for (const client of [ann, bob]) await client.subscribe("orderbook_delta", { market_ticker: A });
      place(floor.exchange, "ann", order("bid", 40, 1, { clientOrderId: "mine" }), floor.now());
      floor.advance(0);
      expect((await ann.take())[0]?.msg).toMatchObject({ client_order_id: "mine" });
      expect((await bob.take())[0]?.msg).not.toHaveProperty("client_order_id");
    });
  });

  it("is numbered through all markets of the subscription, and apart from other connections", async () => {
    await onFloor({}, async (floor) => {
      const [one, other] = [await floor.connect(), await floor.connect()];
      await one.subscribe("orderbook_delta", { market_tickers: [A, B] });
      await other.subscribe("orderbook_delta", { market_tickers: [B] });
      for (const ticker of [A, B, A]) place(floor.exchange, "ann", { ...order("bid", 40, 1), ticker }, floor.now());
      floor.advance(0);
      expect((await one.take()).map(({ seq, msg }) => [seq, msg.market_ticker])).toEqual([
        [3, A],
        [4, B],
        [5, A],
      ]);
      expect((await other.take()).map(({ seq, msg }) => [seq, msg.market_ticker])).toEqual([[2, B]]);
    });
  });
});

/** Something that somebody does to the exchange. */
const deed = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("create" as const),
      account: fc.constantFrom(...ACCOUNTS),
      ticker: fc.constantFrom(A, B, C),
      side: fc.constantFrom("bid" as const, "ask" as const),
      cents: fc.integer({ min: 40, max: 60 }),
      hundredths: fc.integer({ min: 1, max: 500 }),
      isImmediate: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("cancel" as const),
      account: fc.constantFrom(...ACCOUNTS),
      which: fc.nat(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("amend" as const),
      account: fc.constantFrom(...ACCOUNTS),
      which: fc.nat(),
      cents: fc.integer({ min: 40, max: 60 }),
      hundredths: fc.integer({ min: 1, max: 500 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("cancelAll" as const), account: fc.constantFrom(...ACCOUNTS) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 2_000 }) }) },
  { weight: 1, arbitrary: fc.constant({ type: "snapshot" as const }) },
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function carryOut({ exchange, now }: { exchange: StreamFloor["exchange"]; now: Time }, done: Deed): void {
  if (done.type === "create") {
    const { account, ticker, side, cents, hundredths, isImmediate } = done;
    const terms = isImmediate ? immediate : {};
    exchange.create(account, { ...order(side, cents, hundredths / 100, terms), ticker }, now);
  } else if (done.type === "cancelAll") {
    exchange.cancelAll(done.account, now);
  } else if (done.type === "cancel" || done.type === "amend") {
    const resting = exchange.resting(done.account);
    const chosen = resting[done.which % resting.length];
    if (chosen === undefined) return;
    if (done.type === "cancel") exchange.cancel(done.account, chosen.orderId, now);
    else {
      const total = (chosen.filled + done.hundredths) as Quantity;
      exchange.amend(done.account, chosen.orderId, { price: priceFromCents(done.cents), total }, now);
    }
  }
}

function shown(floor: StreamFloor, ticker: string): { bids: Level[]; asks: Level[] } {
  const { bids, asks } = floor.exchange.book(ticker, 10_000);
  const levels = (side: typeof bids): Level[] => side.map(({ price, quantity }) => [price, quantity]);
  return { bids: levels(bids), asks: levels(asks) };
}

describe("a client that applies a snapshot and every delta has the exchange's own books", () => {
  it.each([true, false])("after anything that is done, with use_yes_price %s", async (useYesPrice) => {
    const streamDelay = fc.constantFrom([0, 0] as const, [0, 40] as const);
    const property = fc.asyncProperty(fc.array(deed, { maxLength: 60 }), streamDelay, async (deeds, streamDelayMs) => {
      await onFloor({ behaviour: { streamDelayMs } }, async (floor) => {
        const half = Math.floor(deeds.length / 2);
        for (const done of deeds.slice(0, half))
          carryOut({ exchange: floor.exchange, now: floor.served.catchUp() }, done);
        const client = await floor.connect();
        const books = new Map([A, B, C].map((ticker) => [ticker, new ClientBook(useYesPrice)]));
        let last = 0;
        const read = async (): Promise<void> => {
          for (const message of await client.take()) {
            if (message.seq !== undefined) expect(message.seq).toBe(++last);
            books.get(message.msg.market_ticker)?.take(message);
          }
        };
        client.ask("subscribe", {
          channels: ["orderbook_delta"],
          market_tickers: [A, B, C],
          use_yes_price: useYesPrice,
        });
        await read();
        for (const done of deeds.slice(half)) {
          if (done.type === "wait") floor.advance(done.ms);
          else if (done.type === "snapshot") {
            client.ask("update_subscription", { sid: 1, action: "get_snapshot", market_tickers: [A, B, C] });
            await read();
          } else carryOut({ exchange: floor.exchange, now: floor.served.catchUp() }, done);
        }
        floor.advance(200); // all that is under way arrives
        await read();
        for (const [ticker, book] of books) expect(book.shown).toEqual(shown(floor, ticker));
      });
    });
    await fc.assert(property, { seed: 20_261_122, numRuns: 40 });
  });
});
