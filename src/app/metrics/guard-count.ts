import type { Desk } from "../../engine/desk.ts";
import type { LegState } from "../../engine/leg-state.ts";
import type { MetricRegistry } from "./registry.ts";

/** Counts how often reasons begin to hold, contract by contract. */
export class GuardCount {
  readonly #registry: MetricRegistry;
  /** By ticker: the list that was looked at last, and its codes. */
  readonly #seen = new Map<string, { readonly reasons: LegState["reasons"]; readonly codes: ReadonlySet<string> }>();

  constructor(registry: MetricRegistry) {
    this.#registry = registry;
  }

  /** Looks only at contracts whose list is another than last time. */
  watch({ legs }: Desk): void {
    for (const { ticker, reasons } of legs.values()) {
      const last = this.#seen.get(ticker);
      if (last?.reasons === reasons) continue;
      const codes = new Set<string>(reasons.map(({ code }) => code));
      for (const code of codes) {
        if (last?.codes.has(code) !== true) this.#registry.count("tauroi_guards_fired_total", { code });
      }
      this.#seen.set(ticker, { reasons, codes });
    }
  }
}
