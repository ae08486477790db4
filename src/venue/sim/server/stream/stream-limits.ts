/** What one client may take up. */
export interface StreamLimits {
  /** Connections of one account. */
  readonly connections: number;
  /** Messages of a subscription that wait to be read before it is ended. */
  readonly unreadMessages: number;
  /** Markets of a subscription. */
  readonly markets: number;
  /** Commands of a connection in a second. */
  readonly commandsPerSecond: number;
}

/** As the real exchange says; how much it keeps of what isn't read, it doesn't say. */
export const DEFAULT_LIMITS: StreamLimits = {
  connections: 200,
  unreadMessages: 1_000,
  markets: 500_000,
  commandsPerSecond: 10_000,
};
