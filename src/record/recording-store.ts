import { join } from "node:path";
import type { Files } from "../ambient/files.ts";
import { MANIFEST_FILE, type Manifest, manifestText } from "../tape/recording/manifest.ts";
import type { RecordingFormat } from "../tape/recording/recording-format.ts";
import type { StreamRow, TradeRow } from "../tape/recording/rows.ts";
import { Checkpoint, type Gap } from "./checkpoint.ts";
import { RecordError } from "./record-error.ts";
import { RowFiles } from "./row-files.ts";

/** What a recording is of: it is gone on with only when the same is asked for. */
export interface Scope {
  readonly venue: string;
  readonly event: string;
  /** Sorted; empty for all of the event's. */
  readonly tickers: readonly string[];
  readonly formats: readonly RecordingFormat[];
}

/** How much a recording has of what. */
export interface Counts {
  readonly trades: number;
  readonly blockTrades: number;
  readonly lateTrades: number;
  readonly messages: number;
}

type CountName = keyof Counts;
const COUNT_NAMES: readonly CountName[] = ["trades", "blockTrades", "lateTrades", "messages"];

/** What the manifest says beside what the store itself knows. */
export type About = Omit<
  Manifest,
  "tauroi_recording" | "formats" | "trades" | "block_trades" | "late_trades" | "messages" | "gaps" | "files" | "ended"
>;

/**
 * A recording's folder while it is written. What is added counts from the next `commit` on, all of it or nothing: whatever kills the program, the next
 * one goes on from there, with no row twice and none torn.
 */
export class RecordingStore {
  readonly #folder: string;
  readonly #files: Files;
  readonly #scope: Scope;
  readonly #checkpoint: Checkpoint;
  readonly #rows: RowFiles;
  readonly #counts: Record<CountName, number>;
  readonly #fresh = new Set<string>();
  readonly #notes = new Map<string, string>();
  readonly #gaps: Gap[] = [];
  #openGap: Gap | undefined;
  /** Stems of the days that rows still come for, by what they are of. */
  readonly #current = new Map<string, string>();

  /** Makes the folder, or takes it up where it is a recording of the same. Throws RecordError, FileError. */
  constructor(folder: string, scope: Scope, files: Files) {
    files.makeFolder(folder);
    this.#folder = folder;
    this.#files = files;
    this.#scope = scope;
    this.#checkpoint = new Checkpoint(folder);
    try {
      this.#checkScope();
      this.#rows = new RowFiles(folder, scope.formats, this.#checkpoint, files);
    } catch (error) {
      this.#checkpoint.close();
      throw error;
    }
    this.#counts = Object.fromEntries(COUNT_NAMES.map((name) => [name, Number(this.note(name) ?? 0)])) as Record<
      CountName,
      number
    >;
    this.#openGap = this.#checkpoint.gaps().find(({ to }) => to === null);
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** Something that was noted, or undefined. */
  note(name: string): string | undefined {
    return this.#notes.get(name) ?? this.#checkpoint.note(name);
  }

  setNote(name: string, value: string): void {
    this.#notes.set(name, value);
  }

  /** The trades that aren't there yet, each once. */
  fresh(rows: readonly TradeRow[]): readonly TradeRow[] {
    const ids = new Set<string>();
    return rows.filter(({ trade_id: id }) => {
      if (ids.has(id) || this.#fresh.has(id) || this.#checkpoint.hasTrade(id)) return false;
      ids.add(id);
      return true;
    });
  }

  /** Adds fresh trades, in time order and not before any that was added. */
  addTrades(rows: readonly TradeRow[]): void {
    for (const [day, ofDay] of Map.groupBy(rows, ({ created_time: at }) => at.slice(0, 10))) {
      const stem = `trades-${day}`;
      this.#rows.add("trades", stem, ofDay);
      this.#current.set("trades", stem);
    }
    this.#countTrades(rows);
  }

  /** Adds fresh trades, in time order, that the exchange listed only after later ones: to files of their own. */
  addLateTrades(rows: readonly TradeRow[]): void {
    for (const [day, ofDay] of Map.groupBy(rows, ({ created_time: at }) => at.slice(0, 10))) {
      const number = Number(this.note("late files") ?? 0) + 1;
      this.setNote("late files", String(number));
      this.#rows.add("trades", `trades-${day}-late-${String(number).padStart(4, "0")}`, ofDay);
    }
    this.#counts.lateTrades += rows.length;
    this.#countTrades(rows);
  }

  addMessages(day: string, rows: readonly StreamRow[]): void {
    const stem = `stream-${day}`;
    this.#rows.add("stream", stem, rows);
    this.#current.set("stream", stem);
    this.#counts.messages += rows.length;
  }

  /** From `from` on the stream isn't heard. Nothing changes while a gap is open already. */
  openGap(from: number, reason: string): void {
    if (this.#openGap !== undefined) return;
    this.#openGap = { from, to: null, reason };
    this.#gaps.push(this.#openGap);
  }

  /** The stream is heard again. */
  closeGap(to: number): void {
    if (this.#openGap === undefined) return;
    this.#gaps.push({ ...this.#openGap, to });
    this.#openGap = undefined;
  }

  /** Makes all that was added certain, if there was anything. */
  commitNews(): void {
    if (this.#notes.size > 0 || this.#gaps.length > 0 || this.#rows.hasNews) this.commit();
  }

  /** Makes all that was added certain. */
  commit(): void {
    const parts = this.#rows.sync();
    for (const name of COUNT_NAMES) this.#notes.set(name, String(this.#counts[name]));
    this.#checkpoint.advance({ parts, tradeIds: this.#fresh, notes: this.#notes, gaps: this.#gaps });
    this.#fresh.clear();
    this.#notes.clear();
    this.#gaps.length = 0;
    this.#rows.turn(new Set(this.#current.values()));
  }

  /** Replaces the manifest by one of what is certain. */
  describe(about: About, ended: boolean): void {
    const { trades, blockTrades, lateTrades, messages } = this.#counts;
    const time = (ms: number): string => new Date(ms).toISOString();
    const manifest: Manifest = {
      tauroi_recording: 1,
      ...about,
      formats: [...this.#scope.formats],
      trades,
      block_trades: blockTrades,
      late_trades: lateTrades,
      messages,
      gaps: this.#checkpoint
        .gaps()
        .map(({ from, to, reason }) => ({ from: time(from), to: to === null ? null : time(to), reason })),
      files: this.#checkpoint
        .parts()
        .flatMap(({ format, ...part }) => (format === "rows" ? [] : [{ ...part, format }])),
      ended,
    };
    this.#files.writeText(join(this.#folder, MANIFEST_FILE), manifestText(manifest));
  }

  /** Commits, and makes files of all that still waits to be one. */
  finish(): void {
    this.#current.clear();
    this.commit();
  }

  close(): void {
    this.#checkpoint.close();
  }

  #countTrades(rows: readonly TradeRow[]): void {
    this.#counts.trades += rows.length;
    for (const { trade_id: id, is_block_trade: isBlock } of rows) {
      this.#fresh.add(id);
      if (isBlock) this.#counts.blockTrades += 1;
    }
  }

  #checkScope(): void {
    const asked = JSON.stringify(this.#scope);
    const there = this.#checkpoint.note("scope");
    if (there === undefined) {
      this.#checkpoint.advance({ parts: [], tradeIds: [], notes: new Map([["scope", asked]]), gaps: [] });
    } else if (there !== asked) {
      const { venue, event, tickers, formats } = JSON.parse(there) as Scope;
      const what = `${event} of ${venue}${tickers.length > 0 ? ` (${tickers.join(", ")})` : ""} as ${formats.join(", ")}`;
      throw new RecordError(`${this.#folder}: it is a recording of ${what}; ask for the same, or name another folder`);
    }
  }
}
