import type { Random } from "../../ambient/random.ts";
import { differenceInterval95, type Interval } from "./bootstrap.ts";
import type { EventTotal } from "./event-total.ts";

/** A run with every command delayed by so much. */
export interface DelayedRun {
  readonly latencyMs: number;
  readonly totals: readonly EventTotal[];
  /** Net; undefined when nothing was filled. */
  readonly centsPerContract: number | undefined;
  readonly interval: Interval | undefined;
}

/**
 * What growing latency did to profit.
 *
 * - `decays`: it fell step by step, as far as can be told, to about nothing: as it must be when it is earned by being there in time;
 * - `survives`: at the longest latency it is still distinguishable from nothing: it is not earned where we think, or the future was seen;
 * - `rises`: it grew with latency somewhere, distinguishably;
 * - `no_profit`: there was none to begin with;
 * - `undecided`: too little to tell.
 */
export type DecayVerdict = "decays" | "survives" | "rises" | "no_profit" | "undecided";

export interface Decay {
  readonly verdict: DecayVerdict;
  readonly why: string;
}

/** The most that may be left at the longest latency of what there was at the shortest, to be called about nothing. */
const LARGEST_REST = 0.25;

/** Judges runs that differ in latency alone, over the same events. They may come in any order. */
export function decay(runs: readonly DelayedRun[], random: Random): Decay {
  const ordered = runs.toSorted((a, b) => a.latencyMs - b.latencyMs);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined || first === last) {
    return { verdict: "undecided", why: "there are no two latencies to compare" };
  }
  const start = first.centsPerContract ?? 0;
  const rest = last.centsPerContract ?? 0; // nothing filled, nothing earned
  if (start <= 0) return { verdict: "no_profit", why: `${said(first)} leaves nothing to decay` };
  if (last.interval !== undefined && last.interval[0] > 0) {
    return { verdict: "survives", why: `${said(last)} is distinguishable from nothing` };
  }
  for (const [index, slower] of ordered.slice(1).entries()) {
    const faster = ordered[index]!;
    const difference = differenceInterval95(faster.totals, slower.totals, random.fork(String(slower.latencyMs)));
    if (difference !== undefined && difference[0] > 0) {
      return { verdict: "rises", why: `${said(slower)} is distinguishably more than ${said(faster)}` };
    }
  }
  const why = `from ${said(first)} to ${said(last)}`;
  if (rest > LARGEST_REST * start) return { verdict: "undecided", why: `${why}, on too little to tell` };
  return { verdict: "decays", why };
}

function said({ latencyMs, centsPerContract }: DelayedRun): string {
  const result = centsPerContract === undefined ? "no fill" : `${centsPerContract.toFixed(2)}c`;
  return `${result} at ${latencyMs / 1_000} s`;
}
