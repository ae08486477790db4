import type { Random } from "../../src/ambient/random.ts";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { EngineState } from "../../src/engine/engine-state.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Start } from "../../src/engine/start.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { JournalError } from "../../src/journal/journal-error.ts";
import type { Entry, JournalReader, Part } from "../../src/journal/reader.ts";
import type { JournalStore, Row, Written } from "../../src/journal/store.ts";
import { StoredJournal } from "../../src/journal/stored-journal.ts";
import type { Time } from "../../src/market/units.ts";
import type { Life } from "./life.ts";

const PATH = "(simulated)";
const SEGMENT_CHARACTERS = 1_500_000;
const WORK_MS = [0, 4] as const;

/** What keeps a disk from taking what it is given. */
export type DiskProblem = "full" | "unreachable";

/**
 * The disk of one machine, with the journal that programs on it have kept. A batch is durable when its sync is done; one that is under way when
 * the machine goes down is either kept whole or lost.
 */
export class Disk implements JournalReader {
  readonly path = PATH;
  rows: Row[] = [];
  /** Client order ids whose intents are durable. */
  readonly intents = new Set<string>();
  /** By epoch, that of the last run that was to be found here when it started. */
  readonly lastEpochAtStart = new Map<string, string | undefined>();
  /** Sessions that came to their end in order. */
  readonly ended = new Set<number>();
  problem: DiskProblem | undefined;
  /** How long a sync takes. */
  syncMs = 0;
  /** Nothing is done before this. */
  stalledUntil = 0;
  /** A sync is under way since this time. */
  workingSince: Time | undefined;
  /** Called when a sync begins, with what is written, once each. */
  onSync: ((rows: readonly Row[]) => void)[] = [];
  /** The program that may write. */
  #writer: Life | undefined;
  readonly #world: VirtualTime;
  readonly #random: Random;

  constructor(world: VirtualTime, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** The journal as a new life of the program opens it. */
  journalOf(life: Life): Journal {
    this.#writer = life;
    this.workingSince = undefined;
    const store: JournalStore = {
      write: (rows, written) => this.#write(life, rows, written),
      close: (ended) => {
        if (ended !== undefined && life.isAlive) this.ended.add(ended);
        return Promise.resolve();
      },
    };
    const last = { seq: this.rows.at(-1)?.seq ?? 0, session: this.rows.at(-1)?.session ?? 0 };
    return new StoredJournal({ store, path: PATH, last, segmentCharacters: SEGMENT_CHARACTERS, timers: life });
  }

  /** The machine goes down, or the program is killed: what is being written is kept or not. */
  lose(life: Life): void {
    if (this.#writer === life && this.#underWay !== undefined && this.#random.chance(0.5)) this.#keep(this.#underWay);
    this.#underWay = undefined;
    this.workingSince = undefined;
  }

  /** Forgets everything, or what came after an earlier moment: the state folder is lost, or an old one was put back. */
  forget(from: number): void {
    this.rows = this.rows.slice(0, from);
  }

  #underWay: readonly Row[] | undefined;

  #write(life: Life, rows: readonly Row[], written: Written): void {
    if (!life.isAlive || this.#writer !== life) return;
    this.#underWay = rows;
    this.workingSince = this.#world.now();
    for (const action of this.onSync.splice(0)) action(rows);
    const ready = Math.max(0, this.stalledUntil - this.#world.now());
    this.#world.after(ready + this.syncMs + this.#random.integer(...WORK_MS), () => {
      if (this.#underWay !== rows) return; // the machine went down meanwhile
      this.#underWay = undefined;
      this.workingSince = undefined;
      const { problem } = this;
      if (problem === undefined) this.#keep(rows);
      const error = problem && new JournalError(PATH, problem, problem === "full" ? "disk is full" : "I/O error");
      life.reach(() => written(error));
    });
  }

  #keep(rows: readonly Row[]): void {
    for (const row of rows) {
      this.rows.push(row);
      for (const { type, body } of row.commands) if (type === "place") this.intents.add(clientOrderIdOf(body));
    }
  }

  // as a reader of what is durable

  sessions(): ReturnType<JournalReader["sessions"]> {
    const found = Map.groupBy(this.rows, ({ session }) => session);
    return [...found].map(([id, rows]) => {
      const begun = rows[0]!.segment?.session ?? { epoch: "", program: "" };
      const [first] = rows;
      return {
        id,
        ...begun,
        startedAt: first!.at,
        ended: this.ended.has(id),
        firstSeq: first!.seq,
        inputs: rows.length,
      };
    });
  }

  segments(): ReturnType<JournalReader["segments"]> {
    const firsts = this.rows.filter(({ segment }) => segment !== undefined);
    const end = (this.rows.at(-1)?.seq ?? 0) + 1;
    return firsts.map(({ seq, session }, at) => {
      return { id: at + 1, session, firstSeq: seq, inputs: (firsts[at + 1]?.seq ?? end) - seq };
    });
  }

  beginning(segment: Part): ReturnType<JournalReader["beginning"]> {
    const state = this.rows.find(({ seq }) => seq === segment.firstSeq)?.segment?.state;
    if (state === undefined) return undefined;
    return {
      start: JSON.parse(state.start) as Start,
      state: JSON.parse(state.engine) as EngineState,
      text: state.engine,
    };
  }

  *entries({ firstSeq, inputs }: Part): Generator<Entry> {
    for (const row of this.rows) {
      if (row.seq < firstSeq || row.seq >= firstSeq + inputs) continue;
      const commands = row.commands.map(({ body }) => body);
      yield { seq: row.seq, input: JSON.parse(row.body) as Input, commands };
    }
  }

  close(): void {}
}

function clientOrderIdOf(body: string): string {
  return (JSON.parse(body) as { readonly clientOrderId: string }).clientOrderId;
}
