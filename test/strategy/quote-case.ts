import { PriceGrid } from "../../src/market/price-grid.ts";
import {
  position,
  price,
  priceFromCents,
  quantityFromContracts,
  toCents,
  toContracts,
} from "../../src/market/units.ts";
import type { Profile, RuleSet } from "../../src/strategy/profile.ts";
import type { DesiredQuotes, OthersBest, QuoteInput } from "../../src/strategy/quote.ts";
import { type Effect, type Reason, type ReasonCode, strongest } from "../../src/strategy/reasons.ts";
import { DOCUMENTED } from "./documented.ts";

/** A grid from stretches in cents: [from, to, step]. */
export function gridOf(...stretches: readonly (readonly [from: number, to: number, step: number])[]): PriceGrid {
  return new PriceGrid(
    stretches.map(([from, to, step]) => ({
      start: price(Math.round(from * 100)),
      end: price(Math.round(to * 100)),
      step: Math.round(step * 100),
    })),
  );
}

/** Some of the exchange's structures, by what it calls them. */
export const GRIDS = {
  linear_cent: gridOf([0, 100, 1]),
  deci_cent: gridOf([0, 100, 0.1]),
  tapered_deci_cent: gridOf([0, 10, 0.1], [10, 90, 1], [90, 100, 0.1]),
  center_half_edge_half_cent: gridOf([0, 100, 0.5]),
  center_half_edge_quint_cent: gridOf([0, 10, 0.2], [10, 90, 0.5], [90, 100, 0.2]),
  center_centi_edge_centi_cent: gridOf([0, 100, 0.01]),
} as const;

/** The others' best prices from "45/55", "-/55", "45/-" or "-/-". */
export function bookOf(text: string): OthersBest {
  const [bid = "-", ask = "-"] = text.split("/");
  return {
    ...(bid !== "-" && { bid: priceFromCents(Number(bid)) }),
    ...(ask !== "-" && { ask: priceFromCents(Number(ask)) }),
  };
}

/** A reason from "pull:manual-pull" or "withhold:unknown-order@ask". */
export function reasonOf(text: string): Reason {
  const [rest = "", side] = text.split("@");
  const [effect, code] = rest.split(":");
  return {
    code: code as ReasonCode,
    effect: effect as Effect,
    text: "given",
    ...(side !== undefined && { side: side as "bid" | "ask" }),
  };
}

/** What one case gives, in cents and contracts, and under which profile and rules. */
export interface QuoteCase {
  readonly input: QuoteInput;
  readonly profile: Profile;
  readonly rules: RuleSet;
}

/** A case as the golden table words it; `given` is its column of that name. */
export function caseOf(f: number, q: number, sigmaB: number | undefined, book: string, given = ""): QuoteCase {
  const set = new Map<string, string>();
  const reasons: Reason[] = [];
  for (const word of given.split(" ").filter((word) => word !== "")) {
    const [name = "", value = ""] = word.split("=");
    if (name.includes(":")) reasons.push(reasonOf(name));
    else set.set(name, value);
  }
  const number = (name: string, otherwise: number) => Number(set.get(name) ?? otherwise);
  const room = (contracts: number) => ({
    quantity: quantityFromContracts(contracts),
    limit: () => ({ code: "no-room", effect: "withhold", text: "position limit" }) as const,
  });
  return {
    input: {
      fairCents: f,
      sigmaB,
      filled: position(Math.round(q * 100)),
      leanContracts: q,
      others: bookOf(book),
      grid: GRIDS[(set.get("grid") ?? "linear_cent") as keyof typeof GRIDS],
      reasons,
      room: { bid: room(number("room-bid", 50)), ask: room(number("room-ask", 50)) },
    },
    profile: {
      ...DOCUMENTED,
      halfSpread: set.has("fixed") ? "fixed" : "dynamic",
      halfSpreadCents: number("hs", 3),
      skewCentsPerContract: number("skew", 1),
      orderSize: number("size", 1),
      maxImproveCents: number("improve", 5),
      onCross: set.has("clamp") ? "clamp" : "skip",
    },
    rules: set.has("study") ? "study" : "all",
  };
}

/** A side as the golden table words it: price x contracts or "-", and the strongest reason on it. */
export function worded(quotes: DesiredQuotes, side: "bid" | "ask"): string {
  const quote = quotes[side];
  const words = quote === undefined ? "-" : `${toCents(quote.price)}x${toContracts(quote.quantity)}`;
  const reason = strongest(quotes.reasons, side);
  return reason === undefined ? words : `${words} ${reason.code}`;
}
