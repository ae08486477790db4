import { after, type Position, type Price, type Side, type Time } from "../market/units.ts";
import { keepResting } from "../strategy/keep.ts";
import type { Quote } from "../strategy/quote.ts";
import { strongest, withholds } from "../strategy/reasons.ts";
import type { LegState } from "./leg-state.ts";
import { type Order, remaining } from "./order.ts";
import type { Pacing } from "./start.ts";

/**
 * Order of service (SAFETY.md, Tokens): what goes out first when there are not tokens for everything. Lower goes first. A create that
 * follows its cancel unacknowledged (studies only) comes after all cancels, so that we never meet ourselves.
 */
export const SERVICE = { safety: 1, wrong: 2, reduce: 3, renew: 4, move: 5, follow: 6 } as const;

/** Something the engine would send now if the write gate lets it. It is thought up anew each time and never queued. */
export type Wish = CancelWish | RenewWish | PlaceWish;

interface Ranked {
  /** The service within the budget may put a wish into another. */
  service: number;
  /** Within one service: larger goes first. */
  weight: number;
}

export interface CancelWish extends Ranked {
  readonly kind: "cancel";
  readonly leg: LegState;
  readonly order: Order;
  /** The quote is wrong, and nothing but the budget may keep it from being at its new price soon (`MOVES_SOON_MS`). */
  readonly movesSoon: boolean;
}

export interface RenewWish extends Ranked {
  readonly kind: "renew";
  readonly leg: LegState;
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

/** A wrong quote that can be at its new price this soon is moved in its turn; one that can't is cancelled first (SAFETY.md, Tokens). */
export const MOVES_SOON_MS = 500;

/** A cancel of which nothing at all is heard is asked for again after this long: a slow answer is not a lost one. */
export const REPEAT_CANCEL_MS = 5_000;

/** Renewal is tried with this much life left, and again (SAFETY.md, Dead man). Below the last, the order is let lapse. */
const RENEW_AT_MS = [20_000, 15_000, 10_000];
const LAST_RENEWAL_MS = 8_000;

export interface PlanContext {
  readonly now: Time;
  readonly moves: Pacing["moves"];
  /** Filled inventory: what R9 compares with the order's own. */
  readonly filled: Position;
  /** The engine is healthy enough to keep its orders alive. */
  readonly mayRenew: boolean;
  /** And to place new ones. */
  readonly mayPlace: boolean;
}

/** Adds what a leg asks for now: its working orders against its desired quotes. */
export function wishesFor(leg: LegState, context: PlanContext, wishes: Wish[]): void {
  const before = wishes.length;
  const { desired, live } = leg;
  aboutOrders(leg, "bid", live.bid, desired?.bid, context, wishes);
  aboutOrders(leg, "ask", live.ask, desired?.ask, context, wishes);
  if (desired === undefined || !context.mayPlace) return;
  const leaving = context.moves === "pipelined" && wishes.length > before;
  if (desired.bid !== undefined) aboutQuote(leg, "bid", desired.bid, live.bid, live.ask, context, wishes, leaving);
  if (desired.ask !== undefined) aboutQuote(leg, "ask", desired.ask, live.ask, live.bid, context, wishes, leaving);
}

/** Which orders of a side go, and which are kept alive. */
function aboutOrders(
  leg: LegState,
  side: Side,
  orders: readonly Order[],
  target: Quote | undefined,
  context: PlanContext,
  wishes: Wish[],
): void {
  let kept = false;
  for (const order of orders) {
    if (order.state === "cancelling") {
      const { cancelAskedAt } = order; // undefined: the last request is known not to have been carried out
      if (cancelAskedAt === undefined || context.now - cancelAskedAt >= REPEAT_CANCEL_MS)
        wishes.push({ kind: "cancel", service: SERVICE.safety, weight: 0, leg, order, movesSoon: false });
    } else if (order.state === "resting") {
      if (!kept && target !== undefined && isKept(leg, order, target, context)) {
        kept = true;
        if (context.mayRenew && renewalDue(order, context.now)) {
          const weight = -(order.expiresAt ?? 0); // earliest expiry first
          wishes.push({ kind: "renew", service: SERVICE.renew, weight, leg, order });
        }
      } else {
        wishes.push(cancelWish(leg, side, order, target, context));
      }
    }
  }
}

/** The quote of a side, where none of ours may be live there. `leaving`: orders that these wishes cancel count as gone. */
function aboutQuote(
  leg: LegState,
  side: Side,
  quote: Quote,
  own: readonly Order[],
  facing: readonly Order[],
  context: PlanContext,
  wishes: Wish[],
  leaving: boolean,
): void {
  for (const order of own) if (!leaving || !isLeaving(order, wishes)) return;
  const isReducing = reduces(side, context.filled);
  if (!leg.backoff[side].open(context.now, isReducing)) return;
  for (const order of facing) {
    if (meets(quote.price, side, order) && !(leaving && isLeaving(order, wishes))) return;
  }
  const follows = leaving && (own.length > 0 || facing.length > 0);
  const service = follows ? SERVICE.follow : isReducing ? SERVICE.reduce : SERVICE.move;
  wishes.push({ kind: "place", service, weight: quote.quantity, leg, side, quote });
}

function isLeaving(order: Order, wishes: readonly Wish[]): boolean {
  if (order.state !== "resting") return false;
  for (const wish of wishes) if (wish.kind === "cancel" && wish.order === order) return true;
  return false;
}

function isKept(leg: LegState, order: Order, target: Quote, context: PlanContext): boolean {
  if (leg.desired === undefined) return false;
  const { multiplier, reservationCents } = leg.desired;
  return keepResting(
    order,
    remaining(order),
    target,
    { filled: context.filled, multiplier, reservationCents },
    leg.profile,
  );
}

function cancelWish(
  leg: LegState,
  side: Side,
  order: Order,
  target: Quote | undefined,
  { now, moves, filled }: PlanContext,
): CancelWish {
  const reason = strongest(leg.reasons, side);
  const errorCents = target === undefined ? 0 : Math.abs(target.price - order.price) / 100;
  const weight = errorCents * remaining(order);
  const danger = target === undefined && reason !== undefined && withholds(reason);
  const isTooLarge = target !== undefined && remaining(order) > target.quantity; // a limit has come near
  const wrong = isTooLarge || errorCents > leg.profile.staleOrderDriftCents;
  const service = danger ? SERVICE.safety : wrong ? SERVICE.wrong : SERVICE.move;
  const movesSoon =
    wrong && moves === "acknowledged" && leg.backoff[side].open(after(now, MOVES_SOON_MS), reduces(side, filled));
  return { kind: "cancel", service, weight, leg, order, movesSoon };
}

/** Whether a fill on this side makes the position smaller. */
function reduces(side: Side, filled: Position): boolean {
  return side === "bid" ? filled < 0 : filled > 0;
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
function meets(at: Price, side: Side, order: Order): boolean {
  return side === "bid" ? order.price <= at : order.price >= at;
}
