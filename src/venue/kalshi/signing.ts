import type { Time } from "../../market/units.ts";
import type { KalshiKey } from "./key.ts";

/** The headers that prove a request ours: the same for REST and for the WebSocket's handshake. */
export interface SignedHeaders {
  readonly "KALSHI-ACCESS-KEY": string;
  readonly "KALSHI-ACCESS-TIMESTAMP": string;
  readonly "KALSHI-ACCESS-SIGNATURE": string;
}

/** Path of the stream, as it is signed. */
export const STREAM_PATH = "/trade-api/ws/v2";

/**
 * Signs `timestamp + METHOD + path` (docs.kalshi.com, "API Keys"). `path` is the whole path from the host on
 * ("/trade-api/v2/portfolio/orders"); a query behind it is left out, as neither query nor body is signed. `at` is the exchange's
 * time of this very attempt (ExchangeClock): the exchange accepts about five seconds of difference.
 */
export function signedHeaders(key: KalshiKey, at: Time, method: string, path: string): SignedHeaders {
  return {
    "KALSHI-ACCESS-KEY": key.id,
    "KALSHI-ACCESS-TIMESTAMP": String(at),
    "KALSHI-ACCESS-SIGNATURE": key.sign(textToSign(at, method, path)),
  };
}

/** What is signed: `1703123456789GET/trade-api/v2/portfolio/orders`. */
export function textToSign(at: Time, method: string, path: string): string {
  const query = path.indexOf("?");
  return `${at}${method.toUpperCase()}${query < 0 ? path : path.slice(0, query)}`;
}
