import { Random } from "../../../src/ambient/random.ts";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { loadConfiguration } from "../../../src/app/config.ts";
import { type LiveRun, openLiveRun } from "../../../src/app/live-run.ts";
import type { SessionEnd } from "../../../src/app/session.ts";
import type { OpenSignals } from "../../../src/app/signal-sources.ts";
import type { Command } from "../../../src/engine/command.ts";
import type { Input } from "../../../src/engine/input.ts";
import { type Journal, nullJournal } from "../../../src/journal/journal.ts";
import { after, DOLLAR, money, type Price, type Quantity, type Side, time } from "../../../src/market/units.ts";
import type { Addresses } from "../../../src/venue/kalshi/addresses.ts";
import { KalshiKey } from "../../../src/venue/kalshi/key.ts";
import type { VenueNotice } from "../../../src/venue/kalshi/notice.ts";
import type { OpenSocket } from "../../../src/venue/kalshi/stream/options.ts";
import type { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { OrderRequest } from "../../../src/venue/sim/order.ts";
import { ADMIN_ROOT } from "../../../src/venue/sim/server/admin.ts";
import { API_ROOT } from "../../../src/venue/sim/server/route.ts";
import { ServedExchange } from "../../../src/venue/sim/server/served-exchange.ts";
import { STREAM_PATH } from "../../../src/venue/sim/server/stream-side.ts";
import { parseSwitches } from "../../../src/venue/sim/server/switches.ts";
import { ASLEEP, ExchangeInProcess } from "../../wire/exchange.ts";
import { Passage } from "../../wire/passage.ts";
import { PlainWire } from "../../wire/plain-wire.ts";
import { step } from "../../wire/step.ts";
import { testKey } from "../sim/server/open-server.ts";
import { SocketWire } from "./socket-wire.ts";
import { SERIES, Stranger } from "./stranger.ts";

/** A Wednesday at noon in New York. */
export const START = time(Date.UTC(2026, 10, 18, 17));
const HOUR_MS = 3_600_000;
/** Nobody listens there: an exchange of another seed is another exchange, and has another address. */
const LOWEST_PORT = 1_000;
const LONGEST_WAIT_MS = 20 * 60_000;
const KEY = testKey("trader");
export const KEY_PEM = KEY.privateKey.export({ type: "pkcs8", format: "pem" }) as string;

/** Quotes that the stranger finds, in sizes that it takes in parts, and that move with what it takes. */
const EAGER = { halfSpread: "fixed", halfSpreadCents: 1, orderSize: 10, skewCentsPerContract: 0.25 };

export interface HarnessOptions {
  readonly seed?: number;
  readonly faults?: readonly string[];
  readonly switches?: readonly string[];
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly journal?: Journal;
  readonly closeInMs?: number;
  /** What is made of an answer of the exchange's before the program has it. */
  readonly tamper?: (answer: Response, request: { readonly method: string; readonly url: string }) => Response;
  /** Nobody else trades. */
  readonly isQuiet?: boolean;
  readonly takeover?: boolean;
  readonly signals?: OpenSignals;
  /** Told of every input with the commands it caused. */
  readonly watch?: (input: Input, commands: readonly Command[]) => void;
  /** What is between the program and the exchange: nothing but virtual time, which gives the same course each time, or real sockets. */
  readonly wire?: "in-process" | "sockets";
}

/** What the program reaches the exchange by. */
export interface HarnessWire {
  readonly fetch: typeof fetch;
  readonly openSocket: OpenSocket;
}

/** The program's own live run and the embedded exchange, in one process and on one virtual clock. */
export class LiveHarness {
  readonly time = new VirtualTime(START);
  readonly served: ServedExchange;
  readonly exchange: Exchange;
  readonly addresses: Addresses;
  readonly account = KEY.keyId;
  readonly inputs: Input[] = [];
  readonly commands: Command[] = [];
  readonly notices: VenueNotice[] = [];
  readonly #options: HarnessOptions;
  readonly #stage: Stranger;
  readonly #inProcess: ExchangeInProcess;
  readonly #wire: HarnessWire;
  readonly #sockets: SocketWire | undefined;
  readonly #passage: Passage;
  #run: LiveRun | undefined;
  #volume = 0;

  constructor(options: HarnessOptions = {}) {
    this.#options = options;
    const seed = options.seed ?? 7;
    const { rules, behaviour, precision } = parseSwitches(options.switches ?? []);
    const { closeInMs = 48 * HOUR_MS, isQuiet = false } = options;
    const stage = new Stranger({ start: START, seed, account: KEY.keyId, closeInMs, rules, isQuiet });
    this.#stage = stage;
    this.served = new ServedExchange({ stage, seed, clock: this.time, timers: ASLEEP, behaviour });
    this.exchange = this.served.exchange;
    const { keyId, publicKeyPem } = KEY;
    const attestedUntil = after(START, 30 * 24 * HOUR_MS);
    const terms = { attestedUntil, ...(precision !== undefined && { precision }) };
    this.served.openAccount(keyId, { keyId, publicKeyPem, balance: money(1_000 * DOLLAR), ...terms });
    this.exchange.subscribe((fact) => {
      if (fact.type === "trade") for (const { quantity } of fact.prints) this.#volume += quantity;
    });
    this.#inProcess = new ExchangeInProcess(this.served, this.time, after(START, -HOUR_MS));
    this.served.faults.set(options.faults ?? []);
    if (options.wire === "sockets") {
      this.#sockets = new SocketWire(this.time, this.#inProcess);
      this.#wire = this.#sockets;
      this.addresses = this.#sockets.addresses;
      this.#passage = this.#sockets.passage;
      return;
    }
    const host = `127.0.0.1:${LOWEST_PORT + seed}`;
    this.addresses = { restUrl: `http://${host}${API_ROOT}`, streamUrl: `ws://${host}${STREAM_PATH}` };
    this.#wire = new PlainWire(this.time, this.#inProcess, Random.seeded(seed).fork("wire"));
    this.#passage = new Passage(this.time, (until) => step(this.time, this.#inProcess, until));
  }

  get run(): LiveRun {
    if (this.#run === undefined) throw new Error("nothing runs yet");
    return this.#run;
  }

  async open(): Promise<LiveRun> {
    const { flags = {}, journal = nullJournal, seed = 7 } = this.#options;
    const configuration = loadConfiguration({
      flags: {
        headless: true,
        venue: this.addresses.restUrl,
        series: SERIES,
        profile: "documented",
        ...EAGER,
        ...flags,
      },
      environment: {},
    });
    const opening = openLiveRun({
      configuration,
      addresses: this.addresses,
      key: KalshiKey.fromPem(KEY.keyId, KEY_PEM),
      epoch: `t${seed}`,
      program: "test",
      journal,
      clock: this.time,
      timers: this.time,
      random: Random.seeded(seed),
      wire: this.wire,
      unattended: true,
      takeover: this.#options.takeover ?? false,
      signals: this.#options.signals,
      watch: (input, caused) => {
        this.inputs.push(input);
        this.commands.push(...caused);
        this.#options.watch?.(input, caused);
      },
      notice: (notice) => this.notices.push(notice),
    });
    this.#run = await this.passing(opening);
    return this.#run;
  }

  /** Runs to the end of the configured duration. */
  async play(): Promise<SessionEnd> {
    return this.passing((this.#run ?? (await this.open())).play());
  }

  /** Lets so much time pass. */
  pass(ms: number): Promise<void> {
    return this.#passage.pass(ms);
  }

  /** Lets time pass until something is settled. */
  passing<T>(promise: Promise<T>): Promise<T> {
    return this.#passage.passing(promise);
  }

  /** Lets time pass until something is the case, which is looked at every 50 ms. Throws when it is not so within twenty minutes of virtual time. */
  async until(isSo: () => boolean): Promise<void> {
    const last = after(this.time.now(), LONGEST_WAIT_MS);
    while (!isSo()) {
      if (this.time.now() > last) throw new Error(`it has not come to this in twenty minutes: ${isSo}`);
      await this.pass(50);
    }
  }

  of<Type extends Input["type"]>(type: Type): Extract<Input, { type: Type }>[] {
    return this.inputs.filter((input): input is Extract<Input, { type: typeof type }> => input.type === type);
  }

  /** Has an account place an order on the exchange itself; answers the exchange's name of it. */
  place(account: string, ticker: string, side: Side, at: number, size: number, more: Partial<OrderRequest>): string {
    const terms = {
      ticker,
      side,
      price: at as Price,
      quantity: size as Quantity,
      timeInForce: "good-till-canceled",
    } as const;
    const answer = this.exchange.create(account, { ...terms, postOnly: true, ...more }, this.served.catchUp());
    if (!answer.ok) throw new Error(answer.detail);
    return answer.order.orderId;
  }

  /** Another event takes the place of the first in the series. Nobody trades in it. Answers its tickers. */
  rollOver(): readonly string[] {
    const event = this.exchange.event(this.#stage.event.ticker);
    const ticker = `${event.ticker}-NEXT`;
    const legs = event.legs.map((leg) => {
      const closeTime = after(leg.closeTime, 30 * 24 * HOUR_MS);
      return { ...leg, ticker: leg.ticker.replace(event.ticker, ticker), status: "active" as const, closeTime };
    });
    this.exchange.list({ ...event, ticker, legs }, this.served.catchUp());
    this.#stage.event = { ticker };
    return legs.map((leg) => leg.ticker);
  }

  /** All that was ever traded in the event, in 1/100 contract. */
  get volume(): number {
    return this.#volume;
  }

  /** Does what one of the exchange's controls does, at once. */
  async control(name: string, values: object = {}): Promise<void> {
    const init = { method: "POST", body: JSON.stringify(values) };
    const asked = new Request(`http://exchange${ADMIN_ROOT}/controls/${name}`, init);
    const response = await this.#inProcess.sides.admin.serve(asked);
    if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  }

  /** What a program reaches the exchange by; also for parts of it that are tried without the rest. */
  get wire(): HarnessWire {
    return { fetch: this.#fetch, openSocket: this.#wire.openSocket };
  }

  async close(): Promise<void> {
    this.#run?.venue.close();
    this.#passage.close();
    this.#inProcess.streams.close();
    this.served.close();
    await this.#sockets?.close();
  }

  readonly #fetch = (async (...request: Parameters<typeof fetch>) => {
    const answer = await this.#wire.fetch(...request);
    const [url, { method = "GET" } = {}] = request;
    return this.#options.tamper?.(answer, { method, url: String(url) }) ?? answer;
  }) as typeof fetch;
}
