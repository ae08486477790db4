import { CENT } from "../../market/units.ts";
import { NONE, type Steps } from "../trace/steps.ts";
import { thinned } from "../trace/thinned.ts";
import type { PageSteps } from "./report-page.ts";

/** As the page has it. */
export function pageSteps({ at, value }: Steps): PageSteps {
  return { at: Array.from(at), cents: Array.from(value, (each) => (each === NONE ? null : each / CENT)) };
}

/** Points that all charts of contracts have together, about: three megabytes of the page. What isn't everybody's is for the busiest contracts. */
const MOST_POINTS = 750_000;
const BASE_POINTS = 540_000;
const MOST_BUCKETS = 512;
const LEAST_BUCKETS = 8;

/** The lines of one contract, the time that they are shown over, and how many fills there are to look at. */
export interface ShownLines {
  readonly lines: readonly Steps[];
  readonly from: number;
  readonly to: number;
  readonly fills: number;
}

/** Into how many parts the time of each contract is cut, and what to say about it. */
export interface Thinning {
  /** By the contract's place. */
  readonly buckets: readonly number[];
  /** Undefined where every line is whole. */
  readonly words: string | undefined;
}

/**
 * Cuts the time of every contract into as many parts as all can have, so that all lines together have no more points than a page should; those with the
 * most fills get more of them, as long as there is room.
 */
export function thinningOf(contracts: readonly ShownLines[]): Thinning {
  const pointsOf = ({ lines, from, to }: ShownLines, buckets: number): number =>
    lines.reduce((sum, steps) => sum + thinned(steps, from, to, buckets).at.length, 0);
  const total = (buckets: number): number => contracts.reduce((sum, each) => sum + pointsOf(each, buckets), 0);
  let most: number = MOST_BUCKETS;
  if (total(MOST_BUCKETS) <= MOST_POINTS)
    return { buckets: contracts.map(() => most), words: wordsOf(contracts, most, 0) };
  while (most > LEAST_BUCKETS && total(most) > BASE_POINTS) most /= 2;
  const buckets = contracts.map(() => most);
  let room = MOST_POINTS - total(most);
  let finer = 0;
  for (const place of [...contracts.keys()].sort((a, b) => contracts[b]!.fills - contracts[a]!.fills)) {
    const contract = contracts[place]!;
    room -= pointsOf(contract, MOST_BUCKETS) - pointsOf(contract, most);
    if (room < 0 || contract.fills === 0) break;
    buckets[place] = MOST_BUCKETS;
    finer += 1;
  }
  return { buckets, words: wordsOf(contracts, most, finer) };
}

function wordsOf(contracts: readonly ShownLines[], buckets: number, finer: number): string | undefined {
  const isWhole = contracts.every(({ lines, from, to }) =>
    lines.every((steps) => thinned(steps, from, to, buckets) === steps),
  );
  if (isWhole) return undefined;
  const more =
    finer === 0 ? "" : ` (${MOST_BUCKETS} in the ${finer.toLocaleString("en-US")} contracts with the most fills)`;
  return (
    `Lines are thinned to fit a page: of each of ${buckets} equal parts of a contract's time${more} the first, lowest, highest and ` +
    "last value are kept, at their own times. Fills are all there."
  );
}
