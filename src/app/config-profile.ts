import { z } from "zod";

const cents = (description: string) => z.number().min(0).max(50).meta({ description });
const seconds = (description: string) =>
  z
    .number()
    .min(0)
    .max(31 * 86_400)
    .meta({ description });
const contracts = (description: string) => z.number().gt(0).max(1_000_000).meta({ description });

/**
 * The values of a profile by their names in files: those of `Profile` in snake case. The text is what the schema tells
 * of each.
 */
export const profileShape = {
  fair: z
    .enum(["leg", "coherent"])
    .meta({ description: "Whether a contract's fair value is its own, or made coherent with the event's others" }),
  coherence_strength: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: "How far to go from the contracts' own fair values (0) to coherent ones (1)" }),
  half_spread: z
    .enum(["fixed", "dynamic", "volatility"])
    .meta({ description: "Whether the half-spread follows belief volatility, and how" }),
  half_spread_cents: cents("Half-spread: of a fixed one, at reference_sigma_b, or before volatility"),
  min_half_spread_cents: cents("The least a half-spread that follows volatility becomes"),
  max_half_spread_cents: cents("The most a half-spread that follows volatility becomes"),
  volatility_share: z
    .number()
    .min(0)
    .max(10)
    .meta({ description: "Of a volatility half-spread: the share of the price's one-hour deviation added to it" }),
  reference_sigma_b: z
    .number()
    .gt(0)
    .max(100)
    .meta({ description: "Belief volatility at which the half-spread is half_spread_cents, logit per sqrt(hour)" }),
  skew_cents_per_contract: cents("How far both quotes drop per contract held"),
  skew_on: z.enum(["leg", "event"]).meta({
    description: "What the skew leans against: the contract's inventory, or what the event's others leave of it",
  }),
  inventory_pull_contracts: contracts("Beyond this inventory the side that adds to it is withheld"),
  order_size: z.int().min(1).max(100_000).meta({ description: "Contracts in one order" }),
  max_order_size: z.int().min(1).max(100_000).meta({ description: "The most contracts in one order" }),
  max_position_per_ticker: contracts(
    "The most contracts held of one market, either way, orders that may fill among them",
  ),
  z_pull: z.number().gt(0).max(100).meta({ description: "A recent move of this |z| pulls both quotes" }),
  z_widen: z.number().gt(0).max(100).meta({ description: "A recent move of this |z| doubles the half-spread" }),
  calibrate_interval_s: z
    .number()
    .min(1)
    .max(86_400)
    .meta({ description: "Seconds between recalibrations of the model" }),
  stale_order_drift_cents: cents("A resting order this close to its target is left alone"),
  on_cross: z
    .enum(["skip", "clamp"])
    .meta({ description: "A quote that would meet the others': left out, or moved to just before them" }),
  joins_only: z.boolean().meta({ description: "Never quote better than the others' best" }),
  max_improve_cents: cents("How far a quote may improve on the others' best"),
  min_orders: z
    .int()
    .min(0)
    .max(1_000)
    .meta({ description: "Not quoted before so many taker orders; 0: from the first" }),
  quiet_after_s: seconds("Not quoted after so long without a trade or a change of the book; 0: never"),
  stop_before_close_s: seconds("Stop quoting so long before the market closes"),
  reduce_only_before_close_s: seconds("Quote only what shrinks the position so long before the close; 0: never"),
  toxic_flow: z.enum(["off", "widen", "stand-aside"]).meta({
    description: "What is done about a side that has lost in what the flow of orders is like now",
  }),
  toxic_loss_cents: cents("How much a contract such a side must have lost"),
  toxic_horizon_s: z
    .union([z.literal(60), z.literal(300), z.literal(3_600)], { error: "expected 60, 300 or 3600" })
    .meta({ description: "After how many seconds our fills are judged: 60, 300 or 3600" }),
  toxic_least_fills: z
    .number()
    .min(1)
    .max(10_000)
    .meta({ description: "So many of our fills count half of what they say; fewer count for less" }),
  toxic_half_life_h: z
    .number()
    .min(0.1)
    .max(10_000)
    .meta({ description: "After how many hours what a fill came to counts half as much" }),
  toxic_prior: z
    .enum(["none", "study"])
    .meta({ description: "What fills are taken to come to before there are any: nothing, or what the study found" }),
} as const;

/** A profile's values. */
export type ProfileValues = z.infer<typeof profileFileSchema>;

/** A profile's file: its own name and every value. */
export const profileFileSchema = z.strictObject({ name: z.string(), ...profileShape });

/** Pairs of values that are each right but don't go together: the first is more than the second. */
export function contradictions(values: ProfileValues): readonly (typeof LOW_HIGH)[number][] {
  return LOW_HIGH.filter(([low, high]) => values[low] > values[high]);
}

const LOW_HIGH = [
  ["min_half_spread_cents", "max_half_spread_cents"],
  ["z_widen", "z_pull"],
  ["order_size", "max_order_size"],
] as const satisfies (keyof typeof profileShape)[][];
