import { NONE, type Steps, valueAt } from "../../backtest/trace/steps.ts";
import type { Money, Position, Price } from "../../market/units.ts";
import type { Booked } from "./booked.ts";
import type { Walk } from "./journal-walk.ts";

/** Adverse selection is what the market does against a fill in so long. */
export const ADVERSE_AFTER_MS = 300_000;

/**
 * What a market's result is made of, exact: net = spread + adverse selection + inventory + other - fees. For a fill of ours of q contracts (signed)
 * at p, with fair value f at the fill, the market's price m five minutes later and v at the period's end (or what it paid):
 *
 *     q (v - p) = q (f - p) + q (m - f) + q (v - m)
 *
 * Inventory holds what positions held from before have gained, and payouts. Other is what no quote of a run brought: fills of another hand, what was booked
 * while no engine ran, positions that turned out to be others.
 */
export interface Parts {
  readonly spread: Money;
  readonly adverseSelection: Money;
  readonly inventory: Money;
  readonly other: Money;
  readonly fees: Money;
}

export interface LegParts extends Parts {
  readonly leg: string;
  readonly fills: number;
  /** Of ours, in 1/100 contract. */
  readonly contracts: number;
  readonly bought: number;
  readonly position: Position;
}

/** The parts don't come to what the engines have counted: the program is wrong. */
export class PartsError extends Error {
  override readonly name = "PartsError";
}

/** The parts of every market with anything in the period. Throws PartsError when they don't add up to the engines' own result. */
export function partsOf(walk: Walk): readonly LegParts[] {
  const changes = Map.groupBy(walk.changes, ({ leg }) => leg);
  const names = new Set([...walk.legs.keys(), ...walk.opening.keys(), ...walk.closing.keys(), ...changes.keys()]);
  const all = [...names].map((leg) => legParts(walk, leg, changes.get(leg) ?? []));
  const net = all.reduce((sum, parts) => sum + netOfParts(parts), 0);
  if (net !== walk.net) {
    throw new PartsError(
      `the parts of the result add up to ${net} micro-dollars, the engines have counted ${walk.net}`,
    );
  }
  return all;
}

export function netOfParts({ spread, adverseSelection, inventory, other, fees }: Parts): Money {
  return (spread + adverseSelection + inventory + other - fees) as Money;
}

function legParts({ legs, opening, closing, settled }: Walk, leg: string, changes: readonly Booked[]): LegParts {
  const [start, end] = [opening.get(leg), closing.get(leg)];
  const market = legs.get(leg)?.market;
  const value =
    end !== undefined && end.position !== 0 ? end.mark : (settled.get(leg) ?? lastOf(market) ?? end?.mark ?? 0);
  let [spread, adverseSelection, inventory, other, fees] = [0, 0, 0, 0, 0];
  let [fills, contracts, bought] = [0, 0, 0];
  if (start !== undefined) inventory += start.position * (value - start.mark);
  for (const change of changes) {
    const { kind, quantity, cash, fee } = change;
    fees += fee;
    if (kind === "fill") {
      const fair = change.fair ?? change.price!;
      const mark = markAfter(market, change.at, ADVERSE_AFTER_MS) ?? fair;
      spread += quantity * fair + cash;
      adverseSelection += quantity * (mark - fair);
      inventory += quantity * (value - mark);
      fills += 1;
      contracts += Math.abs(quantity);
      bought += Math.max(0, quantity);
    } else if (kind === "settlement" || kind === "found" || kind === "left") inventory += quantity * value + cash;
    else other += quantity * value + cash;
  }
  return {
    leg,
    fills,
    contracts,
    bought,
    position: end?.position ?? (0 as Position),
    spread: spread as Money,
    adverseSelection: adverseSelection as Money,
    inventory: inventory as Money,
    other: other as Money,
    fees: fees as Money,
  };
}

/** The market's price so long after a fill, or the last one that is known by then; undefined where none is. */
export function markAfter(market: Steps | undefined, at: number, afterMs: number): Price | undefined {
  if (market === undefined) return undefined;
  const found = valueAt(market, at + afterMs);
  return found === NONE ? undefined : (found as Price);
}

function lastOf(market: Steps | undefined): Price | undefined {
  const last = market?.value.at(-1);
  return last === undefined || last === NONE ? undefined : (last as Price);
}
