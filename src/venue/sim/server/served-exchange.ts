import type { Clock } from "../../../ambient/clock.ts";
import { Random } from "../../../ambient/random.ts";
import type { Timer, Timers } from "../../../ambient/timers.ts";
import { VirtualTime } from "../../../ambient/virtual-time.ts";
import type { MarketEvent } from "../../../market/event.ts";
import type { Money, Time } from "../../../market/units.ts";
import type { AccountTerms } from "../account.ts";
import type { Exchange } from "../exchange.ts";
import { type Behaviour, DEFAULT_BEHAVIOUR } from "./behaviour.ts";
import { FactLine } from "./fact-line.ts";
import { Faults } from "./faults.ts";
import { KeyRing, type RegisteredKey, type SignedRequest } from "./key-ring.ts";
import { RequestsUnderWay } from "./under-way.ts";

/** The event that is served, and whoever trades it. A simulation is one. */
export interface Stage {
  readonly exchange: Exchange;
  /** The event that is traded on it. */
  readonly event: Pick<MarketEvent, "ticker">;
  /** What is told of it beside its titles; the simulated event's by default. */
  readonly about?: EventAbout;
  /** Lives through the past up to now, and goes on in `time`. */
  readonly enter: (time: VirtualTime) => void;
}

/** What an event is about, for people. */
export interface EventAbout {
  readonly seriesTitle: string;
  readonly frequency: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly subTitle: string;
  /** What there is to know beside the rule. */
  readonly note: string;
}

/** A market's rules that are no more what they were. */
export interface ChangedRules {
  readonly primary?: string;
  readonly secondary?: string;
}

const SIMULATED: EventAbout = {
  seriesTitle: "Top monthly listeners",
  frequency: "monthly",
  category: "Entertainment",
  tags: ["Music"],
  subTitle: "Simulated",
  note: "A simulated event of the embedded exchange: nobody in it exists and no money is at stake.",
};

export interface ServedExchangeOptions {
  readonly stage: Stage;
  /** An integer from 0 to 2^53 - 1, for what the server draws: delays, lags and faults. */
  readonly seed: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly faults?: readonly string[];
  readonly behaviour?: Partial<Behaviour>;
}

/** What an account starts with; its terms are the exchange's usual ones unless they are said. */
export interface AccountOpening
  extends Partial<Pick<AccountTerms, "precision" | "collateralReturn" | "attestedUntil">> {
  readonly balance: Money;
  readonly keyId: string;
  readonly publicKeyPem: string;
}

/** How often the exchange's time is brought up to the clock's when nobody asks for anything. */
const TICK_MS = 5;

/**
 * The exchange that both sides of the server speak for: HTTP and WebSocket. Its time is virtual and follows the clock
 * that it is given, ahead of it by the skew that is switched on as a fault; it never goes back.
 */
export class ServedExchange {
  readonly exchange: Exchange;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly keys = new KeyRing();
  readonly faults: Faults;
  readonly behaviour: Behaviour;
  /** What has happened, on its way to the streams. */
  readonly facts: FactLine;
  readonly underWay = new RequestsUnderWay();
  /** What an operator has made of rules, by market. */
  readonly rules = new Map<string, ChangedRules>();
  readonly #requests = new Map<string, number>();
  readonly #stage: Stage;
  readonly #clock: Clock;
  readonly #timers: Timers;
  #timer: Timer | undefined;
  #open = true;

  constructor(options: ServedExchangeOptions) {
    this.#stage = options.stage;
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.exchange = options.stage.exchange;
    this.behaviour = { ...DEFAULT_BEHAVIOUR, ...options.behaviour };
    this.random = Random.seeded(options.seed).fork("server");
    this.faults = new Faults(this.random.fork("faults"), options.faults);
    this.time = new VirtualTime((options.clock.now() + this.faults.clockSkewMs) as Time);
    const { behaviour } = this;
    this.facts = new FactLine(this.time, this.random.fork("streams"), () => behaviour.streamDelayMs);
  }

  /** Lets the others' past happen and time run. To be called once, when all that keeps records has subscribed. */
  start(): void {
    this.#stage.enter(this.time);
    this.#tick();
  }

  /** How many requests have arrived over REST, by method, whatever became of them. */
  get requests(): ReadonlyMap<string, number> {
    return this.#requests;
  }

  countRequest(method: string): void {
    this.#requests.set(method, (this.#requests.get(method) ?? 0) + 1);
  }

  /** The event as it is now. */
  get event(): MarketEvent {
    return this.exchange.event(this.#stage.event.ticker);
  }

  get about(): EventAbout {
    return this.#stage.about ?? SIMULATED;
  }

  /** Opens an account whose requests are signed with this key. Throws KeyError, or RangeError for a name that is taken. */
  openAccount(account: string, opening: AccountOpening): RegisteredKey {
    const { balance, keyId, publicKeyPem, ...terms } = opening;
    const key = this.keys.register(keyId, account, publicKeyPem);
    this.exchange.openAccount(account, terms);
    this.exchange.deposit(account, balance);
    return key;
  }

  /** Whose request this is, by the exchange's clock. Throws ApiError (401). */
  authenticate(request: SignedRequest): RegisteredKey {
    const now = this.catchUp();
    this.faults.countSkew();
    return this.keys.authenticate(request, now, this.behaviour.signatureWindowMs);
  }

  /**
   * Brings the exchange's time up to the clock's and does all that has become due by then: crowd, expiries, messages on
   * their way. To be called before a request is served, and after it. Answers the exchange's time.
   */
  catchUp(): Time {
    const target = Math.max(this.time.now(), this.#clock.now() + this.faults.clockSkewMs) as Time;
    this.time.runUntil(target);
    this.exchange.advance(target);
    return target;
  }

  /** Settles when so much of the exchange's time has passed; at once for nothing. */
  wait(delayMs: number): Promise<void> {
    if (delayMs <= 0) return Promise.resolve();
    return new Promise((resolve) => this.time.after(delayMs, resolve));
  }

  close(): void {
    this.#open = false;
    this.#timer?.cancel();
  }

  #tick(): void {
    this.catchUp();
    if (this.#open) this.#timer = this.#timers.after(TICK_MS, () => this.#tick());
  }
}
