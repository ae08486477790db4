import { after, type Time } from "../market/units.ts";
import type { Alert } from "./command.ts";
import type { Desk } from "./desk.ts";
import type { Fill, Input, OrderClosed, Refused, Unknown } from "./input.ts";
import type { LegState } from "./leg-state.ts";
import type { Order } from "./order.ts";
import { REPEAT_CANCEL_MS } from "./wish.ts";

/** A cancel without a definite answer is asked for again after this long. */
const RETRY_CANCEL_MS = 1_000;

/** Inputs that tell what became of an order of ours. */
export type OrderReport = Extract<
  Input,
  {
    type:
      | "sent"
      | "withdrawn"
      | "placed"
      | "amended"
      | "cancelled"
      | "closed"
      | "refused"
      | "unknown"
      | "throttled"
      | "fill";
  }
>;

/**
 * Moves an order to the state that a report puts it in. Reports race each other, repeat themselves and come late; none of that may
 * lose an order or book a fill twice. Returns what the operator should know, if anything.
 */
export function applyOrderReport(desk: Desk, report: OrderReport): Alert | undefined {
  const order = desk.orders.get(report.clientOrderId);
  const before = order?.state;
  const alert = applied(desk, report, order);
  if (order !== undefined && before !== undefined && report.type !== "sent") {
    const isConfirmation = (report.type === "placed" || report.type === "amended") && before !== "unknown";
    desk.orderChanged(order, before, isConfirmation); // what an order may still cost isn't changed by its being confirmed
  }
  return alert;
}

function applied(desk: Desk, report: OrderReport, order: Order | undefined): Alert | undefined {
  if (report.type === "fill") return applyFill(desk, report, order);
  const { orders, gate } = desk;
  if (report.type === "throttled") gate.throttled(report.at);
  if (order === undefined) return undefined; // an earlier epoch's, or long gone: reconciliation finds what rests
  switch (report.type) {
    case "sent":
      orders.sent(order, report.at);
      desk.orderSent(order);
      return undefined;
    case "withdrawn":
      applyWithdrawn(desk, report.at, order);
      return undefined;
    case "placed":
      gate.accepted();
      orders.acknowledged(order);
      if (order.sentAt !== undefined) desk.roundTripMs = report.at - order.sentAt;
      return undefined;
    case "amended":
      gate.accepted();
      order.expiresAt = report.expiresAt;
      order.renewal = undefined;
      return undefined;
    case "cancelled":
      gate.accepted();
      orders.takenOff(order, report.reducedBy, report.at);
      return undefined;
    case "closed":
      return applyClosed(desk, report, order);
    case "refused":
      return applyRefused(desk, report, order);
    case "unknown":
      return applyUnknown(desk, report, order);
    case "throttled":
      if (report.request === "place") orders.neverPlaced(order, report.at);
      if (report.request === "cancel") order.cancelAskedAt = undefined;
      if (report.request === "amend") order.renewal = undefined;
      return undefined;
  }
}

/** It was never sent: nothing of it is left, neither on the exchange nor in the budget. */
function applyWithdrawn(desk: Desk, at: Time, order: Order): void {
  if (order.state !== "intended") return;
  const { gate, orders } = desk;
  orders.neverPlaced(order, at);
  gate.giveBack(gate.costs.place, at);
  const leg = desk.leg(order);
  leg.backoff[order.side].withdrawn();
  leg.touched = true;
}

function applyFill(desk: Desk, fill: Fill, order: Order | undefined): Alert | undefined {
  if (!desk.account.applyFill(fill)) return undefined; // seen before
  const leg = desk.legs.get(fill.ticker);
  if (leg !== undefined) {
    leg.fills++;
    leg.rules.flow?.onFill(fill.at, fill.side, fill.price, fill.quantity);
  }
  if (order !== undefined) desk.orders.filled(order, fill.quantity, fill.at);
  desk.filled(fill.ticker);
  const { ticker } = fill;
  watchFill(desk, fill);
  if (order === undefined) {
    const text = `a fill of ${fill.clientOrderId}, an order that no table of ours has`;
    return { type: "alert", severity: "critical", code: "stray-fill", ticker, text };
  }
  if (fill.taker) {
    const text = `${fill.clientOrderId} took liquidity although it was post-only`;
    return { type: "alert", severity: "critical", code: "took-liquidity", ticker, text };
  }
  return undefined;
}

/** Shows the guards a fill of ours. */
function watchFill(desk: Desk, fill: Fill): void {
  const { guards, legs } = desk;
  const { at, ticker, side, price, quantity } = fill;
  if (!guards.isOn) return;
  const wrongFees = guards.fees.booked(fill, desk.fees);
  if (wrongFees !== undefined) desk.alert("warning", "fee-model", wrongFees, ticker);
  guards.pickOffs.filled(at, ticker, side, price);
  const burst = guards.burst.filled(at, ticker, quantity, orderSizes(desk, ticker));
  if (burst === undefined) return;
  if (burst.of === "event") desk.touchAll();
  desk.alert(
    "critical",
    "fill-burst",
    `${burst.text}: pulled`,
    burst.of === "leg" && legs.has(ticker) ? ticker : undefined,
  );
}

/** Contracts in one order, of a leg (the event's most, in a market that isn't traded here) and the most of any. */
function orderSizes({ legs, start }: Desk, ticker: string): { leg: number; most: number } {
  const sizeOf = ({ profile }: LegState) => Math.min(profile.orderSize, start.limits.maxOrderSize);
  const leg = legs.get(ticker);
  const most = Math.max(...Array.from(legs.values(), sizeOf));
  return { leg: leg === undefined ? most : sizeOf(leg), most };
}

function applyClosed(desk: Desk, { reason, reducedBy, at }: OrderClosed, order: Order): Alert | undefined {
  if (order.state === "intended" || order.state === "sent") desk.orders.acknowledged(order);
  desk.orders.takenOff(order, reducedBy, at);
  const leg = desk.leg(order);
  leg.touched = true;
  if (reason === "post-only-cross") leg.backoff[order.side].refused(at, true);
  if (reason !== "self-trade" && reason !== "margin") return undefined;
  leg.backoff[order.side].refused(at, false);
  const text = `the exchange took ${order.clientOrderId} off: ${reason}`;
  return { type: "alert", severity: "warning", code: reason, ticker: order.ticker, text };
}

function applyRefused(desk: Desk, { request, code, detail, at }: Refused, order: Order): Alert | undefined {
  if (request === "cancel") {
    // Not there any more, and not why. Anything else: it may still rest, so the cancel is repeated in its time.
    if (code === "gone") desk.orders.vanished(order, at);
    else order.cancelAskedAt = after(at, RETRY_CANCEL_MS - REPEAT_CANCEL_MS);
    if (code === "gone" || order.cancelRefused) return undefined;
    order.cancelRefused = true;
    return warn("cancel-refused", order, `cancel of ${order.clientOrderId} refused: ${detail}`);
  }
  if (request === "amend") {
    order.renewal = order.renewal && { ...order.renewal, askedAt: at }; // tried again at the next mark
    if (code === "gone") desk.orders.vanished(order, at);
    return undefined;
  }
  if (code === "duplicate") {
    desk.orders.outcomeUnknown(order); // the id is taken: by this very order, perhaps
    return warn("duplicate-id", order, `${order.clientOrderId} is taken: ${detail}`);
  }
  desk.orders.neverPlaced(order, at);
  const leg = desk.leg(order);
  leg.backoff[order.side].refused(at, code === "post-only-cross");
  leg.touched = true;
  if (code === "post-only-cross") return undefined;
  return warn("refused", order, `${order.side} on ${order.ticker} refused: ${detail}`);
}

function applyUnknown(desk: Desk, { request, at, detail }: Unknown, order: Order): Alert | undefined {
  if (request === "cancel") {
    // Repeating a cancel is harmless: asked for again soon, but not in the same breath as its failure.
    order.cancelAskedAt = after(at, RETRY_CANCEL_MS - REPEAT_CANCEL_MS);
    return undefined;
  }
  if (request === "amend") {
    // Of a renewal in flight only the expiry is in doubt: the later one is the safe reading of how long it may rest.
    if (order.renewal !== undefined && order.expiresAt !== undefined) {
      order.expiresAt = Math.max(order.expiresAt, order.renewal.expiresAt) as Time;
    }
    order.renewal = undefined;
    return undefined;
  }
  desk.orders.outcomeUnknown(order);
  return warn(
    "unknown-outcome",
    order,
    `create of ${order.clientOrderId}: ${detail}; counted as live until it is found or ruled out`,
  );
}

function warn(code: string, order: Order, text: string): Alert {
  return { type: "alert", severity: "warning", code, ticker: order.ticker, text };
}
