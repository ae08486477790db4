import type { GivenSettings } from "../config-schema.ts";

/** The limits that a settings file spells out, in the order in which they are asked for. */
export const LIMITS = [
  "max_daily_loss_pct",
  "max_event_loss_pct",
  "min_balance_floor_cents",
  "max_position_per_ticker",
  "max_order_size",
] as const;

export type LimitName = (typeof LIMITS)[number];

/** What a settings file is to say. */
export interface Answers {
  /** "sim", "demo", "prod" or the URL of an exchange. */
  readonly venue: string;
  readonly target: { readonly series: string } | { readonly event: string };
  /** Undefined: none is named; a dry run takes the documented one, and trading asks for one. */
  readonly profile: string | undefined;
  /** The account's key: its file, and its identifier unless that isn't known yet. Undefined: none. */
  readonly key: { readonly id: string | undefined; readonly file: string } | undefined;
  readonly limits: { readonly [Name in LimitName]: number };
}

/** The settings that the answers give; all others keep their defaults. A key whose identifier isn't known yet is not among them. */
export function settingsOf({ venue, target, profile, key, limits }: Answers): GivenSettings {
  return {
    venue,
    ...target,
    ...(profile !== undefined && { profile }),
    ...(key?.id !== undefined && { key_id: key.id, private_key_file: key.file }),
    ...limits,
  };
}
