import type { Desk } from "../engine/desk.ts";
import type { LegState } from "../engine/leg-state.ts";
import { type Side, type Time, toCents } from "../market/units.ts";
import type { MarkoutView } from "./view.ts";

/** After how long the screen judges a fill. */
export const HORIZONS_MS: readonly number[] = [10_000, 60_000, 600_000];

const LATEST = 60;
/** Fills that wait to be judged, at most: more than the exchange's limits let come in ten minutes. */
const MOST_WAITING = 10_000;

/** A fill of ours, and the place for what it comes to at each horizon. */
export interface JudgedFill {
  readonly at: Time;
  readonly ticker: string;
  readonly side: Side;
  readonly priceCents: number;
  readonly contracts: number;
  /** As long as `HORIZONS_MS`; filled in as time passes. */
  readonly markoutsCents: (number | null)[];
}

interface Tally {
  fills: number;
  contracts: number;
  sumCents: number;
  readonly latestCents: number[];
}

/**
 * What our fills came to: the market's price some time later less theirs, gains positive. The market's price is the middle between the
 * others' best, where both are there, else the last trade's; a fill without either is not judged.
 */
export class Markouts {
  readonly #waiting: JudgedFill[][] = HORIZONS_MS.map(() => []);
  readonly #tallies: readonly Tally[] = HORIZONS_MS.map(() => ({
    fills: 0,
    contracts: 0,
    sumCents: 0,
    latestCents: [],
  }));

  onFill(fill: JudgedFill): void {
    for (const queue of this.#waiting) {
      queue.push(fill);
      if (queue.length > MOST_WAITING) queue.shift();
    }
  }

  /** Judges the fills whose time has come. */
  watch(desk: Desk): void {
    HORIZONS_MS.forEach((horizonMs, place) => {
      const queue = this.#waiting[place]!;
      while (queue[0] !== undefined && queue[0].at + horizonMs <= desk.now) this.#judge(queue.shift()!, place, desk);
    });
  }

  get view(): readonly MarkoutView[] {
    return this.#tallies.map(({ fills, contracts, sumCents, latestCents }, place) => ({
      horizonMs: HORIZONS_MS[place]!,
      fills,
      meanCents: contracts > 0 ? sumCents / contracts : null,
      latestCents: [...latestCents],
    }));
  }

  #judge(fill: JudgedFill, place: number, desk: Desk): void {
    const leg = desk.legs.get(fill.ticker);
    const price = leg === undefined ? undefined : marketCents(leg);
    if (price === undefined) return;
    const cents = fill.side === "bid" ? price - fill.priceCents : fill.priceCents - price;
    fill.markoutsCents[place] = cents;
    const tally = this.#tallies[place]!;
    tally.fills++;
    tally.contracts += fill.contracts;
    tally.sumCents += cents * fill.contracts;
    tally.latestCents.push(cents);
    if (tally.latestCents.length > LATEST) tally.latestCents.shift();
  }
}

function marketCents({ others, lastTrade, settledAt }: LegState): number | undefined {
  if (settledAt !== undefined) return toCents(settledAt);
  const { bid, ask } = others;
  if (bid !== undefined && ask !== undefined) return (toCents(bid) + toCents(ask)) / 2;
  return lastTrade === undefined ? undefined : toCents(lastTrade.price);
}
