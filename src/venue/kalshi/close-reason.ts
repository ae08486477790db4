import type { CloseReason } from "../../engine/input.ts";

/** The exchange's `last_update_reason` of an order that it took off, as the engine tells them apart. */
const REASONS: Readonly<Record<string, CloseReason>> = {
  ExpiryCancel: "expired",
  PostOnlyCrossCancel: "post-only-cross",
  SelfTradeCancel: "self-trade",
  HaltCancel: "pause",
  CloseCancel: "close",
  MarginCancel: "margin",
};

/** Why an order ended; the exchange has no word for a cancel, an order group's end or a cancel-all. */
export function closeReason(reason: string | undefined, afterCancelAll: boolean): CloseReason {
  return (reason === undefined ? undefined : REASONS[reason]) ?? (afterCancelAll ? "cancel-all" : "other");
}
