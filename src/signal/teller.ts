import type { Signal } from "../engine/input.ts";
import { after, type Time } from "../market/units.ts";
import type { Action } from "./action.ts";

/** A signal names an end; where a source knows none, it is so far off. */
const FAR_MS = 365 * 86_400_000;

/** Tells the engine what a source asks for on a contract, each time that has changed. */
export class Teller {
  readonly #emit: (signal: Signal) => void;
  readonly #told = new Map<string, string>();

  constructor(emit: (signal: Signal) => void) {
    this.#emit = emit;
  }

  tell(source: string, ticker: string, action: Action, now: Time): void {
    const { severity, multiplier, until, reason } = action;
    const said = severity === "none" ? "" : `${severity} ${multiplier} ${until} ${reason}`;
    const key = `${source} ${ticker}`;
    if ((this.#told.get(key) ?? "") === said) return;
    this.#told.set(key, said);
    this.#emit({
      type: "signal",
      at: now,
      source,
      ticker,
      severity: severity === "none" ? "clear" : severity,
      until: until < Number.POSITIVE_INFINITY ? (until as Time) : after(now, FAR_MS),
      reason,
      ...(severity === "widen" && { multiplier }),
    });
  }
}
