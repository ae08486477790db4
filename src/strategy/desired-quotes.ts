import type { Side } from "../market/units.ts";
import { baseHalfSpread, largestMultiplier, widenedHalfSpread } from "./half-spread.ts";
import type { Profile, RuleSet } from "./profile.ts";
import type { DesiredQuotes, Quote, QuoteInput } from "./quote.ts";
import { quotePrice } from "./quote-price.ts";
import { quoteSize } from "./quote-size.ts";
import { isWithheld, type Reason, sortByStrength } from "./reasons.ts";
import { thinBook } from "./thin-book.ts";

/** The reasons of the quotes that are being worked out: one list that stays as long as it has become, copied when it is complete. */
const gathered: Reason[] = [];

/**
 * What we want to have resting in one market: rules R1 to R8, R12 and R14 of QUOTING.md, under every reason that is given
 * (R18). The same input always gives the same quotes.
 */
export function desiredQuotes(input: QuoteInput, profile: Profile, rules: RuleSet): DesiredQuotes {
  const { fairCents } = input;
  const reasons = gathered;
  reasons.length = 0;
  for (const reason of input.reasons) reasons.push(reason);
  const thin = rules === "all" ? thinBook(input.others) : undefined;
  if (thin !== undefined) reasons.push(thin);
  if (!Number.isFinite(fairCents)) {
    reasons.push({ code: "no-fair", effect: "pull", text: `the fair value is ${fairCents}` });
  }

  const baseHalfSpreadCents = baseHalfSpread(input.sigmaB, fairCents, profile);
  const multiplier = largestMultiplier(reasons); // before the reasons below: a quote that is moved out is no multiplier
  const halfSpreadCents = widenedHalfSpread(baseHalfSpreadCents, multiplier);
  // A reason may be about one side alone. Both are asked before the quotes add reasons of their own.
  const isWide = multiplier > 1;
  const halfBid = isWide ? widenedHalfSpread(baseHalfSpreadCents, largestMultiplier(reasons, "bid")) : halfSpreadCents;
  const halfAsk = isWide ? widenedHalfSpread(baseHalfSpreadCents, largestMultiplier(reasons, "ask")) : halfSpreadCents;
  const skewCents = profile.skewCentsPerContract * input.leanContracts;
  const reservationCents = fairCents - skewCents;

  const bid = quoteOf("bid", reservationCents - halfBid, input, profile, rules, reasons);
  const ask = quoteOf("ask", reservationCents + halfAsk, input, profile, rules, reasons);
  sortByStrength(reasons);
  return {
    bid,
    ask,
    halfSpreadCents,
    baseHalfSpreadCents,
    multiplier,
    skewCents,
    reservationCents,
    reasons: reasons.slice(),
  };
}

/** The quote of a side, unless something withholds it; adds what the rules have to say about it to the reasons. */
function quoteOf(
  side: Side,
  targetCents: number,
  input: QuoteInput,
  profile: Profile,
  rules: RuleSet,
  reasons: Reason[],
): Quote | undefined {
  const quantity = quoteSize(side, input, profile, rules, reasons);
  const price = quotePrice(side, targetCents, input, profile, rules, reasons);
  if (price === undefined || quantity === 0) return undefined;
  return isWithheld(reasons, side) ? undefined : { price, quantity };
}
