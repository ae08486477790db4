import { CONTRACT, type Time } from "../../../market/units.ts";
import { refusalCode } from "../refusal-code.ts";
import { KalshiError } from "../rest/error.ts";
import type { Order } from "../rest/orders.ts";
import type { Bench, Placed } from "./bench.ts";
import { mayHaveExpired } from "./expired.ts";
import type { Offer } from "./spots.ts";

/** What came of a post-only order that was amended to the price of another hand's. */
export interface Crossing {
  /** `missed`: what it should have met was gone, or its time was over before it could be seen. `other`: refused for another reason. */
  readonly outcome: "takes" | "refused" | "cancelled" | "missed" | "other";
  readonly placed: Placed;
  readonly order: Order;
  readonly seen: string;
}

/**
 * Places one contract where it only rests and amends it to the price of another hand's: the one request of this program's that may take, and only
 * here. What still rests afterwards is taken off.
 */
export async function amendThrough(bench: Bench, offer: Offer, group: string): Promise<Crossing> {
  const { ticker, side, price, restsAt } = offer;
  bench.riskBegins();
  const placed = await bench.create({ ticker, side, price: restsAt, group });
  const answer = await bench.tryAmend(placed, { price });
  const at = answer instanceof KalshiError ? bench.now() : (answer.at ?? bench.now());
  const order = await bench.orderAfter(placed.orderId, at);
  bench.riskEnded(order.filled);
  if (order.status === "resting") await bench.cancel(placed);
  const what = `${side} of 1 contract in ${ticker}, post-only, amended from ${restsAt / 100}c to ${price / 100}c`;
  const seen = `${what}: ${toldOf(answer)}; then it is ${order.status}, ${order.filled / CONTRACT} filled`;
  return { outcome: outcomeOf(answer, order, bench.now()), placed, order, seen };
}

function outcomeOf(answer: object, order: Order, now: Time): Crossing["outcome"] {
  const { filled, status, takerFillCost } = order;
  if (takerFillCost > 0) return "takes";
  if (filled > 0) return "missed"; // it rested and somebody came to it
  if (status !== "resting") return mayHaveExpired(order, now) ? "missed" : "cancelled";
  if (!(answer instanceof KalshiError)) return "missed";
  return refusalCode(answer) === "post-only-cross" ? "refused" : "other";
}

function toldOf(answer: object): string {
  if (!(answer instanceof KalshiError)) return "accepted";
  return `HTTP ${answer.status} (${[answer.code, answer.details].filter((part) => part !== undefined).join(": ")})`;
}
