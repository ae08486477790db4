import type { Timers } from "../../ambient/timers.ts";
import { KalshiError, type KalshiErrorKind } from "./rest/error.ts";

/** Failures of the exchange or the line that another attempt may mend. */
const PASSING: ReadonlySet<KalshiErrorKind> = new Set([
  "unknown-outcome",
  "unavailable",
  "throttled",
  "incomplete",
  "aborted",
  "clock",
]);

/** Whether the same request may succeed when repeated. Throws what isn't the exchange's failure. */
export function mayPass(error: unknown): error is KalshiError {
  if (!(error instanceof KalshiError)) throw error;
  return PASSING.has(error.kind);
}

export function wait(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => timers.after(ms, resolve));
}
