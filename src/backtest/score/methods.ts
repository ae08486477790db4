import { OriginalFilter } from "../../model/original-filter.ts";
import { LastTrade, OrderAverage, WindowAverage } from "./moving-averages.ts";
import type { Predictor } from "./predictor.ts";
import { PublishedRecipe } from "./published-recipe.ts";

/** A method that is scored. */
export interface Method {
  readonly name: string;
  readonly isOurs: boolean;
  /** What its probabilities for the next trade are. */
  readonly about: string;
}

interface Baseline extends Method {
  /** For one leg. */
  readonly make: () => Predictor;
}

/**
 * The first three are one fair value, and differ in how the next print is taken to lie around it. Their order is the
 * scorer's.
 */
export const OURS: readonly Method[] = [
  {
    name: "quotes",
    isOurs: true,
    about: "our fair value; a side prints near where it printed last, as far as learned",
  },
  { name: "model", isOurs: true, about: "our fair value; the model's own law of the next print" },
  {
    name: "fair",
    isOurs: true,
    about: "our fair value; the spread that past errors support, as the baselines have it",
  },
  { name: "coherent", isOurs: true, about: "the fair value that goes with the event's other legs; spread as for fair" },
];

export const BASELINES: readonly Baseline[] = [
  baseline("ewma", "average of order prices, weight 0.6 for the newest", () => new OrderAverage(0.6)),
  baseline("vwap-60s", "volume-weighted price of the last 60 s", () => new WindowAverage(60_000)),
  baseline("last-trade", "price of the last print", () => new LastTrade()),
  baseline("original", "the Python original's filter: Q median squared increment, R 0.01", () => new OriginalFilter()),
  baseline(
    "published",
    "the paper's recipe: rolling variance for Q, EM on filtered increments",
    () => new PublishedRecipe(),
  ),
];

/** Not a rival but a control: what `quotes` owes to our fair value and what to its law of prints. Its price is the first baseline's. */
const CONTROL: Method = {
  name: "ewma-quotes",
  isOurs: false,
  about: "control: ewma with the law of prints of quotes in place of a spread",
};

/** In the order of every array that has an element a method: ours, the baselines, the control. */
export const METHODS: readonly Method[] = [...OURS, ...BASELINES, CONTROL];

function baseline(name: string, about: string, make: () => Predictor): Baseline {
  return { name, isOurs: false, about, make };
}
