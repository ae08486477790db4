import { type Money, type Position, type Price, type Side, signedQuantity, type Time } from "../../market/units.ts";
import { newYorkDay } from "../../risk/new-york-day.ts";
import type { AccountState } from "./account-reading.ts";
import { FILLS_MARGIN_MS } from "./own-fills.ts";
import type { Past } from "./past.ts";
import type { RestClient } from "./rest/client.ts";
import { type AccountFill, historicalFills } from "./rest/fills.ts";
import { type HistoricalCutoff, historicalCutoff } from "./rest/historical-cutoff.ts";
import { historicalOrders, type Order, orders } from "./rest/orders.ts";
import { deposits, type Payment, withdrawals } from "./rest/payments.ts";
import type { ListRequest } from "./rest/request.ts";
import { type AccountSettlement, settlements } from "./rest/settlements.ts";
import { historicalTrades, type PublicTrade, trades } from "./rest/trades.ts";
import type { SettledAccount, StartReadingParts } from "./start-reading.ts";

/** Orders are listed to name fills and to tell what became of intents; more than this many are not read. */
const MOST_ORDERS = 20_000;
const PAGE = 1_000;
/** Of a market's trades, newest first, so many are looked at for the last before a moment: a filter is of whole seconds. */
const LATE_TRADES = 100;
/** Orders are listed from so long before the first that is looked for. */
const ORDERS_MARGIN_MS = 60_000;

/** Money from outside, or to there: by how much the balance has changed, positive in both cases. */
export interface AccountFlow {
  readonly id: string;
  readonly kind: "deposit" | "withdrawal";
  readonly amount: Money;
  readonly at: Time;
}

/** Everything that a start has read of the account, after the fence and in agreement. */
export interface AccountAtStart extends SettledAccount {
  /** Fills and settlements are known from here on: the New York midnight, or what earlier starts knew, whichever is earlier. */
  readonly from: Time;
  /** Oldest first, archived ones included. */
  readonly fills: readonly AccountFill[];
  readonly settlements: readonly AccountSettlement[];
  /** All that have ever been applied. */
  readonly flows: readonly AccountFlow[];
  /** Orders placed lately, whatever became of them. */
  readonly orders: readonly Order[];
  /** They are all that were placed since earlier starts left off. */
  readonly ordersAreWhole: boolean;
  /** What one YES of each market that was held traded at last: by now, and by the New York midnight. */
  readonly lastTrades: ReadonlyMap<string, { readonly now: Price | undefined; readonly midnight: Price | undefined }>;
}

/** From when on a start reads fills. */
export function fillsFrom({ knownTo }: Past, now: Time): Time {
  const { start } = newYorkDay(now);
  return Math.min(start, (knownTo ?? now) - FILLS_MARGIN_MS) as Time;
}

/** A settled reading with all payments that are in its balance. */
export interface PaidAccount extends SettledAccount {
  readonly flows: readonly AccountFlow[];
}

/**
 * The account as `read` finds it once the exchange vouches for a moment after `since`, with its payments: lists of them may be newer than a balance, so they are read
 * first, and the account again if another has come up by the end.
 */
export async function withPayments(
  { client, clock }: Pick<StartReadingParts, "client" | "clock">,
  since: Time,
  read: (since: Time) => Promise<SettledAccount>,
): Promise<PaidAccount> {
  let flows = await readFlows(client);
  for (;;) {
    const settled = await read(Math.max(since, clock.now()) as Time);
    const later = await readFlows(client);
    if (later.length === flows.length) return { ...settled, flows };
    flows = later;
  }
}

async function readFlows(client: RestClient): Promise<readonly AccountFlow[]> {
  return [
    ...flowsOf("deposit", await client.all(deposits())),
    ...flowsOf("withdrawal", await client.all(withdrawals())),
  ];
}

/** Reads what is to be known beside a settled reading. Throws KalshiError when a page of anything is missing. */
export async function readAccountAtStart(
  { client, clock, place }: StartReadingParts,
  { flows, ...settled }: PaidAccount,
  past: Past,
  from: Time,
): Promise<AccountAtStart> {
  const { subaccount } = place;
  const cutoff = await client.read(historicalCutoff());
  const minSeconds = Math.floor(from / 1_000);
  const archivedBefore = Math.max(cutoff.tradesBefore, cutoff.ordersUpdatedBefore);
  const archived = from < archivedBefore ? await client.all(historicalFills({ minSeconds, subaccount })) : [];
  const isHeld = new Set(settled.state.positions.map(({ ticker }) => ticker));
  // What still shows a position has paid out since the account was read: it is told when trading has begun.
  const paid = (await client.all(settlements({ minSeconds, subaccount }))).filter(({ ticker }) => !isHeld.has(ticker));
  const fills = [...new Map([...archived, ...settled.state.fills].map((fill) => [fill.tradeId, fill])).values()];
  const ordersFrom = Math.min(past.ordersFrom ?? clock.now(), past.knownTo ?? clock.now()) - ORDERS_MARGIN_MS;
  const read = {
    ...settled,
    from,
    fills: fills.sort((one, other) => (one.at ?? 0) - (other.at ?? 0)),
    settlements: paid.toSorted((one, other) => one.at - other.at),
    flows,
  };
  const midnight = newYorkDay(clock.now()).start;
  const held = new Set([...heldAt(read, midnight).keys(), ...isHeld]);
  const lastTrades = new Map<string, { now: Price | undefined; midnight: Price | undefined }>();
  for (const ticker of held) {
    const now = await lastTrade(client, ticker, clock.now(), cutoff);
    lastTrades.set(ticker, { now, midnight: await lastTrade(client, ticker, midnight, cutoff) });
  }
  return { ...read, ...(await readOrders(client, subaccount, ordersFrom, cutoff)), lastTrades };
}

/** What was held at a moment since `from`: what is held now, less what was filled and paid out since. Markets with nothing are left out. */
export function heldAt(
  {
    state,
    fills,
    settlements: paid,
  }: Pick<AccountAtStart, "fills" | "settlements"> & { readonly state: Pick<AccountState, "positions"> },
  moment: Time,
): Map<string, Position> {
  const held = new Map(state.positions.map(({ ticker, position }) => [ticker, position]));
  const change = (ticker: string, by: number): void => {
    held.set(ticker, ((held.get(ticker) ?? 0) + by) as Position);
  };
  for (const { ticker, side, quantity, at } of fills) {
    if (at === undefined || at >= moment) change(ticker, -signedQuantity(side as Side, quantity));
  }
  for (const { ticker, yesCount, noCount, at } of paid) if (at >= moment) change(ticker, yesCount - noCount);
  for (const [ticker, position] of held) if (position === 0) held.delete(ticker);
  return held;
}

/** The applied ones among payments, as changes of the balance. */
export function flowsOf(kind: AccountFlow["kind"], payments: readonly Payment[]): AccountFlow[] {
  return payments
    .filter(({ status }) => status === "applied")
    .map(({ id, amount, fee, createdAt, finalizedAt }) => {
      const changed = kind === "deposit" ? amount - fee : amount + fee;
      return { id, kind, amount: changed as Money, at: finalizedAt ?? createdAt };
    });
}

async function readOrders(
  client: RestClient,
  subaccount: number,
  from: number,
  { ordersUpdatedBefore }: HistoricalCutoff,
): Promise<Pick<AccountAtStart, "orders" | "ordersAreWhole">> {
  const filter = { minSeconds: Math.floor(from / 1_000), subaccount, limit: PAGE };
  const lists: ListRequest<Order>[] = [orders(filter)];
  if (from < ordersUpdatedBefore) lists.push(historicalOrders(filter));
  const read: Order[] = [];
  for (const list of lists) {
    for await (const page of client.pages(list)) {
      read.push(...page);
      if (read.length >= MOST_ORDERS) return { orders: read, ordersAreWhole: false };
    }
  }
  return { orders: read, ordersAreWhole: true };
}

async function lastTrade(
  client: RestClient,
  ticker: string,
  by: Time,
  { tradesBefore }: HistoricalCutoff,
): Promise<Price | undefined> {
  const filter = { ticker, maxSeconds: Math.ceil(by / 1_000), isBlockTrade: false, limit: LATE_TRADES };
  for (const list of by < tradesBefore ? [historicalTrades(filter)] : [trades(filter), historicalTrades(filter)]) {
    const { value } = await client.pages(list).next();
    const last = ((value ?? []) as readonly PublicTrade[]).find(({ micros }) => micros < by * 1_000);
    if (last !== undefined) return last.price;
  }
  return undefined;
}
