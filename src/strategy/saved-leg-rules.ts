import { flag, list, number, object, oneOf, orNull, type Shape, text, variant } from "../market/saved-state.ts";
import type { Quantity, Time } from "../market/units.ts";
import { MARK } from "../model/leg-model-state.ts";
import type { Mark } from "../model/move-ruler.ts";
import { type DefenceState, NORMAL } from "./defence.ts";
import type { LegRulesState, RuleAlert } from "./leg-rules.ts";
import { TOXIC_FLOW_STATE, type ToxicFlowState } from "./toxic-flow-state.ts";

/** `LegRulesState` as JSON keeps it: what there is none of is null. */
export interface SavedLegRules {
  readonly now: Time;
  readonly defence: SavedDefence;
  readonly wasOutOfRange: boolean;
  readonly disagreement: { readonly cents: number; readonly insideSince: Time | null } | null;
  readonly tradeTimes: readonly Time[];
  readonly orders: number;
  readonly heardAt: Time | null;
  readonly signals: readonly SavedSignal[];
  readonly schedule: SavedSchedule | null;
  readonly alerts: readonly RuleAlert[];
  readonly flow: ToxicFlowState | null;
}

type SavedDefence = SavedNormal | SavedWide | SavedPulled;

interface SavedNormal {
  readonly name: "NORMAL";
}

interface SavedWide {
  readonly name: "WIDE";
  readonly heldUntil: Time;
  readonly loud: { readonly at: Time; readonly z: number } | null;
}

interface SavedPulled {
  readonly name: "PULLED";
  readonly since: Time;
  readonly triggeredAt: Time;
  readonly triggerZ: number;
  readonly anchor: Mark;
  readonly anchoredAt: Time;
  readonly later: { readonly quantity: Quantity; readonly paidCents: number };
  readonly isReported: boolean;
}

interface SavedSignal {
  readonly source: string;
  readonly severity: "clear" | "widen" | "pull";
  readonly until: Time;
  readonly reason: string;
  readonly at: Time;
  readonly multiplier: number | null;
}

interface SavedSchedule {
  readonly closeTime: Time;
  readonly nextPauseAt: Time | null;
  readonly readyAt: Time | null;
}

export function savedLegRules(state: LegRulesState): SavedLegRules {
  const { defence, disagreement, heardAt, signals, schedule, flow } = state;
  return {
    ...state,
    defence: defence.name === "WIDE" ? { ...defence, loud: defence.loud ?? null } : defence,
    disagreement: disagreement ? { ...disagreement, insideSince: disagreement.insideSince ?? null } : null,
    heardAt: heardAt ?? null,
    signals: signals.map(({ source, severity, until, reason, at, multiplier = null }) => {
      return { source, severity, until, reason, at, multiplier };
    }),
    schedule: schedule
      ? {
          closeTime: schedule.closeTime,
          nextPauseAt: schedule.nextPauseAt ?? null,
          readyAt: schedule.readyAt ?? null,
        }
      : null,
    flow: flow ?? null,
  };
}

export function restoredLegRules(saved: SavedLegRules): LegRulesState {
  const { disagreement, heardAt, signals, schedule, flow } = saved;
  return {
    ...saved,
    defence: restoredDefence(saved.defence),
    disagreement: disagreement ? { ...disagreement, insideSince: disagreement.insideSince ?? undefined } : undefined,
    heardAt: heardAt ?? undefined,
    signals: signals.map(({ multiplier, ...signal }) => (multiplier === null ? signal : { ...signal, multiplier })),
    schedule: schedule
      ? {
          closeTime: schedule.closeTime,
          nextPauseAt: schedule.nextPauseAt ?? undefined,
          readyAt: schedule.readyAt ?? undefined,
        }
      : undefined,
    flow: flow ?? undefined,
  };
}

function restoredDefence(saved: SavedDefence): DefenceState {
  if (saved.name === "NORMAL") return NORMAL;
  return saved.name === "WIDE" ? { ...saved, loud: saved.loud ?? undefined } : saved;
}

const WIDE: Shape<SavedWide> = object<SavedWide>({
  name: oneOf("WIDE"),
  heldUntil: number(),
  loud: orNull(object<NonNullable<SavedWide["loud"]>>({ at: number(), z: number() })),
});

const PULLED: Shape<SavedPulled> = object<SavedPulled>({
  name: oneOf("PULLED"),
  since: number(),
  triggeredAt: number(),
  triggerZ: number(),
  anchor: MARK,
  anchoredAt: number(),
  later: object<SavedPulled["later"]>({ quantity: number(), paidCents: number() }),
  isReported: flag(),
});

export const SAVED_LEG_RULES: Shape<SavedLegRules> = object<SavedLegRules>({
  now: number(),
  defence: variant<SavedDefence>("name", {
    NORMAL: object<SavedNormal>({ name: oneOf("NORMAL") }),
    WIDE,
    PULLED,
  }),
  wasOutOfRange: flag(),
  disagreement: orNull(
    object<NonNullable<SavedLegRules["disagreement"]>>({ cents: number(), insideSince: orNull(number()) }),
  ),
  tradeTimes: list(number()),
  orders: number(),
  heardAt: orNull(number()),
  signals: list(
    object<SavedSignal>({
      source: text(),
      severity: oneOf("clear", "widen", "pull"),
      until: number(),
      reason: text(),
      at: number(),
      multiplier: orNull(number()),
    }),
  ),
  schedule: orNull(
    object<SavedSchedule>({ closeTime: number(), nextPauseAt: orNull(number()), readyAt: orNull(number()) }),
  ),
  alerts: list(object<RuleAlert>({ code: text(), severity: oneOf("info", "warning", "critical"), text: text() })),
  flow: orNull(TOXIC_FLOW_STATE),
});
