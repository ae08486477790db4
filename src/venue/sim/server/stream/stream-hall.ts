import type { ServedExchange } from "../served-exchange.ts";
import type { ShownMarkets } from "./shown-market.ts";
import type { StreamLimits } from "./stream-limits.ts";

/** What all connections have in common. */
export interface StreamHall {
  readonly served: ServedExchange;
  readonly markets: ShownMarkets;
  readonly limits: StreamLimits;
}
