import { systemTimers, type Timers } from "../../../../src/ambient/timers.ts";
import { after, price, quantity, time } from "../../../../src/market/units.ts";
import { KalshiKey } from "../../../../src/venue/kalshi/key.ts";
import { RestClient, type RestClientOptions } from "../../../../src/venue/kalshi/rest/client.ts";
import type { NewOrder } from "../../../../src/venue/kalshi/rest/create-order.ts";
import { KalshiError } from "../../../../src/venue/kalshi/rest/error.ts";
import { ed25519Key, KEY_ID } from "../key-material.ts";
import type { StandIn } from "./stand-in.ts";

export const ed25519 = ed25519Key();
export const NOW = time(1_790_000_000_000);

/** Waits that are over at once, and what they were. Timeouts of attempts, which are seconds, never come. */
export function quickTimers(): Timers & { readonly delays: number[] } {
  const delays: number[] = [];
  return {
    delays,
    after(delayMs, action) {
      if (delayMs >= 5_000) return { cancel: () => {} };
      delays.push(delayMs);
      return systemTimers.after(0, action);
    },
  };
}

/** A client of the server, with an Ed25519 key and a clock that stands still. */
export function clientOf(server: StandIn, options: Partial<RestClientOptions> = {}): RestClient {
  return new RestClient({
    baseUrl: server.baseUrl,
    key: KalshiKey.fromPem(KEY_ID, ed25519.pem),
    clock: { now: () => NOW },
    timers: quickTimers(),
    uniform: () => 0.5,
    ...options,
  });
}

/** What a call failed with. */
export async function failure(promise: Promise<unknown>): Promise<KalshiError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof KalshiError) return error;
    throw error;
  }
  throw new Error("did not fail");
}

export const ORDER: NewOrder = {
  clientOrderId: "tauroi-4f2a-7",
  ticker: "KXTOPMONTHLY-26NOV-BRU",
  side: "ask",
  price: price(4_700),
  quantity: quantity(100),
  expiresAt: after(NOW, 45_000),
  orderGroupId: "group-1",
};
export const ACCEPTED = {
  order_id: "o-1",
  client_order_id: ORDER.clientOrderId,
  fill_count: "0.00",
  remaining_count: "1.00",
  ts_ms: NOW,
};
export const STATUS = { exchange_active: true, trading_active: true };
export const dated = (ms: number) => ({ date: new Date(ms).toUTCString() });
