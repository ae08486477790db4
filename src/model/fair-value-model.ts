import type { TakerOrder } from "../market/taker-order.ts";
import type { Mark } from "./move-ruler.ts";
import type { ModelParameters } from "./parameters.ts";

/** `kalman` is the product's own model; `original` is the one of its Python original, for comparison on tapes. */
export type ModelName = "kalman" | "original";

export const MODEL_NAMES: readonly ModelName[] = ["kalman", "original"];

/** What any model says of a contract after its last order. A number that a model doesn't give is null. */
export interface FairValue {
  /** In cents of YES. */
  readonly fairCents: number;
  /** Standard deviation of the fair value, in cents. */
  readonly sdCents: number | null;
  /** P(the fair value jumped before the last order). */
  readonly jumpProbability: number | null;
  /** The normalised move over the last five orders; null while fewer, or right after an anchor. */
  readonly zMove: number | null;
}

/** The fair value of one contract from its merged taker orders, strictly causal: all that quoting and its defence ask of a model. */
export interface FairValueModel {
  /** Takes in the contract's next order. Throws RangeError when it is earlier than the last one. */
  observe(order: TakerOrder): void;
  /** After the last order, undefined before the first. It may be the same object every time. */
  readonly estimate: FairValue | undefined;
  /** Belief volatility in logit per sqrt(hour); undefined while it can't be relied on. */
  readonly sigmaB: number | undefined;
  /** Replaces the parameters, for later orders only. */
  setParameters(parameters: ModelParameters): void;
  /** The present state, to measure later moves from. Throws Error before the first order. */
  mark(): Mark;
  /** z of the move from a mark of this model to now, as `zMove`; 0 when no order came since. */
  moveFrom(mark: Mark): number;
  /** Keeps the window of `zMove` from reaching back over the present state. */
  anchor(): void;
  /** Its state as plain data that JSON keeps exactly. Models that only measure, and never trade, may do without. */
  save?(): object;
  /** A new model of the same contract becomes the one that was saved. Throws StateError or RangeError when that can't be. */
  restore?(state: unknown): void;
}
