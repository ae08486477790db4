import { expect, test } from "vitest";
import { type Price, type Quantity, time } from "../../../src/market/units.ts";
import { OrderNews } from "../../../src/venue/kalshi/order-news.ts";
import { OwnOrders } from "../../../src/venue/kalshi/own-orders.ts";
import type { OrderMessage } from "../../../src/venue/kalshi/stream/message.ts";
import type { OwnOrder } from "../../../src/venue/kalshi/stream/own-size.ts";
import type { VenueInput } from "../../../src/venue/venue.ts";

const NOW = time(1_790_000_000_000);
const MINE = "tauroi-e-1";
const TICKER = "KXTEST-A";
const ten = 1_000 as Quantity;
const none = 0 as Quantity;

test("a message about an order of ours that leaves out our name of it is about that order, by the exchange's", () => {
  const orders = new OwnOrders();
  const told: VenueInput[] = [];
  const shown: OwnOrder[] = [];
  const nothing = (): void => undefined;
  const news = new OrderNews({
    clock: { now: () => NOW },
    orders,
    emit: (input) => told.push(input),
    named: nothing,
    fillsMissing: nothing,
    lookFor: nothing,
    crossed: nothing,
    rests: (_, order) => shown.push(order),
  });
  const price = 4_000 as Price;
  const given = { clientOrderId: MINE, ticker: TICKER, side: "bid", quantity: ten, since: NOW, price } as const;
  news.accepted(orders.add({ ...given, fate: "sent" }), "o-1", none, ten);
  const message: OrderMessage = {
    type: "user_order",
    sid: 1,
    seq: undefined,
    id: undefined,
    sentAt: undefined,
    orderId: "o-1",
    clientOrderId: undefined,
    ticker: TICKER,
    side: "bid",
    price,
    status: "canceled",
    initial: ten,
    filled: none,
    remaining: none,
    fees: 0 as never,
    groupId: undefined,
    createdAt: NOW,
    updatedAt: NOW,
    expiresAt: undefined,
    reason: "ExpiryCancel",
    subaccount: undefined,
  };
  news.fromStream(message);
  expect(orders.byOrderId("o-1")?.clientOrderId).toBe(MINE); // fills, which have the exchange's name alone, find it
  expect(told.at(-1)).toMatchObject({ type: "closed", clientOrderId: MINE, reason: "expired", reducedBy: ten });
  expect(shown.at(-1)).toMatchObject({ clientOrderId: MINE, remaining: none });
});
