import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Random } from "../../src/ambient/random.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { type LiveRun, openLiveRun } from "../../src/app/live-run.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import {
  after,
  DOLLAR,
  money,
  type Price,
  price,
  quantity,
  type Side,
  type Time,
  time,
} from "../../src/market/units.ts";
import { KalshiKey } from "../../src/venue/kalshi/key.ts";
import { Exchange } from "../../src/venue/sim/exchange.ts";
import { TIERS } from "../../src/venue/sim/server/behaviour.ts";
import { serveExchange } from "../../src/venue/sim/server/exchange-server.ts";
import type { HttpServer } from "../../src/venue/sim/server/http-server.ts";
import { ServedExchange } from "../../src/venue/sim/server/served-exchange.ts";
import { StreamServer } from "../../src/venue/sim/server/stream/stream-server.ts";
import { ed25519Key, KEY_ID } from "../venue/kalshi/key-material.ts";

const START = time(Date.UTC(2026, 10, 18, 17));
const HOUR_MS = 3_600_000;
const EVENT = "KXTICK-26NOV";
export const TICKERS = Array.from({ length: 15 }, (_, index) => `${EVENT}-L${index + 1}`);
const PAGE = new Uint8Array(4_096);
const OTHERS = ["maker", "taker"] as const;

/** What may stand around the engine's parts to measure them. */
export interface Probes {
  readonly key: (key: KalshiKey) => KalshiKey;
  readonly journal: (journal: Journal) => Journal;
}

/**
 * The program's own live run, its journal on the disk, against the embedded exchange in the same process, with real sockets in between.
 * Nobody trades but one other, when told to, so that each message of a book is one of the measurement's own. Time passes when told to.
 */
export class TickWorld {
  readonly time = new VirtualTime(START);
  readonly folder = mkdtempSync(join(tmpdir(), "tauroi-tick-"));
  readonly #exchange = new Exchange();
  readonly #served: ServedExchange;
  readonly #server: HttpServer;
  readonly #journal: Journal;
  readonly #key: KalshiKey;
  readonly #page = openSync(join(this.folder, "page"), "w");
  #run: LiveRun | undefined;

  constructor(probes: Probes) {
    this.#list();
    this.#served = new ServedExchange({
      stage: { exchange: this.#exchange, event: { ticker: EVENT }, enter: () => undefined },
      seed: 1,
      clock: this.time,
      timers: this.time,
      behaviour: { answerDelayMs: [0, 0], streamDelayMs: [0, 0], readLagMs: [0, 0], tier: TIERS.at(-1)! },
    });
    const { pem, publicKey } = ed25519Key();
    const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
    const attestedUntil = after(START, 30 * 24 * HOUR_MS);
    this.#served.openAccount(KEY_ID, { keyId: KEY_ID, publicKeyPem, attestedUntil, balance: money(10_000 * DOLLAR) });
    const streams = new StreamServer(this.#served);
    this.#server = serveExchange({ served: this.#served, streams, openedAt: after(START, -HOUR_MS), port: 0 });
    this.#key = probes.key(KalshiKey.fromPem(KEY_ID, pem));
    this.#journal = probes.journal(openJournal(this.folder, "tauroi bench", { writer: "thread" }));
  }

  get run(): LiveRun {
    return this.#run!;
  }

  /** Trades a little in every contract, so that it has a fair value, and has the run begin and get over its first minute. */
  async open(): Promise<void> {
    for (let n = 0; n < 10; n++) {
      for (const ticker of TICKERS) this.#trade(ticker);
      await this.pass(1_000);
    }
    const { restUrl, webSocketUrl } = this.#server;
    const configuration = loadConfiguration({
      flags: { headless: true, venue: restUrl, event: EVENT, profile: "documented" },
      environment: {},
    });
    const opening = openLiveRun({
      configuration,
      addresses: { restUrl, streamUrl: webSocketUrl },
      key: this.#key,
      epoch: "tick",
      program: "tauroi bench",
      journal: this.#journal,
      clock: this.time,
      timers: this.time,
      random: Random.seeded(1),
      unattended: true,
    });
    let isOpen = false;
    const settled = (): void => {
      isOpen = true;
    };
    opening.then(settled, settled);
    while (!isOpen) await this.pass(10);
    this.#run = await opening;
    await this.pass(70_000);
  }

  /** Lets so much time pass, a turn of the event loop for every 10 ms, and one at least. */
  async pass(ms: number): Promise<void> {
    let left = ms;
    do {
      this.time.runUntil(after(this.time.now(), Math.min(10, left)));
      await setImmediate();
      left -= 10;
    } while (left > 0);
  }

  /** Has somebody else begin to bid in a contract where nobody else quotes, or end it; the sockets have it when this returns. */
  bid(ticker: string): string {
    return this.#create("maker", ticker, "bid", price(4_000), false);
  }

  endBid(orderId: string): void {
    const ended = this.#exchange.cancel("maker", orderId, this.#now());
    if (!ended.ok) throw new Error(`${orderId}: ${ended.code}`);
    this.#served.catchUp();
  }

  /** Milliseconds that it takes to bring one page to the disk that the journal is on. */
  writePage(): number {
    const start = performance.now();
    writeSync(this.#page, PAGE, 0, PAGE.length, 0);
    fdatasyncSync(this.#page);
    return performance.now() - start;
  }

  async close(): Promise<void> {
    closeSync(this.#page);
    this.#run?.venue.close();
    await this.#server.close();
    await this.#journal.close();
    rmSync(this.folder, { recursive: true });
  }

  #list(): void {
    const openedAt = after(START, -HOUR_MS);
    const legs = TICKERS.map((ticker) => ({
      ticker,
      title: ticker,
      status: "active" as const,
      closeTime: after(START, 240 * HOUR_MS),
      priceRanges: [{ start: price(0), end: price(10_000), step: 100 }],
    }));
    const fees = { type: "quadratic_with_maker_fees", multiplier: 1 } as const;
    this.#exchange.list(
      { ticker: EVENT, series: "KXTICK", title: "Tick", mutuallyExclusive: true, fees, legs },
      openedAt,
    );
    for (const name of OTHERS) {
      this.#exchange.openAccount(name);
      this.#exchange.deposit(name, money(1_000_000 * DOLLAR));
    }
  }

  #trade(ticker: string): void {
    this.#create("maker", ticker, "ask", price(5_000), false);
    this.#create("taker", ticker, "bid", price(5_000), true);
  }

  #create(account: (typeof OTHERS)[number], ticker: string, side: Side, at: Price, takes: boolean): string {
    const timeInForce = takes ? "immediate-or-cancel" : "good-till-canceled";
    const request = { ticker, side, price: at, quantity: quantity(1_000), timeInForce, postOnly: !takes } as const;
    const answer = this.#exchange.create(account, request, this.#now());
    if (!answer.ok) throw new Error(`${account} on ${ticker}: ${answer.code}`);
    this.#served.catchUp();
    return answer.order.orderId;
  }

  #now(): Time {
    return this.#served.catchUp();
  }
}
