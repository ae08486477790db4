import { list, number, object, oneOf, type Shape, text } from "../market/saved-state.ts";
import { CENT, type Price, type Side, type Time } from "../market/units.ts";
import type { PickOffGuard } from "./guards.ts";

/** Recent fills of each leg and what became of them, as plain data. */
export interface PickOffsState {
  readonly legs: readonly PickedLegState[];
}

interface PickedLegState {
  readonly ticker: string;
  readonly open: readonly OpenFill[];
  readonly row: number;
  readonly until: number;
}

interface OpenFill {
  readonly at: Time;
  readonly side: Side;
  readonly price: Price;
}

export const PICK_OFFS_STATE: Shape<PickOffsState> = object<PickOffsState>({
  legs: list(
    object<PickedLegState>({
      ticker: text(),
      open: list(object<OpenFill>({ at: number(), side: oneOf("bid", "ask"), price: number() })),
      row: number(),
      until: number(),
    }),
  ),
});

interface PickedLeg {
  /** Fills of which it isn't known yet whether the market moved through them. */
  open: OpenFill[];
  /** Fills in a row that it did. */
  row: number;
  until: number;
}

/**
 * Repeated pick-offs: several fills of a leg in a row, after each of which the fair value soon was beyond the price at which we traded. Our quote is
 * where others would like it to be, again and again: the leg is pulled for a while.
 */
export class PickOffs {
  readonly #legs = new Map<string, PickedLeg>();

  constructor(private readonly guard: PickOffGuard | undefined) {}

  filled(at: Time, ticker: string, side: Side, price: Price): void {
    if (this.guard === undefined) return;
    const leg = this.#legs.get(ticker) ?? { open: [], row: 0, until: 0 };
    this.#legs.set(ticker, leg);
    leg.open.push({ at, side, price });
  }

  /** The fair value of a leg is this. True when the leg is pulled by it. */
  priced(now: Time, ticker: string, fairCents: number | undefined): boolean {
    const leg = this.#legs.get(ticker);
    if (this.guard === undefined || leg === undefined || leg.open.length === 0 || fairCents === undefined) return false;
    const { fills, withinMs, beyondCents, pullMs } = this.guard;
    const still: OpenFill[] = [];
    let pulls = false;
    for (const fill of leg.open) {
      const lossCents = (fill.side === "bid" ? 1 : -1) * (fill.price / CENT - fairCents);
      if (now - fill.at > withinMs)
        leg.row = 0; // it held
      else if (lossCents >= beyondCents) leg.row++;
      else still.push(fill);
      if (leg.row < fills) continue;
      pulls = true;
      leg.row = 0;
    }
    leg.open = still;
    if (pulls) leg.until = now + pullMs;
    return pulls;
  }

  /** Until when a leg is pulled; undefined when it isn't. */
  until(ticker: string, now: Time): Time | undefined {
    const until = this.#legs.get(ticker)?.until ?? 0;
    return until > now ? (until as Time) : undefined;
  }

  eachChange(at: (time: number) => void): void {
    for (const { until } of this.#legs.values()) if (until > 0) at(until);
  }

  save(): PickOffsState {
    return {
      legs: Array.from(this.#legs, ([ticker, { open, row, until }]) => ({ ticker, open: [...open], row, until })),
    };
  }

  restore({ legs }: PickOffsState): void {
    for (const { ticker, open, row, until } of legs) this.#legs.set(ticker, { open: [...open], row, until });
  }
}
