import type { InformedStyle } from "../informed-taker.ts";
import type { MakerStyle } from "../maker.ts";
import type { NoiseStyle } from "../noise-takers.ts";
import type { ManipulatorStyle } from "../print-manipulator.ts";
import type { EventStyle } from "../simulated-event.ts";

/** The crowds there are: one to look at, one fitted to a tape. */
export const CROWD_NAMES = ["lively", "monthly"] as const;

export type CrowdName = (typeof CROWD_NAMES)[number];

/** Everybody who trades the simulated event, and the event itself: numbers alone, for one and the same population. */
export interface Crowd {
  readonly name: CrowdName;
  readonly event: EventStyle;
  readonly makers: readonly MakerStyle[];
  readonly noise: NoiseStyle;
  readonly informed: InformedStyle;
  readonly manipulator: ManipulatorStyle;
  /** Orders far from the market that nobody looks after: on each side of each market so many. */
  readonly forgotten: number;
}
