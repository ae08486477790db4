import type { Desk } from "../engine/desk.ts";
import type { LegState } from "../engine/leg-state.ts";
import { CENT, type Side, toCents, toContracts, toDollars } from "../market/units.ts";
import { SampleSeries } from "./sample-series.ts";
import type { ContractHistory, HistoryView } from "./view.ts";

const SAMPLES = 120;
/** The contracts' samples get so many times as far apart as at first: in real time, they reach back two hours. */
const CONTRACTS_SPREAD = 64;

interface ContractSample {
  readonly fair: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly othersBid: number | null;
  readonly othersAsk: number | null;
  readonly inventory: number | null;
}

interface AccountSample {
  readonly equityUsd: number | null;
  readonly drawdownUsd: number | null;
}

const COLUMNS = ["fair", "bid", "ask", "othersBid", "othersAsk", "inventory"] as const;

/** What the charts show: samples of every contract and of the account, taken as time passes. */
export class History {
  readonly #contracts: SampleSeries<ReadonlyMap<string, ContractSample>>;
  readonly #account: SampleSeries<AccountSample>;
  #highestUsd = Number.NEGATIVE_INFINITY;
  #view: HistoryView | undefined;

  /** `paceMs`: the engine's time in a real second, about, so that a fast simulation isn't sampled at every turn. */
  constructor(paceMs: number) {
    const options = { capacity: SAMPLES, spacingMs: paceMs };
    this.#contracts = new SampleSeries({ ...options, mostMs: CONTRACTS_SPREAD * paceMs });
    this.#account = new SampleSeries({ ...options, mostMs: Number.POSITIVE_INFINITY });
  }

  /** Takes the samples that are due. The lowest points of the account between two samples are in the next one's drawdown only. */
  watch(desk: Desk): void {
    const { now } = desk;
    if (this.#contracts.isDue(now)) {
      this.#contracts.add(now, new Map([...desk.legs].map(([ticker, leg]) => [ticker, sampleOf(desk, leg)])));
      this.#view = undefined;
    }
    if (desk.account.opened && this.#account.isDue(now)) {
      const equityUsd = toDollars(desk.account.net);
      this.#highestUsd = Math.max(this.#highestUsd, equityUsd);
      this.#account.add(now, { equityUsd, drawdownUsd: rounded(equityUsd - this.#highestUsd, 1e4) });
      this.#view = undefined;
    }
  }

  /** The same object until there is another sample. */
  get view(): HistoryView {
    this.#view ??= this.#drawn();
    return this.#view;
  }

  #drawn(): HistoryView {
    const { samples } = this.#contracts;
    const account = this.#account.samples;
    const tickers = [...(samples.at(-1)?.sample.keys() ?? [])];
    const of = (ticker: string): ContractHistory =>
      Object.fromEntries(
        COLUMNS.map((column) => [column, samples.map(({ sample }) => sample.get(ticker)?.[column] ?? null)]),
      ) as unknown as ContractHistory;
    return {
      at: samples.map(({ at }) => at),
      contracts: Object.fromEntries(tickers.map((ticker) => [ticker, of(ticker)])),
      account: {
        at: account.map(({ at }) => at),
        equityUsd: account.map(({ sample }) => sample.equityUsd),
        drawdownUsd: account.map(({ sample }) => sample.drawdownUsd),
      },
    };
  }
}

function sampleOf(desk: Desk, leg: LegState): ContractSample {
  const { bid, ask } = leg.others;
  return {
    fair: leg.fairCents === undefined ? null : rounded(leg.fairCents, 10),
    bid: bestLive(leg, "bid"),
    ask: bestLive(leg, "ask"),
    othersBid: bid === undefined ? null : toCents(bid),
    othersAsk: ask === undefined ? null : toCents(ask),
    inventory: toContracts(desk.account.position(leg.ticker)),
  };
}

/** Our best order of that side that may be live. */
function bestLive(leg: LegState, side: Side): number | null {
  let best: number | null = null;
  for (const { price } of leg.live[side]) {
    if (best === null || (side === "bid" ? price > best : price < best)) best = price;
  }
  return best === null ? null : best / CENT;
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
