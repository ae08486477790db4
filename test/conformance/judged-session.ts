import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { KalshiKey } from "../../src/venue/kalshi/key.ts";
import { RestClient } from "../../src/venue/kalshi/rest/client.ts";
import { signedHeaders } from "../../src/venue/kalshi/signing.ts";
import { StrictDescription } from "./description.ts";
import { API_ROOT, type Judged, JudgedExchange } from "./judged-exchange.ts";
import { A, openQuietExchange, type QuietExchange } from "./quiet-exchange.ts";
import { type SigningKey, signingKey } from "./signing-key.ts";

export const OURS = signingKey("key-of-ours", "ed25519");
export const OTHER = signingKey("key-of-another", "ed25519");
/** Signs with another key under our identifier. */
export const FORGED: SigningKey = signingKey(OURS.keyId, "ed25519");

/** A request that our client can't be made to send. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, without the API's root. */
  readonly target: string;
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Ours unless said; null: not signed. */
  readonly key?: SigningKey | null;
}

/** A quiet exchange behind its judge, and our own client before it. */
export interface JudgedSession {
  readonly exchange: QuietExchange;
  readonly judge: JudgedExchange;
  readonly description: StrictDescription;
  readonly client: RestClient;
  /** Sends a request through the judge; what was judged of it. */
  readonly raw: (request: RawRequest) => Promise<Judged>;
  readonly close: () => Promise<void>;
}

export async function openJudgedSession(): Promise<JudgedSession> {
  const exchange = openQuietExchange([OURS, OTHER], { dollars: 1_000, fees: { type: "quadratic", multiplier: 1 } });
  const description = new StrictDescription();
  const judge = await JudgedExchange.open(description, exchange.restUrl);
  const client = new RestClient({
    baseUrl: judge.restUrl,
    key: KalshiKey.fromPem(OURS.keyId, OURS.pem),
    clock: systemClock,
    timers: systemTimers,
    uniform: () => 0.5,
  });
  return {
    exchange,
    judge,
    description,
    client,
    async raw({ method, target, body, key = OURS }) {
      const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
      const headers = {
        ...(key && signed(key, method, `${API_ROOT}${target}`)),
        ...(text && { "content-type": "application/json" }),
      };
      const response = await fetch(`${judge.restUrl}${target}`, { method, headers, ...(text && { body: text }) });
      await response.text();
      return judge.judged.at(-1)!;
    },
    async close() {
      await judge.close();
      await exchange.close();
    },
  };
}

function signed({ keyId, pem }: SigningKey, method: string, path: string): Record<string, string> {
  return { ...signedHeaders(KalshiKey.fromPem(keyId, pem), systemClock.now(), method, path) };
}

/** The body of a create in market A. */
export function create(side: "bid" | "ask", price: string, count: string, more: object = {}): object {
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
