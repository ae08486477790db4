import type { TakerOrder } from "../../market/taker-order.ts";

/** Forecasts one leg's price from its taker orders. */
export interface Predictor {
  /** Takes in the leg's next order. Returns the price that is now expected, in cents of YES. */
  observe(order: TakerOrder): number;
}
