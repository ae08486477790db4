import type { FillLog } from "../fill-log.ts";
import type { LegOutcome } from "../outcome.ts";
import { added } from "./event-total.ts";

/** Which part of the time in which legs were tradable our quotes stood in them; all undefined where that time is none. */
export interface Uptime {
  /** Of all legs together, milliseconds. */
  readonly tradableMs: number;
  readonly bid: number | undefined;
  readonly ask: number | undefined;
  readonly both: number | undefined;
  /** At least one side. */
  readonly any: number | undefined;
}

export function uptime(legs: readonly LegOutcome[]): Uptime {
  const tradableMs = added(legs, ({ quoteTime: { from, to } }) => to - from);
  const share = (of: (leg: LegOutcome) => number): number | undefined =>
    tradableMs === 0 ? undefined : added(legs, of) / tradableMs;
  return {
    tradableMs,
    bid: share(({ quoteTime }) => quoteTime.bidMs),
    ask: share(({ quoteTime }) => quoteTime.askMs),
    both: share(({ quoteTime }) => quoteTime.bothMs),
    any: share(({ quoteTime: { bidMs, askMs, bothMs } }) => bidMs + askMs - bothMs),
  };
}

/** How much was held, long or short, in contracts of one leg. */
export interface Inventory {
  /** Over all legs and the time in which each was tradable; undefined where that time is none. */
  readonly meanContracts: number | undefined;
  readonly largestContracts: number;
}

const HUNDREDTHS = 100;

export function inventory(legs: readonly LegOutcome[]): Inventory {
  const tradableMs = added(legs, ({ quoteTime: { from, to } }) => to - from);
  const heldMs = added(legs, ({ log, quoteTime }) => heldTime(log, quoteTime.from, quoteTime.to));
  return {
    meanContracts: tradableMs === 0 ? undefined : heldMs / tradableMs / HUNDREDTHS,
    largestContracts: legs.reduce((most, { log }) => Math.max(most, largest(log)), 0) / HUNDREDTHS,
  };
}

/** |position| times the milliseconds for which it was held between two times. */
function heldTime({ at, sign, quantity, positionBefore }: FillLog, from: number, to: number): number {
  let total = 0;
  for (let fill = 0; fill < at.length; fill += 1) {
    const start = Math.max(from, at[fill]!);
    const end = Math.min(to, at[fill + 1] ?? to);
    const held = Math.abs(positionBefore[fill]! + sign[fill]! * quantity[fill]!);
    total += held * Math.max(0, end - start);
  }
  return total;
}

function largest({ sign, quantity, positionBefore }: FillLog): number {
  let most = 0;
  for (let fill = 0; fill < sign.length; fill += 1) {
    most = Math.max(most, Math.abs(positionBefore[fill]! + sign[fill]! * quantity[fill]!));
  }
  return most;
}
