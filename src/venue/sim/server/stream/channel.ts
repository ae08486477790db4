/** What can be subscribed to, by its name on the wire. */
export type Channel = keyof typeof CHANNELS;

/** How a channel treats its subscribers. */
export interface ChannelRules {
  /** Whether its messages are numbered, so that a lost one shows. */
  readonly sequenced: boolean;
  /** Whether a subscription names its markets: it must, it may, or it can't. */
  readonly markets: "required" | "optional" | "none";
  /** Whether it tells an account what concerns nobody else. */
  readonly isPrivate: boolean;
}

const CHANNELS = {
  orderbook_delta: { sequenced: true, markets: "required", isPrivate: false },
  trade: { sequenced: true, markets: "optional", isPrivate: false },
  ticker: { sequenced: false, markets: "optional", isPrivate: false },
  market_lifecycle_v2: { sequenced: true, markets: "none", isPrivate: false },
  fill: { sequenced: false, markets: "optional", isPrivate: true },
  user_orders: { sequenced: false, markets: "optional", isPrivate: true },
  market_positions: { sequenced: false, markets: "optional", isPrivate: true },
  order_group_updates: { sequenced: true, markets: "none", isPrivate: true },
} as const satisfies Readonly<Record<string, ChannelRules>>;

export function rulesOf(channel: Channel): ChannelRules {
  return CHANNELS[channel];
}

export function isChannel(name: unknown): name is Channel {
  return typeof name === "string" && Object.hasOwn(CHANNELS, name);
}
