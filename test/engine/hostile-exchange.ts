import fc from "fast-check";
import type { Command } from "../../src/engine/command.ts";
import { remaining } from "../../src/engine/order.ts";
import { type Money, quantity } from "../../src/market/units.ts";
import { ONE, Rig, type RigOptions, TWO } from "./rig.ts";

/** What the exchange, the market and the operator may do next. The exchange in here is hostile: it answers as it likes. */
export const STEP = fc.record({
  wait: fc.integer({ min: 0, max: 4_000 }),
  what: fc.constantFrom(
    "accept",
    "accept",
    "accept",
    "fill",
    "fill",
    "cancel",
    "gone",
    "unknown",
    "refuse",
    "cross",
    "throttle",
    "expire",
    "reading",
    "heartbeat",
    "heartbeat",
    "book",
    "trade",
    "pull",
    "resume",
    "reduce",
    "set",
    "lost",
    "signal",
  ),
  pick: fc.nat(1_000),
  cents: fc.integer({ min: 2, max: 98 }),
  width: fc.integer({ min: 1, max: 12 }),
});
export type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

export const LIMIT = 6;
/** So little that the event's worst case and the floor bind as often as the position limit does. */
const BALANCE = 20_000_000 as Money;

/** An engine that meets its limits soon. */
export function hostileRig({ profile, ...options }: RigOptions = {}): Rig {
  return new Rig({
    profile: {
      orderSize: 3,
      maxPositionPerTicker: LIMIT,
      inventoryPullContracts: 5,
      skewCentsPerContract: 0.5,
      ...profile,
    },
    limits: { maxPositionPerTicker: LIMIT, maxOrderSize: 3, minBalanceFloor: 1_000_000 as Money },
    balance: BALANCE,
    ...options,
  });
}

/** The step done: what the engine answers. */
export function act(rig: Rig, { what, pick, cents, width }: Step): readonly Command[] {
  const live = [...rig.desk.orders.live()];
  const order = live.length === 0 ? undefined : live[pick % live.length]!;
  const ticker = pick % 2 === 0 ? ONE : TWO;
  const at = rig.now;
  if (order !== undefined) {
    const { clientOrderId } = order;
    switch (what) {
      case "accept":
        return rig.acknowledge(order);
      case "fill":
        return remaining(order) === 0 ? [] : rig.fill(clientOrderId, Math.min(remaining(order) / 100, 1 + (pick % 3)));
      case "cancel":
        return rig.give({
          type: "cancelled",
          at,
          clientOrderId,
          reducedBy: quantity(Math.min(remaining(order), (pick % 4) * 100)),
        });
      case "gone":
        return rig.give({ type: "refused", at, clientOrderId, request: "cancel", code: "gone", detail: "" });
      case "unknown":
        return rig.give({
          type: "unknown",
          at,
          clientOrderId,
          request: order.state === "cancelling" ? "cancel" : "place",
          detail: "",
        });
      case "refuse":
      case "cross": {
        if (order.state !== "intended" && order.state !== "sent") return [];
        const code = what === "cross" ? "post-only-cross" : "other";
        return rig.give({ type: "refused", at, clientOrderId, request: "place", code, detail: "" });
      }
      case "throttle":
        if (order.state !== "intended" && order.state !== "sent") return [];
        return rig.give({ type: "throttled", at, clientOrderId, request: "place" });
      case "expire":
        return rig.give({ type: "closed", at, clientOrderId, reason: "expired", reducedBy: remaining(order) });
    }
  }
  switch (what) {
    case "reading":
      return rig.reading();
    case "book":
      return rig.book(ticker, Math.max(1, cents - width), Math.min(99, cents + width));
    case "trade":
      return rig.trade(ticker, cents, pick % 3 === 0 ? "buy" : "sell");
    case "pull":
    case "resume":
    case "reduce":
      return rig.give({ type: "operator", at, action: what, by: "test", ...(pick % 3 > 0 && { ticker }) });
    case "set": {
      const values = { orderSize: 1 + (pick % 3), maxPositionPerTicker: 1 + (pick % LIMIT) };
      return rig.give({ type: "setting", at, values, by: "test", ...(pick % 5 > 0 && { ticker }) });
    }
    case "lost":
      return rig.give({ type: "heartbeat", at, feed: "lost", lagMs: 0 });
    case "signal":
      return rig.give({
        type: "signal",
        at,
        source: "s",
        ticker,
        severity: pick % 2 ? "pull" : "widen",
        until: (at + 5_000) as never,
        reason: "r",
      });
    default:
      return rig.heartbeat();
  }
}
