import type { DelayMs } from "./fact-line.ts";

const DAY_MS = 86_400_000;

/** Tokens an account gets, as in the exchange's table of tiers. */
export interface Tier {
  readonly name: string;
  readonly read: Bucket;
  readonly write: Bucket;
}

export interface Bucket {
  /** Tokens a second. */
  readonly refillRate: number;
  readonly capacity: number;
}

/** The exchange's tiers of late 2026. Basic holds three seconds of reading, as measured; no other has been. */
export const TIERS: readonly Tier[] = [
  tier("basic", 200, 600, 100, 100),
  tier("advanced", 300, 600, 300, 600),
  tier("expert", 600, 1_200, 600, 1_200),
  tier("premier", 1_200, 2_400, 1_200, 2_400),
  tier("paragon", 2_400, 4_800, 2_400, 4_800),
  tier("prime", 4_800, 9_600, 4_800, 9_600),
  tier("prestige", 12_000, 24_000, 9_600, 19_200),
];

/** What the server itself decides, beside the exchange's rules and the faults. All of it may be changed while it runs. */
export interface Behaviour {
  /** How far a request's timestamp may be off the exchange's clock. */
  signatureWindowMs: number;
  /** From the exchange's deed to its answer over HTTP, and to its messages on the streams. */
  answerDelayMs: DelayMs;
  streamDelayMs: DelayMs;
  /** How long a reading of an account stays as it is before the next is taken. */
  readLagMs: DelayMs;
  /** By how much `as_of_time` claims more than the reading holds. */
  asOfOverstatesMs: number;
  /** For how long ended orders and trades are live, before they are history. */
  ordersLiveMs: number;
  tradesLiveMs: number;
  /** Tokens that a call to an order group costs. */
  groupCallCost: number;
  /** Books are shown to whoever asks; to holders of a key alone otherwise. The exchange's own descriptions disagree. */
  publicBooks: boolean;
  /** What is told of every key: what it may do. */
  keyScopes: readonly string[];
  tier: Tier;
}

/** As far as is known of the real exchange: it accepts a timestamp 5 s off and refuses one 30 s off. */
export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = {
  signatureWindowMs: 8_000,
  answerDelayMs: [0, 40],
  streamDelayMs: [0, 40],
  readLagMs: [0, 2_000],
  asOfOverstatesMs: 0,
  ordersLiveMs: 14 * DAY_MS,
  tradesLiveMs: 90 * DAY_MS,
  groupCallCost: 10,
  publicBooks: false,
  keyScopes: ["read", "write"],
  tier: TIERS[0]!,
};

function tier(name: string, readRate: number, readCapacity: number, writeRate: number, writeCapacity: number): Tier {
  return {
    name,
    read: { refillRate: readRate, capacity: readCapacity },
    write: { refillRate: writeRate, capacity: writeCapacity },
  };
}
