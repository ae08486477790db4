import type { ExchangeState } from "./fact.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** The answer to what a pause doesn't allow; undefined when nothing is paused. */
export function pausedRefusal(state: ExchangeState): Refusal | undefined {
  if (state === "open") return undefined;
  if (state === "trading-paused") return refuse("trading-paused", "trading is paused");
  const http = { code: "exchange_is_paused", message: "exchange is paused" };
  return refuse("trading-paused", "the exchange is paused", http);
}
