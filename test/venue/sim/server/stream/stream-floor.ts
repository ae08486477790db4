import { generateKeyPairSync, sign } from "node:crypto";
import { after, DOLLAR, type Money, type Time } from "../../../../../src/market/units.ts";
import { Exchange } from "../../../../../src/venue/sim/exchange.ts";
import type { ExchangeRules } from "../../../../../src/venue/sim/rules.ts";
import type { Behaviour } from "../../../../../src/venue/sim/server/behaviour.ts";
import { serveExchange } from "../../../../../src/venue/sim/server/exchange-server.ts";
import type { HttpServer } from "../../../../../src/venue/sim/server/http-server.ts";
import { ServedExchange } from "../../../../../src/venue/sim/server/served-exchange.ts";
import type { StreamLimits } from "../../../../../src/venue/sim/server/stream/stream-limits.ts";
import { StreamServer } from "../../../../../src/venue/sim/server/stream/stream-server.ts";
import { STREAM_PATH } from "../../../../../src/venue/sim/server/stream-side.ts";
import { event, T0 } from "../../trading-floor.ts";
import { StreamClient } from "./stream-client.ts";

/** Who trades here, each with a key of his name. */
export const ACCOUNTS = ["ann", "bob"] as const;
export type AccountName = (typeof ACCOUNTS)[number];

const KEYS = new Map(ACCOUNTS.map((name) => [name, generateKeyPairSync("ed25519")]));

export interface FloorOptions {
  readonly faults?: readonly string[];
  readonly behaviour?: Partial<Behaviour>;
  readonly limits?: Partial<StreamLimits>;
  readonly rules?: Partial<ExchangeRules>;
  readonly seed?: number;
}

/** An exchange of three markets, served on this machine. Time moves only by `advance`. */
export class StreamFloor {
  readonly exchange: Exchange;
  readonly served: ServedExchange;
  #now: Time = T0;
  readonly #server: HttpServer;
  readonly #clients: StreamClient[] = [];

  constructor({ faults = [], behaviour = {}, limits = {}, rules = {}, seed = 1 }: FloorOptions = {}) {
    const exchange = new Exchange(rules);
    exchange.list(event(), T0);
    this.exchange = exchange;
    this.served = new ServedExchange({
      stage: { exchange, event: { ticker: event().ticker }, enter: () => undefined },
      seed,
      clock: { now: () => this.#now },
      timers: { after: () => ({ cancel: () => undefined }) }, // it is brought up to the clock when the clock moves
      faults,
      behaviour: { streamDelayMs: [0, 0], ...behaviour },
    });
    for (const name of ACCOUNTS) {
      const publicKeyPem = String(KEYS.get(name)!.publicKey.export({ type: "spki", format: "pem" }));
      this.served.openAccount(name, { balance: (100_000 * DOLLAR) as Money, keyId: name, publicKeyPem });
    }
    const streams = new StreamServer(this.served, limits);
    this.#server = serveExchange({ served: this.served, streams, openedAt: T0, port: 0 });
  }

  get url(): string {
    return this.#server.webSocketUrl;
  }

  get restUrl(): string {
    return this.#server.restUrl;
  }

  now(): Time {
    return this.#now;
  }

  /** Lets time pass, with all that becomes due. */
  advance(ms: number): Time {
    this.#now = after(this.#now, ms);
    return this.served.catchUp();
  }

  /** The headers of a handshake, or of another request, signed `offMs` after now. */
  headers(account: AccountName, offMs = 0, line = `GET${STREAM_PATH}`): Record<string, string> {
    const timestamp = String(this.now() + offMs);
    const signature = sign(null, Buffer.from(`${timestamp}${line}`), KEYS.get(account)!.privateKey);
    return {
      "KALSHI-ACCESS-KEY": account,
      "KALSHI-ACCESS-TIMESTAMP": timestamp,
      "KALSHI-ACCESS-SIGNATURE": signature.toString("base64"),
    };
  }

  async connect(account: AccountName = "ann"): Promise<StreamClient> {
    const client = await StreamClient.open(this.url, this.headers(account));
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#server.close();
  }
}

/** Runs a test on a floor of its own. */
export async function onFloor(options: FloorOptions, test: (floor: StreamFloor) => Promise<void>): Promise<void> {
  const floor = new StreamFloor(options);
  try {
    await test(floor);
  } finally {
    await floor.close();
  }
}
