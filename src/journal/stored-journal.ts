import type { Timers } from "../ambient/timers.ts";
import type { Command } from "../engine/command.ts";
import type { EngineState } from "../engine/engine-state.ts";
import type { Input } from "../engine/input.ts";
import type { Start } from "../engine/start.ts";
import type { Time } from "../market/units.ts";
import { encode } from "./encoding.ts";
import type { Committed, Journal, JournalHealth } from "./journal.ts";
import { JournalError, journalError } from "./journal-error.ts";
import type { JournalStore, NewSegment, Row } from "./store.ts";

/** How long an input that nothing waits for may stay in memory. */
const FLUSH_AFTER_MS = 250;
/** So many characters, or a segment's, are written without waiting for that, and about as many in one transaction at most. */
const BATCH_CHARACTERS = 4_000_000;
/** More than this isn't held for a disk that takes nothing: the journal then ends where it stands. */
const HOLD_CHARACTERS = 32_000_000;
/** What the disk has refused is tried again after this long. */
const RETRY_AFTER_MS = 1_000;
const SLOW_AFTER_MS = 250;
/** What a row takes beside its text. */
const ROW_CHARACTERS = 32;
/** How long the disk has for what is left at the end. */
const CLOSE_WITHIN_MS = 10_000;

export interface StoredJournalParts {
  readonly store: JournalStore;
  /** What errors name. */
  readonly path: string;
  /** The last input and the last session that the store has already; 0 is none. */
  readonly last: { readonly seq: number; readonly session: number };
  /** Another segment is due after so many characters. */
  readonly segmentCharacters: number;
  readonly timers: Timers;
}

/** Some rows that go to the store together. */
interface Batch {
  readonly rows: readonly Row[];
  readonly characters: number;
  readonly since: number;
}

/** The memory's side of a journal that is kept: what the disk hasn't taken yet, and who waits for it. It knows time from its inputs. */
export class StoredJournal implements Journal {
  readonly #batchCharacters: number;
  #queue: Row[] = [];
  #characters = 0;
  #underWay: Batch | undefined;
  readonly #waiting: { readonly upTo: number; readonly since: number; readonly committed: Committed }[] = [];
  #seq: number;
  #durable: number;
  #session: number;
  #started = false;
  /** The session is over, with nothing left that it might yet have been told. */
  #ended = false;
  /** Begins with the next input. */
  #segment: NewSegment | undefined;
  #sinceCut = 0;
  #now = 0;
  #dueAt: number | undefined;
  #retryAt = 0;
  /** What the store said last, while that was a refusal. */
  #refusal: JournalError | undefined;
  /** Something is lost: nothing that comes after it is kept. */
  #loss: JournalError | undefined;
  #listener: (problem: JournalError | undefined) => void = () => undefined;

  constructor(private readonly parts: StoredJournalParts) {
    this.#batchCharacters = Math.min(BATCH_CHARACTERS, parts.segmentCharacters);
    this.#seq = this.#durable = parts.last.seq;
    this.#session = parts.last.session;
  }

  append(input: Input, commands: readonly Command[]): void {
    this.#now = input.at;
    let segment = this.#segment;
    if (input.type === "start") {
      this.#session += 1;
      this.#started = true;
      this.#ended = false;
      this.#sinceCut = 0;
      segment = { session: { epoch: input.epoch, program: input.version } };
    } else if (!this.#started) {
      throw new JournalError(this.parts.path, "unwritable", `the first input is "${input.type}", not "start"`);
    }
    if (this.#loss !== undefined) return;
    try {
      this.#take(input, commands, segment);
    } catch (error) {
      this.#lose(journalError(this.parts.path, error));
    }
  }

  #take(input: Input, commands: readonly Command[], segment: NewSegment | undefined): void {
    const { path } = this.parts;
    const row: Row = {
      seq: this.#seq + 1,
      session: this.#session,
      at: input.at,
      type: input.type,
      body: encode(input, path),
      commands: commands.map((command) => ({ type: command.type, body: encode(command, path) })),
      ...(segment !== undefined && { segment }),
    };
    const characters = charactersOf(row);
    this.#seq += 1;
    this.#segment = undefined;
    this.#queue.push(row);
    this.#characters += characters;
    this.#sinceCut += characters;
    if (this.#characters + (this.#underWay?.characters ?? 0) <= HOLD_CHARACTERS) return;
    this.#lose(new JournalError(path, "gap", "the disk took nothing for too long"));
  }

  commit(committed: Committed): void {
    if (this.#loss !== undefined) committed(this.#loss);
    else if (this.#durable === this.#seq) committed(undefined);
    else {
      this.#waiting.push({ upTo: this.#seq, since: this.#now, committed });
      this.#write();
    }
  }

  flushDue(now: Time): void {
    this.#now = now;
    if (this.#underWay !== undefined || this.#queue.length === 0) return;
    if (this.#refusal !== undefined) {
      if (now >= this.#retryAt) this.#write();
      return;
    }
    this.#dueAt ??= now + FLUSH_AFTER_MS;
    if (now >= this.#dueAt || this.#characters >= this.#batchCharacters) this.#write();
  }

  get cutDue(): boolean {
    return this.#started && this.#loss === undefined && this.#sinceCut >= this.parts.segmentCharacters;
  }

  cut(start: Start, state: EngineState): void {
    this.#sinceCut = 0;
    const { path } = this.parts;
    try {
      this.#segment = { state: { start: encode({ ...start, history: [] }, path), engine: encode(state, path) } };
    } catch {
      this.#segment = undefined; // a state that can't be kept: the segment before simply goes on
    }
  }

  onChange(listener: (problem: JournalError | undefined) => void): void {
    this.#listener = listener;
  }

  health(now: Time): JournalHealth {
    if (this.#loss !== undefined || this.#refusal !== undefined) return "broken";
    const since = Math.min(this.#waiting[0]?.since ?? now, this.#underWay?.since ?? now);
    return now - since > SLOW_AFTER_MS ? "slow" : "writable";
  }

  get backlog(): number {
    return this.#seq - this.#durable;
  }

  markEnded(): void {
    this.#ended = true;
  }

  async close(): Promise<void> {
    const { store, timers, path } = this.parts;
    const end = Promise.withResolvers<JournalError | undefined>();
    const late = timers.after(CLOSE_WITHIN_MS, () =>
      end.resolve(new JournalError(path, "gap", `the disk took nothing for ${CLOSE_WITHIN_MS / 1_000} s`)),
    );
    this.commit(end.resolve);
    const problem = await end.promise;
    late.cancel();
    await store.close(problem === undefined && this.#ended ? this.#session : undefined);
    if (problem !== undefined) throw problem;
  }

  /** Hands the store what it can take at once, unless it is at work. */
  #write(): void {
    if (this.#underWay !== undefined || this.#queue.length === 0) return;
    let count = 0;
    let characters = 0;
    while (count < this.#queue.length && characters < this.#batchCharacters)
      characters += charactersOf(this.#queue[count++]!);
    const batch: Batch = { rows: this.#queue.splice(0, count), characters, since: this.#now };
    this.#characters -= characters;
    this.#dueAt = undefined;
    this.#underWay = batch;
    this.parts.store.write(batch.rows, (problem) => this.#written(batch, problem));
  }

  #written(batch: Batch, problem: JournalError | undefined): void {
    this.#underWay = undefined;
    if (problem !== undefined) {
      this.#refused(batch, problem);
      return;
    }
    this.#durable = batch.rows.at(-1)!.seq;
    const wasRefused = this.#refusal !== undefined;
    this.#refusal = undefined;
    if (wasRefused && this.#loss === undefined) this.#listener(undefined);
    while (this.#waiting.length > 0 && this.#waiting[0]!.upTo <= this.#durable) {
      this.#waiting.shift()!.committed(undefined);
    }
    if (this.#waiting.length > 0 || this.#characters >= this.#batchCharacters) this.#write();
  }

  /** The store has kept nothing of a batch. It stays here, for another try. */
  #refused(batch: Batch, problem: JournalError): void {
    const isNews = this.#refusal === undefined && this.#loss === undefined;
    this.#refusal = problem;
    this.#retryAt = this.#now + RETRY_AFTER_MS;
    if (this.#loss === undefined) {
      this.#queue = [...batch.rows, ...this.#queue];
      this.#characters += batch.characters;
    }
    if (isNews) this.#listener(problem);
    this.#disappoint(problem);
  }

  /** From here on nothing is kept: what came before is, if the disk ever takes it. */
  #lose(loss: JournalError): void {
    this.#loss = loss;
    this.#queue = [];
    this.#characters = 0;
    this.#listener(loss);
    this.#disappoint(loss);
  }

  #disappoint(problem: JournalError): void {
    for (const { committed } of this.#waiting.splice(0)) committed(problem);
  }
}

function charactersOf({ body, commands, segment }: Row): number {
  let characters = body.length + ROW_CHARACTERS;
  for (const command of commands) characters += command.body.length + ROW_CHARACTERS;
  if (segment?.state !== undefined) characters += segment.state.start.length + segment.state.engine.length;
  return characters;
}
