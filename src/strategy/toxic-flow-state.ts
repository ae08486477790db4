import { list, number, object, oneOf, orNull, type Shape } from "../market/saved-state.ts";
import type { Side, Time } from "../market/units.ts";

/** What a leg's flow of taker orders is remembered by. */
export interface FlowConditionsState {
  /** Of the last order; null before the first. */
  readonly at: number | null;
  readonly orders: number;
  readonly recent: number;
  readonly usual: number;
  readonly since: number;
  readonly bought: number;
  readonly sold: number;
  readonly usualSize: number;
  readonly burst: number;
  readonly ends: { readonly bid: SideEndsState; readonly ask: SideEndsState };
}

interface SideEndsState {
  readonly sweep: number;
  readonly oneSided: number;
  readonly large: number;
}

/** What the fills of a leg have come to, and those of which that isn't known yet. */
export interface FlowMarkoutsState {
  readonly open: readonly OpenFillState[];
  /** Cents, and the weight of the fills, by place. */
  readonly cents: readonly number[];
  readonly weight: readonly number[];
  readonly asOf: number;
  readonly lastAt: number | null;
  readonly lastCents: number;
}

interface OpenFillState {
  readonly at: Time;
  readonly side: Side;
  readonly cents: number;
  readonly contracts: number;
  readonly conditions: number;
  readonly horizon: number;
}

/** All that the rules about toxic flow remember of a leg. */
export interface ToxicFlowState {
  readonly conditions: FlowConditionsState;
  readonly markouts: FlowMarkoutsState;
  readonly before: { readonly bid: number; readonly ask: number };
  readonly last: LastOrderState | null;
}

/** The last taker order: which of our prices it may have filled. */
interface LastOrderState {
  readonly at: Time;
  readonly side: "buy" | "sell" | "unknown";
  readonly low: number;
  readonly high: number;
}

const SIDE_ENDS: Shape<SideEndsState> = object<SideEndsState>({ sweep: number(), oneSided: number(), large: number() });

export const TOXIC_FLOW_STATE: Shape<ToxicFlowState> = object<ToxicFlowState>({
  conditions: object<FlowConditionsState>({
    at: orNull(number()),
    orders: number(),
    recent: number(),
    usual: number(),
    since: number(),
    bought: number(),
    sold: number(),
    usualSize: number(),
    burst: number(),
    ends: object<FlowConditionsState["ends"]>({ bid: SIDE_ENDS, ask: SIDE_ENDS }),
  }),
  markouts: object<FlowMarkoutsState>({
    open: list(
      object<OpenFillState>({
        at: number(),
        side: oneOf("bid", "ask"),
        cents: number(),
        contracts: number(),
        conditions: number(),
        horizon: number(),
      }),
    ),
    cents: list(number()),
    weight: list(number()),
    asOf: number(),
    lastAt: orNull(number()),
    lastCents: number(),
  }),
  before: object<ToxicFlowState["before"]>({ bid: number(), ask: number() }),
  last: orNull(
    object<LastOrderState>({ at: number(), side: oneOf("buy", "sell", "unknown"), low: number(), high: number() }),
  ),
});
