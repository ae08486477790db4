import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { VirtualTime } from "../../../../src/ambient/virtual-time.ts";
import type { FeeSchedule, MarketEvent } from "../../../../src/market/event.ts";
import { DOLLAR, money, PRICE_ONE, type Price, type Time, time } from "../../../../src/market/units.ts";
import { Exchange } from "../../../../src/venue/sim/exchange.ts";
import type { ExchangeRules } from "../../../../src/venue/sim/rules.ts";
import type { Behaviour } from "../../../../src/venue/sim/server/behaviour.ts";
import { serveExchange } from "../../../../src/venue/sim/server/exchange-server.ts";
import type { HttpServer } from "../../../../src/venue/sim/server/http-server.ts";
import { type AccountOpening, ServedExchange } from "../../../../src/venue/sim/server/served-exchange.ts";

export const T0 = time(1_790_000_000_000);
export const A = "KXTEST-A";
export const B = "KXTEST-B";
export const C = "KXTEST-C";
export const EVENT = "KXTEST";
const HOUR_MS = 3_600_000;

/** A key pair as an account holds it. */
export interface TestKey {
  readonly keyId: string;
  readonly publicKeyPem: string;
  readonly privateKey: KeyObject;
}

const made = new Map<string, TestKey>();

/** The key of this name; making an RSA one takes long, so each is made once. */
export function testKey(keyId: string, type: "rsa" | "ed25519" = "ed25519"): TestKey {
  return made.getOrInsertComputed(`${type} ${keyId}`, () => {
    const pair = type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2_048 }) : generateKeyPairSync("ed25519");
    const publicKeyPem = pair.publicKey.export({ type: "spki", format: "pem" }) as string;
    return { keyId, publicKeyPem, privateKey: pair.privateKey };
  });
}

/** A signature as the exchange's documentation describes it, made with Node's crypto. */
export function signature({ privateKey }: TestKey, text: string): string {
  const bytes = Buffer.from(text);
  if (privateKey.asymmetricKeyType === "ed25519") return sign(null, bytes, privateKey).toString("base64");
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return sign("sha256", bytes, { key: privateKey, padding, saltLength: 32 }).toString("base64");
}

export interface OpenOptions {
  readonly rules?: Partial<ExchangeRules>;
  readonly behaviour?: Partial<Behaviour>;
  readonly faults?: readonly string[];
  readonly fees?: FeeSchedule;
  readonly dollars?: number;
  readonly terms?: Partial<AccountOpening>;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came over the wire
  readonly body: any;
}

/** How one request differs from a usual one. */
export interface Sending {
  /** Undefined: not signed. */
  readonly key?: TestKey | undefined;
  readonly signedAt?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** As it is; otherwise the body is written as JSON. */
  readonly text?: string;
}

/** A served exchange with three empty markets, whose time moves only when the test says. */
export class TestServer {
  readonly exchange: Exchange;
  readonly served: ServedExchange;
  readonly clock = new VirtualTime(T0);
  readonly one = testKey("key-one");
  readonly two = testKey("key-two");
  readonly #http: HttpServer;

  constructor(options: OpenOptions = {}) {
    this.exchange = new Exchange(options.rules);
    this.exchange.list(testEvent(options.fees), (T0 - HOUR_MS) as Time);
    this.served = new ServedExchange({
      stage: { exchange: this.exchange, event: { ticker: EVENT }, enter: () => undefined },
      seed: 7,
      clock: this.clock,
      timers: this.clock,
      faults: options.faults ?? [],
      behaviour: { answerDelayMs: [0, 0], streamDelayMs: [0, 0], readLagMs: [0, 0], ...options.behaviour },
    });
    const balance = money((options.dollars ?? 1_000) * DOLLAR);
    for (const { keyId, publicKeyPem } of [this.one, this.two]) {
      this.served.openAccount(keyId, { balance, keyId, publicKeyPem, ...options.terms });
    }
    this.#http = serveExchange({ served: this.served, openedAt: T0, port: 0 });
  }

  get urls(): Pick<HttpServer, "restUrl" | "adminUrl"> {
    return this.#http;
  }

  /** Lets so much time pass, for the exchange too. */
  pass(ms: number): void {
    this.clock.runUntil((this.clock.now() + ms) as Time);
  }

  /** Sends a request, signed by the first account unless said otherwise. */
  async send(method: string, path: string, body?: unknown, sending: Sending = {}): Promise<Answer> {
    const key = "key" in sending ? sending.key : this.one;
    const response = await fetch(`${this.#http.restUrl}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key && this.#headers(key, method, path, sending.signedAt ?? this.clock.now())),
        ...sending.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(sending.text !== undefined && { body: sending.text }),
    });
    return answerOf(response);
  }

  get(path: string, sending?: Sending): Promise<Answer> {
    return this.send("GET", path, undefined, sending);
  }

  /** Sends a request that is answered only when time passes, which it does until then. */
  async sendPassing(method: string, path: string, body?: unknown, sending?: Sending): Promise<Answer> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    const answer = this.send(method, path, body, sending);
    answer.then(over, over);
    while (!isOver) {
      this.pass(1);
      await Bun.sleep(0);
    }
    return await answer;
  }

  /** Creates an order that must be accepted; its answer's body. */
  async place(
    side: "bid" | "ask",
    price: string,
    count: string,
    more: Readonly<Record<string, unknown>> = {},
    key: TestKey = this.one,
    // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came over the wire
  ): Promise<any> {
    const { status, body } = await this.send("POST", "/portfolio/events/orders", create(side, price, count, more), {
      key,
    });
    if (status !== 201) throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Asks the operator's side. */
  async admin(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.#http.adminUrl}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answerOf(response);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #headers(key: TestKey, method: string, path: string, at: number): Record<string, string> {
    const signed = `/trade-api/v2${path.split("?")[0]}`;
    return {
      "KALSHI-ACCESS-KEY": key.keyId,
      "KALSHI-ACCESS-TIMESTAMP": String(at),
      "KALSHI-ACCESS-SIGNATURE": signature(key, `${at}${method}${signed}`),
    };
  }
}

/** A create in market A that may rest. */
export function create(
  side: "bid" | "ask",
  price: string,
  count: string,
  more: Readonly<Record<string, unknown>> = {},
): object {
  return {
    ticker: A,
    side,
    price,
    count,
    time_in_force: "good_till_canceled",
    self_trade_prevention_type: "taker_at_cross",
    ...more,
  };
}

/** Three legs in whole cents, listed an hour before T0, that close an hour after it. */
function testEvent(fees: FeeSchedule = { type: "quadratic_with_maker_fees", multiplier: 1 }): MarketEvent {
  return {
    ticker: EVENT,
    series: "KXTESTS",
    title: "Who wins?",
    mutuallyExclusive: true,
    fees,
    legs: [A, B, C].map((ticker) => ({
      ticker,
      title: `Artist ${ticker.at(-1)}`,
      status: "active",
      closeTime: (T0 + HOUR_MS) as Time,
      priceRanges: [{ start: 0 as Price, end: PRICE_ONE, step: 100 }],
    })),
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}
