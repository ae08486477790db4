import type { Profile } from "./profile.ts";
import { inCents } from "./wording.ts";

/** What an operator should know about a profile before quoting with it; empty when there is nothing. */
export function warnings(profile: Profile): readonly string[] {
  const { orderSize, maxOrderSize, skewCentsPerContract } = profile;
  const found: string[] = [];
  if (orderSize > maxOrderSize) {
    found.push(`order_size ${orderSize} is above max_order_size ${maxOrderSize}: ${maxOrderSize} is used`);
  }
  const size = Math.min(orderSize, maxOrderSize);
  const shift = skewCentsPerContract * size;
  const narrowest = narrowestHalfSpread(profile);
  if (shift > narrowest) {
    found.push(
      `skew_cents_per_contract ${skewCentsPerContract} x order_size ${size} = ${inCents(shift)} is more than the ` +
        `half-spread, which can be ${inCents(narrowest)}: one fill offers the reducing side through fair value`,
    );
  }
  return found;
}

function narrowestHalfSpread({ halfSpread, halfSpreadCents, minHalfSpreadCents }: Profile): number {
  return halfSpread === "fixed" ? halfSpreadCents : minHalfSpreadCents;
}
