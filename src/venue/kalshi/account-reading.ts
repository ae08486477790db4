import type { Fill, RestingOrder } from "../../engine/input.ts";
import { type Money, money, type Position, PRICE_ONE, signedQuantity, type Time } from "../../market/units.ts";
import { balance } from "./rest/balance.ts";
import type { RestClient } from "./rest/client.ts";
import { KalshiError } from "./rest/error.ts";
import { userDataTimestamp } from "./rest/exchange.ts";
import { type AccountFill, fills } from "./rest/fills.ts";
import { type Order, orders } from "./rest/orders.ts";
import { positions } from "./rest/positions.ts";
import type { CallOptions } from "./rest/read-client.ts";

/** Whose account is read. Cash and collateral are kept per shard. */
export interface AccountPlace {
  readonly exchangeIndex: number;
  readonly subaccount: number;
}

/** What one complete reading of an account holds. */
export interface AccountState {
  /** Up to when the exchange vouched for it when the reading began. */
  readonly asOf: Time;
  readonly resting: readonly Order[];
  readonly positions: readonly { readonly ticker: string; readonly position: Position }[];
  readonly balance: Money;
  /** Fills from `fillsFrom` on, oldest first. */
  readonly fills: readonly AccountFill[];
}

/** How often the figures are read again because something was filled meanwhile, before a reading is given up. */
const ATTEMPTS = 4;

/**
 * Reads resting orders, positions, balance and fills, all pages of each, or throws KalshiError. Each comes in an answer of its own, and between two of them
 * the exchange may write another fill: positions and balance are of one moment only when the fills listed before them and after them are the same. Until
 * then they are read again; a reading that doesn't come to rest is `incomplete`.
 */
export async function readAccountState(
  client: RestClient,
  place: AccountPlace,
  fillsFrom: Time,
  options: CallOptions,
): Promise<AccountState> {
  const { exchangeIndex, subaccount } = place;
  const listed = fills({ minSeconds: Math.floor(fillsFrom / 1_000), subaccount });
  const [asOf, first] = await Promise.all([client.read(userDataTimestamp(), options), client.all(listed, options)]);
  let before = first;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const [resting, held, cash] = await Promise.all([
      client.all(orders({ status: "resting", subaccount }), options),
      client.all(positions({ subaccount, settlementStatus: "unsettled" }), options),
      client.read(balance({ exchangeIndex, subaccount }), options),
    ]);
    const after = await client.all(listed, options);
    if (sameFills(before, after)) {
      return {
        asOf,
        resting,
        positions: held.filter(({ position }) => position !== 0).map(({ ticker, position }) => ({ ticker, position })),
        balance: cash.available,
        fills: after.toReversed(),
      };
    }
    before = after;
  }
  const reason = `something was filled during each of ${ATTEMPTS} attempts; positions and balance are not of one moment`;
  throw new KalshiError("incomplete", { method: "GET", path: listed.path }, reason);
}

/** Whether a later list has no fill that an earlier one hasn't; old ones may have left it. */
function sameFills(before: readonly AccountFill[], after: readonly AccountFill[]): boolean {
  const known = new Set(before.map(({ tradeId }) => tradeId));
  return after.every(({ tradeId }) => known.has(tradeId));
}

/**
 * Brings a reading forward over fills that are booked but not in it yet: positions by their quantity, the balance by their price, fee and the dollar that
 * each short contract locks up (SAFETY.md, Accounting), so that what is compared with our books is of the same moment.
 */
export function broughtForward(
  state: Pick<AccountState, "positions" | "balance">,
  later: readonly Pick<Fill, "ticker" | "side" | "price" | "quantity" | "fee">[],
): Pick<AccountState, "positions" | "balance"> {
  if (later.length === 0) return state;
  const held = new Map(state.positions.map(({ ticker, position }) => [ticker, position]));
  let balance: number = state.balance;
  for (const { ticker, side, price, quantity, fee } of later) {
    const before = held.get(ticker) ?? (0 as Position);
    const change = signedQuantity(side, quantity);
    const now = (before + change) as Position;
    balance -= change * price + fee + (short(now) - short(before)) * PRICE_ONE;
    held.set(ticker, now);
  }
  const positions = [...held]
    .filter(([, position]) => position !== 0)
    .map(([ticker, position]) => ({ ticker, position }));
  return { positions, balance: money(balance, "balance") };
}

function short(position: Position): number {
  return Math.max(0, -position);
}

/** A resting order as the engine compares it with its own. */
export function restingOrder({
  clientOrderId,
  orderId,
  ticker,
  side,
  price,
  remaining,
  expiresAt,
}: Order): RestingOrder {
  return { clientOrderId: clientOrderId || orderId, orderId, ticker, side, price, remaining, expiresAt };
}
