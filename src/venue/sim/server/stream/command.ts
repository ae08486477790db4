import { type Channel, isChannel } from "./channel.ts";
import { errorBody, type StreamErrorBody, type StreamErrorCode } from "./stream-error.ts";

/** What a client asks of its connection. */
export type StreamCommand = Subscribe | Unsubscribe | Update | ListSubscriptions;

export interface Subscribe {
  readonly cmd: "subscribe";
  readonly channels: readonly Channel[];
  readonly markets: MarketFilter;
  readonly useYesPrice: boolean | undefined;
  readonly sendInitialSnapshot: boolean;
  readonly skipTickerAck: boolean;
}

export interface Unsubscribe {
  readonly cmd: "unsubscribe";
  readonly sids: readonly number[];
}

export interface Update {
  readonly cmd: "update_subscription";
  readonly sid: number;
  /** As it was sent: what a channel can't do is its own to refuse. */
  readonly action: string;
  readonly markets: MarketFilter;
  readonly sendInitialSnapshot: boolean;
}

export interface ListSubscriptions {
  readonly cmd: "list_subscriptions";
}

/** The markets that a command names; both empty when it names none. */
export interface MarketFilter {
  readonly tickers: readonly string[];
  readonly ids: readonly string[];
  /** Whether the tickers came as the list `market_tickers`, which is all that `get_snapshot` accepts. */
  readonly asList: boolean;
}

/** A command or what is wrong with it, and the number under which it is answered. */
export interface ReadCommand {
  /** Undefined when the client gave none, or 0. */
  readonly id: number | undefined;
  readonly command: StreamCommand | undefined;
  readonly error: StreamErrorBody | undefined;
}

/** Reads one message of a client. Fields it doesn't know are ignored. */
export function readCommand(text: string): ReadCommand {
  let id: number | undefined;
  try {
    const message = parse(text);
    const given = message["id"];
    if (given !== undefined && !isCount(given)) throw new Refused(11, "id must be an integer of 0 or more");
    if (given !== 0) id = given;
    return { id, command: commandOf(message), error: undefined };
  } catch (error) {
    if (error instanceof Refused) return { id, command: undefined, error: error.body };
    throw error;
  }
}

type Fields = Readonly<Record<string, unknown>>;

class Refused extends Error {
  readonly body: StreamErrorBody;
  constructor(code: StreamErrorCode, detail?: string) {
    super();
    this.body = errorBody(code, detail);
  }
}

function parse(text: string): Fields {
  try {
    const message: unknown = JSON.parse(text);
    if (isFields(message)) return message;
  } catch {
    // it is said below what a message must be
  }
  throw new Refused(1, "a message is one JSON object");
}

function commandOf(message: Fields): StreamCommand {
  const { cmd, params } = message;
  switch (cmd) {
    case "subscribe":
      return subscribe(required(params));
    case "unsubscribe":
      return { cmd, sids: sidsOf(required(params)) };
    case "update_subscription":
      return update(required(params));
    case "list_subscriptions":
      return { cmd };
    default:
      throw new Refused(5);
  }
}

function subscribe(params: Fields): Subscribe {
  const { channels } = params;
  if (!Array.isArray(channels) || channels.length === 0) throw new Refused(3);
  const unknown = channels.find((channel) => !isChannel(channel));
  if (unknown !== undefined) throw new Refused(8, String(unknown));
  return {
    cmd: "subscribe",
    channels: [...new Set(channels.filter(isChannel))],
    markets: marketsOf(params),
    useYesPrice: flag(params, "use_yes_price"),
    sendInitialSnapshot: flag(params, "send_initial_snapshot") ?? false,
    skipTickerAck: flag(params, "skip_ticker_ack") ?? false,
  };
}

function update(params: Fields): Update {
  const { sid, sids, action } = params;
  const named = sid === undefined ? sids : sids === undefined ? [sid] : undefined;
  if (!Array.isArray(named) || named.length !== 1) throw new Refused(12);
  if (action === undefined || action === "") throw new Refused(15);
  if (typeof action !== "string") throw new Refused(13);
  return {
    cmd: "update_subscription",
    sid: sidOf(named[0]),
    action,
    markets: marketsOf(params),
    sendInitialSnapshot: flag(params, "send_initial_snapshot") ?? false,
  };
}

function sidsOf({ sids }: Fields): readonly number[] {
  if (!Array.isArray(sids) || sids.length === 0) throw new Refused(4);
  return [...new Set(sids.map(sidOf))];
}

function sidOf(value: unknown): number {
  if (!isCount(value)) throw new Refused(11, "a subscription ID is an integer");
  return value;
}

function marketsOf(params: Fields): MarketFilter {
  const [ticker, tickers] = [text(params, "market_ticker"), texts(params, "market_tickers")];
  const [id, ids] = [text(params, "market_id"), texts(params, "market_ids")];
  const given = [ticker, tickers, id, ids].filter((filter) => filter !== undefined);
  if (given.length > 1)
    throw new Refused(11, "market_ticker, market_tickers, market_id and market_ids exclude each other");
  return {
    tickers: tickers ?? (ticker === undefined ? [] : [ticker]),
    ids: ids ?? (id === undefined ? [] : [id]),
    asList: tickers !== undefined,
  };
}

function required(params: unknown): Fields {
  if (!isFields(params)) throw new Refused(2);
  return params;
}

function flag(params: Fields, name: string): boolean | undefined {
  const value = params[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw new Refused(11, `${name} must be true or false`);
}

function text(params: Fields, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || typeof value === "string") return value;
  throw new Refused(11, `${name} must be a string`);
}

function texts(params: Fields, name: string): readonly string[] | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return [...new Set<string>(value)];
  throw new Refused(11, `${name} must be a list of strings`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
