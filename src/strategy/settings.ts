import { list, oneOf, type Shape, StateError, tuple } from "../market/saved-state.ts";
import type { Profile } from "./profile.ts";

/** What a change of a value does to risk: more of it, less of it, or either way may. `up-or-never`: the same as up, and 0 stands for never. */
type Risk = "up" | "down" | "either" | "up-or-never";

/**
 * The values that may change while the engine runs, each with which way it adds risk. The others are built into the model, into what
 * joins the event's legs or into what has been measured so far, and need a new start.
 */
const RISK = {
  halfSpread: "either",
  halfSpreadCents: "down",
  minHalfSpreadCents: "down",
  maxHalfSpreadCents: "down",
  volatilityShare: "down",
  referenceSigmaB: "up",
  skewCentsPerContract: "either", // too little doesn't lean, too much crosses fair value
  inventoryPullContracts: "up",
  orderSize: "up",
  maxOrderSize: "up",
  maxPositionPerTicker: "up",
  zPull: "up",
  zWiden: "up",
  staleOrderDriftCents: "up",
  onCross: "either",
  joinsOnly: "either",
  maxImproveCents: "up",
  minOrders: "down",
  quietAfterS: "up-or-never",
  stopBeforeCloseS: "down",
  reduceOnlyBeforeCloseS: "down",
} as const satisfies Partial<Record<keyof Profile, Risk>>;

/** A value of a profile that may be set while the engine runs. */
export type SettingName = keyof typeof RISK;

/** What an operator has set beside a leg's profile. */
export type Settings = { readonly [Name in SettingName]?: Profile[Name] };

/** Nothing is set. */
export const NO_SETTINGS: Settings = {};

export const settingNames = Object.keys(RISK) as readonly SettingName[];

export function isSettable(name: string): name is SettingName {
  return Object.hasOwn(RISK, name);
}

/** Whether quoting with the second profile may risk more than with the first, as far as this value goes. */
export function addsRisk(name: SettingName, before: Profile, after: Profile): boolean {
  const [from, to] = [before[name], after[name]];
  if (from === to) return false;
  const risk: Risk = RISK[name];
  if (risk === "either" || typeof from !== "number" || typeof to !== "number") return true;
  if (risk === "down") return to < from;
  if (risk === "up") return to > from;
  return to === 0 || (from !== 0 && to > from);
}

/** Those of the settings that add no risk to a profile: what a later start, which nobody has asked about them, may go on with. */
export function saferSettings(settings: Settings, profile: Profile): Settings {
  return chosen(settings, (name) => !addsRisk(name, profile, { ...profile, ...settings }));
}

/** The others. */
export function riskierSettings(settings: Settings, profile: Profile): Settings {
  return chosen(settings, (name) => addsRisk(name, profile, { ...profile, ...settings }));
}

function chosen(settings: Settings, isChosen: (name: SettingName) => boolean): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => isSettable(name) && isChosen(name)));
}

/** Settings as a saved state keeps them. */
export type SavedSettings = readonly (readonly [name: SettingName, value: Profile[SettingName]])[];

export const SAVED_SETTINGS: Shape<SavedSettings> = list(
  tuple<readonly [SettingName, Profile[SettingName]]>(oneOf(...settingNames), scalar),
);

export function savedSettings(settings: Settings): SavedSettings {
  return Object.entries(settings) as [SettingName, Profile[SettingName]][];
}

export function restoredSettings(saved: SavedSettings): Settings {
  return Object.fromEntries(saved);
}

/** A value of a kind that profiles have. */
function scalar(value: unknown, name: string): void {
  if (value === undefined) throw new StateError(name, "is missing");
  if (!["number", "string", "boolean"].includes(typeof value)) throw new StateError(name, "is no value of a profile");
}
