import { coldStart } from "./cold-start.ts";
import { boundHits, type FitBounds, type FitPrior, maximise, relativeChange } from "./em.ts";
import { clip } from "./log-odds.ts";
import { median } from "./median.ts";
import type { ModelParameters } from "./parameters.ts";
import { type Print, type Series, TickSeries } from "./series.ts";
import { Smoother } from "./smoother.ts";
import { sigma2StandardError } from "./standard-error.ts";
import { printLogOdds } from "./tick-observation.ts";

/** How long a fit goes on. */
export interface FitPlan {
  /** How often the prints are linearised anew, at what has been fitted so far. */
  readonly rounds: number;
  /** EM iterations a round, at most. */
  readonly iterations: number;
  /** A round ends when no parameter changes by more than this, relatively. */
  readonly tolerance: number;
}

const WARM: FitPlan = { rounds: 1, iterations: 5, tolerance: 1e-3 };
const COLD: FitPlan = { rounds: 3, iterations: 30, tolerance: 1e-3 };

const SIGMA2_PER_HOUR = [1e-6, 10] as const;
/**
 * Where half of the prints repeat the one before, ticks would explain all of the noise, and the density of a repeated
 * price grow at the cost of every other: with less than a third of a cent of noise, next trades are predicted worse.
 */
const NOISE_CENTS2 = [0.1, 1e4] as const;

const START_VARIANCE = 1; // logit^2, of the state around the window's first print

/** Fits the state space to windows of prints by expectation-maximisation, in buffers that are kept. */
export class Fitter {
  readonly #series: TickSeries;
  readonly #smoother: Smoother;

  /** A fitter of windows of up to `capacity` prints. `standardErrors`: they cost as much as a warm fit, and nothing is quoted by them. */
  constructor(
    capacity: number,
    private readonly standardErrors = false,
  ) {
    this.#series = new TickSeries(capacity);
    this.#smoother = new Smoother(capacity);
  }

  /** Goes on from `start`, which was fitted to a window like this one. Returns `start` with what was fitted replaced. */
  warm(prints: readonly Print[], start: ModelParameters, prior: FitPrior, plan = WARM): ModelParameters {
    return this.#fit(prints, start, prior, plan);
  }

  /** Starts from moments of the window, and from `start` where there are none. */
  cold(prints: readonly Print[], start: ModelParameters, prior: FitPrior): ModelParameters {
    this.#series.linearise(prints, start, printLogOdds(prints[0]!.cents), START_VARIANCE);
    return this.#fit(prints, { ...start, ...momentStart(this.#series) }, prior, COLD);
  }

  #fit(prints: readonly Print[], start: ModelParameters, prior: FitPrior, plan: FitPlan): ModelParameters {
    const series = this.#series;
    const mean = printLogOdds(prints[0]!.cents);
    // Without the martingale's drift, which pushes a jump the further the larger jumps are taken to be: that feeds on itself.
    let fitted: ModelParameters = { ...start, drift: "none" };
    let bounds: FitBounds | undefined;
    let iterations = 0;
    for (let round = 0; round < plan.rounds; round++) {
      series.linearise(prints, fitted, mean, START_VARIANCE);
      const step = usualStep(series);
      for (let i = 0, change = 1; i < plan.iterations && change > plan.tolerance; i++, iterations++) {
        this.#smoother.run(fitted, series, mean, START_VARIANCE);
        bounds = windowBounds(fitted, step);
        const next = maximise(fitted, series, this.#smoother, prior, bounds);
        change = relativeChange(fitted, next);
        fitted = next;
      }
    }
    return {
      ...fitted,
      drift: start.drift,
      iterations,
      orders: series.length,
      boundHits: bounds ? boundHits(fitted, bounds) : [],
      sigma2StandardError: this.standardErrors
        ? sigma2StandardError(fitted, series, prior, mean, START_VARIANCE)
        : null,
    };
  }
}

/** The median time between prints that are not of one instant; an hour when all are. */
function usualStep(series: Series): number {
  const steps = series.hours.slice(0, series.length).filter((hours) => hours > 0);
  return steps.length > 0 ? median(steps) : 1;
}

/** The moments of a window as parameters. */
function momentStart(series: Series): Partial<ModelParameters> {
  const moments = coldStart(series);
  if (!moments) return {};
  const weight = median(series.noiseWeight.slice(0, series.length)); // logit^2 a cent^2
  const ticks = median(series.tickVariance.slice(0, series.length));
  return {
    sigma2PerHour: clip(moments.sigma2PerHour, ...SIGMA2_PER_HOUR),
    noiseCents2: clip((moments.noise - ticks) / weight, ...NOISE_CENTS2),
    jumpsPerHour: moments.jumpsPerHour,
    jumpVariance: moments.jumpVariance,
  };
}

/**
 * The bounds of a fit whose usual time between prints is `stepHours`. A jump is at least 0.15 logit and three times the
 * diffusion of a step, and few of them come with time alone: small and frequent jumps would be diffusion by another name.
 */
function windowBounds({ sigma2PerHour }: ModelParameters, stepHours: number): FitBounds {
  const leastJump = Math.max(0.15 ** 2, 9 * sigma2PerHour * stepHours);
  return {
    sigma2PerHour: SIGMA2_PER_HOUR,
    noiseCents2: NOISE_CENTS2,
    bounceCents: [-5, 5],
    jumpsPerHour: [1e-6, 0.1 / stepHours],
    jumpsPerOrder: [1e-6, 0.35],
    jumpVariance: [leastJump, Math.max(2 ** 2, leastJump)],
    outlierProbability: [1e-4, 0.2],
  };
}
