import type { VirtualTime } from "../../ambient/virtual-time.ts";
import type { FeeSchedule } from "../../market/event.ts";
import { after, DOLLAR, type Money, type Time } from "../../market/units.ts";
import type { Discovery, Venue, VenueInput } from "../venue.ts";
import type { Crowd } from "./crowds/crowd.ts";
import { LIVELY } from "./crowds/lively.ts";
import { DeliveryLine, type LatencyMs } from "./delivery-line.ts";
import type { Exchange } from "./exchange.ts";
import { MarketFeed } from "./market-feed.ts";
import { OrderEntry, privateMessage, readAccount } from "./order-entry.ts";
import type { ExchangeRules } from "./rules.ts";
import { Simulation } from "./simulation.ts";
import type { ScriptedNews } from "./truth.ts";

const ACCOUNT = "trader";
const HOUR_MS = 3_600_000;

export interface SimVenueOptions {
  /** An integer from 0 to 2^53 - 1: all that happens follows from it, and from what is sent. */
  readonly seed: number;
  /** The simulation begins at its present, for instance `SIMULATION_START`, and goes on as it does. */
  readonly time: VirtualTime;
  /** What our account starts with. */
  readonly balance?: Money;
  /** When the event closes, a whole second. */
  readonly closeTime?: Time;
  /** How long the others have traded before. */
  readonly preHistoryMs?: number;
  /** By default makers pay too: what is earned with fees is earned without. */
  readonly fees?: FeeSchedule;
  readonly rules?: Partial<ExchangeRules>;
  readonly pauses?: readonly { readonly from: Time; readonly to: Time }[];
  readonly latency?: Partial<SimLatency>;
  /** Who trades what: the lively crowd unless said. */
  readonly crowd?: Crowd;
  /** News beside what comes by chance. */
  readonly news?: readonly ScriptedNews[];
}

/** How long things take on the way. */
export interface SimLatency {
  readonly request: LatencyMs;
  readonly answer: LatencyMs;
  /** The account's own stream: fills, and orders that the exchange closed. */
  readonly stream: LatencyMs;
  readonly marketData: LatencyMs;
}

const LATENCY: SimLatency = { request: [40, 120], answer: [20, 60], stream: [10, 40], marketData: [5, 25] };

/** The embedded exchange with its simulated crowd, as a venue to trade on. */
export interface SimVenue extends Venue {
  /** For looking behind the scenes. */
  readonly exchange: Exchange;
  /** Our account there. */
  readonly account: string;
  readonly simulation: Simulation;
}

/**
 * Makes the venue; the others' past is lived through when it is opened. It may be closed and opened again: what rests
 * goes on resting, and the exchange goes on as time does. Throws RangeError for a seed that is none.
 */
export function createSimVenue(options: SimVenueOptions): SimVenue {
  const { time } = options;
  const now = time.now();
  const { crowd = LIVELY } = options;
  const simulation = new Simulation(
    {
      seed: options.seed,
      closeTime: options.closeTime ?? after(now, crowd.event.hoursToClose * HOUR_MS),
      preHistoryMs: options.preHistoryMs ?? 6 * HOUR_MS,
      fees: options.fees ?? { type: "quadratic_with_maker_fees", multiplier: 1 },
      rules: options.rules ?? {},
      pauses: options.pauses ?? [],
      news: options.news ?? [],
      crowd,
    },
    now,
  );
  const { exchange } = simulation;
  exchange.openAccount(ACCOUNT, { keepsRecords: false }); // it is told all there is, and asks for nothing past
  exchange.deposit(ACCOUNT, options.balance ?? ((1_000 * DOLLAR) as Money));
  const latency = { ...LATENCY, ...options.latency };
  const random = simulation.random.fork("venue");
  let opened = 0;
  let closeSession = (): void => undefined;
  let entry: OrderEntry | undefined;

  const openSession = (sink: (input: VenueInput) => void): Discovery => {
    closeSession();
    if (opened === 0) simulation.enter(time);
    const chance = random.fork(`session ${++opened}`);
    let open = true;
    const deliver = (input: VenueInput): void => {
      if (open) sink(input);
    };
    const account = readAccount(exchange, ACCOUNT, time.now());
    const marketData = new DeliveryLine(time, chance.fork("market data"), latency.marketData, deliver);
    const feed = new MarketFeed(simulation, ACCOUNT, time, marketData);
    const stream = new DeliveryLine(time, chance.fork("stream"), latency.stream, deliver);
    const unsubscribe = exchange.subscribe((fact) => {
      const message = privateMessage(fact, ACCOUNT);
      if (message) stream.send(message);
    });
    entry = new OrderEntry(exchange, ACCOUNT, time, chance.fork("order entry"), latency, deliver);
    closeSession = () => {
      open = false;
      entry = undefined;
      feed.close();
      unsubscribe();
    };
    return { event: simulation.event, history: simulation.history, books: feed.books, account };
  };

  return {
    name: "sim",
    exchange,
    account: ACCOUNT,
    simulation,
    open: async (sink) => openSession(sink),
    send: (command) => entry?.send(command),
    close: () => closeSession(),
  };
}
