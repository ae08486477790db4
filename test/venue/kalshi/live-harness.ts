import { Random } from "../../../src/ambient/random.ts";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { loadConfiguration } from "../../../src/app/config.ts";
import { type LiveRun, openLiveRun } from "../../../src/app/live-run.ts";
import type { SessionEnd } from "../../../src/app/session.ts";
import type { Command } from "../../../src/engine/command.ts";
import type { Input } from "../../../src/engine/input.ts";
import { type Journal, nullJournal } from "../../../src/journal/journal.ts";
import { after, DOLLAR, money, type Price, type Quantity, type Side, time } from "../../../src/market/units.ts";
import { KalshiKey } from "../../../src/venue/kalshi/key.ts";
import type { VenueNotice } from "../../../src/venue/kalshi/notice.ts";
import type { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { OrderRequest } from "../../../src/venue/sim/order.ts";
import { serveExchange } from "../../../src/venue/sim/server/exchange-server.ts";
import type { HttpServer } from "../../../src/venue/sim/server/http-server.ts";
import { ServedExchange } from "../../../src/venue/sim/server/served-exchange.ts";
import { StreamServer } from "../../../src/venue/sim/server/stream/stream-server.ts";
import { parseSwitches } from "../../../src/venue/sim/server/switches.ts";
import { testKey } from "../sim/server/open-server.ts";
import { SERIES, Stranger } from "./stranger.ts";

/** A Wednesday at noon in New York. */
export const START = time(Date.UTC(2026, 10, 18, 17));
const HOUR_MS = 3_600_000;
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
}

/**
 * The program's own live run and the embedded exchange, in one process and on one virtual clock, with real sockets in between. Time
 * passes in small steps between turns of the event loop, so that a request takes some milliseconds of it.
 */
export class LiveHarness {
  readonly time = new VirtualTime(START);
  readonly served: ServedExchange;
  readonly exchange: Exchange;
  readonly server: HttpServer;
  readonly account = KEY.keyId;
  readonly inputs: Input[] = [];
  readonly commands: Command[] = [];
  readonly notices: VenueNotice[] = [];
  readonly #options: HarnessOptions;
  readonly #stage: Stranger;
  #run: LiveRun | undefined;
  #turnedAt = performance.now();
  #underWay = 0;
  #volume = 0;

  constructor(options: HarnessOptions = {}) {
    this.#options = options;
    const seed = options.seed ?? 7;
    const { rules, behaviour } = parseSwitches(options.switches ?? []);
    const { closeInMs = 48 * HOUR_MS, isQuiet = false } = options;
    const stage = new Stranger({ start: START, seed, account: KEY.keyId, closeInMs, rules, isQuiet });
    this.#stage = stage;
    this.served = new ServedExchange({ stage, seed, clock: this.time, timers: this.time, behaviour });
    this.exchange = this.served.exchange;
    const { keyId, publicKeyPem } = KEY;
    const attestedUntil = after(START, 30 * 24 * HOUR_MS);
    this.served.openAccount(keyId, { keyId, publicKeyPem, attestedUntil, balance: money(1_000 * DOLLAR) });
    this.exchange.subscribe((fact) => {
      if (fact.type === "trade") for (const { quantity } of fact.prints) this.#volume += quantity;
    });
    const streams = new StreamServer(this.served);
    this.server = serveExchange({ served: this.served, streams, openedAt: after(START, -HOUR_MS), port: 0 });
    this.served.faults.set(options.faults ?? []);
  }

  get run(): LiveRun {
    if (this.#run === undefined) throw new Error("nothing runs yet");
    return this.#run;
  }

  async open(): Promise<LiveRun> {
    const { flags = {}, journal = nullJournal, seed = 7 } = this.#options;
    const configuration = loadConfiguration({
      flags: { headless: true, venue: this.server.restUrl, series: SERIES, profile: "documented", ...EAGER, ...flags },
      environment: {},
    });
    const opening = openLiveRun({
      configuration,
      addresses: { restUrl: this.server.restUrl, streamUrl: this.server.webSocketUrl },
      key: KalshiKey.fromPem(KEY.keyId, KEY_PEM),
      epoch: `t${seed}`,
      program: "test",
      journal,
      clock: this.time,
      timers: this.time,
      random: Random.seeded(seed),
      wire: { fetch: this.#fetch },
      unattended: true,
      takeover: this.#options.takeover ?? false,
      watch: (input, caused) => {
        this.inputs.push(input);
        this.commands.push(...caused);
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
  async pass(ms: number): Promise<void> {
    const until = after(this.time.now(), ms);
    while (this.time.now() < until) await this.#turn();
  }

  /** Lets time pass until something is settled. */
  async passing<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    promise.then(over, over);
    while (!isOver) await this.#turn();
    return promise;
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

  async control(name: string, values: object = {}): Promise<void> {
    const init = { method: "POST", body: JSON.stringify(values) };
    const response = await this.passing(fetch(`${this.server.adminUrl}/controls/${name}`, init));
    if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  }

  /** Sends requests in a way that time waits for: for parts of the program that are tried without the rest. */
  get fetch(): typeof fetch {
    return this.#fetch;
  }

  async close(): Promise<void> {
    this.#run?.venue.close();
    await this.server.close();
  }

  readonly #fetch = (async (...request: Parameters<typeof fetch>) => {
    this.#underWay++;
    try {
      const answer = await fetch(...request);
      const [url, { method = "GET" } = {}] = request;
      return this.#options.tamper?.(answer, { method, url: String(url) }) ?? answer;
    } finally {
      this.#underWay--;
    }
  }) as typeof fetch;

  async #turn(): Promise<void> {
    const now = performance.now();
    const speed = this.#underWay > 0 ? BUSY_SPEED : SPEED;
    const step = Math.floor(Math.min(LONGEST_STEP_MS, (now - this.#turnedAt) * speed));
    if (step > 0) {
      this.#turnedAt = now;
      this.time.runUntil(after(this.time.now(), step));
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Virtual milliseconds in a real one; fewer while a request is under way, so that it takes some tens of them even on a busy machine. */
const SPEED = 400;
const BUSY_SPEED = 100;
/** Between two turns of the event loop, so that a machine that is busy elsewhere delays everything alike. */
const LONGEST_STEP_MS = 10;
