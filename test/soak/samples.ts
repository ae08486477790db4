import { heapSize } from "bun:jsc";

/** What the program takes at a moment. */
export interface Sample {
  readonly inputs: number;
  /** Memory that the system counts as this process's. */
  readonly residentMb: number;
  /** Of that, what JavaScript's objects take. */
  readonly heapMb: number;
  readonly journalBytes: number;
}

export function sampled(inputs: number, journalBytes: number): Sample {
  return { inputs, residentMb: process.memoryUsage.rss() / 1e6, heapMb: heapSize() / 1e6, journalBytes };
}

export function mean(samples: readonly Sample[], of: "residentMb" | "heapMb"): number {
  return samples.reduce((total, sample) => total + sample[of], 0) / samples.length;
}
