import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import { after, type Time } from "../../market/units.ts";
import { type AccountPlace, type AccountState, broughtForward, readAccountState } from "./account-reading.ts";
import { OpenError } from "./open-error.ts";
import { isOurs } from "./own-id.ts";
import { cancelOrders } from "./rest/cancel-order.ts";
import type { RestClient } from "./rest/client.ts";
import { KalshiError } from "./rest/error.ts";
import { names } from "./rest/error-body.ts";
import { userDataTimestamp } from "./rest/exchange.ts";
import type { Order } from "./rest/orders.ts";
import { mayPass, wait } from "./waiting.ts";

/** SAFETY.md, Start: how often `as_of_time` is looked at, and for how long it may stand still. */
const POLL_MS = 500;
const STANDS_STILL_MS = 60_000;
/** What was written less than this before a reading's `asOf` may not be in it yet (SAFETY.md, V-11). */
const READ_LAG_MS = 1_000;
/** One complete reading takes no longer, however many fills it has to list. */
const WHOLE_MS = 60_000;
/** Two readings that agree, with nothing of ours resting, come by then. */
const SETTLED_MS = 180_000;
const MOST_A_BATCH = 20; // 40 tokens: fits into every bucket
const BETWEEN_BATCHES_MS = 500;

export interface StartReadingParts {
  readonly client: RestClient;
  readonly clock: Clock;
  readonly localClock: Clock;
  readonly timers: Timers;
  readonly place: AccountPlace;
}

export interface SettledAccount {
  readonly state: AccountState;
  /** Orders of earlier starts that were found resting, and cancelled. */
  readonly cancelled: readonly Order[];
  /** Those that no cancel takes off any more, since their market has closed: they can't trade. */
  readonly pastClose: readonly Order[];
}

/**
 * Reads the account once the exchange vouches for a moment after `since`, with its fills from `fillsFrom` on: twice, until two readings agree and nothing of
 * ours rests in either. What does is cancelled, once `check`, which may throw, has let it pass. Throws OpenError (5) when the exchange's readings stand still or never agree, KalshiError.
 */
export async function readSettledAccount(
  parts: StartReadingParts,
  since: Time,
  fillsFrom: Time,
  check: (ours: readonly Order[]) => void = () => undefined,
): Promise<SettledAccount> {
  const { clock } = parts;
  const deadline = after(clock.now(), Math.max(0, since - clock.now()) + SETTLED_MS);
  const cancelled = new Map<string, Order>();
  const pastClose = new Map<string, Order>();
  let mark = after(since, READ_LAG_MS);
  let before: AccountState | undefined;
  for (;;) {
    const state = await readAfter(parts, mark, fillsFrom);
    mark = state.asOf;
    const ours = state.resting.filter(({ clientOrderId, orderId }) => isOurs(clientOrderId) && !pastClose.has(orderId));
    if (ours.length > 0) {
      check(ours);
      for (const order of ours) cancelled.set(order.orderId, order);
      for (const order of await cancel(parts, ours)) pastClose.set(order.orderId, order);
      mark = after(clock.now(), READ_LAG_MS);
      before = undefined;
    } else if (before !== undefined && agree(before, state)) {
      for (const id of pastClose.keys()) cancelled.delete(id);
      return { state, cancelled: [...cancelled.values()], pastClose: [...pastClose.values()] };
    } else before = state;
    if (clock.now() > deadline) throw neverSettled(ours);
  }
}

/**
 * Waits until the exchange's lists show everything that was written before `since`: what another engine had placed by then can't be missed. Throws
 * OpenError (5) when its readings stand still.
 */
export async function untilListed(
  parts: Pick<StartReadingParts, "client" | "clock" | "timers">,
  since: Time,
): Promise<void> {
  await vouchedAfter(parts, after(since, READ_LAG_MS), async (asOf) => ({ asOf }));
}

/** A complete reading of a moment after `mark`. */
function readAfter(parts: StartReadingParts, mark: Time, fillsFrom: Time): Promise<AccountState> {
  const { client, localClock, place } = parts;
  return vouchedAfter(parts, mark, () =>
    readAccountState(client, place, fillsFrom, { deadline: after(localClock.now(), WHOLE_MS) }),
  );
}

/** Reads once the exchange vouches for a moment after `mark`, and again until what was read is of such a moment itself. */
async function vouchedAfter<T extends { readonly asOf: Time }>(
  { client, clock, timers }: Pick<StartReadingParts, "client" | "clock" | "timers">,
  mark: Time,
  read: (asOf: Time) => Promise<T>,
): Promise<T> {
  const deadline = after(clock.now(), Math.max(0, mark - clock.now()) + STANDS_STILL_MS);
  for (;;) {
    let failure: KalshiError | undefined;
    let asOf: Time | undefined;
    try {
      asOf = await client.read(userDataTimestamp());
      if (asOf > mark) {
        const state = await read(asOf);
        asOf = state.asOf;
        if (asOf > mark) return state;
      }
    } catch (error) {
      if (!mayPass(error)) throw error;
      failure = error;
    }
    if (clock.now() >= deadline) throw failure ?? standsStill(asOf!);
    await wait(timers, POLL_MS);
  }
}

/** Cancels orders in batches; answers those whose market takes no cancels any more. What fails otherwise is found by the next reading. */
async function cancel(
  { client, timers, place }: StartReadingParts,
  found: readonly Order[],
): Promise<readonly Order[]> {
  const { exchangeIndex, subaccount } = place;
  const stuck: Order[] = [];
  for (let from = 0; from < found.length; from += MOST_A_BATCH) {
    const batch = found.slice(from, from + MOST_A_BATCH);
    const wanted = batch.map(({ orderId, ticker }) => {
      return { orderId, ticker, exchangeIndex, ...(subaccount !== 0 && { subaccount }) };
    });
    try {
      const outcomes = await client.write(cancelOrders(wanted));
      for (const [at, outcome] of outcomes.entries()) {
        if (outcome.outcome === "refused" && CLOSED.some((words) => names(outcome.complaint, words)))
          stuck.push(batch[at]!);
      }
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
    }
    await wait(timers, BETWEEN_BATCHES_MS);
  }
  return stuck;
}

const CLOSED = ["market inactive", "market closed"];

/** Whether a later reading is an earlier one with the fills that came in between. */
function agree(before: AccountState, later: AccountState): boolean {
  const known = new Set(before.fills.map(({ tradeId }) => tradeId));
  const fresh = later.fills.filter(({ tradeId }) => !known.has(tradeId));
  const { positions, balance } = broughtForward(before, fresh);
  const text = (state: Pick<AccountState, "positions">, of: readonly Order[]): string => {
    const held = state.positions.map(({ ticker, position }) => `${ticker} ${position}`).sort();
    const resting = of.map(({ orderId, remaining }) => `${orderId} ${remaining}`).sort();
    return JSON.stringify([held, resting]);
  };
  const isFilled = fresh.length > 0;
  return (
    balance === later.balance &&
    text({ positions }, isFilled ? [] : before.resting) === text(later, isFilled ? [] : later.resting)
  );
}

function standsStill(asOf: Time): OpenError {
  const text = `the exchange's readings of the account stand still at ${new Date(asOf).toISOString()}: trading can't begin`;
  return new OpenError(text, 5);
}

function neverSettled(ours: readonly Order[]): OpenError {
  const [first] = ours;
  const text =
    first === undefined
      ? "no two readings of the account agree: something else changes it all the time; end that, then start anew"
      : `${ours.length} orders of an earlier start can't be cancelled, ${first.clientOrderId} on ${first.ticker} among them: cancel them in Kalshi's app, then start anew`;
  return new OpenError(text, 5);
}
