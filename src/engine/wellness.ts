import { number, object, orNull, type Shape, text } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import type { HealthGuard } from "./guards.ts";
import type { Health } from "./input.ts";

/** How the program fares, as plain data. */
export interface WellnessState {
  readonly heardAt: Time | null;
  readonly fault: Fault | null;
  readonly ill: Illness | null;
}

type FaultCode = "slow-loop" | "clock-skew" | "journal";

interface Fault {
  readonly code: string;
  readonly text: string;
}

interface Illness {
  readonly since: Time;
  /** Of the last fault. */
  readonly at: Time;
  readonly code: string;
  readonly text: string;
}

const FAULT: Shape<Fault> = object<Fault>({ code: text(), text: text() });

export const WELLNESS_STATE: Shape<WellnessState> = object<WellnessState>({
  heardAt: orNull(number()),
  fault: orNull(FAULT),
  ill: orNull(object<Illness>({ since: number(), at: number(), code: text(), text: text() })),
});

/**
 * Whether the program itself is well: its loop on time, its journal taking what it must, the exchange's clock known (SAFETY.md, Dead man). While it
 * isn't, no order is renewed and none is placed, so that quotes lapse by themselves; when that lasts, they are pulled. One late tick costs a
 * renewal's delay and nothing else.
 */
export class Wellness {
  #heardAt: Time | undefined;
  /** What the last word of it was wrong with. */
  #fault: Fault | undefined;
  /** Faults that follow each other without a pause long enough to count as well. */
  #ill: Illness | undefined;

  /** Undefined where nothing is watched. */
  constructor(private readonly guard: HealthGuard | undefined) {}

  heard(health: Health): void {
    if (this.guard === undefined) return;
    const { at } = health;
    this.#passed(at);
    this.#heardAt = at;
    this.#fault = faultOf(health, this.guard);
    if (this.#fault === undefined) return;
    const stalls = health.loopLagMs >= this.guard.loopStallMs; // as long ill as it stood still
    const since = this.#ill?.since ?? ((at - (stalls ? this.guard.pullAfterMs : 0)) as Time);
    this.#ill = { since, at, ...this.#fault };
  }

  /** Why no order is renewed or placed; undefined when they may be. */
  faulty(now: Time): string | undefined {
    if (this.#isSilent(now)) return "nothing is heard of the program's own health";
    return this.#fault?.text;
  }

  /** Why everything is pulled; undefined when it needn't be. */
  ill(now: Time): { readonly code: FaultCode; readonly text: string } | undefined {
    if (this.guard === undefined) return undefined;
    this.#passed(now);
    if (this.#ill === undefined || now - this.#ill.since < this.guard.pullAfterMs) return undefined;
    return { code: this.#ill.code as FaultCode, text: this.#ill.text };
  }

  /** Tells `at` each time at which one of these becomes so, or not so, by the passing of time alone. */
  eachChange(at: (time: number) => void): void {
    if (this.guard === undefined) return;
    if (this.#heardAt !== undefined) at(this.#heardAt + this.guard.silentMs + 1);
    if (this.#ill === undefined) return;
    at(this.#ill.since + this.guard.pullAfterMs);
    at(this.#ill.at + this.guard.wellAfterMs);
  }

  #isSilent(now: Time): boolean {
    if (this.guard === undefined || this.#heardAt === undefined) return false;
    return now - this.#heardAt > this.guard.silentMs;
  }

  /** An illness ends when no fault has been seen for long enough. */
  #passed(now: Time): void {
    if (this.#ill === undefined || this.guard === undefined) return;
    if (this.#fault === undefined && now - this.#ill.at >= this.guard.wellAfterMs) this.#ill = undefined;
  }

  save(): WellnessState {
    return { heardAt: this.#heardAt ?? null, fault: this.#fault ?? null, ill: this.#ill ?? null };
  }

  restore({ heardAt, fault, ill }: WellnessState): void {
    this.#heardAt = heardAt ?? undefined;
    this.#fault = fault ?? undefined;
    this.#ill = ill ?? undefined;
  }
}

/** The words stay the same while the fault does: what changes from second to second is no news. */
function faultOf({ loopLagMs, clockUncertaintyMs, journal }: Health, guard: HealthGuard): Fault | undefined {
  if (journal === "broken") return { code: "journal", text: "the journal can't be written" };
  if (clockUncertaintyMs === null) return { code: "clock-skew", text: "the exchange's clock is not known" };
  if (clockUncertaintyMs > guard.clockUncertaintyMs) {
    return { code: "clock-skew", text: `the exchange's clock is not known to ${guard.clockUncertaintyMs} ms` };
  }
  if (loopLagMs >= guard.loopLagMs)
    return { code: "slow-loop", text: `the loop is ${guard.loopLagMs} ms late or more` };
  return undefined;
}
