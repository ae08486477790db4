import type { Interval } from "./bootstrap.ts";
import type { BacktestDocument, ConfigurationDocument } from "./document-shape.ts";

/** What stands where nothing can be said. */
const NOTHING = "-";

const BOUND_WIDTH = "-9.99".length;

/** Two decimals. */
export function figure(value: number | null): string {
  return value === null ? NOTHING : value.toFixed(2);
}

/** Of contracts, which are whole unless the tape has hundredths. */
export function count(contracts: number): string {
  return Number.isInteger(contracts) ? String(contracts) : contracts.toFixed(2);
}

export function percent(share: number | null): string {
  return share === null ? NOTHING : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
}

/** The bounds stand right in places of their own, so that intervals of two digits and fewer line up. */
export function withInterval(value: number | null, interval: Interval | null): string {
  if (interval === null) return figure(value);
  const [low, high] = interval.map((bound) => figure(bound).padStart(BOUND_WIDTH));
  return `${figure(value)} [${low},${high}]`;
}

/** A profile as the table calls it: with its model where there are several, and marked when it is in sample. */
export function labels(document: BacktestDocument): (of: Pick<ConfigurationDocument, "profile" | "model">) => string {
  const models = new Set(document.configurations.map(({ model }) => model));
  const inSample = new Set(document.profiles.filter((each) => each.in_sample === true).map(({ profile }) => profile));
  return ({ profile, model }) =>
    `${profile}${models.size > 1 ? ` (${model})` : ""}${inSample.has(profile) ? IN_SAMPLE : ""}`;
}

export const IN_SAMPLE = "*";
