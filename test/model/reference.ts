import { existsSync, readFileSync } from "node:fs";
import type { FitBounds, FitPrior } from "../../src/model/em.ts";
import { type ModelParameters, PRIOR } from "../../src/model/parameters.ts";
import type { Series } from "../../src/model/series.ts";

const FOLDER = new URL("../../../shared/data/model/", import.meta.url);

/** Whether the reference numbers are here; tests that need them are skipped otherwise. */
export const referencePresent = existsSync(FOLDER);

/** The parameters of a reference file, in its own names. */
export interface ReferenceParameters {
  readonly sigma2: number;
  readonly kappa: number;
  readonly mbar: number;
  readonly r: number;
  readonly lam: number;
  readonly s2: number;
  readonly c: number;
  readonly eps: number;
  readonly Mo: number;
  readonly a0: number;
  readonly P0: number;
  readonly drift: "none" | "clock";
}

export interface ReferenceData {
  readonly t: readonly number[];
  readonly y: readonly number[];
  readonly u: readonly number[];
  readonly Rq: readonly number[];
  readonly om: readonly number[];
}

/** Columns of numbers, one value a print, and some totals. */
export type ReferenceColumns = Readonly<Record<string, readonly number[]>> & { readonly loglik: number };

export interface ReferenceSeries {
  readonly par: ReferenceParameters;
  readonly data: ReferenceData;
  readonly ref: ReferenceColumns & { readonly ep_fallbacks: number };
  readonly library: ReferenceColumns;
  readonly exact: ReferenceColumns;
}

export function reference<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8")) as Shape;
}

/** The references' model: jumps come with time alone. */
export function toParameters(par: Omit<ReferenceParameters, "a0" | "P0">): ModelParameters {
  return {
    ...PRIOR,
    sigma2PerHour: par.sigma2,
    jumpsPerHour: par.lam,
    jumpsPerOrder: 0,
    jumpVariance: par.s2,
    noiseCents2: par.r,
    bounceCents: par.c,
    outlierProbability: par.eps,
    outlierVarianceRatio: par.Mo,
    reversionPerHour: par.kappa,
    reversionLogOdds: par.mbar,
    drift: par.drift === "clock" ? "martingale" : "none",
  };
}

export function toSeries({ t, y, u, Rq, om }: ReferenceData): Series {
  return {
    length: t.length,
    hours: Float64Array.from(t, (at, k) => (k > 0 ? at - t[k - 1]! : 0)),
    logOdds: Float64Array.from(y),
    direction: Float64Array.from(u),
    tickVariance: Float64Array.from(Rq),
    noiseWeight: Float64Array.from(om),
  };
}

/** The references' priors, in their own names; what is left out is not there. */
export function toFitPrior(prior: Readonly<Record<string, number>>): FitPrior {
  return {
    diffusionSteps: prior["sig_nu"] ?? 0,
    sigma2PerHour: prior["sig_0"] ?? 0,
    noisePrints: prior["r_nu"] ?? 0,
    noiseCents2: prior["r_0"] ?? 0,
    jumps: prior["s_nu"] ?? 0,
    jumpVariance: prior["s_0"] ?? 0,
    timeJumps: prior["lam_a"] ?? 0,
    timeHours: prior["lam_T"] ?? 0,
    orderJumps: 0,
    jumpOrders: 0,
    outliers: 0,
    outlierPrints: 0,
  };
}

/** The references' bounds: next to none, and a fixed outlier probability. */
export function toFitBounds(prior: Readonly<Record<string, number>>, outlierProbability: number): FitBounds {
  const free = [0, Number.POSITIVE_INFINITY] as const;
  return {
    sigma2PerHour: free,
    noiseCents2: [prior["r_min"] ?? 0, Number.POSITIVE_INFINITY],
    bounceCents: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    jumpsPerHour: free,
    jumpsPerOrder: [0, 0],
    jumpVariance: [prior["s2_min"] ?? 0, Number.POSITIVE_INFINITY],
    outlierProbability: [outlierProbability, outlierProbability],
  };
}

/** The greatest distance between two columns. */
export function furthest(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  let greatest = 0;
  for (let k = 0; k < theirs.length; k++) {
    const apart = Math.abs(ours[k]! - theirs[k]!);
    if (!(apart <= greatest)) greatest = apart; // NaN is kept
  }
  return greatest;
}
