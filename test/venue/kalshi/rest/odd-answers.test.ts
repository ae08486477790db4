import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { orderBook } from "../../../../src/venue/kalshi/rest/books.ts";
import { fills } from "../../../../src/venue/kalshi/rest/fills.ts";
import { oneMarket } from "../../../../src/venue/kalshi/rest/markets.ts";
import { oneOrder } from "../../../../src/venue/kalshi/rest/orders.ts";
import { trades } from "../../../../src/venue/kalshi/rest/trades.ts";
import * as told from "./answers.ts";
import { page, type ReadCase, TICKER } from "./market-cases.ts";
import { clientOf } from "./rest-session.ts";
import { type SeenRequest, StandIn } from "./stand-in.ts";

let server: StandIn;
beforeAll(async () => {
  server = await StandIn.start();
});
afterAll(() => server.stop());

async function ask(request: ReadCase[1], answer: unknown): Promise<{ seen: SeenRequest; read: unknown }> {
  server.replies({ status: 200, body: answer });
  const client = clientOf(server);
  const read = "page" in request ? (await client.all(request))[0] : await client.read(request);
  expect(server.seen).toHaveLength(1);
  return { seen: server.seen[0]!, read };
}

test("unknown fields are passed over, and unknown words kept", async () => {
  const strange = {
    ...told.MARKET,
    status: "paused_for_lunch",
    result: "maybe",
    market_type: "ternary",
    novelty: { deep: [1] },
  };
  expect((await ask(oneMarket(TICKER), { market: strange, more: 1 })).read).toMatchObject({
    status: "paused_for_lunch",
    result: "maybe",
    marketType: "ternary",
  });
  expect((await ask(oneOrder("o-1"), { order: { ...told.ORDER, status: "parked" } })).read).toMatchObject({
    status: "parked",
  });
  expect((await ask(trades(), page("trades", { ...told.TRADE, taker_outcome_side: "sideways" }))).read).toMatchObject({
    takerSide: "unknown",
  });
});

describe("which way an order or a fill goes", () => {
  test.each([
    [{ book_side: "bid", outcome_side: "yes" }, "bid"],
    [{ book_side: "ask" }, "ask"],
    [{ outcome_side: "yes" }, "bid"],
    [{ book_side: null, outcome_side: "no" }, "ask"],
  ])("%o is %s", async (direction, side) => {
    const { book_side: _, outcome_side: __, ...order } = told.ORDER;
    expect((await ask(oneOrder("o-1"), { order: { ...order, ...direction } })).read).toMatchObject({ side });
  });

  test.each([
    {},
    { book_side: "bid", outcome_side: "no" },
    { book_side: "up" },
    { book_side: "ask", outcome_side: "up" },
  ])("%o is refused rather than guessed", async (direction) => {
    const { book_side: _, outcome_side: __, ...fill } = told.FILL;
    await expect(ask(fills(), page("fills", { ...fill, ...direction }))).rejects.toMatchObject({ kind: "malformed" });
  });
});

test("a book is empty where the exchange says null, leaves out a side or counts nothing; a level that stands twice is refused", async () => {
  const read = async (orderbook_fp: unknown) => (await ask(orderBook(TICKER), { orderbook_fp })).read;
  const empty = { bids: [], asks: [] };
  expect(await read({ yes_dollars: null, no_dollars: null })).toEqual(empty);
  expect(await read({})).toEqual(empty);
  expect(await read({ yes_dollars: [["0.5000", "0.00"]], no_dollars: [] })).toEqual(empty);
  const twice = [
    ["0.5000", "1.00"],
    ["0.50", "2.00"],
  ];
  await expect(read({ yes_dollars: twice })).rejects.toMatchObject({ kind: "malformed" });
});
