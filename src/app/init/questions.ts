import type { KeyPair } from "../../ambient/key-pair.ts";
import { suggestion } from "../config-names.ts";
import { DEFAULTS, settings } from "../config-schema.ts";
import { loadProfileValues, profileNames } from "../profiles.ts";
import { type Answers, LIMITS, type LimitName } from "./answers.ts";
import { problemsWith } from "./check-answers.ts";
import { askUntil, type Conversation, choices, WrongAnswer } from "./conversation.ts";
import { askKey, type GivenKey, type KeyQuestions } from "./key-questions.ts";
import { descriptionOf } from "./settings-text.ts";
import { VENUES } from "./words.ts";

/** What the command line has answered already. */
export interface Given {
  readonly venue?: string | undefined;
  readonly target?: Answers["target"] | undefined;
  readonly profile?: string | undefined;
  readonly key: GivenKey;
  readonly limits: { readonly [Name in LimitName]?: number | undefined };
}

export interface Asked {
  readonly answers: Answers;
  /** The pair that was made on the way; it isn't written anywhere yet. */
  readonly pair: KeyPair | undefined;
}

/** The venue that is proposed: real rules, play money. */
export const PROPOSED_VENUE = "demo";

/** What a limit is when nobody says: that of the profile, or the usual one. */
export function usualLimits(profile: string | undefined): Answers["limits"] {
  const { max_position_per_ticker, max_order_size } = loadProfileValues(profile ?? DEFAULTS.profile);
  const { max_daily_loss_pct, max_event_loss_pct, min_balance_floor_cents } = DEFAULTS;
  return {
    max_daily_loss_pct,
    max_event_loss_pct,
    min_balance_floor_cents,
    max_position_per_ticker,
    max_order_size,
  };
}

/** Asks for all that isn't given, until the whole is such as a run accepts. */
export async function askAll(given: Given, talk: Conversation, keys: KeyQuestions): Promise<Asked> {
  const venue = given.venue ?? (await askVenue(talk));
  const { key, pair } = await askKey(venue, given.key, talk, keys);
  const target = given.target ?? (await askTarget(talk));
  const profile = given.profile ?? (await askProfile(talk));
  for (let limits = given.limits; ; limits = {}) {
    const answers = { venue, key, target, profile, limits: await askLimits(limits, profile, talk) };
    const problems = problemsWith(answers);
    if (problems.length === 0) return { answers, pair };
    for (const problem of problems) talk.say(`  ${problem}`);
  }
}

async function askVenue(talk: Conversation): Promise<string> {
  talk.say(`\nWhere to trade:\n${choices(VENUES)}`);
  return await askUntil(talk, `venue [${PROPOSED_VENUE}]: `, (text) =>
    text === "" ? PROPOSED_VENUE : checkedText("venue", text, ["sim", "demo", "prod"]),
  );
}

async function askTarget(talk: Conversation): Promise<Answers["target"]> {
  talk.say("\nWhat to trade: a series, of which it takes the open event that closes next, or one event.");
  return await askUntil(talk, `series or event [${DEFAULTS.series}]: `, (text) => targetFrom(text || DEFAULTS.series));
}

/** A ticker as it is typed: an event's has a dash (KXTOPMONTHLY-26NOV), a series' has none. Throws WrongAnswer for anything else. */
export function targetFrom(text: string): Answers["target"] {
  if (!/^[A-Za-z0-9.-]+$/.test(text))
    throw new WrongAnswer(`"${text}" is no ticker: expected one such as ${DEFAULTS.series}`);
  const ticker = text.toUpperCase();
  return ticker.includes("-") ? { event: ticker } : { series: ticker };
}

async function askProfile(talk: Conversation): Promise<string | undefined> {
  talk.say(
    `\nThe strategy: ${profileNames.join(", ")} (docs/profiles.md has what each came to).\n` +
      `Trading with --live needs one that you name; Enter names none, and dry runs take ${DEFAULTS.profile}.`,
  );
  return await askUntil(talk, "profile [none]: ", (text) =>
    text === "" || text === "none" ? undefined : checkedText("profile", text, profileNames),
  );
}

async function askLimits(
  given: Given["limits"],
  profile: string | undefined,
  talk: Conversation,
): Promise<Answers["limits"]> {
  const usual = usualLimits(profile);
  const limits: Record<LimitName, number> = { ...usual };
  if (LIMITS.some((name) => given[name] === undefined)) talk.say("\nLimits, which nothing in the program oversteps:");
  for (const name of LIMITS) {
    const known = given[name];
    if (known === undefined) talk.say(`  ${descriptionOf(name)}`);
    limits[name] =
      known ??
      (await askUntil(talk, `${name} [${usual[name]}]: `, (text) =>
        text === "" ? usual[name] : limitFrom(name, text),
      ));
  }
  return limits;
}

/** A limit as it is typed. Throws WrongAnswer that says what it is to be. */
export function limitFrom(name: LimitName, text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const parsed = settings[name].safeParse(value);
  if (parsed.success) return parsed.data;
  const why = Number.isNaN(value) ? "expected a number" : parsed.error.issues.map(wordsOf).join("; ");
  throw new WrongAnswer(`${name} = ${text}: ${why}`);
}

/** What an issue says, without the kind that it begins with. */
function wordsOf({ message }: { readonly message: string }): string {
  return message.replace(/^[A-Z][a-z]+( [a-z]+)*: /, "");
}

/** Text that is right for a setting. Throws WrongAnswer with the nearest right word otherwise. */
export function checkedText(name: "venue" | "profile", text: string, words: readonly string[]): string {
  const parsed = settings[name].safeParse(text);
  if (parsed.success) return parsed.data;
  const what = name === "venue" ? "sim, demo, prod or the URL of an exchange" : `one of ${words.join(", ")}`;
  throw new WrongAnswer(`${name} = ${text}: expected ${what}${suggestion(text, words)}`);
}
