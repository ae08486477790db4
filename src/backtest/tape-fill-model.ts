import type { FillModel } from "../venue/local/fills.ts";

/**
 * What fills an order of ours on a tape: one of the models that need nothing but trades, or `book`: as `queue`, with what stands before us as the
 * recorded books tell it, and with orders that came to rest where ours would have met them. Only where books were recorded.
 */
export type TapeFillModel = FillModel | "book";

/** From kind to strict: reports take the last of those that were run for the strictest. */
export const TAPE_FILL_MODELS: readonly TapeFillModel[] = ["touch", "queue", "book", "through"];
