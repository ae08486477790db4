import { type Side, toContracts } from "../market/units.ts";
import { baseHalfSpread, largestMultiplier, widenedHalfSpread } from "./half-spread.ts";
import type { Profile, RuleSet } from "./profile.ts";
import type { DesiredQuotes, Quote, QuoteInput } from "./quote.ts";
import { quotePrice } from "./quote-price.ts";
import { quoteSize } from "./quote-size.ts";
import { byStrength, type Reason, strongest, withholds } from "./reasons.ts";
import { thinBook } from "./thin-book.ts";

/**
 * What we want to have resting in one market: rules R1 to R8, R12 and R14 of QUOTING.md, under every reason that is given
 * (R18). The same input always gives the same quotes.
 */
export function desiredQuotes(input: QuoteInput, profile: Profile, rules: RuleSet): DesiredQuotes {
  const reasons: Reason[] = [...input.reasons];
  const thin = rules === "all" ? thinBook(input.others) : undefined;
  if (thin !== undefined) reasons.push(thin);
  if (!Number.isFinite(input.fairCents)) {
    reasons.push({ code: "no-fair", effect: "pull", text: `the fair value is ${input.fairCents}` });
  }

  const baseHalfSpreadCents = baseHalfSpread(input.sigmaB, profile);
  const multiplier = largestMultiplier(reasons); // before the reasons below: a quote that is moved out is no multiplier
  const halfSpreadCents = widenedHalfSpread(baseHalfSpreadCents, multiplier);
  const skewCents = profile.skewCentsPerContract * toContracts(input.filled);
  const reservationCents = input.fairCents - skewCents;

  const bid = quoteOf("bid", reservationCents - halfSpreadCents);
  const ask = quoteOf("ask", reservationCents + halfSpreadCents);
  return {
    bid,
    ask,
    halfSpreadCents,
    baseHalfSpreadCents,
    multiplier,
    skewCents,
    reservationCents,
    reasons: byStrength(reasons),
  };

  /** The quote of a side, unless something withholds it; adds what the rules have to say about it to the reasons. */
  function quoteOf(side: Side, targetCents: number): Quote | undefined {
    const { quantity, reasons: aboutSize } = quoteSize(side, input, profile, rules);
    const { price, reasons: aboutPrice } = quotePrice(side, targetCents, input, profile, rules);
    reasons.push(...aboutSize, ...aboutPrice);
    const top = strongest(reasons, side);
    const isWithheld = top !== undefined && withholds(top);
    return isWithheld || price === undefined || quantity === 0 ? undefined : { price, quantity };
  }
}
