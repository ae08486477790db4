import { z } from "zod";
import { systemFiles } from "../ambient/files.ts";
import { suggestion } from "../app/config-names.ts";
import { contradictions, type ProfileValues, profileShape } from "../app/config-profile.ts";
import { toProfile } from "../app/profiles.ts";
import type { Dimension, ProfileValue, SearchSpace } from "../backtest/tune/search-space.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

type Ranges = Readonly<Record<string, unknown>>;

/** What is searched when nothing else is asked for: what the study found to matter, around `coherent`. */
const BUILT_IN: Ranges = {
  half_spread_cents: { from: 3, to: 10, step: 1 },
  volatility_share: { from: 0.1, to: 0.6, step: 0.1 },
  coherence_strength: [0.5, 0.75, 1],
  skew_cents_per_contract: [0, 0.1, 0.2, 0.3, 0.5],
  order_size: [2, 3, 5, 7, 10],
  inventory_pull_contracts: [10, 20, 30, 40],
  z_pull: [2, 2.5, 3, 4],
  z_widen: [1.5, 2, 2.5, 3, 4],
  joins_only: [true, false],
  quiet_after_s: [300, 600, 900, 1_800, 3_600],
  min_orders: [5, 10, 20],
  stop_before_close_s: [600, 3_600, 14_400, 43_200],
};

/** A finer range is a mistake. */
const MOST_CHOICES = 1_000;

/**
 * The space around a profile that a file describes, or the built-in one. The profile's own value is among the choices of each. Throws
 * CommandFailure naming what is wrong in the file.
 */
export function searchSpace(path: string | undefined, base: ProfileValues): SearchSpace {
  const dimensions = Object.entries(path === undefined ? BUILT_IN : rangesIn(path)).map(([name, stated]) =>
    dimension(name, stated, base, path ?? "the built-in search space"),
  );
  return {
    dimensions,
    base: dimensions.map(({ name, choices }) => choices.indexOf(base[name as ValueName])),
    profileAt: (point) => {
      const changes = dimensions.map(({ name, choices }, index) => [name, choices[point[index]!]] as const);
      const values: ProfileValues = { ...base, ...Object.fromEntries(changes) };
      return contradictions(values).length > 0 ? undefined : toProfile(values);
    },
  };
}

/** How a file states the choices of a value. */
const stateable = z.union([
  z.array(z.union([z.number(), z.string(), z.boolean()])).min(1),
  z
    .strictObject({ from: z.number(), to: z.number(), step: z.number().gt(0) })
    .refine(({ from, to, step }) => from <= to && (to - from) / step <= MOST_CHOICES),
]);

type ValueName = keyof typeof profileShape;

function rangesIn(path: string): Ranges {
  const text = systemFiles.readText(path);
  if (text === undefined) throw refusal(path, "there is no such file");
  let ranges: Ranges;
  try {
    ranges = Bun.TOML.parse(text) as Ranges;
  } catch (error) {
    throw refusal(path, `it is not TOML: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (Object.keys(ranges).length === 0) throw refusal(path, "there is nothing to search; write name = [choices]");
  return ranges;
}

function dimension(name: string, stated: unknown, base: ProfileValues, path: string): Dimension {
  if (!Object.hasOwn(profileShape, name)) {
    throw refusal(path, `${name}: no profile has it${suggestion(name, Object.keys(profileShape))}`);
  }
  const choices = choicesOf(name, stated, path);
  for (const choice of choices) {
    const parsed = profileShape[name as ValueName].safeParse(choice);
    if (!parsed.success) {
      throw refusal(
        path,
        `${name}: ${JSON.stringify(choice)}: ${parsed.error.issues.map((issue) => issue.message).join("; ")}`,
      );
    }
  }
  const own = base[name as ValueName];
  const all = [...new Set([...choices, own])];
  const isOrdered = all.every((choice) => typeof choice === "number");
  return { name, choices: isOrdered ? all.toSorted((a, b) => a - b) : all };
}

function choicesOf(name: string, stated: unknown, path: string): readonly ProfileValue[] {
  const { data } = stateable.safeParse(stated);
  if (data === undefined) {
    const mend = "it is [one, or, more, choices] or {from = 1, to = 5, step = 0.5}";
    throw refusal(path, `${name}: ${JSON.stringify(stated)}: ${mend}`);
  }
  if (Array.isArray(data)) return data;
  const { from, to, step } = data;
  const steps = Math.floor((to - from) / step + 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => Number((from + index * step).toFixed(9)));
}

function refusal(path: string, problem: string): CommandFailure {
  return new CommandFailure(`--search ${path}: ${problem}`, EXIT.usage);
}
