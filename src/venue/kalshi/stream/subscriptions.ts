import { after, type Time } from "../../../market/units.ts";
import { backoffMs, type RetryPolicy } from "../rest/backoff.ts";
import type { Channel } from "./channel.ts";
import { type Markets, type StreamCommand, subscribe, unsubscribe, updateSubscription } from "./command.ts";
import type { ReplyMessage } from "./message.ts";

const RETRIES: RetryPolicy = { attempts: Number.POSITIVE_INFINITY, firstDelayMs: 250, longestDelayMs: 30_000 };
/** Errors that end a subscription: channel error, internal error, subscription buffer overflow (we read too slowly). */
const TERMINAL: ReadonlySet<number> = new Set([10, 17, 25]);
const UNKNOWN_SUBSCRIPTION = 7;
/** Errors that pass: unable to process, command timeout, too many requests. */
const PASSING: ReadonlySet<number> = new Set([1, 18, 27]);
const MOST_TERMINAL = 3; // within TERMINAL_MS, then the connection is made anew
const TERMINAL_MS = 60_000;

const MOST_SNAPSHOT_IDS = 1_000; // remembered
const NOTHING: ReadonlySet<string> = new Set();

interface Step {
  readonly doing: "subscribe" | "unsubscribe" | "add_markets" | "delete_markets";
  readonly tickers: Markets;
}

/** One channel: what is wanted of it and what the exchange has. */
interface Line {
  readonly channel: Channel;
  want: Markets;
  sid: number | undefined;
  /** What the subscription covers, as far as acknowledged. */
  holds: Markets;
  pending: (Step & { readonly id: number; readonly at: Time }) | undefined;
  /** To be ended and made anew. */
  renew: boolean;
  failures: number;
  terminalAt: readonly Time[];
  notBefore: Time;
}

/** What subscriptions need of the connection, and what they report. */
export interface SubscriptionHost {
  send(command: StreamCommand): void;
  /** A number in [0, 1). */
  uniform(): number;
  /** The exchange covers these markets now; books of them will come. */
  covered(channel: Channel, markets: Markets): void;
  /** A subscription is gone and is being made again: what it told meanwhile is missed. */
  ended(channel: Channel, detail: string): void;
  error(code: number, detail: string, channel: Channel | undefined, tickers: readonly string[]): void;
  /** Markets that the exchange won't have; they are left out from now on. */
  refused(channel: Channel, tickers: readonly string[], detail: string): void;
  /** The connection can't go on. */
  fail(detail: string): void;
}

/**
 * What is subscribed to on a connection. One subscription a channel; one command a channel at a time. What is wanted may change at any time
 * and is brought about step by step.
 */
export class Subscriptions {
  readonly #host: SubscriptionHost;
  readonly #answerMs: number;
  readonly #lines = new Map<Channel, Line>();
  readonly #bySid = new Map<number, Line>();
  /** Ids of requests for snapshots, which are answered by snapshots alone. */
  readonly #snapshotIds = new Set<number>();
  #open = false;
  #nextId = 1;

  /** A command that isn't answered in `answerMs` shows that the connection is of no use. */
  constructor(host: SubscriptionHost, answerMs: number) {
    this.#host = host;
    this.#answerMs = answerMs;
  }

  /** Whether everything that is wanted is acknowledged. */
  get settled(): boolean {
    if (!this.#open) return false;
    for (const line of this.#lines.values())
      if (this.#next(line) !== undefined || line.pending !== undefined) return false;
    return true;
  }

  /** Channels that have, or had on this connection, a subscription. */
  get channels(): readonly Channel[] {
    return [...this.#lines.values()]
      .filter(({ want, sid }) => !isEmpty(want) || sid !== undefined)
      .map((it) => it.channel);
  }

  /** Sets what is wanted of a channel: markets, all of them, or none. */
  want(channel: Channel, markets: Markets, now: Time): void {
    const line = this.#line(channel);
    line.want = markets;
    this.#advance(line, now);
  }

  /** A connection stands: begins to subscribe. */
  opened(now: Time): void {
    this.#open = true;
    this.#nextId = 1;
    for (const line of this.#lines.values()) this.#advance(line, now);
  }

  /** The connection is gone, and all that was subscribed to with it. */
  closed(): void {
    this.#open = false;
    this.#bySid.clear();
    this.#snapshotIds.clear();
    for (const line of this.#lines.values()) {
      line.sid = line.pending = undefined;
      line.holds = NOTHING;
      line.renew = false;
      line.failures = 0;
      line.terminalAt = [];
      line.notBefore = 0 as Time;
    }
  }

  /** The channel of a subscription, or undefined when there is none (any more). */
  channelOf(sid: number): Channel | undefined {
    return this.#bySid.get(sid)?.channel;
  }

  /** The subscription of a channel. */
  sidOf(channel: Channel): number | undefined {
    return this.#lines.get(channel)?.sid;
  }

  /** A message of this channel came with a number that isn't known: its subscription's, if that is only about to be acknowledged. */
  adopt(channel: Channel, sid: number): boolean {
    const line = this.#lines.get(channel);
    if (line?.sid !== undefined || line?.pending?.doing !== "subscribe") return false;
    this.#assign(line, sid);
    return true;
  }

  /** Asks for snapshots of these markets. False when the channel has no subscription now. */
  askSnapshots(tickers: readonly string[]): boolean {
    const sid = this.sidOf("orderbook_delta");
    if (!this.#open || sid === undefined || this.#line("orderbook_delta").renew) return false;
    if (this.#snapshotIds.size >= MOST_SNAPSHOT_IDS) this.#snapshotIds.clear();
    this.#snapshotIds.add(this.#nextId);
    this.#host.send(updateSubscription(this.#nextId++, sid, "get_snapshot", tickers));
    return true;
  }

  /** Ends a subscription and makes it anew. */
  renew(channel: Channel, now: Time): void {
    const line = this.#line(channel);
    if (line.sid !== undefined) line.renew = true;
    this.#advance(line, now);
  }

  /** Takes in an answer or an error. */
  reply(message: ReplyMessage, now: Time): void {
    const line = this.#lineOf(message);
    const pending = message.id === undefined || message.id === line?.pending?.id ? line?.pending : undefined;
    if (message.type === "error") this.#failed(message, line, now);
    else if (line !== undefined && pending !== undefined) {
      line.pending = undefined;
      line.failures = 0;
      this.#done(line, pending, message.type === "subscribed" ? message.subscription : message.sid);
    }
    if (line !== undefined) this.#advance(line, now);
  }

  /** What time brings: commands to repeat, answers that never came. */
  review(now: Time): void {
    for (const line of this.#lines.values()) {
      if (line.pending !== undefined && now >= after(line.pending.at, this.#answerMs)) {
        this.#host.fail(`no answer to ${line.pending.doing} of ${line.channel} in ${this.#answerMs} ms`);
        return;
      }
      this.#advance(line, now);
    }
  }

  #done(line: Line, { doing, tickers }: Step, sid: number | undefined): void {
    if (doing === "unsubscribe") this.#gone(line, "we ended it");
    else if (doing === "delete_markets") line.holds = without(line.holds, tickers);
    else if (doing === "add_markets") {
      line.holds = together(line.holds, tickers);
      this.#host.covered(line.channel, tickers);
    } else if (sid === undefined) this.#host.fail(`the exchange named no subscription for ${line.channel}`);
    else {
      if (line.sid !== sid) this.#assign(line, sid);
      line.holds = tickers;
      this.#host.covered(line.channel, tickers);
    }
  }

  #failed(message: ReplyMessage & { type: "error" }, line: Line | undefined, now: Time): void {
    const { id, code, text, tickers } = message;
    const detail = `error ${code}${text && `: ${text}`}`;
    this.#host.error(code, detail, line?.channel, tickers);
    if (line === undefined) {
      if (TERMINAL.has(code)) this.#host.fail(`${detail}, of no subscription that we have`);
      return;
    }
    const answers = id !== undefined && line.pending?.id === id;
    if (TERMINAL.has(code) || code === UNKNOWN_SUBSCRIPTION) {
      this.#gone(line, detail);
      line.terminalAt = [...line.terminalAt.filter((at) => now - at < TERMINAL_MS), now];
      if (line.terminalAt.length >= MOST_TERMINAL) {
        this.#host.fail(`${line.channel}: ${detail}, again and again`);
        return;
      }
    } else if (!answers) return;
    line.pending = undefined;
    if (answers && !PASSING.has(code) && tickers.length > 0 && line.want !== "all") {
      line.want = new Set([...line.want].filter((ticker) => !tickers.includes(ticker)));
      this.#host.refused(line.channel, tickers, detail);
      return;
    }
    line.failures++;
    line.notBefore = after(now, Math.ceil(backoffMs(RETRIES, line.failures, this.#host.uniform())));
  }

  /** The next step towards what is wanted. */
  #next({ sid, want, holds, renew }: Line): Step | undefined {
    if (sid === undefined) return isEmpty(want) ? undefined : { doing: "subscribe", tickers: want };
    if (renew || isEmpty(want) || (want === "all") !== (holds === "all"))
      return { doing: "unsubscribe", tickers: holds };
    const added = without(want, holds);
    if (!isEmpty(added)) return { doing: "add_markets", tickers: added };
    const deleted = without(holds, want);
    return isEmpty(deleted) ? undefined : { doing: "delete_markets", tickers: deleted };
  }

  #advance(line: Line, now: Time): void {
    if (!this.#open || line.pending !== undefined || now < line.notBefore) return;
    const step = this.#next(line);
    if (step === undefined) return;
    const id = this.#nextId++;
    line.pending = { ...step, id, at: now };
    if (step.doing === "subscribe") this.#host.send(subscribe(id, line.channel, step.tickers));
    else if (step.doing === "unsubscribe") this.#host.send(unsubscribe(id, line.sid!));
    else this.#host.send(updateSubscription(id, line.sid!, step.doing, [...step.tickers]));
  }

  #assign(line: Line, sid: number): void {
    if (line.sid !== undefined) this.#bySid.delete(line.sid);
    line.sid = sid;
    this.#bySid.set(sid, line);
  }

  #gone(line: Line, detail: string): void {
    const { sid } = line;
    if (sid !== undefined) this.#bySid.delete(sid);
    line.sid = line.pending = undefined;
    line.holds = NOTHING;
    line.renew = false;
    this.#host.ended(line.channel, detail);
  }

  /** The line that an answer or an error is about. */
  #lineOf(message: ReplyMessage): Line | undefined {
    if (message.id !== undefined) {
      for (const line of this.#lines.values()) if (line.pending?.id === message.id) return line;
      if (this.#snapshotIds.has(message.id)) return this.#lines.get("orderbook_delta");
    }
    return message.sid === undefined ? undefined : this.#bySid.get(message.sid);
  }

  #line(channel: Channel): Line {
    const known = this.#lines.get(channel);
    if (known !== undefined) return known;
    const line: Line = {
      channel,
      want: NOTHING,
      sid: undefined,
      holds: NOTHING,
      pending: undefined,
      renew: false,
      failures: 0,
      terminalAt: [],
      notBefore: 0 as Time,
    };
    this.#lines.set(channel, line);
    return line;
  }
}

function isEmpty(markets: Markets): boolean {
  return markets !== "all" && markets.size === 0;
}

/** Those of `markets` that aren't among `others`; none when either is all there are. */
function without(markets: Markets, others: Markets): Markets {
  return markets === "all" || others === "all" ? NOTHING : markets.difference(others);
}

function together(markets: Markets, others: Markets): Markets {
  return markets === "all" || others === "all" ? "all" : markets.union(others);
}
