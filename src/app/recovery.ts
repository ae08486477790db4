import type { Carried, CarriedDay, CarriedLeg } from "../engine/carried.ts";
import type { Desk } from "../engine/desk.ts";
import { Ledger } from "../engine/ledger.ts";
import type { LegState } from "../engine/leg-state.ts";
import type { LastEngine } from "../journal/recover.ts";
import { snakeCase } from "../market/snake-case.ts";
import { type Money, type Position, type Price, type Time, toContracts } from "../market/units.ts";
import { returnedCollateral } from "../risk/affordability.ts";
import { mostUnexplained } from "../risk/balance-check.ts";
import type { BalanceConvention } from "../risk/balance-convention.ts";
import type { RiskLimits } from "../risk/limits.ts";
import { newYorkDay } from "../risk/new-york-day.ts";
import type { Profile } from "../strategy/profile.ts";
import { riskierSettings, type Settings, saferSettings } from "../strategy/settings.ts";
import type { AccountAtStart } from "../venue/kalshi/account-at-start.ts";
import { restingOrder } from "../venue/kalshi/account-reading.ts";
import { epochOf } from "../venue/kalshi/own-id.ts";
import type { LeftBehind } from "./left-behind.ts";
import { bookMissed } from "./missed.ts";
import { judgedDay, rebuiltDay } from "./rebuilt-day.ts";
import { keptOfResting } from "./recovery-rounding.ts";
import { bookedWords, dollars, intentWords, restingWords } from "./recovery-words.ts";

export interface RecoveryParts {
  readonly left: LeftBehind;
  /** Epochs of the sessions that the journal knows. */
  readonly epochs: readonly string[];
  readonly found: AccountAtStart;
  readonly at: Time;
  /** Markets that are traded now. */
  readonly tickers: ReadonlySet<string>;
  /** At most one of them wins. */
  readonly mutuallyExclusive: boolean;
  readonly limits: RiskLimits;
  /** What this start quotes by. */
  readonly profile: Profile;
  /** What a position is worth now, a YES of it. */
  readonly mark: (ticker: string, position: Position) => Price;
}

/** What a start goes on from. */
export interface Recovery {
  readonly carried: Carried;
  /** Differences that nobody can explain: nothing is quoted until they are adopted. */
  readonly unexplained: readonly string[];
  /** What was found and done, in few lines. */
  readonly recovery: readonly string[];
  /** What is known of how the exchange reckons the balance. */
  readonly convention?: Partial<BalanceConvention>;
}

/**
 * Explains what the exchange shows by what earlier runs left and what has happened since (SAFETY.md, Start 6): fills, settlements and flows are booked into
 * their books, which must come out as the exchange has it. An empty, lost or stale journal explains nothing, so the exchange's figures are taken over,
 * and that is said; then the day's opening equity is rebuilt from what has happened today. It uses up the engine that was left.
 */
export function recover(parts: RecoveryParts): Recovery {
  const { left, found } = parts;
  if (left !== undefined && "problem" in left) {
    return asFound(parts, [`the journal of earlier runs can't be used: ${left.problem}; ${TAKEN_OVER}`]);
  }
  const desk = left?.engine.desk;
  const books = desk && booksOf(desk);
  if (left !== undefined && desk !== undefined && books !== undefined) return continued(parts, left, desk, books);
  const isBare = found.state.positions.length === 0 && found.fills.length === 0;
  return asFound(parts, isBare ? [] : [`nothing is known of earlier runs here: ${TAKEN_OVER}`]);
}

const TAKEN_OVER = "what the exchange shows is taken over";

/** Nothing is known: every position counts from its mark on, but the day from its midnight. */
function asFound(parts: RecoveryParts, words: readonly string[]): Recovery {
  const { found, tickers } = parts;
  const elsewhere = found.state.positions.filter(({ ticker }) => !tickers.has(ticker));
  const legs = elsewhere.map(({ ticker, position }) => takenOver(parts, ticker, position));
  const day = rebuiltDay(parts);
  const held = found.state.positions.map(({ ticker, position }) => `${toContracts(position)} ${ticker}`);
  return {
    carried: { legs, day, pulled: [], touched: [], reduceOnly: [], ...known(parts) },
    unexplained: [],
    recovery: [
      ...words,
      ...(held.length === 0 ? [] : [`held: ${held.join(", ")}`]),
      ...restingWords(found),
      ...rebuiltWords(parts, day),
    ],
  };
}

/** The books of the last run go on. */
function continued(parts: RecoveryParts, left: LastEngine, desk: Desk, books: Ledger): Recovery {
  const { found, at, tickers } = parts;
  const { deviation } = left;
  const newer = newerRun(parts, desk);
  const isStale = newer !== undefined;
  const dayBefore = dayLeft(left, desk);
  const intents = deviation === undefined ? intentWords([...desk.orders.live()], found) : [];
  const missed = bookMissed(desk, books, found, at, isStale);

  const unexplained = isStale ? [] : [...desk.tenancy.unexplained];
  const legs: CarriedLeg[] = [];
  const theirs = new Map(found.state.positions.map(({ ticker, position }) => [ticker, position]));
  for (const ticker of new Set([...books.tickers(), ...theirs.keys()])) {
    const [there, here] = [theirs.get(ticker) ?? (0 as Position), books.position(ticker)];
    if (there !== here && !isStale) {
      unexplained.push(`${ticker}: by our books ${toContracts(here)}, the exchange says ${toContracts(there)}`);
    }
    const leg = carriedLeg(parts, desk, books, ticker, there);
    if (leg !== undefined) legs.push(leg);
  }
  const words: string[] = [];
  if (!isStale && unexplained.length === 0 && desk.account.opened) {
    const { text, isFatal } = cash(parts, desk);
    if (text !== undefined) (isFatal ? unexplained : words).push(text);
  }

  const isSameDay = dayBefore !== undefined && dayBefore.date === newYorkDay(at).date;
  const goesOn = isSameDay && { ...dayBefore, flows: (dayBefore.flows + missed.flows) as Money };
  const isKnown = !isStale && deviation === undefined;
  const { convention } = desk.account.check;
  const told = { ...parts, returned: returned(parts, convention) };
  const day = goesOn === false ? rebuiltDay(told) : isKnown ? goesOn : judgedDay(told, goesOn);
  const mine = [...desk.legs.values()].filter(({ ticker }) => tickers.has(ticker));
  const touched = [...desk.foreign.save().touched, ...missed.touched].filter((ticker) => tickers.has(ticker));
  const [began, ended] = [desk.start.at, desk.now].map((time) => new Date(time).toISOString());
  return {
    carried: {
      legs,
      day,
      pulled: mine.flatMap(({ ticker, manualPull }) => (manualPull ? [{ ticker, text: manualPull.text }] : [])),
      touched: isStale ? [] : [...new Set(touched)],
      reduceOnly: mine.filter(({ reduceOnly }) => reduceOnly).map(({ ticker }) => ticker),
      ...settingsOf(mine, parts.profile),
      ...known(parts),
    },
    unexplained,
    recovery: [
      `going on from the run of ${began}, which left off at ${ended}`,
      ...(deviation === undefined ? [] : [`${deviation}: its books and what operators asked for are gone on from`]),
      ...(isStale ? [`the journal is older than ${newer}, which another run placed: ${TAKEN_OVER}`] : []),
      ...bookedWords(missed),
      ...intents,
      ...restingWords(found),
      ...settingWords(mine, parts.profile),
      ...words,
      ...(isSameDay ? haltWords(day) : rebuiltWords(parts, day)),
    ],
    ...(Object.keys(convention).length > 0 && { convention }),
  };
}

/** The day as it was left. A halt that this version wouldn't have come to is one all the same. */
function dayLeft({ halted }: LastEngine, { account, start }: Desk): CarriedDay | undefined {
  const day = account.carriedDay ?? start.carried?.day;
  if (day === undefined || day.halted !== undefined || halted === undefined) return day;
  const { date, end } = newYorkDay(halted.at);
  return date === day.date ? { ...day, halted: { text: halted.text, until: end } } : day;
}

/** The collateral that is known to be back: the engine doesn't count it either. */
function returned({ found, tickers, mutuallyExclusive }: RecoveryParts, known: Partial<BalanceConvention>): Money {
  if (known.collateral !== "returned" || !mutuallyExclusive) return 0 as Money;
  const exclusive = found.state.positions.filter(({ ticker }) => tickers.has(ticker));
  return returnedCollateral(exclusive.map(({ position }) => position));
}

/** The books that were left; undefined when they had never been opened. */
function booksOf({ account, start }: Desk): Ledger | undefined {
  if (account.ledger !== undefined || start.carried === undefined) return account.ledger;
  const books = new Ledger(0 as Money); // it ended before it had read the account: with what it was to go on from
  for (const leg of start.carried.legs) books.carry(leg);
  for (const tradeId of start.carried.tradeIds) books.remember(tradeId);
  return books;
}

/** An order that was placed after the journal's end by a run that the journal doesn't know. */
function newerRun({ found, epochs }: RecoveryParts, { now, start }: Desk): string | undefined {
  const known = new Set([...epochs, start.epoch]);
  return found.orders.find(({ clientOrderId, createdAt }) => {
    const epoch = epochOf(clientOrderId);
    return epoch !== undefined && !known.has(epoch) && (createdAt ?? 0) > now;
  })?.clientOrderId;
}

/** The books of one market, with the exchange's position; undefined where there is nothing to carry, or the engine is to take it over at its mark. */
function carriedLeg(
  parts: RecoveryParts,
  desk: Desk,
  books: Ledger,
  ticker: string,
  there: Position,
): CarriedLeg | undefined {
  const { position, costBasis, realised, fees, foreign } = books.leg(ticker);
  const isTraded = parts.tickers.has(ticker);
  if (!isTraded && there === 0) return undefined;
  if (there !== position) return isTraded ? undefined : takenOver(parts, ticker, there);
  const mark = desk.account.markOf(ticker) || parts.mark(ticker, position);
  return {
    ticker,
    position,
    costBasis,
    realised,
    fees,
    ...(foreign !== 0 && { foreign }),
    ...(!isTraded && { mark }),
  };
}

/** A position of a market that isn't traded here, from now on at what it is worth. */
function takenOver({ mark }: RecoveryParts, ticker: string, position: Position): CarriedLeg {
  const at = mark(ticker, position);
  const nothing = 0 as Money;
  return { ticker, position, costBasis: (position * at) as Money, realised: nothing, fees: nothing, mark: at };
}

/** What operators have set beside the profile, and this start quotes by too. */
function settingsOf(legs: readonly LegState[], profile: Profile): Pick<Carried, "set"> {
  const set = legs.flatMap(({ ticker, settings }) => {
    const values = saferSettings(settings, profile);
    return Object.keys(values).length === 0 ? [] : [{ ticker, values }];
  });
  return set.length === 0 ? {} : { set };
}

function settingWords(legs: readonly LegState[], profile: Profile): string[] {
  const named = (values: Settings): string =>
    Object.entries(values)
      .map(([name, value]) => `${snakeCase(name)} = ${value}`)
      .join(", ");
  return legs.flatMap(({ ticker, settings }) => {
    const kept = named(saferSettings(settings, profile));
    const dropped = named(riskierSettings(settings, profile));
    return [
      ...(kept === "" ? [] : [`${ticker}: as an operator has set it, ${kept}`]),
      ...(dropped === ""
        ? []
        : [
            `${ticker}: no more as an operator had set it, ${dropped}: that may add risk, and is to be set anew (tauroi set)`,
          ]),
    ];
  });
}

/** What of the balance the books don't explain. Where it may be what others' orders need, it isn't known to be gone. */
function cash({ found, at }: RecoveryParts, desk: Desk): { readonly text?: string; readonly isFatal: boolean } {
  const { account } = desk;
  const { asOf, positions, balance } = found.state;
  const resting = found.state.resting.map(restingOrder);
  for (const order of [...desk.orders.live()]) desk.orders.absent(order, desk.now); // fenced off: neither rests nor can arrive
  desk.foreign.listed(resting); // what rests has been read twice
  const { implied, isClear } = account.books.judge({ type: "account", at, asOf, resting, positions, balance });
  const off = implied - account.books.unexplained();
  if (account.unexplainedFall !== undefined) return { text: account.unexplainedFall, isFatal: true };
  if (off === 0) return { isFatal: false };
  const how = off < 0 ? "less" : "more";
  return {
    text: `${dollars(Math.abs(off))} ${how} cash than explained since the last run`,
    isFatal: isClear && -off > mostUnexplained(account.openingEquity),
  };
}

/** What is in the books already, however often it is told again: by the venue, or to the next start, which reads back to the same midnight. */
function known({ found }: RecoveryParts): Pick<Carried, "tradeIds" | "flowIds" | "mayComeBack"> {
  const mayComeBack = keptOfResting(found);
  return {
    ...(mayComeBack !== undefined && { mayComeBack }),
    tradeIds: found.fills.map(({ tradeId }) => tradeId),
    flowIds: found.flows.map(({ id, kind }) => ({ id, kind })),
  };
}

function rebuiltWords({ found }: RecoveryParts, day: CarriedDay): string[] {
  const isBare = found.fills.length === 0 && found.settlements.length === 0 && found.state.positions.length === 0;
  const text = `the day's opening equity, rebuilt from what has happened since midnight in New York: ${dollars(day.openingEquity)}`;
  return [...(isBare ? [] : [text]), ...haltWords(day)];
}

function haltWords({ halted }: CarriedDay): string[] {
  return halted === undefined ? [] : [halted.text];
}
