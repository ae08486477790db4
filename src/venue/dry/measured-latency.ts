import type { Random } from "../../ambient/random.ts";
import { drawnLatency, type Latency } from "../local/latency.ts";

/** So many of the last round trips are drawn from. */
const KEPT = 64;
/** Before any has been measured. */
const USUAL_MS = [40, 160] as const;

/** How long our commands take, by how long our readings do: each is given the time of one of the last round trips. */
export class MeasuredLatency {
  readonly #random: Random;
  readonly #tookMs: number[] = [];
  #next = 0;
  readonly #usual: Latency;

  constructor(random: Random) {
    this.#random = random;
    this.#usual = drawnLatency(random, ...USUAL_MS);
  }

  /** A round trip took so long. */
  measured(tookMs: number): void {
    this.#tookMs[this.#next] = tookMs;
    this.#next = (this.#next + 1) % KEPT;
  }

  readonly draw: Latency = () => {
    const { length } = this.#tookMs;
    return length === 0 ? this.#usual() : this.#tookMs[this.#random.integer(0, length - 1)]!;
  };
}
