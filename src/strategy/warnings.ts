import type { Profile } from "./profile.ts";
import { inCents } from "./wording.ts";

/** Something about a profile that an operator should know before quoting with it. */
export interface ProfileWarning {
  /** For programs. */
  readonly code: "size_above_maximum" | "skew_exceeds_half_spread";
  readonly text: string;
}

/** What an operator should know about a profile before quoting with it; empty when there is nothing. */
export function warnings(profile: Profile): readonly string[] {
  return profileWarnings(profile).map(({ text }) => text);
}

/** The same, with a code to each. */
export function profileWarnings(profile: Profile): readonly ProfileWarning[] {
  const { orderSize, maxOrderSize, skewCentsPerContract } = profile;
  const found: ProfileWarning[] = [];
  if (orderSize > maxOrderSize) {
    const text = `order_size ${orderSize} is above max_order_size ${maxOrderSize}: ${maxOrderSize} is used`;
    found.push({ code: "size_above_maximum", text });
  }
  const size = Math.min(orderSize, maxOrderSize);
  const shift = skewCentsPerContract * size;
  const narrowest = narrowestHalfSpread(profile);
  if (shift > narrowest) {
    const text =
      `skew_cents_per_contract ${skewCentsPerContract} x order_size ${size} = ${inCents(shift)} is more than the ` +
      `half-spread, which can be ${inCents(narrowest)}: one fill offers the reducing side through fair value`;
    found.push({ code: "skew_exceeds_half_spread", text });
  }
  return found;
}

function narrowestHalfSpread({ halfSpread, halfSpreadCents, minHalfSpreadCents }: Profile): number {
  return halfSpread === "fixed" ? halfSpreadCents : minHalfSpreadCents;
}
