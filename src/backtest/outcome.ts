import type { Money, Position, Price, Quantity, Time } from "../market/units.ts";
import type { ModelName } from "../model/fair-value-model.ts";
import type { Profile } from "../strategy/profile.ts";
import type { FillLog } from "./fill-log.ts";
import type { QuoteTime } from "./quote-clock.ts";
import type { TapeFillModel } from "./tape-fill-model.ts";
import type { EventTrace } from "./trace/event-tracer.ts";

/**
 * What a backtest brings, in the order of its parts: fill, leg, event, configuration. All of it is plain data that crosses between
 * threads as it is.
 */

/** What happened to us in one leg. */
export interface LegOutcome {
  readonly ticker: string;
  /** Rows on the tape. */
  readonly trades: number;
  /** What a contract was worth in the end: the settlement, or else the last print. */
  readonly value: Price;
  readonly settled: boolean;
  /** How many; `log` has each. */
  readonly fills: number;
  readonly contracts: Quantity;
  /** Held before the leg settled or the tape ended. */
  readonly position: Position;
  /** Sales less purchases, before fees and settlement; a sale of YES counts as received in full. */
  readonly flow: Money;
  readonly fees: Money;
  readonly gross: Money;
  readonly net: Money;
  readonly log: FillLog;
  readonly quoteTime: QuoteTime;
}

export interface EventOutcome {
  readonly event: string;
  readonly endedAt: Time;
  readonly legs: readonly LegOutcome[];
  /** How often the engine told the operator something, by code. */
  readonly alerts: ReadonlyMap<string, number>;
}

/**
 * What a run is for. `plain`: a result. `placebo`: the same with every command delayed by so much, which must take the profit away.
 * `random-fair`: the same with fair values drawn from the past, as a baseline; `draw` numbers the draws.
 */
export type Variant =
  | { readonly kind: "plain" }
  | { readonly kind: "placebo"; readonly latencyMs: number }
  | { readonly kind: "random-fair"; readonly draw: number };

export const PLAIN: Variant = { kind: "plain" };

/**
 * The delays of a placebo: from that of a fast bot to one after which nothing of a short-lived edge is left. Wide quotes around a price of
 * ten minutes ago still catch what overshoots, so the last is half an hour.
 */
export const PLACEBO_LATENCIES_MS: readonly number[] = [1_000, 10_000, 30_000, 120_000, 600_000, 1_800_000];

/** What is tried: a profile on a model of the fair value, under a fill model. */
export interface Configuration {
  readonly profile: Profile;
  readonly model: ModelName;
  readonly fillModel: TapeFillModel;
  readonly variant: Variant;
}

/** A configuration and what each event brought, in the order in which the events ended. */
export interface ConfigurationOutcome extends Configuration {
  readonly events: readonly EventOutcome[];
  /** What a report shows of each contract, by event; left out of configurations that weren't followed. */
  readonly traces?: ReadonlyMap<string, EventTrace>;
}

/** Where a profile's values came from, as far as its file says. */
export interface ProfileOrigin {
  /** Whether any of the events traded is one on which the profile was chosen; undefined when its file doesn't say. */
  readonly inSample: boolean | undefined;
  /** Configurations tried in the search that found it; undefined when its file doesn't say. */
  readonly searched: number | undefined;
}
