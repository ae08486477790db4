import type { BacktestDocument, ConfigurationDocument } from "../report/document-shape.ts";

const FEW_DATES = 20;

export interface Statement {
  readonly text: string;
  readonly trust: "evidence" | "caution";
}

/** What a backtest's sample can and can't show, in plain words. */
export function backtestStatement(document: BacktestDocument, from: string, to: string): Statement {
  const [any] = document.configurations;
  if (any === undefined) return { text: "Nothing was traded: this shows nothing.", trust: "caution" };
  const chosenHere = namesOf(document, true);
  const unknown = namesOf(document, null);
  const { configurations, runs, expected_largest_t: largest } = document.tried;
  const headline = strictestBest(document.configurations);
  const isFew = any.dates < FEW_DATES;
  const reach =
    `This is a replay of ${any.events} ${any.events === 1 ? "event" : "events"} on ${any.dates} ` +
    `${any.dates === 1 ? "date" : "dates"}, ${from} to ${to}.`;
  const sample =
    chosenHere.length > 0
      ? `In sample: ${listed(chosenHere)} ${chosenHere.length === 1 ? "was" : "were"} chosen on some of these very events, so ${chosenHere.length === 1 ? "its" : "their"} figures are no evidence.`
      : unknown.length > 0
        ? `Whether ${unknown.length === document.profiles.length ? "the profiles were" : `${listed(unknown)} ${unknown.length === 1 ? "was" : "were"}`} chosen on these events isn't known.`
        : "Out of sample: none of the profiles is known to have been chosen on these events.";
  const best = headline === undefined ? [] : [bestWords(headline, chosenHere.length > 0)];
  const few = isFew
    ? [`${any.dates === 1 ? "One date is" : `${any.dates} dates are`} too few to judge by; intervals are too narrow.`]
    : [];
  const tries =
    `${configurations} ${configurations === 1 ? "configuration was" : "configurations were"} tried in ${runs} ${runs === 1 ? "run" : "runs"}` +
    (largest === null
      ? "."
      : `: were none of them any good, the best would still be expected to reach a t of ${largest.toFixed(1)}.`);
  const limits =
    "It can't show how others would have answered our quotes, what rested unseen in the books, or what comes next.";
  const trust = isFew || chosenHere.length > 0 || unknown.length > 0 ? "caution" : "evidence";
  return { text: [reach, sample, ...best, ...few, tries, limits].join(" "), trust };
}

function namesOf({ profiles }: BacktestDocument, inSample: boolean | null): readonly string[] {
  return profiles.filter((profile) => profile.in_sample === inSample).map(({ profile }) => profile);
}

/** Under the strictest fill model, the one that brought most a contract; one that was chosen on these events only where all were. */
function strictestBest(configurations: readonly ConfigurationDocument[]): ConfigurationDocument | undefined {
  const strictest = configurations.at(-1)?.fill_model;
  const filled = configurations.filter((run) => run.fill_model === strictest && run.cents_per_contract !== null);
  const outOfSample = filled.filter((run) => run.in_sample !== true);
  return (outOfSample.length > 0 ? outOfSample : filled).toSorted(
    (a, b) => b.cents_per_contract! - a.cents_per_contract!,
  )[0];
}

function bestWords(run: ConfigurationDocument, isSomeChosenHere: boolean): string {
  const { profile, fill_model, cents_per_contract: cents, interval_95: interval } = run;
  const who = isSomeChosenHere && run.in_sample !== true ? "Best of the others" : "Best";
  const net = `${signedCents(cents!)} cents a contract`;
  if (interval === null)
    return `${who} by the strictest fills (${fill_model}): ${profile}, net ${net}; one date has no interval.`;
  const [low, high] = interval.map((bound) => signedCents(bound));
  const verdict =
    interval[0] > 0
      ? "all of it above zero"
      : interval[1] < 0
        ? "all of it below zero: a loss"
        : "which has zero in it: no profit is shown";
  return `${who} by the strictest fills (${fill_model}): ${profile}, net ${net}, 95% interval ${low} to ${high}, ${verdict}.`;
}

function signedCents(value: number): string {
  return `${value < 0 ? "\u2212" : ""}${Math.abs(value).toFixed(2)}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
