import type { TakerOrder, TakerSide } from "../../src/market/taker-order.ts";
import { priceFromCents, quantityFromContracts, type Side, type Time } from "../../src/market/units.ts";
import type { Reason } from "../../src/strategy/reasons.ts";
import { ToxicFlow, type ToxicFlowValues } from "../../src/strategy/toxic-flow.ts";

/** Acts on a single fill that has lost. */
export const AT_ONCE: ToxicFlowValues = {
  toxicFlow: "stand-aside",
  toxicLossCents: 0.5,
  toxicHorizonS: 300,
  toxicLeastFills: 1,
  toxicHalfLifeH: 10_000,
  toxicPrior: "none",
};

export const ZERO_S = 1_764_547_200;
export const at = (seconds: number) => Math.round((ZERO_S + seconds) * 1_000) as Time;

export function takes(
  seconds: number,
  side: TakerSide,
  ...prints: (readonly [contracts: number, cents: number])[]
): TakerOrder {
  return {
    ticker: "A",
    at: at(seconds),
    side,
    prints: prints.map(([count, cents]) => ({ quantity: quantityFromContracts(count), price: priceFromCents(cents) })),
  };
}

export function flowOf(changes: Partial<ToxicFlowValues> = {}): ToxicFlow {
  return new ToxicFlow({ ...AT_ONCE, ...changes });
}

export function fills(flow: ToxicFlow, seconds: number, side: Side, cents: number, contracts = 1): void {
  flow.onFill(at(seconds), side, priceFromCents(cents), quantityFromContracts(contracts));
}

export function reasonsAt(flow: ToxicFlow, seconds: number): Reason[] {
  const reasons: Reason[] = [];
  flow.reasons(at(seconds), reasons);
  return reasons;
}
