import type { ContractView, HistoryView, MarkoutView, OutcomeView } from "../../src/app/view.ts";
import { numbersFrom } from "./sample-numbers.ts";

const SAMPLES = 120;
const HORIZONS_MS = [10_000, 60_000, 600_000] as const;

let last: { readonly name: string; readonly history: HistoryView } | undefined;

/** Two hours of samples up to `at` near what the contracts are; gaps where nothing was quoted. The same for the same tickers and time. */
export function sampleHistory(contracts: readonly ContractView[], at: number): HistoryView {
  const name = `${at} ${contracts.map(({ ticker }) => ticker).join(" ")}`;
  if (last?.name !== name) last = { name, history: drawnHistory(contracts, at) };
  return last.history;
}

function drawnHistory(contracts: readonly ContractView[], at: number): HistoryView {
  const times = Array.from({ length: SAMPLES }, (_, index) => at - (SAMPLES - 1 - index) * 60_000);
  const equityUsd = wandering(7, SAMPLES, 0.6, 13.17);
  let highest = Number.NEGATIVE_INFINITY;
  const drawdownUsd = equityUsd.map((equity) => {
    highest = Math.max(highest, equity);
    return equity - highest;
  });
  return {
    at: times,
    contracts: Object.fromEntries(
      contracts.map((contract, index) => {
        const fair = wandering(index + 1, SAMPLES, 0.5, 5 + 14 / (1 + index * 0.6)).map((cents) => Math.max(1, cents));
        const inventory = wandering(index + 100, SAMPLES, 1.2, 12 - 5 * (index % 6)).map(Math.round);
        const isOff = (place: number) => place > 40 && place < 52;
        return [
          contract.ticker,
          {
            fair,
            bid: fair.map((cents, place) => (isOff(place) ? null : Math.max(1, Math.floor(cents - 3)))),
            ask: fair.map((cents, place) => (isOff(place) ? null : Math.ceil(cents + 3))),
            othersBid: fair.map((cents) => Math.max(1, Math.floor(cents - 1.5))),
            othersAsk: fair.map((cents) => Math.ceil(cents + 1.5)),
            inventory,
          },
        ];
      }),
    ),
    account: { at: times, equityUsd, drawdownUsd },
  };
}

/** A random walk that ends at `end`. */
function wandering(seed: number, count: number, step: number, end: number): number[] {
  const random = numbersFrom(seed * 1_009);
  const walk = [end];
  for (let place = 1; place < count; place++) walk.push((walk.at(-1) ?? end) + (random() - 0.5) * 2 * step);
  return walk.reverse();
}

export function sampleMarkouts(): MarkoutView[] {
  return HORIZONS_MS.map((horizonMs, place) => ({
    horizonMs,
    fills: 57 - place * 4,
    meanCents: 0.82 - place * 0.61,
    latestCents: wandering(40 + place, 53, 0.8, 0.4 - place * 0.5),
  }));
}

/** Worst first. */
export function sampleOutcomes(contracts: readonly ContractView[]): OutcomeView[] {
  const all: OutcomeView[] = contracts.map(({ label, inventory }) => ({ label, resultUsd: inventory * 0.9 - 12 }));
  return [...all, { label: null, resultUsd: -14.2 }].sort((one, other) => one.resultUsd - other.resultUsd);
}
