import { expect } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { after, price, quantity } from "../../src/market/units.ts";
import { balance } from "../../src/venue/kalshi/rest/balance.ts";
import { orderBook } from "../../src/venue/kalshi/rest/books.ts";
import { cancelOrder, cancelOrders } from "../../src/venue/kalshi/rest/cancel-order.ts";
import { amendOrder, decreaseOrder } from "../../src/venue/kalshi/rest/change-order.ts";
import { createOrder, type NewOrder } from "../../src/venue/kalshi/rest/create-order.ts";
import { createOrders } from "../../src/venue/kalshi/rest/create-orders.ts";
import { fills } from "../../src/venue/kalshi/rest/fills.ts";
import {
  createOrderGroup,
  deleteOrderGroup,
  limitOrderGroup,
  oneOrderGroup,
  orderGroups,
  resetOrderGroup,
  triggerOrderGroup,
} from "../../src/venue/kalshi/rest/order-groups.ts";
import { oneOrder, orders } from "../../src/venue/kalshi/rest/orders.ts";
import { positions } from "../../src/venue/kalshi/rest/positions.ts";
import { queuePosition, queuePositions } from "../../src/venue/kalshi/rest/queue-positions.ts";
import { create, type JudgedSession, OTHER } from "./judged-session.ts";
import { A, B, C, EVENT } from "./quiet-exchange.ts";

let number = 0;

/** A bid for ten contracts of A at 40c, unless said otherwise, as our client writes it. */
function ourOrder(orderGroupId: string, more: Partial<NewOrder> = {}): NewOrder {
  return {
    clientOrderId: `tauroi-c-${++number}`,
    ticker: A,
    side: "bid",
    price: price(4_000),
    quantity: quantity(1_000),
    expiresAt: after(systemClock.now(), 3_600_000),
    orderGroupId,
    ...more,
  };
}

/** Our client does all that it can with orders; another account takes 2.5 contracts of ours at 40c. */
export async function trade({ client, raw }: JudgedSession): Promise<void> {
  const group = await client.write(createOrderGroup({ limit: quantity(5_000) }));
  const { orderId } = await client.write(createOrder(ourOrder(group)));
  await raw({
    method: "POST",
    target: "/portfolio/events/orders",
    body: create("ask", "0.4000", "2.50"),
    key: OTHER,
  });
  expect(await client.read(orderBook(A))).toEqual({ bids: [{ price: 4_000, quantity: 750 }], asks: [] });
  const [inB, inC, offGrid] = await client.write(
    createOrders([
      ourOrder(group, { ticker: B }),
      ourOrder(group, { ticker: C, exchangeIndex: 0, subaccount: 0 }),
      ourOrder(group, { price: price(4_050) }),
    ]),
  );
  if (inB?.outcome !== "done" || inC?.outcome !== "done") throw new Error("the batch was not carried out");
  expect(offGrid).toMatchObject({ outcome: "refused", complaint: { code: "invalid_price" } });

  const terms = { orderId, ticker: A, side: "bid", price: price(3_900), total: quantity(900) } as const;
  const amended = await client.write(amendOrder({ ...terms, expiresAt: after(systemClock.now(), 7_200_000) }));
  expect(amended).toMatchObject({ changed: true, remaining: 650 });
  await client.write(
    amendOrder({ ...terms, clientOrderId: `tauroi-c-${number - 3}`, exchangeIndex: 0, subaccount: 0 }),
  );
  await client.write(decreaseOrder({ orderId, ticker: A, reduce: { to: quantity(600) } }));
  await client.write(
    decreaseOrder({ orderId, ticker: A, reduce: { by: quantity(50) }, subaccount: 0, exchangeIndex: 0 }),
  );
  expect(await client.read(oneOrder(orderId))).toMatchObject({ remaining: 550, filled: 250, price: 3_900 });

  const filter = { status: "resting", eventTickers: [EVENT], subaccount: 0, exchangeIndex: 0, limit: 1 } as const;
  expect(await client.all(orders(filter))).toHaveLength(3);
  expect(await client.all(orders({ ticker: A, minSeconds: 1, maxSeconds: 2 }))).toEqual([]);
  expect(await client.read(queuePosition(orderId))).toBe(0);
  expect(await client.read(queuePositions({ tickers: [A, B] }))).toHaveLength(2);
  expect(await client.read(queuePositions({ eventTicker: EVENT, subaccount: 0 }))).toHaveLength(3);
  const [fill, ...noMore] = await client.all(fills({ tickers: [A, B], orderId, minSeconds: 1, subaccount: 0 }));
  expect([fill, noMore]).toMatchObject([{ orderId, quantity: 250, price: 4_000, isTaker: false, fee: 0 }, []]);
  const held = await client.all(
    positions({ subaccount: 0, settlementStatus: "all", eventTicker: EVENT, exchangeIndex: 0 }),
  );
  expect(held).toMatchObject([{ ticker: A, position: 250 }]);
  expect((await client.read(balance({ exchangeIndex: 0 }))).available).toBe(999_000_000);
  expect((await client.read(balance({ exchangeIndex: "all", subaccount: 0 }))).available).toBe(999_000_000);

  expect((await client.read(oneOrderGroup(group))).orderIds).toHaveLength(3);
  expect(await client.read(orderGroups({ subaccount: 0 }))).toHaveLength(1);
  await client.write(limitOrderGroup(group, quantity(10_000)));
  const gone = await client.write(
    cancelOrders([
      { orderId: inB.result.orderId, ticker: B, subaccount: 0, exchangeIndex: 0 },
      { orderId: "nobody", ticker: B },
    ]),
  );
  expect(gone).toMatchObject([{ outcome: "done", result: { reducedBy: 1_000 } }, { outcome: "refused" }]);
  await client.write(cancelOrder({ orderId: inC.result.orderId, ticker: C, exchangeIndex: 0, subaccount: 0 }));
  await client.write(triggerOrderGroup(group));
  expect(await client.all(orders({ status: "resting" }))).toEqual([]);
  await client.write(resetOrderGroup(group, { subaccount: 0, exchangeIndex: 0 }));
  await client.write(createOrder(ourOrder(group)));
  await client.write(deleteOrderGroup(group));
  expect(await client.read(orderGroups())).toEqual([]);
  expect(await client.all(orders({ status: "canceled" }))).toHaveLength(4);
}
