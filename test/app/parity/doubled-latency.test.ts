import { expect, test } from "vitest";
import { sessionParity } from "../../../src/app/parity/parity.ts";
import type { LoggedInput, SessionLog } from "../../../src/app/parity/session-log.ts";
import type { Command, Place } from "../../../src/engine/command.ts";
import { createEngine } from "../../../src/engine/engine.ts";
import type { Fill, Input } from "../../../src/engine/input.ts";
import type { BookSnapshot } from "../../../src/market/order-book.ts";
import type { TakerSide } from "../../../src/market/taker-order.ts";
import { type Money, price, quantity, type Time } from "../../../src/market/units.ts";
import { start } from "../../journal/inputs.ts";

const TICKER = "EVENT-A";
const at = (ms: number): Time => (1_000_000 + ms) as Time;
const contracts = (count: number) => quantity(100 * count);
const cents = (count: number) => price(100 * count);

const book = (bids: readonly (readonly [number, number])[]): BookSnapshot => ({
  bids: bids.map(([level, count]) => ({ price: cents(level), quantity: contracts(count) })),
  asks: [{ price: cents(60), quantity: contracts(50) }],
});

const told = (ms: number, levels: BookSnapshot): Input => ({ type: "book", at: at(ms), ticker: TICKER, book: levels });

const trade = (ms: number, side: TakerSide, level: number, count: number): Input => {
  const prints = [{ price: cents(level), quantity: contracts(count) }];
  return { type: "trade", at: at(ms), order: { ticker: TICKER, at: at(ms), side, prints } };
};

const place = (id: string, level: number): Place => ({
  type: "place",
  clientOrderId: id,
  ticker: TICKER,
  side: "bid",
  price: cents(level),
  quantity: contracts(1),
  expiresAt: undefined,
});

const fill = (ms: number, id: string, level: number): Fill => ({
  type: "fill",
  at: at(ms),
  tradeId: `${id}-${ms}`,
  clientOrderId: id,
  ticker: TICKER,
  side: "bid",
  price: cents(level),
  quantity: contracts(1),
  fee: 0 as Money,
  taker: false,
});

/** A session with these inputs and the commands that they caused, in a market that pays $1 in the end. */
function session(entries: readonly (readonly [Input, ...Command[]])[]): SessionLog {
  const first = start("e1", at(0));
  const settled: Input = { type: "settlement", at: at(100_000), ticker: TICKER, value: cents(100) };
  const inputs = [[first], ...entries, [settled]].map(([input, ...commands]): LoggedInput => {
    return { input: input as Input, commands: commands as Command[] };
  });
  const engine = createEngine();
  for (const input of [first, settled]) engine.handle(input);
  const places = inputs.flatMap(({ commands }) => commands.filter((command) => command.type === "place"));
  return {
    session: { id: 1, epoch: "e1", program: "test", startedAt: 0, ended: true, firstSeq: 1, inputs: inputs.length },
    start: first,
    kind: "paper",
    inputs,
    places: new Map(places.map((each) => [each.clientOrderId, each])),
    fills: inputs.flatMap(({ input }) => (input.type === "fill" ? [input] : [])),
    replay: { sessions: 1, segments: 1, inputs: inputs.length, commands: places.length, mismatches: 0, first: null },
    desk: engine.desk!,
  };
}

/** Two creates, both answered after 100 ms. Somebody sells 150 ms after the first was sent, and 300 ms after the second. */
const TWO_ORDERS = session([
  [told(0, book([[39, 20]]))],
  [{ type: "tick", at: at(1_000) }, place("a", 40)],
  [{ type: "placed", at: at(1_100), clientOrderId: "a", orderId: "a" }],
  [trade(1_150, "sell", 40, 1)],
  [fill(1_160, "a", 40)],
  [{ type: "tick", at: at(5_000) }, place("b", 41)],
  [{ type: "placed", at: at(5_100), clientOrderId: "b", orderId: "b" }],
  [trade(5_300, "sell", 41, 1)],
  [fill(5_320, "b", 41)],
]);

test("latency doubled: the fill that is missing by it, its contract and what it costs", () => {
  expect(sessionParity(TWO_ORDERS, 1)).toMatchObject({ verdict: "equal", differences: [], sooner: 0 });
  const slow = sessionParity(TWO_ORDERS, 2);
  expect(slow).toMatchObject({
    verdict: "different",
    request_ms: { session: 100, compared: 200 },
    told: { fills: 2, net_usd: 1.19 }, // bought at 40c and at 41c, worth a dollar each
  });
  expect(slow.predicted.book.fills).toBe(1);
  expect(slow.differences).toMatchObject([
    {
      client_order_id: "a",
      ticker: TICKER,
      price_cents: 40,
      session_contracts: 1,
      predicted_contracts: 0,
      cause: "latency",
    },
  ]);
  expect(slow.differences[0]!.net_usd).toBeCloseTo(-0.6, 12);
  expect(slow.difference_usd).toBeCloseTo(-0.6, 12);
});

test("latency doubled: a fill that is more, since the cancel came too late", () => {
  const log = session([
    [told(0, book([[39, 20]]))],
    [{ type: "tick", at: at(1_000) }, place("a", 40)],
    [{ type: "placed", at: at(1_100), clientOrderId: "a", orderId: "a" }],
    [
      { type: "tick", at: at(9_000) },
      { type: "cancel", clientOrderId: "a", ticker: TICKER },
    ],
    [{ type: "cancelled", at: at(9_100), clientOrderId: "a", reducedBy: contracts(1) }],
    [trade(9_150, "sell", 40, 1)],
  ]);
  expect(sessionParity(log, 1)).toMatchObject({ verdict: "equal", told: { fills: 0 } });
  const slow = sessionParity(log, 2);
  expect(slow.differences).toMatchObject([{ session_contracts: 0, predicted_contracts: 1, cause: "latency" }]);
  expect(slow.difference_usd).toBeCloseTo(0.6, 12);
});

test("while a cancel was under way, a trade is on that side of it on which the exchange has put it", () => {
  const during = (...filled: readonly (readonly [Input])[]): SessionLog =>
    session([
      [told(0, book([[39, 20]]))],
      [{ type: "tick", at: at(1_000) }, place("a", 40)],
      [{ type: "placed", at: at(1_100), clientOrderId: "a", orderId: "a" }],
      [
        { type: "tick", at: at(9_000) },
        { type: "cancel", clientOrderId: "a", ticker: TICKER },
      ],
      [trade(9_050, "sell", 40, 1)],
      ...filled,
    ]);
  const gone = during([{ type: "cancelled", at: at(9_100), clientOrderId: "a", reducedBy: contracts(1) }]);
  const there = during(
    [fill(9_060, "a", 40)],
    [{ type: "refused", at: at(9_100), clientOrderId: "a", request: "cancel", code: "gone", detail: "filled" }],
  );
  expect(sessionParity(gone, 1)).toMatchObject({ verdict: "equal", told: { fills: 0 } });
  expect(sessionParity(there, 1)).toMatchObject({ verdict: "equal", told: { fills: 1 } });
});

test("a cancel that came too late is answered before the public trade is told that filled its order", () => {
  const log = session([
    [told(0, book([[39, 20]]))],
    [{ type: "tick", at: at(1_000) }, place("a", 40)],
    [{ type: "placed", at: at(1_100), clientOrderId: "a", orderId: "a" }],
    [
      { type: "tick", at: at(9_000) },
      { type: "cancel", clientOrderId: "a", ticker: TICKER },
    ],
    [fill(9_010, "a", 40)],
    [{ type: "refused", at: at(9_020), clientOrderId: "a", request: "cancel", code: "gone", detail: "filled" }],
    [trade(9_030, "sell", 40, 1)],
  ]);
  expect(sessionParity(log, 1)).toMatchObject({ verdict: "equal", told: { fills: 1 }, differences: [] });
});

test("a fill told before its order's answer is of an order that rested", () => {
  const log = session([
    [told(0, book([[39, 20]]))],
    [{ type: "tick", at: at(1_000) }, place("a", 40)],
    [trade(1_050, "sell", 40, 1)],
    [fill(1_060, "a", 40)],
    [{ type: "placed", at: at(1_100), clientOrderId: "a", orderId: "a" }],
  ]);
  expect(sessionParity(log, 1)).toMatchObject({ verdict: "equal", told: { fills: 1 } });
});

test("a fill that comes before its turn by public data is told as such, and taken as the exchange told it", () => {
  const log = session([
    [told(0, book([[40, 5]]))],
    [{ type: "tick", at: at(1_000) }, place("a", 40)],
    [{ type: "placed", at: at(1_100), clientOrderId: "a", orderId: "a" }],
    [trade(30_000, "sell", 40, 2)], // five stood before it, by the book
    [fill(30_010, "a", 40)],
  ]);
  const parity = sessionParity(log, 1);
  expect(parity).toMatchObject({ verdict: "equal", sooner: 1, differences: [] });
  expect(parity.predicted).toMatchObject({
    book: { fills: 1 },
    book_public: { fills: 0 },
    touch: { fills: 1 },
    through: { fills: 0 },
  });
});

test("a renewal keeps an order's place in the queue", () => {
  const log = session([
    [told(0, book([[40, 1]]))],
    [{ type: "tick", at: at(1_000) }, place("a", 40)],
    [{ type: "placed", at: at(1_100), clientOrderId: "a", orderId: "a" }],
    [told(2_000, book([[40, 30]]))],
    [
      {
        type: "amended",
        at: at(3_000),
        clientOrderId: "a",
        price: cents(40),
        remaining: contracts(1),
        expiresAt: at(90_000),
      },
    ],
    [trade(4_000, "sell", 40, 2)], // the one before it, and it
    [fill(4_010, "a", 40)],
  ]);
  expect(sessionParity(log, 1)).toMatchObject({ verdict: "equal", sooner: 0 });
});

test("fills that are told before their public trade are of orders that were there, whatever has followed meanwhile", () => {
  const late = { ...(trade(9_120, "sell", 40, 1) as Input & { type: "trade" }) };
  const sweep: Input = { ...late, order: { ...late.order, at: at(8_990) } }; // made then, told later
  const cancelled = session([
    [told(0, book([[39, 20]]))],
    [
      { type: "tick", at: at(1_000) },
      { ...place("a", 40), quantity: contracts(2) },
    ],
    [{ type: "placed", at: at(1_100), clientOrderId: "a", orderId: "a" }],
    [fill(9_000, "a", 40), { type: "cancel", clientOrderId: "a", ticker: TICKER }],
    [{ type: "cancelled", at: at(9_050), clientOrderId: "a", reducedBy: contracts(1) }],
    [sweep],
  ]);
  const succeeded = session([
    [told(0, book([[39, 20]]))],
    [{ type: "tick", at: at(1_000) }, place("a", 40)],
    [{ type: "placed", at: at(1_100), clientOrderId: "a", orderId: "a" }],
    [fill(9_000, "a", 40), place("b", 38)],
    [{ type: "placed", at: at(9_050), clientOrderId: "b", orderId: "b" }],
    [sweep],
  ]);
  const hardlyAnswered = session([
    [told(0, book([[39, 20]]))],
    [{ type: "tick", at: at(8_950) }, place("a", 40)],
    [{ type: "placed", at: at(8_995), clientOrderId: "a", orderId: "a" }],
    [fill(9_000, "a", 40)],
    [sweep],
  ]);
  for (const log of [cancelled, succeeded, hardlyAnswered]) {
    expect(sessionParity(log, 1)).toMatchObject({ verdict: "equal", told: { fills: 1 }, sooner: 0 });
  }
});

test("an order that wasn't there when the trade was made is told as absent", () => {
  const log = session([
    [told(0, book([[39, 20]]))],
    [trade(1_000, "sell", 40, 1)],
    [{ type: "tick", at: at(1_500) }, place("a", 40)],
    [{ type: "placed", at: at(1_600), clientOrderId: "a", orderId: "a" }],
    [fill(1_700, "a", 40)],
  ]);
  expect(sessionParity(log, 1)).toMatchObject({ verdict: "different", differences: [{ cause: "absent" }] });
});
