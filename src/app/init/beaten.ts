import { variableName } from "../config-names.ts";
import { type GivenSettings, type SettingName, unshown } from "../config-schema.ts";
import { type Environment, environmentSource, KEY_VARIABLES, namesKey } from "../config-sources.ts";

/** A variable that is set, and a setting of the file that isn't heeded because of it. */
export interface Beaten {
  readonly variable: string;
  readonly setting: SettingName;
  /** What the file says, and what the variable does; null where that may be a secret. */
  readonly written: string | null;
  readonly instead: string | null;
  readonly same: boolean;
}

const KEY: readonly SettingName[] = ["key_id", "private_key_file"];
/** A variable that names one thing to trade replaces what the file names, whatever its kind. */
const TARGETS: readonly SettingName[] = ["series", "event", "market"];

/** Which of the settings in a file are beaten by `TAUROI_*` variables, in the file's order. */
export function beatenSettings(written: GivenSettings, environment: Environment): readonly Beaten[] {
  const { values } = environmentSource(environment, []);
  return (Object.keys(written) as SettingName[]).flatMap((setting) =>
    variablesOver(setting, environment).map((variable) => {
      const isShown = !unshown.has(setting);
      return {
        variable,
        setting,
        written: isShown ? String(written[setting]) : null,
        instead: isShown ? environment[variable]! : null,
        same: variable === variableName(setting) && written[setting] === values[setting],
      };
    }),
  );
}

/** The variables that are set and go before this setting of a file. An empty one counts as not set. */
function variablesOver(setting: SettingName, environment: Environment): readonly string[] {
  const isSet = (variable: string): boolean => Boolean(environment[variable]);
  if (KEY.includes(setting)) return namesKey(environment) ? KEY_VARIABLES.filter(isSet) : [];
  return (TARGETS.includes(setting) ? TARGETS : [setting]).map(variableName).filter(isSet);
}

/** The same as lines for people; none where nothing is beaten. */
export function beatenWords(beaten: readonly Beaten[]): readonly string[] {
  if (beaten.length === 0) return [];
  return [
    "WARNING: variables that are set beat what was written:",
    ...[...Map.groupBy(beaten, ({ variable }) => variable)].map(
      ([variable, over]) => `  ${oneVariable(variable, over)}`,
    ),
    "unset what isn't meant; tauroi config show tells what holds",
  ];
}

function oneVariable(variable: string, over: readonly Beaten[]): string {
  const [{ setting, written, instead, same }] = over as [Beaten, ...Beaten[]];
  if (over.length > 1 || instead === null) return `${variable} beats ${over.map((one) => one.setting).join(" and ")}`;
  return `${variable}=${instead} beats ${setting} = ${written}${same ? " (the same now)" : ""}`;
}
