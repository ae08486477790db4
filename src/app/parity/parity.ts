import type { Fill } from "../../engine/input.ts";
import { markOf, worstMark } from "../../engine/leg-mark.ts";
import type { JournalReader } from "../../journal/reader.ts";
import { type ShadowRules, ThroughOnly } from "../../venue/dry/through-only.ts";
import type { FillModel } from "../../venue/local/fills.ts";
import { type FillsResult, fillsResult, type Valued } from "./fills-result.ts";
import { marketPaths } from "./market-path.ts";
import { type OrderDifference, orderDifferences } from "./order-differences.ts";
import { medianRequestMs, retimed } from "./retimed.ts";
import { readSession, type SessionLog } from "./session-log.ts";
import { ToldPlaces } from "./told-places.ts";
import { type TradedValues, tradedValues } from "./traded-values.ts";

/**
 * The fill models of a comparison, on the books that the session saw. `book` goes by the queue, with each order's place as its fills tell it; `book_public` by the queue
 * as far as public data tell it, which may be later.
 */
export const PARITY_MODELS = ["touch", "book", "book_public", "through"] as const;
export type ParityModel = (typeof PARITY_MODELS)[number];

const RULES: Readonly<Record<ParityModel, FillModel>> = {
  touch: "touch",
  book: "queue",
  book_public: "queue",
  through: "through",
};

/** `equal`: requests take as long, the engine decides the same again, every order was filled as `book` has it, and the money is the same. */
export type Verdict = "equal" | "different";

/** A session beside what the backtester makes of it. Money in dollars. */
export interface SessionParity {
  readonly session: number;
  /** No other session has it. */
  readonly epoch: string;
  readonly kind: SessionLog["kind"];
  /** Whose orders; null on the embedded exchange. */
  readonly account: string | null;
  readonly event: string;
  readonly profile: string;
  /** Contracts in one order. */
  readonly order_size: number;
  /** What it was traded by, but for what the steps of the ramp change. */
  readonly values: TradedValues;
  readonly program: string;
  readonly latency_scale: number;
  /** What a request took until it was answered, the middle one, and what it is taken to; null where there were none. */
  readonly request_ms: { readonly session: number | null; readonly compared: number | null };
  /** The engine was given the same inputs once more. */
  readonly replay: { readonly inputs: number; readonly commands: number; readonly mismatches: number };
  /** What the session was told. */
  readonly told: FillsResult;
  /** The same orders on the same market, by each fill model. */
  readonly predicted: Readonly<Record<ParityModel, FillsResult>>;
  /** Of the fills that `through` predicts, those that came: of each order, as far as it was filled. */
  readonly through_came: number;
  readonly contracts: readonly LegParity[];
  /** Orders that were filled sooner than `book_public` has it. */
  readonly sooner: number;
  /** By `book`. */
  readonly differences: readonly OrderDifference[];
  /** What they come to: net of the prediction less net of the session. */
  readonly difference_usd: number;
  readonly verdict: Verdict;
}

export interface LegParity {
  readonly ticker: string;
  readonly told: FillsResult;
  readonly book: FillsResult;
}

export interface ParityReport {
  readonly sessions: readonly SessionParity[];
  /** Sessions that can't be compared, and why. */
  readonly left_out: readonly { readonly session: number; readonly reason: string }[];
  /** The worst of them; null where none could be compared. */
  readonly verdict: Verdict | null;
}

const BY_BADNESS: readonly Verdict[] = ["equal", "different"];

/** Money is the same when no fill's fee can have been rounded otherwise. */
const ROUNDING_USD = 1e-4;

/**
 * Compares the sessions of a journal with what the backtester's fill models make of the same orders on the same market, as the engine saw it. Requests take `scale`
 * times as long as they did. Throws JournalError.
 */
export function parityOf(journal: JournalReader, scale: number, only?: number): ParityReport {
  const sessions: SessionParity[] = [];
  const kept = journal.sessions();
  // They are numbered from 1: what stands before the first that is kept was there.
  const lost = only === undefined ? (kept[0]?.id ?? 1) - 1 : 0;
  const leftOut = Array.from({ length: lost }, (_, index) => ({
    session: index + 1,
    reason: "it isn't kept any more",
  }));
  for (const session of kept) {
    if (only !== undefined && session.id !== only) continue;
    const log = readSession(journal, session);
    if (log === undefined) leftOut.push({ session: session.id, reason: "its beginning isn't kept any more" });
    else sessions.push(sessionParity(log, scale));
  }
  const verdict = BY_BADNESS.findLast((each) => sessions.some((session) => session.verdict === each)) ?? null;
  return { sessions, left_out: leftOut, verdict };
}

/** Compares one session. */
export function sessionParity(log: SessionLog, scale: number): SessionParity {
  const { session, start, kind, desk, replay, inputs } = log;
  const paths = marketPaths(inputs);
  const value = valuedBy(log);
  const orders = retimed(log, scale);
  const result = (fills: readonly Fill[]): FillsResult => fillsResult(fills, value, paths, desk.now);
  const places = new ToldPlaces(log);
  if (scale !== 1) predictedFills(retimed(log, 1), { fillModel: "queue", joined: (order) => places.joined(order) });
  const fillsBy = new Map(
    PARITY_MODELS.map((model) => {
      const rules = { fillModel: RULES[model], ...(model === "book" && asTold(places, scale)) };
      return [model, predictedFills(orders, rules)];
    }),
  );
  const book = fillsBy.get("book")!;
  const told = result(log.fills);
  const differences = orderDifferences(log, book, scale, value, true);
  const predicted = Object.fromEntries(
    [...fillsBy].map(([model, fills]) => [model, result(fills)]),
  ) as SessionParity["predicted"];
  const differenceUsd = predicted.book.net_usd - told.net_usd;
  const isSameMoney = Math.abs(differenceUsd) <= ROUNDING_USD * told.fills + 1e-9;
  const requestMs = medianRequestMs(log);
  const isSame = scale === 1 && replay.mismatches === 0 && differences.length === 0 && isSameMoney;
  return {
    session: session.id,
    epoch: session.epoch,
    kind,
    account: start.account ?? null,
    event: start.event.ticker,
    profile: start.profile.name,
    order_size: start.profile.orderSize,
    values: tradedValues(start, inputs),
    program: session.program,
    latency_scale: scale,
    request_ms: { session: requestMs, compared: requestMs === null ? null : scale * requestMs },
    replay: { inputs: replay.inputs, commands: replay.commands, mismatches: replay.mismatches },
    told,
    predicted,
    through_came: cameOf(fillsBy.get("through")!, log.fills),
    contracts: start.event.legs
      .map(({ ticker }) => ({
        ticker,
        told: result(log.fills.filter((fill) => fill.ticker === ticker)),
        book: result(book.filter((fill) => fill.ticker === ticker)),
      }))
      .filter((leg) => leg.told.fills + leg.book.fills > 0),
    sooner: orderDifferences(log, fillsBy.get("book_public")!, 1, value, false).filter(({ cause }) => cause === "queue")
      .length,
    differences,
    difference_usd: differenceUsd,
    verdict: isSame ? "equal" : "different",
  };
}

/** How many predicted fills came, whenever: those of an order up to what it was filled. */
export function cameOf(predicted: readonly Fill[], told: readonly Fill[]): number {
  const left = new Map<string, number>();
  const take = (id: string, quantity: number): number => {
    const rest = (left.get(id) ?? 0) + quantity;
    left.set(id, rest);
    return rest;
  };
  for (const { clientOrderId, quantity } of told) take(clientOrderId, quantity);
  return predicted.filter(({ clientOrderId, quantity }) => take(clientOrderId, -quantity) >= 0).length;
}

/** Queue places as the fills tell them; where orders join at other times, each as much further back as it then finds more before it. */
function asTold(places: ToldPlaces, scale: number): ShadowRules {
  const found = new Map<string, number>();
  return {
    joined: (order) => found.set(order.clientOrderId, order.queueAhead),
    ahead: (order, taker) => places.ahead(order, taker, scale === 1 ? 0 : found.get(order.clientOrderId)),
  };
}

/** What a fill model makes of the session's orders. */
function predictedFills(orders: ReturnType<typeof retimed>, rules: ShadowRules): readonly Fill[] {
  const fills: Fill[] = [];
  const shadow = new ThroughOnly({ ...rules, hear: (fill) => fills.push(fill) });
  for (const { input, commands } of orders) shadow.watch(input, commands);
  return fills;
}

/** What a YES of each leg is worth at the end: what it paid, or what it would fetch on the side that the session holds. */
function valuedBy({ desk }: SessionLog): Valued {
  return (ticker) => {
    const held = desk.account.position(ticker);
    const leg = desk.legs.get(ticker);
    return leg?.settledAt ?? (leg === undefined ? worstMark(held) : markOf(leg, held));
  };
}
