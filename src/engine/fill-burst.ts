import { list, number, object, orNull, type Shape, text, tuple } from "../market/saved-state.ts";
import { CONTRACT, type Quantity, type Time } from "../market/units.ts";
import type { FillBurstGuard } from "./guards.ts";

/** Recent fills and what they have pulled, as plain data. */
export interface FillBurstState {
  readonly fills: readonly (readonly [at: Time, ticker: string, quantity: Quantity])[];
  readonly legs: readonly (readonly [ticker: string, until: Time])[];
  readonly event: Time | null;
}

export const FILL_BURST_STATE: Shape<FillBurstState> = object<FillBurstState>({
  fills: list(tuple<readonly [Time, string, Quantity]>(number(), text(), number())),
  legs: list(tuple<readonly [string, Time]>(text(), number())),
  event: orNull(number()),
});

/** Where a burst has been seen: on one leg, or over the event. */
export type Burst = { readonly of: "leg" | "event"; readonly text: string };

/** Too many fills, or too much, in a short time: somebody knows more than we do, or something is wrong with us. A leg is pulled, or all. */
export class FillBurst {
  #fills: { readonly at: Time; readonly ticker: string; readonly quantity: Quantity }[] = [];
  readonly #legs = new Map<string, Time>();
  #event: Time | undefined;

  constructor(private readonly guard: FillBurstGuard | undefined) {}

  /**
   * A fill of ours. Returns the burst that it completes, if it does.
   *
   * @param orderSize contracts in one order, of the leg and the most of any
   */
  filled(at: Time, ticker: string, quantity: Quantity, orderSize: { leg: number; most: number }): Burst | undefined {
    if (this.guard === undefined) return undefined;
    const { windowMs, legFills, legSizes, eventFills, eventSizes, leastContracts, pullMs } = this.guard;
    this.#fills = this.#fills.filter((fill) => at - fill.at < windowMs);
    this.#fills.push({ at, ticker, quantity });
    const until = (at + pullMs) as Time;
    const inAll = this.#fills.reduce((sum, fill) => sum + fill.quantity, 0) / CONTRACT;
    if (this.#fills.length >= eventFills || inAll >= Math.max(leastContracts, eventSizes * orderSize.most)) {
      const isNews = !this.#holds(this.#event, at);
      this.#event = until;
      return isNews ? { of: "event", text: words(this.#fills.length, inAll, windowMs) } : undefined;
    }
    const own = this.#fills.filter((fill) => fill.ticker === ticker);
    const contracts = own.reduce((sum, fill) => sum + fill.quantity, 0) / CONTRACT;
    if (own.length < legFills && contracts < Math.max(leastContracts, legSizes * orderSize.leg)) return undefined;
    const isNews = !this.#holds(this.#legs.get(ticker), at);
    this.#legs.set(ticker, until);
    return isNews ? { of: "leg", text: words(own.length, contracts, windowMs) } : undefined;
  }

  /** Until when a leg is pulled by a burst; undefined when it isn't. */
  until(ticker: string, now: Time): Time | undefined {
    const own = this.#legs.get(ticker);
    const until = Math.max(own ?? 0, this.#event ?? 0) as Time;
    return until > now ? until : undefined;
  }

  eachChange(at: (time: number) => void): void {
    for (const until of this.#legs.values()) at(until);
    if (this.#event !== undefined) at(this.#event);
  }

  #holds(until: Time | undefined, now: Time): boolean {
    return until !== undefined && until > now;
  }

  save(): FillBurstState {
    return {
      fills: this.#fills.map(({ at, ticker, quantity }) => [at, ticker, quantity] as const),
      legs: [...this.#legs],
      event: this.#event ?? null,
    };
  }

  restore({ fills, legs, event }: FillBurstState): void {
    this.#fills = fills.map(([at, ticker, quantity]) => ({ at, ticker, quantity }));
    for (const [ticker, until] of legs) this.#legs.set(ticker, until);
    this.#event = event ?? undefined;
  }
}

function words(fills: number, contracts: number, windowMs: number): string {
  return `${fills} fills of ${contracts} contracts in ${windowMs / 1_000} s`;
}
