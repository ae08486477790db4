import type { Time } from "../../../market/units.ts";
import type { Bucket, Tier } from "./behaviour.ts";

/** Tokens that come in at a steady rate up to a capacity. */
export class TokenBucket {
  #tokens: number;
  #at: Time;

  constructor(bucket: Bucket, now: Time) {
    this.#tokens = bucket.capacity;
    this.#at = now;
  }

  /** Takes so many if they are there, all or none. `bucket` may have changed since. */
  take(cost: number, bucket: Bucket, now: Time): boolean {
    const { refillRate, capacity } = bucket;
    this.#tokens = Math.min(capacity, this.#tokens + ((now - this.#at) * refillRate) / 1_000);
    this.#at = now;
    if (this.#tokens + ROUNDING < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}

const ROUNDING = 1e-6; // of sums of fractions of tokens

/** Which of an account's two buckets a request is served from. */
export type BucketName = "read" | "write";

/** The buckets of all accounts, full at the start. */
export class TokenBuckets {
  readonly #tier: () => Tier;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(tier: () => Tier) {
    this.#tier = tier;
  }

  /** Takes tokens from an account's bucket; false when it has too few, and then none are taken. */
  take(account: string, name: BucketName, cost: number, now: Time): boolean {
    const size = this.#tier()[name];
    const bucket = this.#buckets.getOrInsertComputed(`${name} ${account}`, () => new TokenBucket(size, now));
    return bucket.take(cost, size, now);
  }
}
