import { atLeast, flag, list, number, object, oneOf, orNull, type Shape, text, tuple } from "../market/saved-state.ts";
import type { GaussianMixtureState } from "./gaussian-mixture.ts";
import type { GaussianSumState } from "./gaussian-sum.ts";
import type { Estimate, LegModelState } from "./leg-model.ts";
import type { Mark, MoveRulerState } from "./move-ruler.ts";
import type { ModelParameters } from "./parameters.ts";
import type { RawMoveState } from "./raw-move.ts";

export const MARK: Shape<Mark> = atLeast<Mark>({
  at: number(),
  logOdds: number(),
  variance: number(),
  clock: number(),
});

const PARAMETERS: Shape<ModelParameters> = atLeast<ModelParameters>({
  sigma2PerHour: number(),
  jumpsPerHour: number(),
  jumpsPerOrder: number(),
  jumpVariance: number(),
  noiseCents2: number(),
  bounceCents: number(),
  outlierProbability: number(),
  outlierVarianceRatio: number(),
  reversionPerHour: number(),
  reversionLogOdds: number(),
  drift: oneOf("none", "martingale"),
  sizeExponent: number(),
  medianContracts: number(),
  provenance: oneOf("prior", "pooled", "em"),
  ordersPerHour: number(),
  calibrated: flag(),
  calibratedAt: orNull(number()),
  orders: number(),
  sigma2StandardError: orNull(number()),
  boundHits: list(text()),
  iterations: number(),
});

const ESTIMATE: Shape<Estimate> = atLeast<Estimate>({
  at: number(),
  orders: number(),
  fairCents: number(),
  sdCents: number(),
  sdTrusted: flag(),
  logOdds: number(),
  variance: number(),
  jumpProbability: number(),
  outlierProbability: number(),
  jumpBeforeProbability: orNull(number()),
  outlierBeforeProbability: orNull(number()),
  zMove: orNull(number()),
  zRaw: orNull(number()),
  zPrint: orNull(number()),
  zOneStep: orNull(number()),
  zModel: orNull(number()),
  logLikelihood: number(),
});

const MIXTURE: Shape<GaussianMixtureState> = list(
  tuple<readonly [weight: number, mean: number, variance: number]>(number(), number(), number()),
);

/** What `LegModel.save` gives. */
export const LEG_MODEL_STATE: Shape<LegModelState> = object<LegModelState>({
  depth: number(),
  diagnostics: flag(),
  comparisons: flag(),
  parameters: PARAMETERS,
  estimate: orNull(ESTIMATE),
  filter: object<GaussianSumState>({ mean: number(), variance: number(), components: MIXTURE }),
  ruler: object<MoveRulerState>({ now: MARK, window: list(MARK), orders: number(), anchor: number() }),
  raw: object<RawMoveState>({ prints: list(number()), gapsHours: list(number()) }),
});
