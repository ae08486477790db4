import type { Clock } from "../../ambient/clock.ts";
import type { VenueCommand } from "../../engine/command.ts";
import type { WriteTokens } from "../../engine/start.ts";
import type { Time } from "../../market/units.ts";
import type { Discovery, VenueInput } from "../venue.ts";
import type { AccountAtStart } from "./account-at-start.ts";
import { AccountReader } from "./account-reader.ts";
import type { AccountPlace } from "./account-reading.ts";
import { CancelAll } from "./cancel-all.ts";
import { Crossings } from "./crossings.ts";
import { discover, type Found } from "./discovery.ts";
import { EventWatch, readFees } from "./event-watch.ts";
import type { ExchangeClock } from "./exchange-clock.ts";
import { type ExchangeKnown, ExchangeWatch } from "./exchange-watch.ts";
import type { FeeFacts } from "./fees.ts";
import { IntruderWatch } from "./intruder-watch.ts";
import type { KalshiVenueOptions } from "./kalshi-venue.ts";
import { Lifetime } from "./lifetime.ts";
import { MarketData } from "./market-data.ts";
import { OpenError } from "./open-error.ts";
import { OpenExchange } from "./open-exchange.ts";
import { OrderEntry } from "./order-entry.ts";
import { EpochGroup } from "./order-group.ts";
import { OrderLookup } from "./order-lookup.ts";
import { OrderNews } from "./order-news.ts";
import { OwnFills } from "./own-fills.ts";
import { OwnOrders } from "./own-orders.ts";
import { NO_PAST } from "./past.ts";
import { type ApiKeys, accountLimits, apiKeys, endpointCosts } from "./rest/account.ts";
import type { RestClient } from "./rest/client.ts";
import { exchangeSchedule } from "./rest/exchange.ts";
import { openFeed, sessionStream, tellOfFeed } from "./session-feed.ts";
import { SessionOutlet } from "./session-outlet.ts";
import type { KalshiStream } from "./stream/kalshi-stream.ts";
import type { Delivered, StreamEvent } from "./stream/stream-event.ts";
import { takeAccount } from "./take-account.ts";
import { historyFrom, readTrades } from "./trade-history.ts";
import { writeTokensAtStart } from "./write-budget.ts";

/** By more than this the machine's clock is wrong, which is made good and said. */
const CLOCK_OFF_MS = 5_000;

export interface SessionParts extends KalshiVenueOptions {
  readonly client: RestClient;
  readonly clock: ExchangeClock;
  readonly localClock: Clock;
}

/** Everything that stands once it is known what is traded. */
interface Standing {
  readonly stream: KalshiStream;
  readonly data: MarketData;
  readonly event: EventWatch;
  readonly exchange: ExchangeWatch;
  readonly group: EpochGroup;
  readonly intruders: IntruderWatch;
  readonly fills: OwnFills;
  readonly news: OrderNews;
  readonly entry: OrderEntry;
  readonly cancelAll: CancelAll;
  readonly reader: AccountReader;
  readonly place: AccountPlace;
}

/** One opening of the venue: what it is made of, and the way of messages between its parts. */
export class TradingSession {
  readonly #parts: SessionParts;
  readonly #lifetime: Lifetime;
  readonly #outlet: SessionOutlet;
  #standing: Standing | undefined;
  writeTokens: WriteTokens | undefined;
  accountAtStart: AccountAtStart | undefined;

  constructor(parts: SessionParts, sink: (input: VenueInput) => void) {
    this.#parts = parts;
    this.#lifetime = new Lifetime(parts.timers);
    this.#outlet = new SessionOutlet(this.#lifetime, parts.notice, sink);
  }

  /**
   * In this order, so that nothing is missed in between (SAFETY.md, Start): the exchange's time and state, what the account may do, what is traded, the
   * stream, the trades of the past, then the account.
   */
  async open(): Promise<Discovery> {
    const { client, clock, target, key, past = NO_PAST } = this.#parts;
    const { notify } = this.#outlet;
    const timers = this.#lifetime;
    const patience = new OpenExchange({ client, timers, notify });
    await patience.whole(); // unsigned: its answer tells the exchange's time, which every signature needs
    this.#compareClocks();
    const [schedule, keys, limits, costs] = await Promise.all([
      client.read(exchangeSchedule()),
      client.read(apiKeys()),
      client.read(accountLimits()),
      client.read(endpointCosts()),
    ]);
    const subaccount = tradingSubaccount(keys, key.id);
    this.writeTokens = writeTokensAtStart(limits, costs);
    const found = await discover(client, target, clock.now());
    const facts = await readFees(client, found.event.seriesTicker, found.event.ticker, clock.now());
    const status = await patience.shard(found.exchangeIndex);
    const known = { status, schedule, attestedUntil: keys.attestedUntil };
    const standing = this.#stand(found, facts, known, { exchangeIndex: found.exchangeIndex, subaccount });
    this.#standing = standing;
    const { place, group } = standing;
    const tickers = found.markets.map(({ ticker }) => ticker);
    await this.#connect(standing.stream, tickers);
    const history = await readTrades(client, tickers, historyFrom(clock.now()));
    const { localClock, takeover = false } = this.#parts;
    const taken = await takeAccount({ client, clock, localClock, timers, place, group, past, takeover, notify });
    this.accountAtStart = taken.atStart;
    standing.intruders.fenced(taken.fencedAt);
    const account = standing.reader.begin(taken.state, taken.atStart.flows);
    const event = standing.event.begin();
    this.#parts.timers.after(0, () => this.#begin()); // after whoever opened us has taken the discovery in
    return { event, history: standing.data.begin(history), books: standing.data.books(), account };
  }

  /** When the account's location attestation lapses; undefined without one. */
  get attestedUntil(): Time | undefined {
    return this.#standing?.exchange.attestedUntil;
  }

  send(command: VenueCommand): void {
    if (this.#standing === undefined) return;
    const { entry, cancelAll, reader, group, stream } = this.#standing;
    if (command.type === "readAccount") reader.read();
    else if (command.type === "refreshBook") stream.resnapshot(command.ticker, "the book can't be right");
    else if (command.type === "cancelAll") {
      entry.bolt();
      group.triggeredByUs();
      cancelAll.send(command);
    } else entry.send(command);
  }

  close(): void {
    this.#lifetime.end();
    this.#standing?.cancelAll.close();
    this.#standing?.stream.close();
  }

  #compareClocks(): void {
    const { offsetMs } = this.#parts.clock;
    if (Math.abs(offsetMs) <= CLOCK_OFF_MS) return;
    const seconds = `${(Math.abs(offsetMs) / 1_000).toFixed(0)} s ${offsetMs > 0 ? "behind" : "ahead of"}`;
    this.#outlet.notify("warning", "clock", `this machine's clock is ${seconds} the exchange's: synchronise it by NTP`);
  }

  #begin(): void {
    if (this.#lifetime.isOver || this.#standing === undefined) return;
    this.#outlet.begin();
    this.#standing.exchange.tell();
    this.#standing.data.tell();
  }

  #stand(found: Found, facts: FeeFacts, known: ExchangeKnown, place: AccountPlace): Standing {
    const { client, clock, localClock, orderSize, epoch, random } = this.#parts;
    const timers = this.#lifetime;
    const { emit, notify } = this.#outlet;
    const stream = sessionStream(this.#parts, timers, (event) => this.#take(event));
    const orders = new OwnOrders();
    const jitter = random.fork("kill");
    const crossings = new Crossings(clock, (ticker, detail) => stream.resnapshot(ticker, detail));
    const crossed = (ticker: string): void => crossings.count(ticker);
    const usual = { client, clock, timers, place, orders, emit, notify };
    const fills = new OwnFills(usual);
    const filledSince = (from: Time) => fills.since(from);
    const intruders = new IntruderWatch({ ...usual, epoch });
    const accuse = (detail: string): void => intruders.accuse(detail);
    const group = new EpochGroup({ ...usual, epoch, orderSize, filledSince, accuse });
    const lookup: OrderLookup = new OrderLookup({
      ...usual,
      found: (order, listed) => news.fromListing(order, listed),
      isSettled: (order) => news.isSettled(order),
    });
    const news: OrderNews = new OrderNews({
      ...usual,
      crossed,
      named: (order) => entry.named(order),
      fillsMissing: () => fills.want(),
      lookFor: (order) => lookup.lookFor(order),
      rests: (ticker, order) => stream.tellOwnOrder(ticker, order),
    });
    const entry: OrderEntry = new OrderEntry({ ...usual, localClock, news, group, crossed });
    const tickers = found.markets.map(({ ticker }) => ticker);
    return {
      stream,
      data: new MarketData({ ...usual, tickers, stream }),
      event: new EventWatch(found, facts, usual),
      exchange: new ExchangeWatch(known, { ...usual, exchangeIndex: place.exchangeIndex }),
      group,
      intruders,
      fills,
      news,
      entry,
      cancelAll: new CancelAll({ ...usual, uniform: () => jitter.uniform(), news, group }),
      reader: new AccountReader({ ...usual, localClock, fills, news, stream, intruders }),
      place,
    };
  }

  async #connect(stream: KalshiStream, tickers: readonly string[]): Promise<void> {
    stream.want("orderbook_delta", new Set(tickers));
    stream.want("trade", new Set(tickers));
    for (const channel of ["fill", "user_orders", "market_lifecycle_v2", "order_group_updates"] as const) {
      stream.want(channel, "all");
    }
    await openFeed(stream, this.#lifetime, `${this.#parts.streamUrl}: the stream didn't come up`);
  }

  #take(event: StreamEvent): void {
    const { data, fills, event: traded } = this.#standing!;
    data.take(event);
    if (event.type === "message") this.#deliver(event.message);
    else if (event.type === "missed") {
      if (event.channels.includes("fill") || event.channels.includes("user_orders")) fills.want(true);
      if (event.channels.includes("market_lifecycle_v2")) traded.refresh();
    } else tellOfFeed(event, this.#outlet.notify);
  }

  #deliver(message: Delivered["message"]): void {
    const { news, fills, event, group, intruders, place } = this.#standing!;
    switch (message.type) {
      case "fill":
        if ((message.subaccount ?? place.subaccount) === place.subaccount) fills.fromStream(message);
        return;
      case "user_order":
        if ((message.subaccount ?? place.subaccount) !== place.subaccount) return;
        intruders.see(message);
        news.fromStream(message);
        return;
      case "market_lifecycle_v2":
        event.takeLifecycle(message);
        return;
      case "event_fee_update":
        event.takeFees(message);
        return;
      case "order_group_updates":
        group.take(message);
    }
  }
}

/** The subaccount that the key trades: the primary one unless it is held to another. Throws OpenError for a key that may not trade. */
function tradingSubaccount({ keys }: ApiKeys, keyId: string): number {
  const own = keys.find(({ id }) => id === keyId);
  if (own === undefined) return 0;
  if (!own.scopes.includes("write") && !own.scopes.includes("write::trade")) {
    const scopes = own.scopes.join(", ") || "none";
    throw new OpenError(`key ${keyId} may not trade (its scopes: ${scopes}): make one with the scope write`, 3);
  }
  return own.subaccount ?? 0;
}
