import type { Clock } from "../../ambient/clock.ts";
import type { VenueCommand } from "../../engine/command.ts";
import type { WriteTokens } from "../../engine/start.ts";
import { CONTRACT, type Quantity } from "../../market/units.ts";
import { discover, type Found } from "../kalshi/discovery.ts";
import { EventWatch, readFees } from "../kalshi/event-watch.ts";
import type { ExchangeClock } from "../kalshi/exchange-clock.ts";
import { type ExchangeKnown, ExchangeWatch } from "../kalshi/exchange-watch.ts";
import type { FeeFacts } from "../kalshi/fees.ts";
import { Lifetime } from "../kalshi/lifetime.ts";
import { MarketData } from "../kalshi/market-data.ts";
import { OpenExchange } from "../kalshi/open-exchange.ts";
import { accountLimits, endpointCosts } from "../kalshi/rest/account.ts";
import { exchangeSchedule } from "../kalshi/rest/exchange.ts";
import type { ReadClient } from "../kalshi/rest/read-client.ts";
import { openFeed, sessionStream, tellOfFeed } from "../kalshi/session-feed.ts";
import { SessionOutlet } from "../kalshi/session-outlet.ts";
import type { KalshiStream } from "../kalshi/stream/kalshi-stream.ts";
import type { StreamEvent } from "../kalshi/stream/stream-event.ts";
import { SWEEP_MS } from "../kalshi/sweeps.ts";
import { historyFrom, readTrades } from "../kalshi/trade-history.ts";
import { writeTokensAtStart } from "../kalshi/write-budget.ts";
import type { Latency } from "../local/latency.ts";
import type { Discovery, VenueInput } from "../venue.ts";
import { DryExchange } from "./dry-exchange.ts";
import type { DryVenueOptions } from "./dry-venue.ts";
import { PolledFeed, READ_IN_A_ROUND, ROUND_MS } from "./polled-feed.ts";

/** How far apart a trade's print and its mark in the book come. */
const STREAM_TOGETHER_MS = 1_000;
const POLLED_TOGETHER_MS = 15_000;
/** Without a round for so long, what is due on our side happens all the same: a kill must come to its end. */
const ROUNDS_WITHIN_MS = 10_000;
/** Where a book shows nothing but its best prices, so much is taken to rest at each other one: what a backtest takes too. */
const UNSEEN = (100 * CONTRACT) as Quantity;
const NOTHING = 0 as Quantity;
const BEST_PRICES_ALONE =
  "the exchange shows whole books to holders of keys alone: best prices are known, and 100 contracts are taken to rest at any other";
/** Levels of a book that our orders may stand in. */
const WHOLE = Number.POSITIVE_INFINITY;

export interface DrySessionParts extends DryVenueOptions {
  readonly client: ReadClient;
  readonly clock: ExchangeClock;
  readonly localClock: Clock;
  readonly latency: Latency;
}

/** Where books and trades come from: by the stream, or by reading. */
type Feed = Pick<KalshiStream, "book" | "live" | "open" | "close" | "resnapshot"> &
  Partial<Pick<PolledFeed, "showsAll">>;

interface Standing {
  readonly feed: Feed;
  readonly data: MarketData;
  readonly event: EventWatch;
  readonly exchange: ExchangeWatch;
}

/** One opening of a dry run's venue: what it looks at, and the exchange of our own in between. */
export class DrySession {
  readonly #parts: DrySessionParts;
  readonly #sink: (input: VenueInput) => void;
  readonly #lifetime: Lifetime;
  /** News of the public side: they pass through the exchange of our own. */
  readonly #outlet: SessionOutlet;
  #standing: Standing | undefined;
  #own: DryExchange | undefined;
  writeTokens: WriteTokens | undefined;

  constructor(parts: DrySessionParts, sink: (input: VenueInput) => void) {
    this.#parts = parts;
    this.#sink = sink;
    this.#lifetime = new Lifetime(parts.timers);
    this.#outlet = new SessionOutlet(this.#lifetime, parts.notice, (input) => this.#own?.take(input));
  }

  /** The order is that of a start with real orders: the exchange's time and state, what is traded, the feed, the trades of the past. */
  async open(): Promise<Discovery> {
    const { client, clock, target } = this.#parts;
    const { notify } = this.#outlet;
    const patience = new OpenExchange({ client, timers: this.#lifetime, notify });
    await patience.whole();
    const schedule = await client.read(exchangeSchedule());
    this.writeTokens = await this.#writeBudget();
    const found = await discover(client, target, clock.now());
    const facts = await readFees(client, found.event.seriesTicker, found.event.ticker, clock.now());
    const status = await patience.shard(found.exchangeIndex);
    const standing = this.#stand(found, facts, { status, schedule, attestedUntil: undefined });
    this.#standing = standing;
    const tickers = found.markets.map(({ ticker }) => ticker);
    await openFeed(standing.feed, this.#lifetime, `${this.#parts.name}: books didn't come`);
    const showsAll = standing.feed.showsAll ?? true;
    if (!showsAll) notify("warning", "best-prices", BEST_PRICES_ALONE);
    const history = await readTrades(client, tickers, historyFrom(clock.now()));
    const event = standing.event.begin();
    const own = this.#ownExchange(event, standing.feed, showsAll);
    this.#own = own;
    this.#parts.timers.after(0, () => this.#begin()); // after whoever opened us has taken the discovery in
    return { event, history: standing.data.begin(history), books: standing.data.books(), account: own.reading() };
  }

  send(command: VenueCommand): void {
    if (command.type === "refreshBook") this.#standing?.feed.resnapshot(command.ticker, "the book can't be right");
    else this.#own?.send(command);
  }

  close(): void {
    this.#lifetime.end();
    this.#own?.close();
    this.#standing?.feed.close();
  }

  /** What the account may send a second; without a key nobody says. Throws OpenError for a budget that no order could be paid from. */
  async #writeBudget(): Promise<WriteTokens | undefined> {
    const { client } = this.#parts;
    if (!client.hasKey) return undefined;
    const [limits, costs] = await Promise.all([client.read(accountLimits()), client.read(endpointCosts())]);
    return writeTokensAtStart(limits, costs);
  }

  #stand(found: Found, facts: FeeFacts, known: ExchangeKnown): Standing {
    const { client, clock } = this.#parts;
    const timers = this.#lifetime;
    const { emit, notify } = this.#outlet;
    const usual = { client, clock, timers, emit, notify };
    const tickers = found.markets.map(({ ticker }) => ticker);
    const feed = this.#feed(found.event.ticker, tickers);
    return {
      feed,
      data: new MarketData({ ...usual, tickers, stream: feed }),
      event: new EventWatch(found, facts, usual),
      exchange: new ExchangeWatch(known, { ...usual, exchangeIndex: found.exchangeIndex, attests: false }),
    };
  }

  #feed(event: string, tickers: readonly string[]): Feed {
    const { client, clock, key } = this.#parts;
    const timers = this.#lifetime;
    const take = (told: StreamEvent): void => this.#take(told);
    if (key === undefined) {
      const rate = `the contracts' list every ${ROUND_MS / 1_000} s, and trades and books of up to ${READ_IN_A_ROUND} that changed`;
      this.#outlet.notify(
        "warning",
        "polled",
        `no key: the stream wants one, so public data are read over REST: ${rate}`,
      );
      const roundEnded = (until: Parameters<DryExchange["runUntil"]>[0]): void => {
        timers.after(2 * SWEEP_MS, () => this.#own?.runUntil(until)); // its trades are told by then
      };
      return new PolledFeed({ client, clock, timers, event, tickers, roundEnded }, take);
    }
    const stream = sessionStream({ ...this.#parts, key }, timers, take);
    stream.want("orderbook_delta", new Set(tickers));
    stream.want("trade", new Set(tickers));
    stream.want("market_lifecycle_v2", "all");
    return stream;
  }

  #ownExchange(event: Discovery["event"], feed: Feed, showsAll: boolean): DryExchange {
    const { balance, epoch, latency, clock, key } = this.#parts;
    const isPolled = key === undefined;
    return new DryExchange({
      event,
      balance,
      latency,
      clock,
      name: `dry-${epoch}`,
      book: (ticker) => feed.book(ticker, WHOLE),
      unseen: showsAll ? NOTHING : UNSEEN,
      togetherMs: isPolled ? POLLED_TOGETHER_MS : STREAM_TOGETHER_MS,
      roundsWithinMs: isPolled ? ROUNDS_WITHIN_MS : undefined,
      timers: this.#lifetime,
      deliver: (input) => this.#deliver(input),
    });
  }

  #take(event: StreamEvent): void {
    const { data, event: traded } = this.#standing!;
    data.take(event);
    if (event.type === "message") {
      if (event.message.type === "market_lifecycle_v2") traded.takeLifecycle(event.message);
      if (event.message.type === "event_fee_update") traded.takeFees(event.message);
    } else if (event.type === "missed") {
      if (event.channels.includes("market_lifecycle_v2")) traded.refresh();
    } else tellOfFeed(event, this.#outlet.notify);
  }

  #begin(): void {
    if (this.#lifetime.isOver || this.#standing === undefined) return;
    this.#outlet.begin();
    const { exchange, data, feed } = this.#standing;
    exchange.tell();
    if (feed.live) data.tell();
  }

  #deliver(input: VenueInput): void {
    if (!this.#lifetime.isOver) this.#sink(input);
  }
}
