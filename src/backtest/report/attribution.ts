import { type Money, type Price, type Quantity, toContracts } from "../../market/units.ts";
import { type FillLog, MARK_AFTER_MS } from "../fill-log.ts";
import type { LegOutcome } from "../outcome.ts";
import { added } from "./event-total.ts";
import { MICRO_DOLLARS_PER_CENT } from "./statistics.ts";

/**
 * Where gross came from, seen from one horizon: gross = spread + adverse selection + inventory, to the micro-dollar. For a fill of q contracts
 * at p, with s = +1 when we bought and -1 when we sold, fair value f at the fill, mark m at the horizon and value v in the end:
 *
 *     s q (v - p) = s q (f - p) + s q (m - f) + s q (v - m)
 *
 * All four are integers, so nothing is rounded and nothing is left over.
 */
export interface Split {
  /** From the fill to the mark. */
  readonly afterMs: number;
  /** How far from fair value we traded. */
  readonly spread: Money;
  /** How the market moved until the mark: negative, as a rule, for those who know more have chosen to trade with us. */
  readonly adverseSelection: Money;
  /** What holding it from the mark to the end brought. */
  readonly inventory: Money;
}

/** What fills are worth some time later against what was paid, in cents per contract, before fees; undefined when nothing was filled. */
export interface Markouts {
  /** In the order of `MARK_AFTER_MS`. */
  readonly after: readonly (number | undefined)[];
  readonly settlement: number | undefined;
}

/** The fills of a leg and what the leg says of them don't agree: the program is wrong. */
export class FillLogError extends Error {
  override readonly name = "FillLogError";
}

/** A split for each of `MARK_AFTER_MS`. Throws FillLogError when the fills of a leg don't add up to its figures. */
export function splits(legs: readonly LegOutcome[]): readonly Split[] {
  for (const leg of legs) compare(leg);
  return MARK_AFTER_MS.map((afterMs, horizon) => ({
    afterMs,
    spread: added(legs, ({ log }) => movement(log, log.price, log.fair)),
    adverseSelection: added(legs, ({ log }) => movement(log, log.fair, log.marks[horizon]!)),
    inventory: added(legs, ({ log, value }) => movement(log, log.marks[horizon]!, value)),
  }));
}

export function markouts(legs: readonly LegOutcome[]): Markouts {
  const contracts = added(legs, (leg) => leg.contracts);
  const perContract = (of: (leg: LegOutcome) => Money): number | undefined =>
    contracts === 0 ? undefined : added(legs, of) / MICRO_DOLLARS_PER_CENT / toContracts(contracts);
  return {
    after: MARK_AFTER_MS.map((_, horizon) => perContract(({ log }) => movement(log, log.price, log.marks[horizon]!))),
    settlement: perContract(({ log, value }) => movement(log, log.price, value)),
  };
}

/** Contracts that our asks sold; the rest of those filled we bought. */
export function contractsSold(legs: readonly LegOutcome[]): Quantity {
  return added(
    legs,
    ({ log: { quantity, sign } }) => sum(quantity, (each, fill) => (sign[fill]! < 0 ? each : 0)) as Quantity,
  );
}

/** What fills gain when their price goes from one value to another: exact, as price x quantity is a micro-dollar. */
function movement({ sign, quantity }: FillLog, from: Int16Array, to: Int16Array | Price): Money {
  return sum(quantity, (each, fill) => {
    const moved = (typeof to === "number" ? to : to[fill]!) - from[fill]!;
    return sign[fill]! * each * moved;
  }) as Money;
}

/** The leg's figures were counted as money came and went; the log has the fills themselves. */
function compare({ ticker, log, value, fills, contracts, gross, fees, net }: LegOutcome): void {
  const say = (what: string, logged: number, counted: number): void => {
    if (logged === counted) return;
    throw new FillLogError(`${ticker}: ${what} is ${logged} by its fills and ${counted} by the account`);
  };
  say("the number of fills", log.at.length, fills);
  say(
    "contracts",
    sum(log.quantity, (each) => each),
    contracts,
  );
  say(
    "fees",
    sum(log.fee, (each) => each),
    fees,
  );
  say("gross", movement(log, log.price, value), gross);
  say("net", gross - fees, net);
}

function sum(column: Uint32Array | Float64Array, of: (value: number, fill: number) => number): number {
  let total = 0;
  for (let fill = 0; fill < column.length; fill += 1) total += of(column[fill]!, fill);
  return total;
}
