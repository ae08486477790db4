import type { Money } from "../../market/units.ts";
import { shareOf } from "../../risk/limits.ts";
import type { Configuration } from "../config.ts";
import { flagName } from "../config-names.ts";
import type { SettingName } from "../config-schema.ts";
import { loadProfileValues } from "../profiles.ts";
import { expectedResult } from "./expected-result.ts";

/** Limits that nobody leaves to a default where no one is there to look. */
const SPELLED_OUT = [
  "max_daily_loss_pct",
  "max_position_per_ticker",
  "order_size",
  "min_balance_floor_cents",
] as const satisfies readonly SettingName[];

/** Those of them that no file, variable or flag gives, as flags. */
export function unspokenLimits({ settings }: Pick<Configuration, "settings">): readonly string[] {
  return SPELLED_OUT.filter((name) => !isGiven({ settings }, name)).map(flagName);
}

/** Whether a file, a variable or a flag says so, rather than a default or a profile. */
export function isGiven({ settings }: Pick<Configuration, "settings">, name: SettingName): boolean {
  const origin = settings.find((setting) => setting.name === name)?.origin ?? "default";
  return origin !== "default" && !origin.startsWith("profile ");
}

/** What has to be typed: not by a finger that slips, and not without having read which strategy it is. */
export function intentWord({ settings }: Pick<Configuration, "settings">): string {
  return `trade ${profileOf({ settings })}`;
}

export interface IntentParts {
  /** As it is traded by. */
  readonly configuration: Configuration;
  readonly host: string;
  readonly keyId: string;
  readonly event: string;
  /** Cash on the event's shard. */
  readonly balance: Money;
  /** Why the order size isn't the profile's; undefined where it is. */
  readonly sizeNote: string | undefined;
}

/** Everything that an operator is asked to mean: where, as whom, by what, within which bounds, line by line. */
export function intentText(parts: IntentParts): readonly string[] {
  const { configuration, host, keyId, event, balance, sizeNote } = parts;
  const { limits, profile, venue, durationMs } = configuration;
  const { maxDailyLossPct: dailyPct, maxEventLossPct: eventPct, maxPositionPerTicker, minBalanceFloor } = limits;
  const size = Math.min(profile.orderSize, limits.maxOrderSize);
  const most = dollars((maxPositionPerTicker * 1_000_000) as Money);
  return [
    `venue     ${venue} (${host})`,
    `account   key ${keyId}, ${dollars(balance)} in cash`,
    `event     ${event}${durationMs === undefined ? "" : `, for ${Math.round(durationMs / 60_000)} minutes`}`,
    `profile   ${profileOf(configuration)}`,
    ...expectedResult(profileOf(configuration), changedValues(configuration)).map((line) => `          ${line}`),
    `order     ${contracts(size)}${sizeNote === undefined ? "" : ` (${sizeNote})`}`,
    `position  at most ${contracts(maxPositionPerTicker)} in one ticker, which can cost ${most}`,
    `day       halts at a loss of ${dailyPct}% of the day's opening equity: ${dollars(shareOf(balance, dailyPct))} of this cash`,
    `event     its worst outcome costs at most ${eventPct}% of that equity: ${dollars(shareOf(balance, eventPct))}`,
    `floor     no order takes the balance below ${dollars(minBalanceFloor)}`,
  ];
}

function profileOf({ settings }: Pick<Configuration, "settings">): string {
  return String(settings.find(({ name }) => name === "profile")?.value);
}

/** Strategy values that somebody has given and that aren't the profile's. */
function changedValues({ settings }: Pick<Configuration, "settings">): readonly string[] {
  const own: Readonly<Record<string, unknown>> = { ...loadProfileValues(profileOf({ settings })) };
  return settings.flatMap(({ name, value }) => {
    return Object.hasOwn(own, name) && own[name] !== value ? [`${name} = ${value}`] : [];
  });
}

function contracts(count: number): string {
  return count === 1 ? "1 contract" : `${count} contracts`;
}

function dollars(amount: Money): string {
  return `$${(amount / 1_000_000).toFixed(2)}`;
}
