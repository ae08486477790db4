import type { FeeSchedule } from "../market/event.ts";
import {
  atLeast,
  flag,
  list,
  number,
  object,
  oneOf,
  orNull,
  type Shape,
  StateError,
  text,
  within,
} from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import { DAY_ACCOUNT_STATE, type DayAccountState } from "./day-account-state.ts";
import type { Desk } from "./desk.ts";
import { DOUBT_STATE, type DoubtState } from "./doubt.ts";
import { FOREIGN_HAND_STATE, type ForeignHandState } from "./foreign-hand.ts";
import { KILL_SWITCH_STATE, type KillSwitchState } from "./kill-switch.ts";
import type { LegState } from "./leg-state.ts";
import { LIVE_GUARDS_STATE, type LiveGuardsState } from "./live-guards.ts";
import { ORDER_TABLE_STATE, type OrderTableState } from "./order-table-state.ts";
import { RECONCILIATION_STATE, type ReconciliationState } from "./reconciliation-state.ts";
import { SAVED_LEG, type SavedLeg } from "./saved-leg.ts";
import { ORDER_SERVICE_STATE, type OrderServiceState } from "./service-state.ts";
import { TENANCY_STATE, type TenancyState } from "./tenancy.ts";
import { WRITE_GATE_STATE, type WriteGateState } from "./write-gate.ts";

/** The desk as plain data. */
export interface DeskState {
  readonly now: Time;
  readonly readyAt: Time | null;
  readonly stopping: { readonly by: string; readonly at: Time } | null;
  readonly roundTripMs: number | null;
  readonly inputs: number;
  readonly fees: FeeSchedule;
  readonly nextPauseAt: Time | null;
  readonly hasHeardNews: boolean;
  /** In the order of the start's. */
  readonly legs: readonly SavedLeg[];
  readonly orders: OrderTableState;
  readonly gate: WriteGateState;
  readonly reconciliation: ReconciliationState;
  readonly doubt: DoubtState;
  readonly account: DayAccountState;
  readonly service: OrderServiceState;
  readonly killSwitch: KillSwitchState;
  readonly tenancy: TenancyState;
  readonly guards: LiveGuardsState;
  readonly foreign: ForeignHandState;
}

export const DESK_STATE: Shape<DeskState> = object<DeskState>({
  now: number(),
  readyAt: orNull(number()),
  stopping: orNull(object<NonNullable<DeskState["stopping"]>>({ by: text(), at: number() })),
  roundTripMs: orNull(number()),
  inputs: number(),
  fees: atLeast<FeeSchedule>({ type: oneOf("quadratic", "quadratic_with_maker_fees"), multiplier: number() }),
  nextPauseAt: orNull(number()),
  hasHeardNews: flag(),
  legs: list(SAVED_LEG),
  orders: ORDER_TABLE_STATE,
  gate: WRITE_GATE_STATE,
  reconciliation: RECONCILIATION_STATE,
  doubt: DOUBT_STATE,
  account: DAY_ACCOUNT_STATE,
  service: ORDER_SERVICE_STATE,
  killSwitch: KILL_SWITCH_STATE,
  tenancy: TENANCY_STATE,
  guards: LIVE_GUARDS_STATE,
  foreign: FOREIGN_HAND_STATE,
});

/** What a desk knows. What its parts make of each other is left out: it is made anew. */
export function savedDesk(desk: Desk, hasHeardNews: boolean): DeskState {
  return {
    now: desk.now,
    readyAt: desk.readyAt ?? null,
    stopping: desk.stopping ?? null,
    roundTripMs: desk.roundTripMs ?? null,
    inputs: desk.inputs,
    fees: desk.fees,
    nextPauseAt: desk.nextPauseAt ?? null,
    hasHeardNews,
    legs: Array.from(desk.legs.values(), (leg) => leg.save()),
    orders: desk.orders.save(),
    gate: desk.gate.save(),
    reconciliation: desk.reconciliation.save(),
    doubt: desk.doubt.save(),
    account: desk.account.save(),
    service: desk.service.save(),
    killSwitch: desk.killSwitch.save(),
    tenancy: desk.tenancy.save(),
    guards: desk.guards.save(),
    foreign: desk.foreign.save(),
  };
}

/** Hands each part of a new desk its state. Throws StateError for legs that aren't those of its start, and for orders of others. */
export function restoreParts(desk: Desk, state: DeskState): void {
  desk.now = state.now;
  desk.readyAt = state.readyAt ?? undefined;
  desk.stopping = state.stopping ?? undefined;
  desk.roundTripMs = state.roundTripMs ?? undefined;
  desk.inputs = state.inputs;
  desk.fees = state.fees;
  desk.nextPauseAt = state.nextPauseAt ?? undefined;
  const tickers = [...desk.legs.keys()].join(", ");
  const saved = state.legs.map(({ ticker }) => ticker).join(", ");
  if (saved !== tickers) throw new StateError("desk.legs", `are ${saved}, where the start has ${tickers}`);
  const legOf = (ticker: string): LegState => {
    const leg = desk.legs.get(ticker);
    if (leg === undefined) throw new StateError("desk", `names ${ticker}, which is not traded here`);
    return leg;
  };
  for (const { ticker } of state.orders.live) legOf(ticker);
  for (const leg of state.legs) within(`desk.legs.${leg.ticker}`, () => legOf(leg.ticker).restore(leg));
  within("desk.orders", () => desk.orders.restore(state.orders));
  within("desk.gate", () => desk.gate.restore(state.gate));
  within("desk.reconciliation", () => desk.reconciliation.restore(state.reconciliation));
  within("desk.doubt", () => desk.doubt.restore(state.doubt));
  within("desk.account", () => desk.account.restore(state.account));
  within("desk.service", () => desk.service.restore(state.service, legOf));
  within("desk.killSwitch", () => desk.killSwitch.restore(state.killSwitch));
  within("desk.tenancy", () => desk.tenancy.restore(state.tenancy));
  within("desk.guards", () => desk.guards.restore(state.guards));
  within("desk.foreign", () => desk.foreign.restore(state.foreign));
}
