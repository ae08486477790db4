import type { Random } from "../../ambient/random.ts";
import { CONTRACT, type Money, PRICE_ONE, type Quantity } from "../../market/units.ts";
import { intervals95 } from "../report/bootstrap.ts";
import { type BinCounts, CALIBRATION_BINS } from "../trace/calibration-bins.ts";
import type { PageCalibrationBin } from "./report-page.ts";

/** Fair values of one contract, and its event, whose contracts stand and fall together. */
export interface JudgedContract {
  readonly event: string;
  readonly counts: BinCounts;
}

/**
 * Fair values against what the contracts paid, bin by bin, every sample counting the same. Intervals by bootstrap over dates: the samples of one contract
 * are one story, not many.
 */
export function calibrationPlot(contracts: readonly JudgedContract[], random: Random): PageCalibrationBin[] {
  const bins: PageCalibrationBin[] = [];
  for (let bin = 0; bin < CALIBRATION_BINS; bin += 1) {
    const there = contracts.filter(({ counts }) => counts.samples[bin]! > 0);
    const sum = (of: (counts: BinCounts) => readonly number[]): number =>
      there.reduce((total, { counts }) => total + of(counts)[bin]!, 0);
    const samples = sum((counts) => counts.samples);
    if (samples === 0) continue;
    // A sample counts as one contract that paid what it paid: the mean payout is then what a contract brought.
    const byEvent = [...Map.groupBy(there, ({ event }) => event)].map(([event, legs]) => ({
      event,
      net: legs.reduce((total, { counts }) => total + counts.paid[bin]! * CONTRACT, 0) as Money,
      contracts: legs.reduce((total, { counts }) => total + counts.samples[bin]! * CONTRACT, 0) as Quantity,
    }));
    const interval = intervals95(byEvent, random.fork(`bin ${bin}`)).centsPerContract;
    bins.push({
      fair: (100 * sum((counts) => counts.fair)) / samples / PRICE_ONE,
      paid: (100 * sum((counts) => counts.paid)) / samples / PRICE_ONE,
      interval: interval ?? null,
      samples,
      contracts: there.length,
    });
  }
  return bins;
}
