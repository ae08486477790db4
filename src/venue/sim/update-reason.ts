import type { UpdateReason } from "./order.ts";

/** `last_update_reason` on the wire; undefined where the real exchange has no word for it: then the field is left out. */
export const LAST_UPDATE_REASON: Readonly<Record<UpdateReason, string | undefined>> = {
  amended: "Amend",
  decreased: "Decrease",
  traded: "Trade",
  filled: "Trade",
  cancelled: undefined,
  "cancel-all": undefined,
  unfilled: undefined,
  group: undefined,
  "reduce-only": "ReduceOnlyCancel",
  expired: "ExpiryCancel",
  "post-only-cross": "PostOnlyCrossCancel",
  "self-trade": "SelfTradeCancel",
  pause: "HaltCancel",
  close: "CloseCancel",
  margin: "MarginCancel",
};
