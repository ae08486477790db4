import type { BookSnapshot } from "../../../market/order-book.ts";
import type { Time } from "../../../market/units.ts";
import { BookWatch } from "./book-watch.ts";
import type { Doubt } from "./books.ts";
import { CHANNELS, type Channel } from "./channel.ts";
import type { Markets } from "./command.ts";
import { Connection } from "./connection.ts";
import type { HandshakeError } from "./handshake-error.ts";
import { Inbox } from "./inbox.ts";
import { Intake } from "./intake.ts";
import type { ReplyMessage, StreamMessage } from "./message.ts";
import { STREAM_BOUNDS, STREAM_TIMING, type StreamOptions, type StreamTiming } from "./options.ts";
import type { OwnOrder } from "./own-size.ts";
import { PulseMeter } from "./pulse-meter.ts";
import { Repeats } from "./repeats.ts";
import type { LostReason, StreamEvent, Trouble } from "./stream-event.ts";
import { Subscriptions } from "./subscriptions.ts";

/** Channels whose loss heals by itself: books by a snapshot, a ticker by the next one. */
const HEALING: ReadonlySet<Channel> = new Set<Channel>(["orderbook_delta", "ticker"]);

/**
 * The exchange's stream (docs.kalshi.com, "WebSockets"): one connection, whatever is wanted subscribed to, books kept and checked, everything
 * else handed on as it comes. It never gives up by itself: what goes wrong is told and mended, with a new snapshot, a new subscription or
 * a new connection.
 */
export class KalshiStream {
  readonly #options: StreamOptions;
  readonly #timing: StreamTiming;
  readonly #messageCharacters: number;
  readonly #sink: (event: StreamEvent) => void;
  readonly #connection: Connection;
  readonly #inbox: Inbox;
  readonly #intake: Intake;
  readonly #subscriptions: Subscriptions;
  readonly #books: BookWatch;
  readonly #pulse = new PulseMeter();
  readonly #repeats = new Repeats();
  /** Channels of which something was missed since they were last covered. */
  readonly #missed = new Set<Channel>();
  readonly #firstLive = Promise.withResolvers<void>();
  #live = false;
  #everLive = false;
  #closed = true;
  #pulseAt = 0 as Time;

  /** `sink` is called for each event as it happens, never inside a call of one of this class's methods. */
  constructor(options: StreamOptions, sink: (event: StreamEvent) => void) {
    const bounds = { ...STREAM_BOUNDS, ...options.bounds };
    this.#options = options;
    this.#timing = { ...STREAM_TIMING, ...options.timing };
    this.#messageCharacters = bounds.messageCharacters;
    this.#sink = sink;
    this.#books = new BookWatch(this.#timing.snapshotMs);
    this.#connection = new Connection(options, {
      opened: () => this.#subscriptions.opened(this.#now()),
      received: (text) => this.#receive(text),
      beat: () => this.#pulse.beat(),
      lost: (reason, error) => this.#disconnected(reason, error),
    });
    this.#inbox = new Inbox(options.timers, bounds, {
      handle: (text) => this.#intake.handle(text),
      turnEnded: () => this.#turnEnded(),
      shed: (count) => this.#shed(count),
      overrun: (detail) => this.#connection.fail("overrun", detail),
    });
    const fail = (detail: string): void => this.#connection.fail("protocol", detail);
    const trouble = (what: Omit<Trouble, "type" | "at">): void => this.#trouble(what);
    this.#subscriptions = new Subscriptions(
      {
        send: (command) => this.#connection.send(JSON.stringify(command)),
        uniform: () => options.random.uniform(),
        covered: (channel, markets) => this.#covered(channel, markets),
        ended: (channel, detail) => this.#ended(channel, detail),
        error: (code, detail, channel, tickers) =>
          trouble({ kind: "error", code, detail, ...(channel && { channel }), tickers }),
        refused: (channel, tickers, detail) => this.#refused(channel, tickers, detail),
        fail,
      },
      this.#timing.answerMs,
    );
    this.#intake = new Intake(this.#subscriptions, options, this.#pulse, {
      take: (message) => this.#take(message),
      gap: (channel, detail) => this.#gap(channel, detail),
      trouble,
      fail,
    });
  }

  /** Whether the last word was `live`. */
  get live(): boolean {
    return this.#live;
  }

  /**
   * Connects. Resolves at the first `live`; rejects with HandshakeError when the exchange refuses our credentials before that (the stream
   * is closed then), and with an Error when it is closed before. Anything else is tried again until it works.
   */
  open(): Promise<void> {
    this.#closed = false;
    this.#connection.open();
    this.#awaitReview();
    return this.#firstLive.promise;
  }

  /** Ends everything; nothing is told after it. It can't be opened again. */
  close(): void {
    this.#closed = true;
    this.#live = false;
    this.#inbox.clear();
    this.#connection.close();
    this.#firstLive.promise.catch(() => undefined); // nobody may be waiting
    this.#firstLive.reject(new Error(`${this.#options.url}: the stream was closed`));
  }

  /**
   * Sets what is wanted of a channel, at any time: some markets, `"all"`, or none (an empty set). Throws RangeError for all of
   * `orderbook_delta`, whose markets must be named, and for some of a channel where they can't be.
   */
  want(channel: Channel, markets: Markets): void {
    const mode = CHANNELS[channel].markets;
    if (mode === "required" && markets === "all") {
      throw new RangeError(`${channel}: the exchange wants its markets named, not "all"`);
    }
    if (mode === "none" && markets !== "all" && markets.size > 0) {
      throw new RangeError(`${channel}: the exchange gives it of all markets or not at all; ask for "all"`);
    }
    if (channel === "orderbook_delta" && markets !== "all") this.#books.watch(markets);
    this.#subscriptions.want(channel, markets, this.#now());
  }

  /** Stops trusting a book until its next snapshot, which is asked for: a post-only refusal has proved it wrong. */
  resnapshot(ticker: string, detail: string): void {
    const now = this.#now();
    this.#books.doubt(ticker, detail, now);
    this.#requestSnapshots(now);
  }

  /** The book of others, our own size taken out, up to `depth` levels a side; undefined while it can't be trusted. */
  book(ticker: string, depth: number): BookSnapshot | undefined {
    return this.#books.others(ticker, depth);
  }

  /** The whole book as the exchange publishes it, ours included; undefined while it can't be trusted. */
  wholeBook(ticker: string, depth: number): BookSnapshot | undefined {
    return this.#books.all(ticker, depth);
  }

  /** Tells of an own order, as an answer over REST has it. What `user_order` messages say is known already. */
  tellOwnOrder(ticker: string, order: OwnOrder): void {
    this.#books.tellOwn(ticker, order, this.#now());
  }

  /** Tells of all resting orders of the account, as a complete reading over REST had them at `asOf` by our clock. */
  tellOwnOrders(orders: readonly (OwnOrder & { readonly ticker: string })[], asOf: Time): void {
    this.#books.tellAllOwn(orders, asOf, this.#now());
  }

  #now(): Time {
    return this.#options.clock.now();
  }

  // What comes in.

  #receive(text: string | undefined): void {
    if (text !== undefined && text.length <= this.#messageCharacters) {
      this.#inbox.push(text);
      return;
    }
    const size = `it has ${text?.length} characters, more than ${this.#messageCharacters}`;
    this.#intake.reject(text === undefined ? "it is not text" : size);
    this.#turnEnded();
  }

  #take(message: Exclude<StreamMessage, ReplyMessage>): void {
    const now = this.#now();
    if (message.type === "orderbook_snapshot" || message.type === "orderbook_delta") {
      const doubt = this.#books.take(message, now);
      if (doubt) this.#doubted(doubt);
      return;
    }
    if (message.type === "user_order") this.#books.takeOrder(message, now);
    this.#emit({ type: "message", at: now, message });
  }

  #gap(channel: Channel, detail: string): void {
    if (channel === "orderbook_delta") this.#doubtAll({ kind: "gap", detail });
    else if (!HEALING.has(channel)) this.#emit({ type: "missed", at: this.#now(), channels: [channel], detail });
  }

  #shed(count: number): void {
    const detail = `${count} book messages thrown away unread: they came faster than they could be handled`;
    this.#trouble({ kind: "shed", detail, channel: "orderbook_delta" });
    this.#doubtAll({ kind: "overrun", detail });
  }

  #doubtAll(reason: LostReason): void {
    this.#books.doubtAll(this.#now());
    if (this.#live) this.#lost(reason);
  }

  #doubted({ ticker, detail }: Doubt): void {
    this.#trouble({ kind: "doubt", detail: `${ticker}: ${detail}`, channel: "orderbook_delta", tickers: [ticker] });
  }

  // What becomes of subscriptions and the connection.

  #covered(channel: Channel, markets: Markets): void {
    if (channel === "orderbook_delta") this.#books.covered(markets, this.#now());
    if (!this.#missed.delete(channel) || HEALING.has(channel)) return;
    const detail = `${channel} was subscribed to anew`;
    this.#emit({ type: "missed", at: this.#now(), channels: [channel], detail });
  }

  #ended(channel: Channel, detail: string): void {
    this.#missed.add(channel);
    if (channel !== "orderbook_delta") return;
    this.#books.ended();
    if (this.#live) this.#lost({ kind: "resubscribing", detail: `${channel}: ${detail}` });
  }

  #refused(channel: Channel, tickers: readonly string[], why: string): void {
    this.#trouble({ kind: "refused", channel, tickers, detail: `${channel} without ${tickers.join(", ")}: ${why}` });
    if (channel === "orderbook_delta") this.#books.drop(tickers);
  }

  #disconnected(reason: LostReason, error: HandshakeError | undefined): void {
    for (const channel of this.#subscriptions.channels) {
      if (this.#subscriptions.sidOf(channel) !== undefined) this.#missed.add(channel);
    }
    this.#inbox.clear();
    this.#subscriptions.closed();
    this.#intake.clear();
    this.#books.ended();
    this.#lost(reason);
    this.#turnEnded();
    if (!error?.final || this.#everLive) return;
    this.#firstLive.reject(error);
    this.close();
  }

  // Time, and what is told.

  #awaitReview(): void {
    this.#options.timers.after(this.#timing.reviewMs, () => {
      if (this.#closed) return;
      this.#review(this.#now());
      this.#awaitReview();
    });
  }

  #review(now: Time): void {
    this.#connection.review(now);
    this.#subscriptions.review(now);
    const { doubts, vain, escalation } = this.#books.review(now);
    for (const doubt of doubts) this.#doubted(doubt);
    for (const ticker of vain) {
      const kind = this.#books.mute(ticker) ? "mute" : "doubt";
      if (kind === "mute" && this.#repeats.count(ticker) === undefined) continue;
      this.#trouble({
        kind,
        detail: `${ticker}: its snapshot didn't come`,
        channel: "orderbook_delta",
        tickers: [ticker],
      });
    }
    if (escalation === "reconnect") this.#connection.fail("protocol", `no snapshot came of ${vain.join(", ")}`);
    else if (escalation === "resubscribe") this.#subscriptions.renew("orderbook_delta", now);
    this.#turnEnded();
    if (now - this.#pulseAt < this.#timing.pulseMs) return;
    this.#pulseAt = now;
    const reading = this.#pulse.take();
    if (reading) this.#emit({ type: "pulse", at: now, ...reading });
  }

  /** Asks for what is needed, tells what has changed. */
  #turnEnded(): void {
    const now = this.#now();
    this.#requestSnapshots(now);
    for (const ticker of this.#books.takeChanged()) {
      this.#emit({ type: "book", at: now, ticker, trusted: this.#books.trusted(ticker) });
    }
    if (this.#live || !this.#connection.isOpen || !this.#subscriptions.settled || !this.#books.complete) return;
    this.#live = this.#everLive = true;
    this.#connection.proven();
    this.#emit({ type: "live", at: now });
    this.#firstLive.resolve();
  }

  #requestSnapshots(now: Time): void {
    this.#books.request(now, (tickers) => this.#subscriptions.askSnapshots(tickers));
  }

  #lost(reason: LostReason): void {
    this.#live = false;
    this.#emit({ type: "lost", at: this.#now(), reason });
  }

  #trouble(trouble: Omit<Trouble, "type" | "at">): void {
    this.#emit({ type: "trouble", at: this.#now(), ...trouble });
  }

  #emit(event: StreamEvent): void {
    if (!this.#closed) this.#sink(event);
  }
}
