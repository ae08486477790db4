import type { Random } from "../ambient/random.ts";
import type { Pacing, WriteTokens } from "../engine/start.ts";
import { DOLLAR, type Money } from "../market/units.ts";
import type { RiskLimits } from "../risk/limits.ts";
import type { Profile, RuleSet } from "../strategy/profile.ts";
import { drawnLatency, fixedLatency, type Latency } from "../venue/local/latency.ts";

/** `realistic`: all rules, delays as they vary, an account as one has it. `study`: the published study's simpler world. */
export type SettingName = "realistic" | "study";

export const SETTING_NAMES: readonly SettingName[] = ["realistic", "study"];

/** The circumstances in which a tape is traded. Every event starts with the opening balance. */
export interface Setting {
  readonly name: SettingName;
  readonly rules: RuleSet;
  readonly openingBalance: Money;
  pacing(profile: Profile): Pacing;
  latency(random: Random): Latency;
  limits(profile: Profile): RiskLimits;
}

/** A tape never falls silent, loses an order, lets one lapse or disagrees about the account. */
const UNPACED: Pacing = {
  moves: "acknowledged",
  writeTokens: undefined,
  orderTtlMs: undefined,
  reconcileEveryMs: undefined,
  staleAfterMs: undefined,
};

const STUDY_LATENCY_MS = 1_000;
const STUDY_REFRESH_MS = 60_000;

/** The write budget of a Basic account. A renewal costs 10 tokens and is due 25 s after the last, with 20 of 45 s left. */
const BASIC_TIER: WriteTokens = { perSecond: 100, capacity: 100, reserve: 30, upkeepPerOrder: 10 / 25 };

const SETTINGS: Readonly<Record<SettingName, Setting>> = {
  realistic: {
    name: "realistic",
    rules: "all",
    openingBalance: (1_000 * DOLLAR) as Money,
    pacing: () => ({ ...UNPACED, writeTokens: BASIC_TIER }),
    latency: (random) => drawnLatency(random),
    limits: (profile) => ({
      ...sizes(profile),
      maxDailyLossPct: 10,
      minBalanceFloor: (10 * DOLLAR) as Money,
      maxEventLossPct: 25,
    }),
  },
  study: {
    name: "study",
    rules: "study",
    openingBalance: (1_000_000 * DOLLAR) as Money, // more than any position allowed can cost: money is no limit
    // The study's quotes that may drift from their targets are those that it looked at once a minute; the others, at every print.
    pacing: ({ staleOrderDriftCents }) => ({
      ...UNPACED,
      moves: "pipelined",
      lookEveryMs: staleOrderDriftCents > 0 ? STUDY_REFRESH_MS : undefined,
    }),
    latency: () => fixedLatency(STUDY_LATENCY_MS),
    limits: (profile) => ({
      ...sizes(profile),
      maxDailyLossPct: 100,
      minBalanceFloor: 0 as Money,
      maxEventLossPct: 100,
    }),
  },
};

export function settingOf(name: SettingName): Setting {
  return SETTINGS[name];
}

function sizes({
  maxPositionPerTicker,
  maxOrderSize,
}: Profile): Pick<RiskLimits, "maxPositionPerTicker" | "maxOrderSize"> {
  return { maxPositionPerTicker, maxOrderSize };
}
