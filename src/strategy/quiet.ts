import { after, type Time } from "../market/units.ts";
import type { Profile } from "./profile.ts";
import { LazyReason, type Reason } from "./reasons.ts";

/** What has been heard of a leg's market. */
export interface Hearing {
  /** Merged taker orders so far. */
  readonly orders: number;
  /** The newest trade, or message about the book; undefined before the first. */
  readonly heardAt: Time | undefined;
}

/**
 * A price that nobody has confirmed lately is one that only those who know more will trade at: in the published study fills after half
 * an hour without a trade were the worst of all. And the first few orders of a leg say little about it.
 */
export function quiet({ orders, heardAt }: Hearing, now: Time, profile: Profile): Reason | undefined {
  const { minOrders } = profile;
  if (orders < minOrders) {
    return new LazyReason("quiet", "pull", () => `${orders} taker orders so far, ${minOrders} are needed`);
  }
  if (heardAt === undefined || now < (quietFrom(heardAt, profile) ?? Number.POSITIVE_INFINITY)) return undefined;
  return new LazyReason("quiet", "pull", () => `neither a trade nor news of the book for ${profile.quietAfterS} s`);
}

/** When a leg becomes quiet if nothing more is heard; undefined under a profile that doesn't mind. */
export function quietFrom(heardAt: Time, { quietAfterS }: Profile): Time | undefined {
  return quietAfterS === 0 ? undefined : after(heardAt, 1_000 * quietAfterS);
}
