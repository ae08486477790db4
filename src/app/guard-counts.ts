import type { Desk } from "../engine/desk.ts";
import type { Reason } from "../strategy/reasons.ts";

/** How often a guard has fired, by the code that docs/guards.md explains. */
export interface GuardCount {
  readonly code: string;
  /** The strongest thing it did. */
  readonly effect: Reason["effect"];
  /** How often it began to hold on a contract. */
  readonly times: number;
  /** Contracts on which it ever held. */
  readonly contracts: number;
  /** For how long it held on any contract, milliseconds. */
  readonly heldMs: number;
}

/** What is no guard's firing: every run begins and ends so. */
const EVERY_RUN: readonly string[] = ["starting", "stopping"];

const STRENGTH = ["widen", "withhold", "pull", "halted", "killed"] as const satisfies readonly Reason["effect"][];

interface Tally {
  effect: Reason["effect"];
  times: number;
  readonly tickers: Set<string>;
  /** Contracts on which it holds now. */
  holding: number;
  since: number;
  heldMs: number;
}

/** Counts what widens, withholds and pulls quotes, from the reasons that the engine gives for each contract. */
export class GuardCounts {
  readonly #tallies = new Map<string, Tally>();
  readonly #seen = new Map<string, { readonly reasons: readonly Reason[]; readonly codes: readonly string[] }>();
  #now = 0;

  /** To be called after every input. */
  watch(desk: Desk): void {
    this.#now = desk.now;
    for (const leg of desk.legs.values()) {
      const seen = this.#seen.get(leg.ticker);
      if (seen?.reasons === leg.reasons) continue;
      this.#compare(leg.ticker, leg.reasons, seen?.codes ?? []);
    }
  }

  /** The most frequent first. */
  get counts(): readonly GuardCount[] {
    return [...this.#tallies]
      .map(([code, { effect, times, tickers, holding, since, heldMs }]) => ({
        code,
        effect,
        times,
        contracts: tickers.size,
        heldMs: heldMs + (holding > 0 ? this.#now - since : 0),
      }))
      .sort((one, other) => other.times - one.times || (one.code < other.code ? -1 : 1));
  }

  #compare(ticker: string, reasons: readonly Reason[], before: readonly string[]): void {
    const codes = [...new Set(reasons.map(({ code }) => code))].filter((code) => !EVERY_RUN.includes(code));
    for (const code of codes) if (!before.includes(code)) this.#begins(code, ticker);
    for (const code of before) if (!codes.includes(code as Reason["code"])) this.#ends(code);
    for (const { code, effect } of reasons) {
      const tally = this.#tallies.get(code);
      if (tally !== undefined && STRENGTH.indexOf(effect) > STRENGTH.indexOf(tally.effect)) tally.effect = effect;
    }
    this.#seen.set(ticker, { reasons, codes });
  }

  #begins(code: string, ticker: string): void {
    const tally = this.#tallies.get(code) ?? {
      effect: "widen",
      times: 0,
      tickers: new Set<string>(),
      holding: 0,
      since: this.#now,
      heldMs: 0,
    };
    this.#tallies.set(code, tally);
    tally.times += 1;
    tally.tickers.add(ticker);
    if (tally.holding === 0) tally.since = this.#now;
    tally.holding += 1;
  }

  #ends(code: string): void {
    const tally = this.#tallies.get(code)!;
    tally.holding -= 1;
    if (tally.holding === 0) tally.heldMs += this.#now - tally.since;
  }
}
