import { z } from "zod";
import { systemFiles } from "../ambient/files.ts";
import { suggestion } from "../app/config-names.ts";
import { profileShape } from "../app/config-profile.ts";
import { isRange, type SweepAxis } from "../backtest/sweep/sweep-space.ts";
import type { ProfileValue } from "../backtest/tune/search-space.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { SweepOptions } from "./sweep-options.ts";

/** A finer range is a mistake. */
const MOST_VALUES = 1_000;

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)$/;
const MEND = "it is 4,6,8 or 4..8:0.5 (a step), and with --random also 4..8 or 4..8:log";

/** How a file states what is tried of a value. */
const stateable = z.union([
  z.array(z.union([z.number(), z.string(), z.boolean()])).min(1),
  z.strictObject({ from: z.number(), to: z.number(), step: z.number().gt(0) }),
  z.strictObject({ from: z.number(), to: z.number(), scale: z.enum(["linear", "log"]) }),
]);

type Stated = z.infer<typeof stateable>;

/** The axes that `--grid` and `--space` name, in the order of their names. Throws CommandFailure naming what isn't right. */
export function sweptAxes({
  grid,
  space,
  random,
}: Pick<SweepOptions, "grid" | "space" | "random">): readonly SweepAxis[] {
  const fromFile = space === undefined ? [] : Object.entries(statedIn(space));
  const axes = [
    ...[...(grid ?? [])].map(([name, words]) => axisOf(name, statedBy(name, words), `--grid ${name}=${words}`)),
    ...fromFile.map(([name, stated]) => axisOf(name, stated, `--space ${space}: ${name}`)),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const twice = axes.find(({ name }, at) => axes[at + 1]?.name === name);
  if (twice !== undefined) throw refusal(`--grid ${twice.name}`, "it is in --space as well; state it once");
  if (axes.length === 0)
    throw refusal("--grid", "nothing is to be tried; name values, such as half_spread_cents=4,6,8");
  const range = axes.find(isRange);
  if (range !== undefined && random === undefined) {
    throw refusal(range.name, "a range has no end of values; give it a step, or draw from it with --random");
  }
  return axes;
}

function statedIn(path: string): Readonly<Record<string, Stated>> {
  const text = systemFiles.readText(path);
  if (text === undefined) throw refusal(`--space ${path}`, "there is no such file");
  let stated: unknown;
  try {
    stated = Bun.TOML.parse(text);
  } catch (error) {
    throw refusal(`--space ${path}`, `it is not TOML: ${error instanceof Error ? error.message : String(error)}`);
  }
  return Object.fromEntries(
    Object.entries(stated as object).map(([name, value]) => {
      const { data } = stateable.safeParse(value);
      if (data !== undefined) return [name, data];
      const mend = 'it is [one, or, more, values], {from, to, step} or {from, to, scale = "linear" or "log"}';
      throw refusal(`--space ${path}: ${name}`, `${JSON.stringify(value)}: ${mend}`);
    }),
  );
}

/** `4,6,8`, `4..8:0.5`, `4..8` or `4..8:log`. */
function statedBy(name: string, words: string): Stated {
  const [, low, high, how] = /^([^,]+?)\.\.([^,:]+)(?::(.+))?$/.exec(words) ?? [];
  if (low === undefined || high === undefined) return words.split(",").map(valueIn);
  if (!NUMBER.test(low) || !NUMBER.test(high)) throw refusal(`--grid ${name}=${words}`, MEND);
  const bounds = { from: Number(low), to: Number(high) };
  if (how === undefined || how === "linear" || how === "log") return { ...bounds, scale: how ?? "linear" };
  if (!NUMBER.test(how) || !(Number(how) > 0)) throw refusal(`--grid ${name}=${words}`, MEND);
  return { ...bounds, step: Number(how) };
}

function valueIn(word: string): ProfileValue {
  return word === "true" ? true : word === "false" ? false : NUMBER.test(word) ? Number(word) : word;
}

function axisOf(name: string, stated: Stated, said: string): SweepAxis {
  if (!Object.hasOwn(profileShape, name)) {
    throw refusal(said, `no profile has it${suggestion(name, Object.keys(profileShape))}`);
  }
  const shape = profileShape[name as keyof typeof profileShape];
  const check = (value: ProfileValue): void => {
    const { error } = shape.safeParse(value);
    if (error)
      throw refusal(said, `${JSON.stringify(value)}: ${error.issues.map(({ message }) => message).join("; ")}`);
  };
  if (Array.isArray(stated)) {
    for (const value of stated) check(value);
    const twice = stated.find((value, at) => stated.indexOf(value) < at);
    if (twice !== undefined) throw refusal(said, `${JSON.stringify(twice)} is there twice`);
    return { name, values: stated };
  }
  const { from, to } = stated;
  if (!(from < to)) throw refusal(said, `${from} is not below ${to}`);
  check(from);
  check(to);
  if ("scale" in stated) {
    const { scale } = stated;
    if (scale === "log" && from <= 0) throw refusal(said, `a logarithmic range begins above 0, not at ${from}`);
    // A value between two whole numbers tells whether only whole ones will do.
    return { name, from, to, scale, whole: !shape.safeParse(Math.floor(from) + 0.5).success };
  }
  if ((to - from) / stated.step > MOST_VALUES)
    throw refusal(said, `more than ${MOST_VALUES} values; take larger steps`);
  const steps = Math.floor((to - from) / stated.step + 1e-9);
  const values = Array.from({ length: steps + 1 }, (_, index) => Number((from + index * stated.step).toFixed(9)));
  for (const value of values) check(value);
  return { name, values };
}

function refusal(what: string, problem: string): CommandFailure {
  return new CommandFailure(`${what}: ${problem}`, EXIT.usage);
}
