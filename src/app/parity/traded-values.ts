import type { Start } from "../../engine/start.ts";
import { snakeCase } from "../../market/snake-case.ts";
import type { Profile } from "../../strategy/profile.ts";
import type { LoggedInput } from "./session-log.ts";

/** What a session was traded by: for each value, in the words of files, all that it has been on any contract; more than one where an operator has set it. */
export type TradedValues = Readonly<Record<string, readonly (number | string | boolean)[]>>;

/** What the steps of the ramp change, and the name, which a file may keep when its values change. */
const OF_THE_RAMP: ReadonlySet<string> = new Set<keyof Profile>([
  "name",
  "orderSize",
  "maxOrderSize",
  "maxPositionPerTicker",
]);

/** The values by which a session has quoted: its profile's, with what operators had set before it and have set in it, its rules and its model. */
export function tradedValues(start: Start, inputs: readonly LoggedInput[]): TradedValues {
  const { profile, rules, model, event, carried } = start;
  const found = new Map<string, Set<number | string | boolean>>();
  const add = (values: Partial<Profile>): void => {
    for (const [name, value] of Object.entries(values)) {
      if (!OF_THE_RAMP.has(name)) found.set(name, (found.get(name) ?? new Set()).add(value));
    }
  };
  const tickers = new Set(event.legs.map(({ ticker }) => ticker));
  for (const ticker of tickers) {
    add({ ...profile, ...carried?.set?.find((set) => set.ticker === ticker)?.values });
  }
  for (const { input } of inputs) {
    if (input.type !== "setting") continue;
    if (input.ticker === undefined || tickers.has(input.ticker)) add(input.values);
  }
  const values = [...found].map(([name, all]) => [snakeCase(name), [...all]] as const);
  return { ...Object.fromEntries(values), rules: [rules], model: [model] };
}

/** A profile's name without what start and settings add to it: what they mean is in the values. */
export function plainName(profile: string): string {
  return profile.replace(/( \((changed|first session)\))+$/, "");
}
