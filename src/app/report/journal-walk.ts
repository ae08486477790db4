import { createEngine, type Engine, restoreEngine } from "../../engine/engine.ts";
import type { JournalReader, Segment, Session } from "../../journal/reader.ts";
import { replayed } from "../../journal/replay.ts";
import type { Price } from "../../market/units.ts";
import { isDryAccount } from "../dry-account.ts";
import { BookKeeper } from "./book-keeper.ts";
import type { Booked, LegBooks } from "./booked.ts";
import { LegWatch, type WatchedLeg } from "./leg-watch.ts";
import { payoutsBetween } from "./payouts.ts";
import type { Period } from "./period.ts";

/** One run of the engine, as far as the journal has it. */
export interface WalkedRun {
  readonly session: Session;
  readonly event: string;
  readonly profile: string;
  /** Whose orders: an exchange's account, a dry run's, nobody's. */
  readonly account: string | undefined;
  readonly isDry: boolean;
  readonly endedAt: number;
  /** As the run itself says at its end; micro-dollars. */
  readonly gross: number;
  readonly fees: number;
  readonly net: number;
  /** Inputs that this program answers differently than the run did. */
  readonly differences: number;
}

/** The account's result at a moment. */
export interface EquityPoint {
  readonly at: number;
  /** Micro-dollars since the journal's beginning. */
  readonly net: number;
}

/** All that a report is made of. */
export interface Walk {
  readonly period: Period;
  /** Those that were going in the period. */
  readonly runs: readonly WalkedRun[];
  /** By the name that the report has for them. */
  readonly legs: ReadonlyMap<string, WatchedLeg>;
  /** The changes of the books that fall into the period. */
  readonly changes: readonly Booked[];
  /** Those before the period. */
  readonly earlier: readonly Booked[];
  /** Books at the period's beginning and end. */
  readonly opening: ReadonlyMap<string, LegBooks>;
  readonly closing: ReadonlyMap<string, LegBooks>;
  /** Micro-dollars that the engines say were earned in the period. */
  readonly net: number;
  readonly equity: readonly EquityPoint[];
  /** What each market has paid, as far as the journal tells. */
  readonly settled: ReadonlyMap<string, Price>;
  /** Engine time of the first and the last input within the period; undefined without any. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
  readonly notes: readonly string[];
}

const EQUITY_EVERY_MS = 60_000;

/**
 * Runs all of a journal again and keeps account. What was filled, charged and paid comes from the journal; fair values come from the engine, which is
 * this program's. A run whose beginning is missing and whose kept state this program can't read is left out, and a note says so.
 */
export function walkJournal(journal: JournalReader, period: Period): Walk {
  const walker = new Walker(period);
  const segments = Map.groupBy(journal.segments(), ({ session }) => session);
  for (const session of journal.sessions()) {
    const parts = segments.get(session.id) ?? [];
    if (parts.some(({ inputs }) => inputs > 0)) walker.run(journal, session, parts);
  }
  return walker.walk;
}

/** The books at one end of the period. */
interface Edge {
  readonly books: ReadonlyMap<string, LegBooks>;
  readonly net: number;
  /** Changes of the books before it. */
  readonly changes: number;
}

class Walker {
  readonly #keeper = new BookKeeper();
  readonly #legs = new Map<string, LegWatch>();
  readonly #runs: WalkedRun[] = [];
  readonly #equity: EquityPoint[] = [];
  readonly #settled = new Map<string, Price>();
  readonly #notes: string[] = [];
  #opening: Edge | undefined;
  #closing: Edge | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;
  #world = 1;
  #nameOf = (ticker: string): string => ticker;
  #span: { from: number; to: number } | undefined;
  #equityDue = Number.NEGATIVE_INFINITY;

  constructor(private readonly period: Period) {}

  run(journal: JournalReader, session: Session, parts: readonly Segment[]): void {
    const keeper = this.#keeper;
    // Rehearsals begin again and again at the same virtual time: what they trade is another market each time. An account's runs go on, whatever clocks say.
    if (session.startedAt < this.#lastAt && accountOf(journal, session, parts) === undefined) this.#world += 1;
    const world = this.#world;
    this.#nameOf = (ticker) => (world === 1 ? ticker : `${ticker} (${world})`);
    keeper.begin(this.#nameOf);
    let differences = 0;
    let engine: Engine | undefined;
    const made: Engine[] = [];
    const engines = {
      create: () => this.#watching(made, createEngine()),
      restore: (...from: Parameters<typeof restoreEngine>) => this.#watching(made, restoreEngine(...from)),
    };
    try {
      for (const { difference, failed } of replayed(journal, parts, engines)) {
        engine = made.at(-1);
        if (difference !== undefined) differences += 1;
        if (failed)
          this.#notes.push(
            `Run ${session.id}: it fails here at input ${difference?.seq}; what came later isn't in the figures.`,
          );
      }
    } catch (error) {
      if (!(error instanceof Error && error.name === "StateError")) throw error;
      this.#notes.push(
        `Run ${session.id}, by ${session.program}: its beginning is no longer kept and this version can't go on from its kept state (${error.message}): it isn't in the figures. Use the version that wrote it.`,
      );
      return;
    }
    const desk = engine?.desk;
    if (desk === undefined) return;
    this.#look(desk);
    for (const ticker of desk.legs.keys()) this.#legs.get(this.#nameOf(ticker))?.end(desk.now);
    const { account, start } = desk;
    if (differences > 0) {
      this.#notes.push(
        `Run ${session.id}, by ${session.program}: this version decides differently at ${differences} of ${session.inputs} inputs; fills, fees and payouts are the journal's, fair values and quotes this version's.`,
      );
    }
    this.#runs.push({
      session,
      event: start.event.ticker,
      profile: start.profile.name,
      account: start.account,
      isDry: isDryAccount(start.account),
      endedAt: desk.now,
      gross: account.gross,
      fees: account.fees,
      net: account.net,
      differences,
    });
  }

  get walk(): Walk {
    const keeper = this.#keeper;
    const opening = this.#opening ?? this.#edge; // a period after all there is has nothing in it
    const closing = this.#closing ?? this.#edge;
    const { from, to } = this.period;
    return {
      period: this.period,
      runs: this.#runs.filter(({ session, endedAt }) => session.startedAt < to && endedAt >= from),
      legs: new Map([...this.#legs].map(([ticker, watch]) => [ticker, watch.watched])),
      changes: keeper.changes.slice(opening.changes, closing.changes),
      earlier: keeper.changes.slice(0, opening.changes),
      opening: opening.books,
      closing: closing.books,
      net: closing.net - opening.net,
      equity: this.#equity.map(({ at, net }) => ({ at, net: net - opening.net })),
      settled: this.#settled,
      span: this.#span,
      notes: [...this.#notes, ...keeper.notes],
    };
  }

  /** The engine, with eyes on what it is handed. */
  #watching(made: Engine[], engine: Engine) {
    made.push(engine);
    if (engine.desk !== undefined) {
      const since = new Date(engine.desk.now).toISOString();
      this.#notes.push(`What came before ${since} is no longer kept: the figures begin there.`);
      this.#meet(engine.desk);
      // What was held then is found at that moment, in the period if the moment is.
      if (engine.desk.now >= this.period.from) this.#begin(engine);
      this.#keeper.resume(engine.desk);
    }
    return {
      handle: (input: Parameters<Engine["handle"]>[0]) => {
        if (input.at >= this.period.from) this.#begin(engine);
        if (input.at >= this.period.to) this.#finish(engine);
        this.#keeper.before(input, engine.desk);
        const commands = engine.handle(input);
        const { desk } = engine;
        if (desk === undefined) return commands;
        if (input.type === "start") {
          for (const [ticker, value] of payoutsBetween(input)) {
            this.#settled.set(this.#nameOf(ticker), value);
            this.#legs.get(this.#nameOf(ticker))?.settle(input.at, value);
          }
          this.#meet(desk);
        }
        this.#keeper.after(input, desk);
        this.#lastAt = Math.max(this.#lastAt, input.at);
        if (input.type === "trade") this.#legs.get(this.#nameOf(input.order.ticker))?.trade(input.order);
        if (input.type === "settlement") this.#settled.set(this.#nameOf(input.ticker), input.value);
        for (const leg of desk.legs.values()) this.#legs.get(this.#nameOf(leg.ticker))?.look(leg, desk);
        this.#see(input.at, input.type === "fill" || input.type === "settlement", desk);
        return commands;
      },
      save: () => engine.save(),
    };
  }

  /** A restored engine has had its start before. */
  #meet({ start: { event } }: NonNullable<Engine["desk"]>): void {
    for (const { ticker, title } of event.legs) {
      const name = this.#nameOf(ticker);
      if (!this.#legs.has(name)) this.#legs.set(name, new LegWatch(name, event.ticker, title, this.period));
    }
  }

  #begin({ desk }: Engine): void {
    if (this.#opening !== undefined) return;
    if (desk !== undefined) this.#keeper.look(desk);
    this.#opening = this.#edge;
  }

  #finish({ desk }: Engine): void {
    if (this.#closing !== undefined) return;
    if (desk !== undefined) this.#look(desk);
    this.#closing = this.#edge;
  }

  get #edge(): Edge {
    const { books, net, changes } = this.#keeper;
    return { books, net, changes: changes.length };
  }

  #see(at: number, isEvent: boolean, desk: NonNullable<Engine["desk"]>): void {
    if (at < this.period.from || at >= this.period.to) return;
    if (this.#span === undefined) this.#span = { from: at, to: at };
    else this.#span.to = at;
    if (!desk.account.opened || (!isEvent && at < this.#equityDue)) return;
    this.#equityDue = at + EQUITY_EVERY_MS;
    this.#keeper.look(desk);
    this.#equity.push({ at, net: this.#keeper.net });
  }

  #look(desk: NonNullable<Engine["desk"]>): void {
    this.#keeper.look(desk);
    if (desk.now >= this.period.from && desk.now < this.period.to && desk.account.opened) {
      this.#equity.push({ at: desk.now, net: this.#keeper.net });
    }
  }
}

/** Whose orders a run's were; undefined of a rehearsal's. */
function accountOf(journal: JournalReader, session: Session, [first]: readonly Segment[]): string | undefined {
  const beginning = first === undefined ? undefined : journal.beginning(first)?.start;
  if (beginning !== undefined) return beginning.account;
  const [entry] = journal.entries({ firstSeq: session.firstSeq, inputs: 1 });
  return entry?.input.type === "start" ? entry.input.account : undefined;
}
