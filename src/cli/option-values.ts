import { InvalidArgumentError } from "commander";

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Milliseconds from `4h55m`, `90s`, `1d` or `250ms`: whole numbers, each with its unit, the larger first. */
export function durationMs(text: string): number {
  const match = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  const total = Object.values(UNIT_MS).reduce((sum, unit, index) => sum + Number(match?.[index + 1] ?? 0) * unit, 0);
  if (total <= 0 || !Number.isSafeInteger(total))
    throw new InvalidArgumentError("It is a time such as 90s, 10m or 4h55m.");
  return total;
}

/** A whole number from `low` up to `high`. */
export function integer(low: number, high = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(
      `It is a whole number from ${low}${high < Number.MAX_SAFE_INTEGER ? ` to ${high}` : " up"}.`,
    );
  };
}

/** A number above 0. */
export function positive(text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It is a number above 0, such as 2 or 0.5.");
}

/** Adds `name=value` to those given before. A name given twice is refused: which was meant? */
export function assignments(
  text: string,
  before: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string> {
  const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === "" || value === "") throw new InvalidArgumentError("It is a name and a value, as half_spread_cents=8.");
  if (before?.has(name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return new Map([...(before ?? []), [name, value]]);
}
