import { snakeCase } from "../market/snake-case.ts";
import { beliefVolatility, type Provenance } from "../model/parameters.ts";
import type { LegCalibration } from "./calibration.ts";
import type { Diagnostics } from "./prediction-diagnostics.ts";
import type { VolatilityTermDocument } from "./volatility-term-document.ts";

/** What `calibrate --json` prints: names in snake case, prices in cents of YES, rates by the hour or the order, variances in logit^2. */
export interface CalibrationDocument {
  readonly tapes: readonly string[];
  readonly orders: number;
  readonly tickers: readonly TickerCalibration[];
  readonly volatility_term: VolatilityTermDocument;
}

export interface TickerCalibration {
  readonly ticker: string;
  readonly event: string;
  /** Merged taker orders on the tapes. */
  readonly orders: number;
  /** Where the parameters come from: `em` this contract's own orders, `pooled` the event's other contracts, `prior` constants. */
  readonly provenance: Provenance;
  readonly calibrated_at: string | null;
  /** Orders in the window of the last fit. */
  readonly window_orders: number;
  readonly parameters: FittedParameters;
  readonly standard_errors: { readonly sigma2_per_hour: number | null };
  /** Of the last fit. */
  readonly bound_hits: readonly string[];
  readonly em_iterations: number;
  /** Over the tapes: fits to its own orders, their EM iterations, and how many of them ended on a bound, by parameter. */
  readonly fits: number;
  readonly fit_iterations: number;
  readonly fits_on_bound: Readonly<Record<string, number>>;
  /** Of the walk-forward one-step predictions, by where their parameters came from; those that there were. */
  readonly diagnostics: Readonly<Partial<Record<Provenance, DiagnosticsDocument>>>;
}

export interface FittedParameters {
  /** Belief volatility, jumps included: logit per sqrt(hour). */
  readonly sigma_b: number;
  readonly sigma2_per_hour: number;
  readonly jumps_per_hour: number;
  readonly jumps_per_order: number;
  readonly jump_variance: number;
  readonly noise_cents2: number;
  readonly bounce_cents: number;
  readonly outlier_probability: number;
  readonly outlier_variance_ratio: number;
  readonly size_exponent: number;
  readonly median_contracts: number;
  readonly orders_per_hour: number;
}

export interface DiagnosticsDocument {
  readonly predictions: number;
  readonly nis: number;
  readonly pit_histogram: readonly number[];
  readonly ljung_box: { readonly lags: number; readonly statistic: number; readonly p: number } | null;
  readonly jump_probability_sum: number;
}

export interface CalibrationResult {
  readonly tapes: readonly string[];
  readonly orders: number;
  readonly legs: readonly LegCalibration[];
  readonly terms: VolatilityTermDocument;
}

export function calibrationDocument({ tapes, orders, legs, terms }: CalibrationResult): CalibrationDocument {
  return { tapes, orders, tickers: legs.map(tickerCalibration), volatility_term: terms };
}

function tickerCalibration(leg: LegCalibration): TickerCalibration {
  const { parameters } = leg;
  return {
    ticker: leg.ticker,
    event: leg.event,
    orders: leg.orders,
    provenance: parameters.provenance,
    calibrated_at: parameters.calibratedAt === null ? null : new Date(parameters.calibratedAt).toISOString(),
    window_orders: parameters.orders,
    parameters: {
      sigma_b: beliefVolatility(parameters),
      sigma2_per_hour: parameters.sigma2PerHour,
      jumps_per_hour: parameters.jumpsPerHour,
      jumps_per_order: parameters.jumpsPerOrder,
      jump_variance: parameters.jumpVariance,
      noise_cents2: parameters.noiseCents2,
      bounce_cents: parameters.bounceCents,
      outlier_probability: parameters.outlierProbability,
      outlier_variance_ratio: parameters.outlierVarianceRatio,
      size_exponent: parameters.sizeExponent,
      median_contracts: parameters.medianContracts,
      orders_per_hour: parameters.ordersPerHour,
    },
    standard_errors: { sigma2_per_hour: parameters.sigma2StandardError },
    bound_hits: parameters.boundHits.map(snakeCase),
    em_iterations: parameters.iterations,
    fits: leg.fits,
    fit_iterations: leg.iterations,
    fits_on_bound: Object.fromEntries(
      [...leg.boundHits].map(([name, fits]) => [snakeCase(name), fits] as const).sort(),
    ),
    diagnostics: Object.fromEntries(
      [...leg.diagnostics].flatMap(([provenance, { result }]) =>
        result === undefined ? [] : [[provenance, diagnosticsDocument(result)] as const],
      ),
    ),
  };
}

function diagnosticsDocument({ predictions, nis, pitHistogram, ljungBox, jumps }: Diagnostics): DiagnosticsDocument {
  return { predictions, nis, pit_histogram: pitHistogram, ljung_box: ljungBox, jump_probability_sum: jumps };
}
