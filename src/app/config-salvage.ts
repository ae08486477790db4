import { type Files, systemFiles } from "../ambient/files.ts";
import { type Environment, environmentSource, fileSource, namesKey } from "./config-sources.ts";
import type { NamedKey } from "./credentials.ts";
import { type AlertSettings, observationOf } from "./observation-settings.ts";

/** What a command needs that takes risk away: it works with whatever can be read of the settings. */
export interface Salvage {
  readonly key: NamedKey;
  /** Undefined: not said, or the embedded exchange. */
  readonly venue: string | undefined;
  /** Where alerts go; undefined: nowhere. */
  readonly alerts: AlertSettings | undefined;
  /** What is wrong with the settings, as `loadConfiguration` would tell it. */
  readonly problems: readonly string[];
}

/** The account's key and the exchange as the file and the environment name them; nothing that is wrong there keeps what is right from being read. */
export function salvageSettings(
  environment: Environment,
  { config, files = systemFiles }: { readonly config?: string | undefined; readonly files?: Files } = {},
): Salvage {
  const problems: string[] = [];
  const file = fileSource(files, config, environment, problems).values;
  const variables = environmentSource(environment, problems).values;
  const { key_id: id, private_key_file: path } = namesKey(environment) ? variables : file;
  const venue = variables.venue ?? file.venue;
  const { alerts } = observationOf({ ...file, ...variables }, problems);
  return { key: { id, file: path }, alerts, venue: venue === "sim" ? undefined : venue, problems };
}
