import { describe, expect, it } from "vitest";
import { PRICE_ONE, type Quantity } from "../../../../../src/market/units.ts";
import { uuidOf } from "../../../../../src/venue/sim/server/identity.ts";
import { A, event, order, place } from "../../trading-floor.ts";
import { onFloor } from "./stream-floor.ts";

describe("fill", () => {
  it("tells each side of a print to its owner alone", async () => {
    await onFloor({}, async (floor) => {
      const [ann, bob] = [await floor.connect("ann"), await floor.connect("bob")];
      for (const client of [ann, bob]) await client.subscribe("fill");
      const maker = place(floor.exchange, "ann", order("ask", 45, 2, { clientOrderId: "a-1" }), floor.now());
      const taker = place(floor.exchange, "bob", order("bid", 45, 0.5), floor.now());
      floor.advance(0);
      const [made, ...noneMade] = await ann.take();
      const [took, ...noneTook] = await bob.take();
      expect([noneMade, noneTook]).toEqual([[], []]);
      const shared = { market_ticker: A, exchange_index: 0, yes_price_dollars: "0.4500", count_fp: "0.50" };
      // 0.0175 and 0.07 of 0.5 x 0.45 x 0.55, so rounded up that it makes a whole $0.0001 with the cost
      expect(made).toMatchObject({
        type: "fill",
        sid: 1,
        msg: {
          ...shared,
          order_id: maker.order.orderId,
          client_order_id: "a-1",
          is_taker: false,
          outcome_side: "no",
          book_side: "ask",
          fee_cost: "0.002200",
          post_position_fp: "-0.50",
        },
      });
      expect(took).toMatchObject({
        msg: {
          ...shared,
          order_id: taker.order.orderId,
          is_taker: true,
          outcome_side: "yes",
          book_side: "bid",
          fee_cost: "0.008700",
          post_position_fp: "0.50",
        },
      });
      expect(took?.msg).not.toHaveProperty("client_order_id");
      expect(made).not.toHaveProperty("seq");
      expect(made?.msg.trade_id).toBe(took?.msg.trade_id);
    });
  });
});

describe("market_positions", () => {
  it("tells of a position with what it cost and earned", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect("ann");
      await client.subscribe("market_positions", { market_tickers: [A] });
      place(floor.exchange, "ann", order("ask", 45, 2), floor.now());
      place(floor.exchange, "bob", order("bid", 45, 2), floor.now());
      floor.advance(0);
      expect(await client.take()).toMatchObject([
        {
          type: "market_position",
          sid: 1,
          msg: {
            user_id: uuidOf("user", "ann"),
            market_ticker: A,
            position_fp: "-2.00",
            position_cost_dollars: "1.100000", // two NO at 55c
            realized_pnl_dollars: "0.000000",
            volume_fp: "2.00",
          },
        },
      ]);
      place(floor.exchange, "bob", order("ask", 40, 2), floor.now());
      place(floor.exchange, "ann", order("bid", 40, 2), floor.now());
      floor.advance(0);
      expect(await client.take()).toMatchObject([
        {
          msg: {
            position_fp: "0.00",
            position_cost_dollars: "0.000000",
            realized_pnl_dollars: "0.100000",
            position_fee_cost_dollars: "0.000000",
            volume_fp: "4.00",
          },
        },
      ]);
    });
  });

  it("tells of the payout to who held something", async () => {
    await onFloor({}, async (floor) => {
      place(floor.exchange, "ann", order("ask", 45, 2), floor.now());
      place(floor.exchange, "bob", order("bid", 45, 2), floor.now());
      floor.advance(0);
      const client = await floor.connect("bob");
      await client.subscribe("market_positions");
      floor.exchange.results.settle(event().ticker, { [A]: PRICE_ONE }, floor.advance(3_600_000));
      floor.advance(0);
      expect(await client.take()).toMatchObject([
        { msg: { market_ticker: A, position_fp: "0.00", realized_pnl_dollars: "1.100000" } },
      ]);
    });
  });
});

describe("order_group_updates", () => {
  it("tells what becomes of a group, numbered, to its owner alone", async () => {
    await onFloor({}, async (floor) => {
      const [ann, bob] = [await floor.connect("ann"), await floor.connect("bob")];
      for (const client of [ann, bob]) await client.subscribe("order_group_updates");
      const { groups } = floor.exchange;
      const created = groups.create("ann", 500 as Quantity, floor.now());
      if (!created.ok) throw new Error(created.detail);
      const { orderGroupId } = created.group;
      groups.setLimit("ann", orderGroupId, 250 as Quantity, floor.now());
      groups.trigger("ann", orderGroupId, floor.now());
      groups.reset("ann", orderGroupId, floor.now());
      groups.delete("ann", orderGroupId, floor.now());
      floor.advance(0);
      const shared = { order_group_id: orderGroupId, ts_ms: floor.now() };
      const messages = await ann.take();
      expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
      expect(messages.map(({ msg }) => msg)).toEqual([
        { event_type: "created", ...shared, contracts_limit_fp: "5.00" },
        { event_type: "limit_updated", ...shared, contracts_limit_fp: "2.50" },
        { event_type: "triggered", ...shared },
        { event_type: "reset", ...shared },
        { event_type: "deleted", ...shared },
      ]);
      expect(await bob.take()).toEqual([]);
    });
  });

  it("tells of a group that its fills have triggered", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect("ann");
      await client.subscribe("order_group_updates");
      const created = floor.exchange.groups.create("ann", 100 as Quantity, floor.now());
      if (!created.ok) throw new Error(created.detail);
      const { orderGroupId } = created.group;
      place(floor.exchange, "ann", order("ask", 45, 2, { orderGroupId }), floor.now());
      place(floor.exchange, "bob", order("bid", 45, 1), floor.now());
      floor.advance(0);
      const events = (await client.take()).map(({ msg }) => msg.event_type);
      expect(events).toEqual(["created", "triggered"]);
    });
  });
});
