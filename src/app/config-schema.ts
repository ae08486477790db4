import { z } from "zod";
import { CROWD_NAMES } from "../venue/sim/crowds/crowd.ts";
import { DURATION, DURATION_WORDS } from "./config-duration.ts";
import { profileShape } from "./config-profile.ts";
import { OBSERVATION_DEFAULTS, observationShape } from "./observation-settings.ts";
import { profileNames } from "./profiles.ts";

/** What holds where nothing is said, beside the profile's values. The documented ones never change. */
export const DEFAULTS = {
  venue: "sim",
  series: "KXTOPMONTHLY",
  profile: "documented",
  crowd: "lively",
  headless: false,
  json: false,
  readonly: false,
  balance_usd: 1_000,
  max_daily_loss_pct: 10,
  min_balance_floor_cents: 1_000,
  max_event_loss_pct: 25,
  foreign_orders: "halt",
  ...OBSERVATION_DEFAULTS,
} as const;

const text = (description: string) => z.string().min(1).meta({ description });
const flag = (description: string) => z.boolean().meta({ description, default: false });
const percent = (description: string) => z.number().gt(0).lte(100).meta({ description });

/** What is run, where and how long. */
const runShape = {
  venue: z
    .string()
    .regex(/^(sim|demo|prod|https?:\/\/\S+)$/, { error: "expected sim, demo, prod or the URL of an exchange" })
    .meta({
      description: "Where to trade: sim (the embedded exchange), demo, prod, or the URL of one",
      default: DEFAULTS.venue,
    }),
  series: text("Trade the open event of this series that closes next").meta({ default: DEFAULTS.series }),
  event: text("Trade this event; instead of series"),
  market: z.array(z.string().min(1)).min(1).meta({ description: "Trade these markets; instead of series" }),
  duration: z
    .string()
    .regex(DURATION, { error: `expected ${DURATION_WORDS}` })
    .meta({ description: "Stop after so much engine time, as in 4h55m; absent: never" }),
  crowd: z.enum(CROWD_NAMES).meta({
    description: "Who trades on the embedded exchange: lively, to look at, or monthly, fitted to a real month's tape",
    default: DEFAULTS.crowd,
  }),
  seed: z
    .int()
    .min(0)
    .meta({ description: "What the embedded exchange's chance is drawn from; absent: another at every start" }),
  speed: z
    .union([z.literal(1), z.literal(60), z.literal("max")], { error: "expected 1, 60 or max" })
    .meta({ description: "Simulated seconds in a real one; sim: 60, headless max; elsewhere always 1" }),
  profile: z
    .enum(profileNames)
    .meta({ description: "The set of strategy values to start from", default: DEFAULTS.profile }),
  state: text("Keep the journal in this folder; absent on sim: nothing is kept"),
  artists_file: text(
    "Which artist on Spotify each contract is about, as tauroi artists finds them; absent: ./artists.toml if it is there",
  ),
  signals_file: text("Read events of your own scripts from this file as they are added, one JSON document a line"),
  calendar_file: text("Widen or pull at the times of day that this TOML file tells"),
  balance_usd: z
    .number()
    .positive()
    .max(1_000_000_000)
    .meta({ description: "What the account of a dry run begins with", default: DEFAULTS.balance_usd }),
  headless: flag("No terminal interface: logs, and a summary at the end"),
  json: flag("Print one JSON document on standard output, and nothing else there"),
  readonly: flag("The interface shows, but acts on nothing"),
};

/** Limits that stand beside the profile's own (`max_order_size`, `max_position_per_ticker`). */
const limitsShape = {
  max_daily_loss_pct: percent("Halt for the day after losing this share of the day's opening equity").meta({
    default: DEFAULTS.max_daily_loss_pct,
  }),
  min_balance_floor_cents: z
    .int()
    .min(0)
    .max(100_000_000_000)
    .meta({ description: "No order may take the balance below this", default: DEFAULTS.min_balance_floor_cents }),
  max_event_loss_pct: percent("The most that an event's worst outcome may cost, of the day's opening equity").meta({
    default: DEFAULTS.max_event_loss_pct,
  }),
  foreign_orders: z.enum(["halt", "count"], { error: "expected halt or count" }).meta({
    description: "What a resting order of another hand on the account does: stop all quoting, or count in the limits",
    default: DEFAULTS.foreign_orders,
  }),
};

/** No path holds what a key's file does: a key that stands where its path should is kept out of messages and listings. */
const KEY_PATH = /^(?!.*-----BEGIN)(?![A-Za-z0-9+][A-Za-z0-9+/=]{63,}$)[^\n\r]+$/;

/** The account's key. A file names where the private half is; it never holds it. */
const keyShape = {
  key_id: z
    .string()
    .regex(/^[\w-]{1,128}$/, { error: "expected the key's identifier as the exchange gives it, without spaces" })
    .meta({ description: "The identifier of the account's key, as the exchange gives it" }),
  private_key_file: z
    .string()
    .regex(KEY_PATH, { error: "expected the path of the file that holds the key, never the key itself" })
    .meta({ description: "The file of the key's private half (PEM), which nobody but its owner may use (mode 600)" }),
};

/** Settings whose wrong values are never shown: a secret may stand there by mistake. */
export const unshown: ReadonlySet<string> = new Set([...Object.keys(keyShape), "alert_url"]);

/** Settings whose values are secrets: no listing shows them. */
export const secretSettings: ReadonlySet<string> = new Set(["alert_url"]);

/** Everything that can be configured, under its documented name. A strategy value given here replaces the profile's. */
export const settings = { ...runShape, ...keyShape, ...observationShape, ...limitsShape, ...profileShape } as const;

/** A configuration file: any of the settings. */
export const configurationSchema = z.strictObject(settings).partial().meta({ title: "tauroi.toml" });

export type SettingName = keyof typeof settings;

export const settingNames = Object.keys(settings) as SettingName[];

/** Settings as they are given, in the units of their names. */
export type GivenSettings = { readonly [Name in SettingName]?: z.infer<(typeof settings)[Name]> };
