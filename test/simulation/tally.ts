import type { SeedResult, Violation } from "./simulate.ts";

/** What all seeds together have shown. */
export class Tally {
  seeds = 0;
  inputs = 0;
  inputsWithResting = 0;
  crashes = 0;
  lives = 0;
  hours = 0;
  shortestHours = Number.POSITIVE_INFINITY;
  fewestInputsWithResting = Number.POSITIVE_INFINITY;
  readonly violations: Violation[] = [];
  readonly #endings = new Map<string, number>();
  readonly #struck = new Map<string, { count: number; underWay: number }>();

  add(result: SeedResult): void {
    this.seeds++;
    this.inputs += result.inputs;
    this.inputsWithResting += result.inputsWithResting;
    this.crashes += result.crashes;
    this.lives += result.lives;
    this.hours += result.hours;
    if (result.violation === undefined) {
      this.shortestHours = Math.min(this.shortestHours, result.hours);
      this.fewestInputsWithResting = Math.min(this.fewestInputsWithResting, result.inputsWithResting);
    } else this.violations.push(result.violation);
    for (const [name, count] of Object.entries(result.endings))
      this.#endings.set(name, (this.#endings.get(name) ?? 0) + count);
    for (const [kind, { count, underWay }] of Object.entries(result.struck)) {
      const sum = this.#struck.getOrInsertComputed(kind, () => ({ count: 0, underWay: 0 }));
      sum.count += count;
      sum.underWay += underWay;
    }
  }

  /** `realMs`: how long it took. */
  document(realMs: number): object {
    const kinds = [...this.#struck].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      seeds: this.seeds,
      inputs: this.inputs,
      inputs_with_orders_resting: this.inputsWithResting,
      violations: this.violations.length,
      failures: this.violations,
      faults: Object.fromEntries(kinds.map(([kind, { count }]) => [kind, count])),
      faults_under_way: Object.fromEntries(kinds.map(([kind, { underWay }]) => [kind, underWay])),
      crashes: this.crashes,
      starts: this.lives,
      endings: Object.fromEntries([...this.#endings].sort()),
      simulated_hours: rounded(this.hours),
      simulated_hours_per_real_minute: rounded(this.hours / (realMs / 60_000)),
      shortest_seed_hours: finite(rounded(this.shortestHours)),
      fewest_inputs_with_orders_resting: finite(this.fewestInputsWithResting),
      real_seconds: rounded(realMs / 1_000),
    };
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
