import { list, number, object, orNull, type Shape, text } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";

/** What the write budget keeps waiting, as plain data. */
export interface BudgetWaitsState {
  readonly turnedAway: number;
  /** Since when each side of a leg has waited. */
  readonly since: readonly WaitState[];
}

interface WaitState {
  readonly ticker: string;
  readonly bid: Time | null;
  readonly ask: Time | null;
}

/** The service of orders as plain data. */
export interface OrderServiceState {
  readonly opensAt: Time | null;
  readonly waits: BudgetWaitsState;
  readonly placed: number;
}

export const ORDER_SERVICE_STATE: Shape<OrderServiceState> = object<OrderServiceState>({
  opensAt: orNull(number()),
  waits: object<BudgetWaitsState>({
    turnedAway: number(),
    since: list(object<WaitState>({ ticker: text(), bid: orNull(number()), ask: orNull(number()) })),
  }),
  placed: number(),
});
