import { Random } from "../../../src/ambient/random.ts";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { type Configuration, loadConfiguration } from "../../../src/app/config.ts";
import { type DryRun, openDryRun } from "../../../src/app/dry-run.ts";
import { type LiveRun, openLiveRun } from "../../../src/app/live-run.ts";
import type { Command } from "../../../src/engine/command.ts";
import type { Input } from "../../../src/engine/input.ts";
import { type Journal, nullJournal } from "../../../src/journal/journal.ts";
import { after, DOLLAR, money, type Time } from "../../../src/market/units.ts";
import type { KalshiKey } from "../../../src/venue/kalshi/key.ts";
import type { VenueNotice } from "../../../src/venue/kalshi/notice.ts";
import type { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { Filled } from "../../../src/venue/sim/fact.ts";
import { SIMULATION_START } from "../../../src/venue/sim/simulated-event.ts";
import { Simulation } from "../../../src/venue/sim/simulation.ts";
import { SimulatedExchange } from "../../simulation/exchange.ts";
import { Passage } from "../../wire/passage.ts";
import { PlainWire } from "../../wire/plain-wire.ts";
import { step } from "../../wire/step.ts";

const HOUR_MS = 3_600_000;
const PRE_HISTORY_HOURS = 6;
const ACCOUNT = "trader";
export const BALANCE = money(1_000 * DOLLAR);
export const ADDRESSES = {
  restUrl: "http://127.0.0.1:1/trade-api/v2",
  streamUrl: "ws://127.0.0.1:1/trade-api/ws/v2",
};

export interface DryWorldOptions {
  readonly seed: number;
  readonly hoursToClose?: number;
  readonly switches?: readonly string[];
}

export interface Opening {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly journal?: Journal;
  /** Without a key it reads over REST. */
  readonly isKeyless?: boolean;
  readonly watch?: (input: Input, commands: readonly Command[]) => void;
}

/** The embedded exchange with its crowd, served over its own wire, in this process and on one virtual clock; nobody of ours on it yet. */
export class DryWorld {
  readonly time = new VirtualTime(SIMULATION_START);
  readonly exchange: Exchange;
  readonly account = ACCOUNT;
  readonly notices: VenueNotice[] = [];
  /** All that was filled of the account's orders, on the exchange itself. */
  readonly fills: Filled[] = [];
  /** Methods of all requests that left for the exchange. */
  readonly sent: string[] = [];
  /** Nothing gets through to the exchange over REST. */
  isCut = false;
  readonly #seed: number;
  readonly #inProcess: SimulatedExchange;
  readonly #wire: PlainWire;
  readonly #passage: Passage;

  constructor({ seed, hoursToClose = 48, switches = [] }: DryWorldOptions) {
    this.#seed = seed;
    const stage = new Simulation(
      {
        seed,
        closeTime: after(SIMULATION_START, hoursToClose * HOUR_MS),
        preHistoryMs: PRE_HISTORY_HOURS * HOUR_MS,
        fees: { type: "quadratic_with_maker_fees", multiplier: 1 },
        rules: {},
        pauses: [],
      },
      SIMULATION_START,
    );
    this.#inProcess = new SimulatedExchange({
      stage,
      seed,
      world: this.time,
      switches,
      account: ACCOUNT,
      balance: BALANCE,
      attestedUntil: after(SIMULATION_START, 60 * 24 * HOUR_MS),
      collateralReturn: false,
      openedAt: after(SIMULATION_START, -PRE_HISTORY_HOURS * HOUR_MS),
    });
    this.exchange = this.#inProcess.served.exchange;
    this.exchange.subscribe((fact) => {
      if (fact.type === "fill" && fact.order.account === ACCOUNT) this.fills.push(fact);
    });
    this.#wire = new PlainWire(this.time, this.#inProcess, Random.seeded(seed).fork("wire"));
    this.#passage = new Passage(this.time, (until) => step(this.time, this.#inProcess, until));
  }

  /** How many requests the exchange has counted, by method. */
  get requests(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#inProcess.served.requests);
  }

  get now(): Time {
    return this.time.now();
  }

  dry(opening: Opening = {}): Promise<DryRun> {
    const { isKeyless = false } = opening;
    return this.#passage.passing(
      openDryRun({ ...this.#usual(opening), balance: BALANCE, key: isKeyless ? undefined : simulatedKey() }),
    );
  }

  live(opening: Opening = {}): Promise<LiveRun> {
    return this.#passage.passing(openLiveRun({ ...this.#usual(opening), key: simulatedKey() }));
  }

  pass(ms: number): Promise<void> {
    return this.#passage.pass(ms);
  }

  passing<T>(promise: Promise<T>): Promise<T> {
    return this.#passage.passing(promise);
  }

  close(): void {
    this.#passage.close();
    this.#inProcess.streams.close();
    this.#inProcess.served.close();
  }

  #usual({ flags = {}, journal = nullJournal, watch = () => undefined }: Opening) {
    const configuration: Configuration = loadConfiguration({
      flags: { headless: true, venue: ADDRESSES.restUrl, profile: "documented", ...flags },
      environment: {},
    });
    const wire = {
      fetch: (async (...request: Parameters<typeof fetch>) => {
        if (this.isCut) throw new TypeError("unreachable");
        this.sent.push(request[1]?.method ?? "GET");
        return await this.#wire.fetch(...request);
      }) as typeof fetch,
      openSocket: this.#wire.openSocket,
      streamTiming: { reviewMs: 500 },
    };
    return {
      configuration,
      addresses: ADDRESSES,
      epoch: `w${this.#seed}`,
      program: "test",
      journal,
      clock: this.time,
      timers: this.time,
      random: Random.seeded(this.#seed),
      unattended: true,
      wire,
      watch,
      notice: (notice: VenueNotice) => this.notices.push(notice),
    };
  }
}

/** Signs nothing: this exchange looks at the time alone. */
function simulatedKey(): KalshiKey {
  return { id: ACCOUNT, type: "ed25519", sign: () => "-", toJSON: () => ({ id: ACCOUNT }) } as unknown as KalshiKey;
}
