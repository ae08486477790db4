import { createHash } from "node:crypto";
import type { KalshiEvent } from "../../venue/kalshi/rest/events.ts";
import type { Market } from "../../venue/kalshi/rest/market.ts";
import type { Series } from "../../venue/kalshi/rest/series.ts";

/** What is agreed to with one contract, or with all of an event, line by line, each "what: as the exchange words it". */
export interface RulesPart {
  /** The event's ticker or a market's. */
  readonly name: string;
  readonly lines: readonly string[];
  /** SHA-256 of the lines, hexadecimal. */
  readonly hash: string;
}

/** The terms on which an event's contracts pay, as the exchange tells them now. */
export interface EventRules {
  readonly event: string;
  /** The event's own part first, then one for each market by its ticker. */
  readonly parts: readonly RulesPart[];
  /** What an operator acknowledges: 16 hexadecimal digits that change with any line. */
  readonly hash: string;
}

/** So much of a SHA-256 is typed by people. */
const SHOWN_DIGITS = 16;
/** Others are decided: nothing is traded in them any more, and deciding changes their times. */
const TRADABLE: ReadonlySet<string> = new Set(["initialized", "active", "inactive"]);

/**
 * The contract terms of an event and of all its markets that may trade, so that everybody who reads them has the same hash. Spaces and line breaks
 * count alike, and prices, volumes and status not at all.
 *
 * @param series the event's, whose sources and terms hold where the event has none of its own
 */
export function rulesOf(event: KalshiEvent, series: Series): EventRules {
  const markets = event.markets
    .filter(({ status }) => TRADABLE.has(status))
    .toSorted((one, other) => (one.ticker < other.ticker ? -1 : 1));
  const parts = [part(event.ticker, eventLines(event, series)), ...markets.map((one) => part(one.ticker, lines(one)))];
  const whole = digest(parts.map(({ name, hash }) => `${name} ${hash}`));
  return { event: event.ticker, parts, hash: whole.slice(0, SHOWN_DIGITS) };
}

function eventLines(event: KalshiEvent, series: Series): readonly string[] {
  const sources = event.settlementSources.length > 0 ? event.settlementSources : series.settlementSources;
  return [
    `title: ${event.title}`,
    `subtitle: ${event.subTitle}`,
    `only one market can win: ${event.mutuallyExclusive ? "yes" : "no"}`,
    ...sources.map(({ name, url }) => `settled by: ${name} ${url}`),
    `contract terms: ${series.contractTermsUrl ?? "none are linked"}`,
  ];
}

function lines(market: Market): readonly string[] {
  const { customStrike, expectedExpirationAt } = market;
  return [
    `about: ${market.yesSubTitle}`,
    ...(customStrike === undefined ? [] : [`strike: ${JSON.stringify(customStrike)}`]),
    `rules: ${market.rulesPrimary}`,
    `further rules: ${market.rulesSecondary}`,
    `closes: ${iso(market.closeAt)}`,
    `may close early: ${market.canCloseEarly ? (market.earlyCloseCondition ?? "yes") : "no"}`,
    ...(expectedExpirationAt === undefined ? [] : [`expected to be decided: ${iso(expectedExpirationAt)}`]),
    `decided at the latest: ${iso(market.latestExpirationAt)}`,
    `pays after: ${market.settlementTimerSeconds} s`,
  ];
}

function part(name: string, worded: readonly string[]): RulesPart {
  const plain = worded.map((line) => line.replaceAll(/\s+/g, " ").trim());
  return { name, lines: plain, hash: digest(plain) };
}

function digest(worded: readonly string[]): string {
  return createHash("sha256").update(worded.join("\n")).digest("hex");
}

function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
