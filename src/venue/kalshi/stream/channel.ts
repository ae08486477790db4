/** What can be subscribed to. Each has one subscription (`sid`) on a connection, however many markets it covers. */
export type Channel =
  | "orderbook_delta"
  | "trade"
  | "ticker"
  | "fill"
  | "user_orders"
  | "market_positions"
  | "market_lifecycle_v2"
  | "order_group_updates";

/** How the exchange serves a channel. */
export interface ChannelTraits {
  /** Whether markets can, must or can't be named when subscribing. */
  readonly markets: "required" | "optional" | "none";
  /** Messages are numbered; where they aren't, a loss can't be noticed on the stream. */
  readonly sequenced: boolean;
  /** Types of the messages that come on it. */
  readonly types: readonly string[];
}

export const CHANNELS: Readonly<Record<Channel, ChannelTraits>> = {
  orderbook_delta: { markets: "required", sequenced: true, types: ["orderbook_snapshot", "orderbook_delta"] },
  trade: { markets: "optional", sequenced: true, types: ["trade"] },
  ticker: { markets: "optional", sequenced: false, types: ["ticker"] },
  fill: { markets: "optional", sequenced: false, types: ["fill"] },
  user_orders: { markets: "optional", sequenced: false, types: ["user_order"] },
  market_positions: { markets: "optional", sequenced: false, types: ["market_position"] },
  market_lifecycle_v2: {
    markets: "none",
    sequenced: true,
    types: ["market_lifecycle_v2", "event_lifecycle", "event_fee_update"],
  },
  order_group_updates: { markets: "none", sequenced: true, types: ["order_group_updates"] },
};

const BY_TYPE = new Map<string, Channel>(
  (Object.keys(CHANNELS) as Channel[]).flatMap((channel) => CHANNELS[channel].types.map((type) => [type, channel])),
);

/** The channel on which messages of this type come; undefined for answers to commands and types that aren't known. */
export function channelOf(type: string): Channel | undefined {
  return BY_TYPE.get(type);
}
