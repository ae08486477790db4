import { type TakerOrder, totalQuantity, vwapCents } from "../market/taker-order.ts";
import { type Time, toContracts } from "../market/units.ts";
import { FITTED, type FitPrior } from "./em.ts";
import { Fitter } from "./fit.ts";
import { median } from "./median.ts";
import { checkParameters, type ModelParameters, PRIOR } from "./parameters.ts";
import type { Print } from "./series.ts";

/** The parameters of one contract from `at` on: for taker orders after it, never for earlier ones. Plain data. */
export interface ParameterSet {
  readonly ticker: string;
  readonly at: Time;
  readonly parameters: ModelParameters;
}

export interface CalibratorOptions {
  /** What is believed of a contract before anything is seen; `PRIOR` by default. */
  readonly prior?: ModelParameters;
  /** A window holds at most so many of a leg's last orders... */
  readonly windowOrders?: number;
  /** ...no older than so many days... */
  readonly windowDays?: number;
  /** ...and needs so many to be fitted. */
  readonly minimumOrders?: number;
  /** Whether each fit works out its `sigma2StandardError`; not by default, as it costs as much as the fit. */
  readonly standardErrors?: boolean;
}

interface Leg {
  readonly ticker: string;
  readonly firstAt: Time;
  lastAt: Time;
  /** The last orders, oldest first; hours since the first one. */
  prints: Print[];
  /** Whether an order came since the last calibration. */
  changed: boolean;
  /** The set in force. */
  parameters: ModelParameters | undefined;
}

const HOUR_MS = 3_600_000;
const RECENT_ORDERS = 100;

/** How strong the priors of a fit are, in steps, prints and jumps. */
const PRIOR_STEPS = 20;
const PRIOR_PRINTS = 15;
const PRIOR_JUMPS = 4;
const PRIOR_OUTLIER_PRINTS = 50;

/**
 * Walk-forward calibration of the legs of one event. The caller feeds it every merged taker order and asks, on a schedule
 * of the event's own time, for new parameters: each set is fitted to past orders alone and is for later ones alone.
 * Deterministic: the same calls give the same sets.
 *
 * A leg with enough orders is fitted by expectation-maximisation (`em`), cold the first time, then from its last set; what
 * the data leave open is drawn to the median of the event's other fitted legs. A younger leg runs on those medians
 * (`pooled`) or, while no other leg is fitted, on constants (`prior`). A fitted leg that falls quiet keeps its last set.
 */
export class Calibrator {
  readonly #prior: ModelParameters;
  readonly #windowOrders: number;
  readonly #windowHours: number;
  readonly #minimumOrders: number;
  readonly #fitter: Fitter;
  readonly #legs = new Map<string, Leg>();
  readonly #resumed = new Map<string, ModelParameters>();

  constructor(options: CalibratorOptions = {}) {
    const { prior = PRIOR, windowOrders = 300, windowDays = 7, minimumOrders = 50, standardErrors = false } = options;
    checkParameters(prior);
    this.#prior = prior;
    this.#windowOrders = windowOrders;
    this.#windowHours = 24 * windowDays;
    this.#minimumOrders = minimumOrders;
    this.#fitter = new Fitter(windowOrders, standardErrors);
  }

  /** Takes in a merged taker order of any leg. Throws RangeError when it is earlier than the leg's last one. */
  observe(order: TakerOrder): void {
    const { ticker, at } = order;
    let leg = this.#legs.get(ticker);
    if (!leg) {
      const parameters = this.#resumed.get(ticker);
      leg = { ticker, firstAt: at, lastAt: at, prints: [], changed: false, parameters };
      this.#legs.set(ticker, leg);
    }
    if (at < leg.lastAt) throw outOfOrder(ticker, at, leg.lastAt);
    leg.lastAt = at;
    leg.changed = true;
    leg.prints.push({
      hours: (at - leg.firstAt) / HOUR_MS,
      cents: vwapCents(order),
      contracts: toContracts(totalQuantity(order)),
      side: order.side,
    });
    if (leg.prints.length >= 2 * this.#windowOrders) leg.prints = leg.prints.slice(-this.#windowOrders);
  }

  /** Goes on from a set calibrated earlier, as after a restart; before the leg's first order. */
  resume({ ticker, parameters }: ParameterSet): void {
    checkParameters(parameters);
    this.#resumed.set(ticker, parameters);
  }

  /**
   * New parameters for the legs with orders since the last call, at most one set a leg. Orders after `at`, if any have been
   * observed, are left to a later call.
   */
  calibrate(at: Time): ParameterSet[] {
    const sets: ParameterSet[] = [];
    for (const leg of this.#legs.values()) {
      if (!leg.changed) continue;
      leg.changed = leg.lastAt > at;
      const parameters = this.#parametersFor(leg, at);
      if (parameters) sets.push({ ticker: leg.ticker, at, parameters });
    }
    // In force only now, so that no leg's set depends on the order of the legs.
    for (const { ticker, parameters } of sets) this.#legs.get(ticker)!.parameters = parameters;
    return sets;
  }

  /** The leg's next set; undefined when the one in force stays. */
  #parametersFor(leg: Leg, at: Time): ModelParameters | undefined {
    const { parameters: last } = leg;
    const pool = this.#poolFor(leg, at);
    const now = (at - leg.firstAt) / HOUR_MS;
    const past = leg.prints.filter(({ hours }) => hours <= now && hours >= now - this.#windowHours);
    const window = past.slice(-this.#windowOrders);
    if (window.length < this.#minimumOrders) {
      const stays = last !== undefined && (last.calibrated || pool.provenance === "prior");
      return stays ? undefined : pool;
    }

    const prior = fitPrior(pool, this.#prior);
    const activity = { medianContracts: medianContracts(window), ordersPerHour: ordersPerHour(window) };
    const fitted = last?.calibrated
      ? this.#fitter.warm(window, { ...last, ...activity }, prior)
      : this.#fitter.cold(window, { ...pool, ...activity }, prior);
    if (!isSound(fitted)) return last?.calibrated ? undefined : pool;
    return { ...fitted, provenance: "em", calibrated: true, calibratedAt: at };
  }

  /** What is believed of a leg without its own orders: medians over the event's other fitted legs, else the constants. */
  #poolFor(leg: Leg, at: Time): ModelParameters {
    const others: ModelParameters[] = [];
    for (const other of this.#legs.values())
      if (other !== leg && other.parameters?.calibrated) others.push(other.parameters);
    if (others.length === 0) return this.#prior;
    const middle = (name: PooledName) => median(Float64Array.from(others, (parameters) => parameters[name]));
    return {
      ...this.#prior,
      sigma2PerHour: middle("sigma2PerHour"),
      noiseCents2: middle("noiseCents2"),
      bounceCents: middle("bounceCents"),
      jumpsPerHour: middle("jumpsPerHour"),
      jumpsPerOrder: middle("jumpsPerOrder"),
      jumpVariance: middle("jumpVariance"),
      outlierProbability: middle("outlierProbability"),
      medianContracts: middle("medianContracts"),
      ordersPerHour: middle("ordersPerHour"),
      provenance: "pooled",
      calibratedAt: at,
      orders: others.reduce((sum, { orders }) => sum + orders, 0),
    };
  }
}

type PooledName = (typeof FITTED)[number] | "medianContracts" | "ordersPerHour";

function outOfOrder(ticker: string, at: Time, last: Time): RangeError {
  return new RangeError(
    `${ticker}: a taker order at ${at} ms after one at ${last} ms; feed a contract's orders in time order`,
  );
}

function medianContracts(prints: readonly Print[]): number {
  return median(Float64Array.from(prints, ({ contracts }) => contracts));
}

/** How often orders came of late, in a second at the least. */
function ordersPerHour(prints: readonly Print[]): number {
  const recent = prints.slice(-RECENT_ORDERS);
  return (recent.length - 1) / Math.max(recent.at(-1)!.hours - recent[0]!.hours, 1 / 3600);
}

/** Diffusion and noise are drawn to the event's other legs; jumps, which a window holds few of, to the constants. */
function fitPrior(pool: ModelParameters, constants: ModelParameters): FitPrior {
  return {
    diffusionSteps: PRIOR_STEPS,
    sigma2PerHour: pool.sigma2PerHour,
    noisePrints: PRIOR_PRINTS,
    noiseCents2: pool.noiseCents2,
    jumps: PRIOR_JUMPS,
    jumpVariance: constants.jumpVariance,
    timeJumps: 1,
    timeHours: 1 / constants.jumpsPerHour,
    orderJumps: 1,
    jumpOrders: 1 / constants.jumpsPerOrder,
    outliers: PRIOR_OUTLIER_PRINTS * constants.outlierProbability,
    outlierPrints: PRIOR_OUTLIER_PRINTS,
  };
}

/** Whether a fit may be used: finite, and with a sigma_b that the orders and not a bound have set. */
function isSound(fitted: ModelParameters): boolean {
  return FITTED.every((name) => Number.isFinite(fitted[name])) && !fitted.boundHits.includes("sigma2PerHour");
}
