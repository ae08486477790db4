import { KalshiError } from "../rest/error.ts";
import type { Bench } from "./bench.ts";
import type { FactName, Result } from "./fact.ts";

/** Measures one fact, or a few that come out of the same requests. */
export interface Probe {
  readonly facts: readonly FactName[];
  /** What it does, for whoever watches. */
  readonly does: string;
  /** One result for each fact. What it leaves on the exchange the bench takes away. Throws KalshiError, ProbeStop, Interrupted. */
  readonly measure: (bench: Bench) => Promise<readonly Result[]>;
}

/** A measurement can't be made; the message says why, and what would help. */
export class ProbeStop extends Error {
  override readonly name = "ProbeStop";
}

/** Whether it is a measurement that has failed, and others may go on. */
export function hasFailed(error: unknown): error is KalshiError | ProbeStop {
  return error instanceof KalshiError || error instanceof ProbeStop;
}

/** Somebody has asked for the end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("interrupted");
  }
}
