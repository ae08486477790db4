import { CHANNELS, type Channel } from "./channel.ts";

/** What is sent to the exchange; `id` comes back with the answer. */
export type StreamCommand =
  | {
      readonly id: number;
      readonly cmd: "subscribe";
      readonly params: {
        readonly channels: readonly [Channel];
        readonly market_tickers?: readonly string[];
        readonly use_yes_price?: true;
      };
    }
  | { readonly id: number; readonly cmd: "unsubscribe"; readonly params: { readonly sids: readonly [number] } }
  | {
      readonly id: number;
      readonly cmd: "update_subscription";
      readonly params: {
        readonly sids: readonly [number];
        readonly action: "add_markets" | "delete_markets" | "get_snapshot";
        readonly market_tickers: readonly string[];
      };
    };

/** Markets of a subscription: named ones, or whatever the exchange has. */
export type Markets = ReadonlySet<string> | "all";

/**
 * Subscribes to one channel, so that an answer is about that one. Prices of books are always asked for on YES: the exchange's
 * default is going to change, so it is never relied on.
 */
export function subscribe(id: number, channel: Channel, markets: Markets): StreamCommand {
  return {
    id,
    cmd: "subscribe",
    params: {
      channels: [channel],
      ...(markets !== "all" && CHANNELS[channel].markets !== "none" && { market_tickers: [...markets] }),
      ...(channel === "orderbook_delta" && { use_yes_price: true }),
    },
  };
}

export function unsubscribe(id: number, sid: number): StreamCommand {
  return { id, cmd: "unsubscribe", params: { sids: [sid] } };
}

export function updateSubscription(
  id: number,
  sid: number,
  action: "add_markets" | "delete_markets" | "get_snapshot",
  tickers: readonly string[],
): StreamCommand {
  return { id, cmd: "update_subscription", params: { sids: [sid], action, market_tickers: tickers } };
}
