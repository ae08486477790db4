import type { Desk } from "../engine/desk.ts";
import type { LegState } from "../engine/leg-state.ts";
import { snakeCase } from "../market/snake-case.ts";
import type { Profile } from "../strategy/profile.ts";
import { addsRisk, isSettable, type SettingName, type Settings, settingNames } from "../strategy/settings.ts";
import { warnings } from "../strategy/warnings.ts";
import { camelCase, suggestion } from "./config-names.ts";
import { contradictions, type ProfileValues, profileShape } from "./config-profile.ts";
import type { SetCommand, ViewerReply } from "./viewer.ts";

/** What a request to set a value comes to: values that may go to the engine, or the reply that says why not. */
export type SetOutcome =
  | { readonly ok: true; readonly values: Settings; readonly text: string }
  | (ViewerReply & { readonly ok: false });

/** The limits that the session was started with: a setting stays within them. */
const HARD = ["maxOrderSize", "maxPositionPerTicker"] as const;

/**
 * Judges an operator's wish to change a value of the profile for these legs, of one desk: its name and value as a profile's file would have them,
 * no pair of values that contradict each other, no limit beyond the session's own, and nothing that may add risk unless it is confirmed.
 */
export function judgeSetting(desk: Desk, legs: readonly LegState[], asked: SetCommand): SetOutcome {
  const refuse = (text: string): SetOutcome => ({ ok: false, text });
  const typed = asked.name.replaceAll("-", "_");
  const name = camelCase(typed);
  if (!Object.hasOwn(profileShape, typed)) {
    return refuse(`${asked.name} is no value of a profile${suggestion(typed, settingNames.map(snakeCase))}`);
  }
  if (!isSettable(name)) {
    return refuse(
      `${typed} is built into a session; put it into tauroi.toml and start again. Settable: ${settingNames.map(snakeCase).join(", ")}`,
    );
  }
  const parsed = profileShape[typed as keyof typeof profileShape].safeParse(typedValue(asked.value));
  if (!parsed.success) {
    return refuse(`${typed} = ${asked.value}: ${parsed.error.issues.map(({ message }) => message).join("; ")}`);
  }
  const values: Settings = { [name]: parsed.data };
  for (const hard of HARD) {
    const [wanted, most] = [values[hard], desk.start.limits[hard]];
    if (wanted === undefined || wanted <= most) continue;
    return refuse(`${typed} = ${wanted}: the session's limit is ${most}; raise it in tauroi.toml and start again`);
  }
  for (const { profile } of legs) {
    const wrong = contradictions(fileValues({ ...profile, ...values }))[0];
    if (wrong === undefined) continue;
    const after = fileValues({ ...profile, ...values });
    return refuse(`${wrong[0]} ${after[wrong[0]]} would be more than ${wrong[1]} ${after[wrong[1]]}`);
  }
  const text = `${typed} ${[...new Set(legs.map(({ profile }) => String(profile[name])))].join("/")} -> ${parsed.data}`;
  if (asked.confirmed !== true && legs.some(({ profile }) => addsRisk(name, profile, { ...profile, ...values }))) {
    return { ok: false, unconfirmed: true, text: `${text} may add risk` };
  }
  return { ok: true, values, text: [text, ...newWarnings(legs, name, values)].join("; ") };
}

/** What the changed profile makes an operator want to know that the one before didn't. */
function newWarnings(legs: readonly LegState[], name: SettingName, values: Settings): readonly string[] {
  const after = legs.flatMap(({ profile }) => {
    if (profile[name] === values[name]) return [];
    const before = new Set(warnings(profile));
    return warnings({ ...profile, ...values }).filter((text) => !before.has(text));
  });
  return [...new Set(after)];
}

function typedValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : text;
}

function fileValues(profile: Profile): ProfileValues {
  return Object.fromEntries(Object.entries(profile).map(([name, value]) => [snakeCase(name), value])) as ProfileValues;
}
