import { type TakerOrder, type TakerSide, totalQuantity, vwapCents } from "../market/taker-order.ts";
import { type Time, toContracts } from "../market/units.ts";
import { type Caution, horizon, nearness } from "../model/horizon.ts";
import type { LegModel } from "../model/leg-model.ts";
import type { Provenance } from "../model/parameters.ts";
import type { LegRecord } from "../tape/settlements.ts";
import { SideInference } from "../tape/side-inference.ts";
import type { TapeOrder } from "../tape/taker-orders.ts";
import { CoherenceSoFar } from "./coherence-so-far.ts";
import { EventModels } from "./event-models.ts";
import { EventStates } from "./event-states.ts";
import { VolatilityTerms } from "./volatility-terms.ts";

type Outlook = Pick<FairValue, "hours_to_close" | "resolved_share" | "open_sd" | "caution">;

const HOUR_MS = 3_600_000;

/**
 * What the model says after a merged taker order, as `tauroi fair` writes it: prices and standard deviations in cents of YES, names as in
 * the file. Nothing in it rests on a later order.
 */
export interface FairValue {
  readonly time: Time;
  readonly event: string;
  readonly ticker: string;
  /** Volume-weighted average price of the order. */
  readonly vwap: number;
  readonly contracts: number;
  /** Inferred where the tape has none. */
  readonly side: TakerSide;
  readonly fair: number;
  readonly sd: number;
  readonly sd_trusted: boolean;
  /** Belief volatility, logit per sqrt(hour); null until the contract's own orders have been fitted. */
  readonly sigma_b: number | null;
  readonly z_move: number | null;
  readonly z_raw: number | null;
  readonly z_print: number | null;
  readonly z_one_step: number | null;
  readonly jump_probability: number;
  readonly outlier_probability: number;
  /** The fair value that goes with the event's other legs, and how far above it the leg's own is; null while too few are known. */
  readonly coherent_fair: number | null;
  readonly residual: number | null;
  /** Where the parameters in force at the order come from, and since when; null for constants. */
  readonly parameters: Provenance;
  readonly calibrated_at: Time | null;
  /** Time left until the leg's trading ends, 0 after it; null where that isn't known, as are the next two. */
  readonly hours_to_close: number | null;
  /** The share of the outcome's variance that is expected to be resolved by the close, and the deviation of what it leaves open. */
  readonly resolved_share: number | null;
  readonly open_sd: number | null;
  /** Why deviations are to be taken with care; null when nothing is known to be wrong with them. */
  readonly caution: Caution | null;
}

interface EventState {
  readonly models: EventModels;
  readonly coherence: CoherenceSoFar;
}

/** Turns a tape, order by order, into fair values with walk-forward parameters. */
export class FairValues {
  readonly #inference = new SideInference();
  readonly #events = new EventStates<EventState>(() => ({
    models: new EventModels({ comparisons: true }),
    coherence: new CoherenceSoFar(),
  }));

  readonly #terms: VolatilityTerms;

  /** @param legs close times by ticker, as far as they are known */
  constructor(legs: ReadonlyMap<string, LegRecord> = new Map()) {
    this.#terms = new VolatilityTerms(legs);
  }

  /** Takes in the next order of the tape. */
  observe({ event, order: given }: TapeOrder): FairValue {
    const order = this.#inference.infer(given);
    const { ticker, at, side } = order;
    const { models, coherence } = this.#events.at(event, at);
    const model = models.observe(order);
    const estimate = model.estimate!;
    const { provenance, calibratedAt } = model.parameters;
    const coherent = coherence.observe(ticker, model);
    return {
      time: at,
      event,
      ticker,
      vwap: vwapCents(order),
      contracts: toContracts(totalQuantity(order)),
      side,
      fair: estimate.fairCents,
      sd: estimate.sdCents,
      sd_trusted: estimate.sdTrusted,
      sigma_b: model.sigmaB ?? null,
      z_move: estimate.zMove,
      z_raw: estimate.zRaw,
      z_print: estimate.zPrint,
      z_one_step: estimate.zOneStep,
      jump_probability: estimate.jumpProbability,
      outlier_probability: estimate.outlierProbability,
      coherent_fair: coherent?.coherentCents ?? null,
      residual: coherent?.residualCents ?? null,
      parameters: provenance,
      calibrated_at: calibratedAt,
      ...this.#outlook(event, order, model),
    };
  }

  #outlook(event: string, order: TakerOrder, model: LegModel): Outlook {
    const { fairCents } = model.estimate!;
    const term = this.#terms.observe(event, order, model);
    const closesAt = this.#terms.closeTime(order.ticker);
    if (term === undefined || closesAt === undefined) {
      return { hours_to_close: null, resolved_share: null, open_sd: null, caution: nearness(fairCents) };
    }
    const left = (closesAt - order.at) / HOUR_MS;
    const { hours, resolvedShare, openSdCents, caution } = horizon(
      fairCents,
      model.parameters,
      left,
      term.effectiveHours(left),
    );
    return { hours_to_close: hours, resolved_share: resolvedShare, open_sd: openSdCents, caution };
  }
}
