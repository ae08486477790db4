import { describe, expect, it } from "vitest";
import type { Money, Quantity } from "../../../../../src/market/units.ts";
import { uuidOf } from "../../../../../src/venue/sim/server/identity.ts";
import { A, immediate, later, order, place } from "../../trading-floor.ts";
import type { Message } from "./stream-client.ts";
import { type FloorOptions, onFloor, type StreamFloor } from "./stream-floor.ts";

describe("user_orders", () => {
  /** Every order message that Ann was sent, after `act`. */
  async function orders(
    act: (floor: StreamFloor) => void,
    options: FloorOptions = {},
  ): Promise<readonly Message["msg"][]> {
    let bodies: readonly Message["msg"][] = [];
    await onFloor(options, async (floor) => {
      const client = await floor.connect("ann");
      await client.subscribe("user_orders");
      act(floor);
      floor.advance(0);
      const messages = await client.take();
      for (const message of messages) expect(message).not.toHaveProperty("seq");
      bodies = messages.map(({ msg }) => msg);
    });
    return bodies;
  }

  it("tells of a new order with all its fields", async () => {
    const group: { id?: string } = {};
    const expiresAt = later(60_000);
    const [body, ...others] = await orders((floor) => {
      const created = floor.exchange.groups.create("ann", 500 as Quantity, floor.now());
      if (!created.ok) throw new Error(created.detail);
      group.id = created.group.orderGroupId;
      const terms = { clientOrderId: "a-1", expiresAt, orderGroupId: group.id, selfTradePrevention: "maker" } as const;
      place(floor.exchange, "ann", order("ask", 45, 2.5, terms), floor.now());
    });
    expect(others).toEqual([]);
    expect(body).toEqual({
      order_id: expect.any(String),
      user_id: uuidOf("user", "ann"),
      ticker: A,
      exchange_index: 0,
      status: "resting",
      side: "no",
      is_yes: false,
      outcome_side: "no",
      book_side: "ask",
      yes_price_dollars: "0.4500",
      fill_count_fp: "0.00",
      remaining_count_fp: "2.50",
      initial_count_fp: "2.50",
      taker_fill_cost_dollars: "0.000000",
      maker_fill_cost_dollars: "0.000000",
      taker_fees_dollars: "0.000000",
      maker_fees_dollars: "0.000000",
      client_order_id: "a-1",
      order_group_id: group.id,
      self_trade_prevention_type: "maker",
      created_time: new Date(later(0)).toISOString(),
      created_ts_ms: later(0),
      last_update_time: new Date(later(0)).toISOString(),
      last_updated_ts_ms: later(0),
      expiration_time: new Date(expiresAt).toISOString(),
      expiration_ts_ms: expiresAt,
      subaccount_number: 0,
    });
  });

  it("tells of each fill, and of the last as the end of the order", async () => {
    const bodies = await orders((floor) => {
      place(floor.exchange, "ann", order("ask", 45, 2), floor.now());
      place(floor.exchange, "bob", order("bid", 45, 0.5), floor.now());
      place(floor.exchange, "bob", order("bid", 45, 1.5), floor.now());
    });
    expect(bodies.slice(1)).toMatchObject([
      {
        status: "resting",
        fill_count_fp: "0.50",
        remaining_count_fp: "1.50",
        maker_fill_cost_dollars: "0.225000",
        maker_fees_dollars: "0.002200",
        last_update_reason: "Trade",
      },
      {
        status: "executed",
        fill_count_fp: "2.00",
        remaining_count_fp: "0.00",
        maker_fill_cost_dollars: "0.900000",
        taker_fill_cost_dollars: "0.000000",
        last_update_reason: "Trade",
      },
    ]);
    expect(bodies).toHaveLength(3);
  });

  /** What Ann does last to an order of hers at 40c, and how she is told. */
  const endings: readonly (readonly [
    string,
    string | undefined,
    FloorOptions,
    (floor: StreamFloor, id: string) => void,
  ])[] = [
    ["is cancelled", undefined, {}, (floor, id) => void floor.exchange.cancel("ann", id, floor.now())],
    ["expires", "ExpiryCancel", {}, (floor) => void floor.advance(60_000)],
    ["meets the close", "CloseCancel", {}, (floor) => void floor.advance(3_610_000)],
    ["meets a pause", "HaltCancel", {}, (floor) => floor.exchange.setState("trading-paused", floor.now())],
    [
      "meets its own account's order",
      "SelfTradeCancel",
      {},
      (floor) => {
        place(floor.exchange, "ann", order("ask", 40, 1, { selfTradePrevention: "maker", ...immediate }), floor.now());
      },
    ],
    [
      "has no money behind it any more",
      "MarginCancel",
      {},
      (floor) => {
        floor.exchange.deposit("ann", -floor.exchange.balance("ann") as Money); // a withdrawal, its order notwithstanding
        place(floor.exchange, "bob", order("ask", 40, 1), floor.now());
      },
    ],
  ];

  it.each(endings)("tells that an order %s, with the reason %s", async (what, reason, options, act) => {
    const bodies = await orders((floor) => {
      const terms = what === "expires" ? { expiresAt: later(60_000) } : { cancelOnPause: true };
      const { order: resting } = place(floor.exchange, "ann", order("bid", 40, 1, terms), floor.now());
      act(floor, resting.orderId);
    }, options);
    const ended = bodies.filter(({ book_side: side, status }) => side === "bid" && status === "canceled");
    expect(ended).toHaveLength(1);
    expect(ended[0]).toMatchObject({ remaining_count_fp: "0.00", initial_count_fp: "1.00" });
    expect(ended[0].last_update_reason).toBe(reason);
  });

  it("tells of an amend with the new total, and of a decrease", async () => {
    const bodies = await orders((floor) => {
      const { order: resting } = place(floor.exchange, "ann", order("bid", 40, 3), floor.now());
      const amend = { price: resting.price, total: 200 as Quantity };
      floor.exchange.amend("ann", resting.orderId, amend, floor.now());
      floor.exchange.decrease("ann", resting.orderId, { reduceBy: 50 as Quantity }, floor.now());
    });
    expect(bodies.slice(1)).toMatchObject([
      { remaining_count_fp: "2.00", initial_count_fp: "2.00", last_update_reason: "Amend" },
      { remaining_count_fp: "1.50", last_update_reason: "Decrease" },
    ]);
  });

  it("tells of a post-only order that is accepted and cancelled because it would cross", async () => {
    const bodies = await orders(
      (floor) => {
        place(floor.exchange, "bob", order("ask", 45, 1), floor.now());
        floor.exchange.create("ann", order("bid", 45, 1, { postOnly: true }), floor.now());
      },
      { rules: { postOnlyCross: "cancelled" } },
    );
    expect(bodies.at(-1)).toMatchObject({ status: "canceled", last_update_reason: "PostOnlyCrossCancel" });
  });

  it("tells of the rest of a reducing order that would have opened a position", async () => {
    const bodies = await orders((floor) => {
      place(floor.exchange, "bob", order("bid", 45, 5), floor.now());
      place(floor.exchange, "bob", order("ask", 50, 1), floor.now());
      place(floor.exchange, "ann", order("bid", 50, 1), floor.now());
      place(floor.exchange, "ann", order("ask", 45, 3, { ...immediate, reduceOnly: true }), floor.now());
    });
    expect(bodies.at(-1)).toMatchObject({ fill_count_fp: "1.00", last_update_reason: "ReduceOnlyCancel" });
  });

  it("tells nobody of others' orders", async () => {
    const bodies = await orders((floor) => {
      place(floor.exchange, "bob", order("bid", 40, 1), floor.now());
    });
    expect(bodies).toEqual([]);
  });
});
