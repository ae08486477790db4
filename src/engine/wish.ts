import { opposite, type Position, type Price, type Side, type Time } from "../market/units.ts";
import { keepResting } from "../strategy/keep.ts";
import type { Profile } from "../strategy/profile.ts";
import type { Quote } from "../strategy/quote.ts";
import { strongest, withholds } from "../strategy/reasons.ts";
import type { LegState } from "./leg-state.ts";
import { type Order, remaining } from "./order.ts";

/**
 * Order of service (SAFETY.md, Tokens): what goes out first when there are not tokens for everything. Lower goes first.
 */
export const SERVICE = { safety: 1, wrong: 2, reduce: 3, renew: 4, move: 5 } as const;

/** Something the engine would send now if the write gate lets it. It is thought up anew each time and never queued. */
export type Wish = CancelWish | RenewWish | PlaceWish;

interface Ranked {
  readonly service: number;
  /** Within one service: larger goes first. */
  readonly weight: number;
}

export interface CancelWish extends Ranked {
  readonly kind: "cancel";
  readonly order: Order;
}

export interface RenewWish extends Ranked {
  readonly kind: "renew";
  readonly order: Order;
}

export interface PlaceWish extends Ranked {
  readonly kind: "place";
  readonly leg: LegState;
  readonly side: Side;
  readonly quote: Quote;
}

/** First in service, then by weight, then as they came. */
export function byService(one: Ranked, other: Ranked): number {
  return one.service - other.service || other.weight - one.weight;
}

/** A cancel without an answer is asked for again after this long. */
export const REPEAT_CANCEL_MS = 1_000;

/** Renewal is tried with this much life left, and again (SAFETY.md, Dead man). Below the last, the order is let lapse. */
const RENEW_AT_MS = [20_000, 15_000, 10_000];
const LAST_RENEWAL_MS = 8_000;

export interface PlanContext {
  readonly now: Time;
  readonly profile: Profile;
  /** Live orders of the leg, both sides. */
  readonly live: Readonly<Record<Side, readonly Order[]>>;
  /** Filled inventory: what R9 compares with the order's own. */
  readonly filled: Position;
  /** The engine is healthy enough to keep its orders alive. */
  readonly mayRenew: boolean;
}

/** What one side of one leg asks for now: working orders against the desired quote. */
export function wishesFor(leg: LegState, side: Side, context: PlanContext): Wish[] {
  const wishes: Wish[] = [];
  const target = leg.desired?.[side];
  let kept = false;
  for (const order of context.live[side]) {
    if (order.state === "cancelling") {
      const { cancelAskedAt } = order; // undefined: the last request is known not to have been carried out
      if (cancelAskedAt === undefined || context.now - cancelAskedAt >= REPEAT_CANCEL_MS)
        wishes.push({ kind: "cancel", service: SERVICE.safety, weight: 0, order });
    } else if (order.state === "resting") {
      if (!kept && target !== undefined && isKept(leg, order, target, context)) {
        kept = true;
        if (context.mayRenew && renewalDue(order, context.now)) {
          const weight = -(order.expiresAt ?? 0); // earliest expiry first
          wishes.push({ kind: "renew", service: SERVICE.renew, weight, order });
        }
      } else {
        wishes.push(cancelWish(leg, side, order, target, context.profile));
      }
    }
  }
  if (context.live[side].length === 0 && target !== undefined) {
    const reduces = side === "bid" ? context.filled < 0 : context.filled > 0;
    if (leg.backoff[side].open(context.now, reduces) && !meetsOwn(target.price, side, context.live[opposite(side)])) {
      const weight = target.quantity;
      const service = reduces ? SERVICE.reduce : SERVICE.move;
      wishes.push({ kind: "place", service, weight, leg, side, quote: target });
    }
  }
  return wishes;
}

function isKept(leg: LegState, order: Order, target: Quote, context: PlanContext): boolean {
  if (leg.desired === undefined) return false;
  const resting = {
    side: order.side,
    price: order.price,
    remaining: remaining(order),
    originalQuantity: order.original,
    inventoryWhenPlaced: order.inventoryWhenPlaced,
    multiplierWhenPlaced: order.multiplierWhenPlaced,
  };
  const { multiplier, reservationCents } = leg.desired;
  return keepResting(resting, target, { filled: context.filled, multiplier, reservationCents }, context.profile);
}

function cancelWish(leg: LegState, side: Side, order: Order, target: Quote | undefined, profile: Profile): CancelWish {
  const reason = strongest(leg.reasons, side);
  const errorCents = target === undefined ? 0 : Math.abs(target.price - order.price) / 100;
  const weight = errorCents * remaining(order);
  const danger = target === undefined && reason !== undefined && withholds(reason);
  if (danger) return { kind: "cancel", service: SERVICE.safety, weight, order };
  return {
    kind: "cancel",
    service: errorCents > profile.staleOrderDriftCents ? SERVICE.wrong : SERVICE.move,
    weight,
    order,
  };
}

/** Whether a renewal is due: at 20 s left, again at 15 and 10 if unanswered, never under 8. */
function renewalDue(order: Order, now: Time): boolean {
  if (order.expiresAt === undefined) return false;
  const left = order.expiresAt - now;
  if (left < LAST_RENEWAL_MS) return false;
  const leftWhenAsked =
    order.renewal === undefined ? Number.POSITIVE_INFINITY : order.expiresAt - order.renewal.askedAt;
  return RENEW_AT_MS.some((mark) => left <= mark && leftWhenAsked > mark);
}

/** When the next renewal of an order is due; undefined when none is. */
export function nextRenewalAt(order: Order, now: Time): Time | undefined {
  if (order.state !== "resting" || order.expiresAt === undefined) return undefined;
  for (const mark of RENEW_AT_MS) {
    const at = order.expiresAt - mark;
    if (at > now) return at as Time;
  }
  return undefined;
}

/** Whether a quote would meet an order of our own: then that one has to go first. */
function meetsOwn(at: Price, side: Side, others: readonly Order[]): boolean {
  return others.some((order) => (side === "bid" ? order.price <= at : order.price >= at));
}
