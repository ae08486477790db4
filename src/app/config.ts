import { type Files, systemFiles } from "../ambient/files.ts";
import type { Speed } from "../ambient/virtual-time.ts";
import { DOLLAR, type Money, money } from "../market/units.ts";
import type { RiskLimits } from "../risk/limits.ts";
import type { Profile } from "../strategy/profile.ts";
import type { CrowdName } from "../venue/sim/crowds/crowd.ts";
import { parseDuration } from "./config-duration.ts";
import { ConfigError } from "./config-error.ts";
import { contradictions, type ProfileValues, profileShape } from "./config-profile.ts";
import { DEFAULTS, type GivenSettings, type SettingName, secretSettings, settingNames } from "./config-schema.ts";
import {
  type Environment,
  environmentSource,
  fileSource,
  flagSource,
  namesKey,
  type Source,
} from "./config-sources.ts";
import type { NamedKey } from "./credentials.ts";
import { type Observation, observationOf } from "./observation-settings.ts";
import { loadProfileValues, toProfile } from "./profiles.ts";

/** What a run is told: every setting resolved. */
export interface Configuration {
  /** "sim", "demo", "prod" or a URL. */
  readonly venue: string;
  /** What to trade: one of the three. */
  readonly target: { readonly series: string } | { readonly event: string } | { readonly markets: readonly string[] };
  /** Engine time after which to stop; undefined: never. */
  readonly durationMs: number | undefined;
  /** What the embedded exchange's chance is drawn from; undefined: another at every start. */
  readonly seed: number | undefined;
  readonly speed: Speed;
  /** Who trades on the embedded exchange. */
  readonly crowd: CrowdName;
  /** The folder in which the journal is kept; undefined: nothing is kept. */
  readonly state: string | undefined;
  /** The account's key as the file or the environment names it; a PEM in the environment isn't among it. */
  readonly key: NamedKey;
  /** Files that say what beyond the market is heeded. */
  readonly signals: SignalFiles;
  /** What the account of a dry run begins with. */
  readonly dryRunBalance: Money;
  readonly headless: boolean;
  readonly json: boolean;
  readonly readonly: boolean;
  readonly profile: Profile;
  readonly limits: RiskLimits;
  /** What a resting order of another hand on the account does: stops all quoting, or counts in the limits. */
  readonly foreignOrders: "halt" | "count";
  /** Logs, metrics and alerts. */
  readonly observation: Observation;
  /** Every setting with its value and where that comes from, in the order of the schema. */
  readonly settings: readonly ResolvedSetting[];
}

/** Where signals come from; undefined is none. */
export interface SignalFiles {
  /** Undefined: the usual file, if it is there. */
  readonly artists: string | undefined;
  readonly events: string | undefined;
  readonly calendar: string | undefined;
}

export interface ResolvedSetting {
  readonly name: SettingName;
  /** As in a file; undefined when it isn't set and has no default. */
  readonly value: unknown;
  /** "default", "profile documented", or where it is given: "./tauroi.toml", "TAUROI_SEED", "--seed". */
  readonly origin: string;
}

export interface ConfigurationSources {
  /** The command line's options, by the settings' names in camel case, and `config`, the file's name. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  readonly files?: Files;
}

const TARGETS = ["series", "event", "market"] as const satisfies readonly SettingName[];

/**
 * The configuration from, in growing strength: defaults, the profile, the file (`./tauroi.toml` or the one named), `TAUROI_*`
 * variables, flags. Throws ConfigError with everything that is wrong: unknown names with the nearest right one, values out of their
 * range, values that contradict each other.
 */
export function loadConfiguration({ flags, environment, files = systemFiles }: ConfigurationSources): Configuration {
  const problems: string[] = [];
  const file = fileSource(files, flags["config"] as string | undefined, environment, problems);
  const sources = [
    namesKey(environment) ? withoutKey(file) : file,
    environmentSource(environment, problems),
    flagSource(flags, problems),
  ];
  for (const source of sources) problems.push(...twoTargets(source));
  if (problems.length > 0) throw new ConfigError(problems);

  const given = merge(sources);
  const profileName = given.values.profile ?? DEFAULTS.profile;
  const plain = loadProfileValues(profileName);
  const profile = { ...plain, ...strategyValues(given.values) };
  const isChanged = Object.entries(profile).some(([name, value]) => plain[name as keyof ProfileValues] !== value);
  const values = { ...defaults(given.values), ...given.values, ...profile, profile: profileName };
  const origin = (name: SettingName): string => {
    const from = given.origins.get(name);
    return from ?? (Object.hasOwn(profileShape, name) ? `profile ${profileName}` : "default");
  };
  const said = (name: SettingName) => `${name} = ${values[name]} (${origin(name)})`;
  for (const [low, high] of contradictions(profile)) problems.push(`${said(low)} is more than ${said(high)}`);
  if (values.venue !== "sim" && values.speed !== 1) {
    problems.push(`${said("speed")} is for venue sim; ${said("venue")} runs at 1`);
  }
  if (values.venue !== "sim" && given.values.crowd !== undefined) {
    problems.push(`${said("crowd")} is for venue sim; ${said("venue")} has its own`);
  }
  const observation = observationOf(values, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    venue: values.venue,
    target: targetOf(values),
    durationMs: values.duration === undefined ? undefined : parseDuration(values.duration),
    seed: values.seed,
    speed: values.speed,
    crowd: values.crowd,
    state: values.state,
    key: { id: values.key_id, file: values.private_key_file },
    signals: { artists: values.artists_file, events: values.signals_file, calendar: values.calendar_file },
    dryRunBalance: money(Math.round(values.balance_usd * DOLLAR), "balance_usd"),
    headless: values.headless,
    json: values.json,
    readonly: values.readonly,
    // A profile with other values is another strategy: nobody shall take its results for those of the name.
    profile: { ...toProfile(profile), ...(isChanged && { name: `${profileName} (changed)` }) },
    limits: {
      maxPositionPerTicker: profile.max_position_per_ticker,
      maxOrderSize: profile.max_order_size,
      maxDailyLossPct: values.max_daily_loss_pct,
      minBalanceFloor: money(values.min_balance_floor_cents * (DOLLAR / 100), "min_balance_floor_cents"),
      maxEventLossPct: values.max_event_loss_pct,
    },
    foreignOrders: values.foreign_orders,
    observation,
    settings: settingNames.map((name) => ({ name, value: shownValue(name, values[name]), origin: origin(name) })),
  };
}

/** A key's parts come from one place: an identifier from here and a file from there would sign for nobody. */
function withoutKey({ values, origin }: Source): Source {
  const { key_id: _, private_key_file: __, ...others } = values;
  return { values: others, origin };
}

/** A setting's value as listings have it: a secret is only said to be there. */
function shownValue(name: SettingName, value: unknown): unknown {
  return secretSettings.has(name) && value !== undefined ? "(a secret)" : value;
}

/** A source may name one thing to trade; a stronger one replaces what a weaker one named, whatever its kind. */
function twoTargets({ values, origin }: Source): string[] {
  const named = TARGETS.filter((name) => values[name] !== undefined);
  return named.length < 2
    ? []
    : [`${named.map(origin).join(" and ")}: give one of ${TARGETS.join(", ")}, not ${named.join(" and ")}`];
}

function merge(sources: readonly Source[]): { values: GivenSettings; origins: ReadonlyMap<SettingName, string> } {
  const values: Record<string, unknown> = {};
  const origins = new Map<SettingName, string>();
  for (const source of sources) {
    const names = Object.keys(source.values) as SettingName[];
    if (TARGETS.some((name) => names.includes(name))) for (const name of TARGETS) delete values[name];
    for (const name of names) {
      values[name] = source.values[name];
      origins.set(name, source.origin(name));
    }
  }
  return { values: values as GivenSettings, origins };
}

/** The defaults, of which two depend on what is given: the series and the speed. */
function defaults(given: GivenSettings) {
  const { venue = DEFAULTS.venue, headless = DEFAULTS.headless } = given;
  const speed: Speed = venue !== "sim" ? 1 : headless ? "max" : 60;
  const { series, ...others } = DEFAULTS;
  return { ...others, ...(TARGETS.every((name) => given[name] === undefined) && { series }), speed };
}

function strategyValues(given: GivenSettings): Partial<ProfileValues> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(profileShape, name)));
}

function targetOf({ market, event, series }: GivenSettings): Configuration["target"] {
  if (market !== undefined) return { markets: market };
  return event !== undefined ? { event } : { series: series! }; // the default where nothing else is named
}
