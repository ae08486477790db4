import type { Command } from "../engine/command.ts";
import { createEngine, restoreEngine } from "../engine/engine.ts";
import type { EngineState } from "../engine/engine-state.ts";
import type { Input } from "../engine/input.ts";
import type { Start } from "../engine/start.ts";
import { encode } from "./encoding.ts";
import { JournalError } from "./journal-error.ts";
import type { Entry, JournalReader, Segment } from "./reader.ts";

/** What replaying a journal showed. It is proven when there is no mismatch. */
export interface ReplayReport {
  readonly sessions: number;
  readonly segments: number;
  readonly inputs: number;
  /** Journaled commands that were compared. */
  readonly commands: number;
  /** Inputs whose commands came out differently, and kept states that the replay came to differently. After the first, others usually follow from it. */
  readonly mismatches: number;
  readonly first: Mismatch | null;
}

/** An input that was answered differently, or a state that came out differently. */
export interface Mismatch {
  readonly session: number;
  /** The version that wrote the session. */
  readonly program: string;
  /** Of the input; of a state, the input before which it was kept. */
  readonly seq: number;
  /** The input; of a state, where it was kept. */
  readonly input: string;
  /** Which of the input's commands, from 0; null where it is about a state. */
  readonly n: number | null;
  /** The journaled command; null when there was none any more. Of a state, from just before the difference on. */
  readonly expected: string | null;
  /** The command now; null when there was none any more. */
  readonly got: string | null;
}

/** The part of an engine that a replay needs. */
export interface Replayed {
  handle(input: Input): readonly Command[];
  save(): object;
}

/** How engines are made; others in tests only. */
export interface Engines<Engine extends Replayed> {
  create(): Engine;
  restore(start: Start, state: EngineState): Engine;
}

/** What is to be replayed; all where nothing is named. */
export interface Chosen {
  readonly session?: number | undefined;
  readonly segment?: number | undefined;
}

/** The program's own engine. */
const OWN = {
  create: () => createEngine(),
  restore: (start: Start, state: EngineState) => restoreEngine(start, state),
};

/**
 * Feeds every input of a journal (or of one session or segment) to a fresh engine and compares its commands byte for byte with the
 * journaled ones, and its state with those that were kept on the way. A session whose start is no longer kept begins with the state of its
 * first segment. The end of a session may be missing, as after a crash: what is there must be equal. Throws JournalError for a
 * session or segment that isn't there or a file that can't be read.
 */
export function replay(journal: JournalReader, chosen: Chosen = {}, engines: Engines<Replayed> = OWN): ReplayReport {
  const sessions = new Map(journal.sessions().map((session) => [session.id, session]));
  const segments = choose(journal, chosen);
  const report = { sessions: 0, segments: segments.length, inputs: 0, commands: 0, mismatches: 0 };
  let first: Mismatch | null = null;
  for (const [id, parts] of Map.groupBy(segments, ({ session }) => session)) {
    report.sessions += 1;
    const { program } = sessions.get(id)!;
    for (const step of replayed(journal, parts, engines)) {
      if (step.seen !== undefined) {
        report.inputs += 1;
        report.commands += step.seen.commands.length;
      }
      if (step.difference === undefined) continue;
      report.mismatches += 1;
      first ??= { session: id, program, ...step.difference };
    }
  }
  return { ...report, first };
}

/** One step of a replay: an input was handled, or a kept state was met. */
export interface Step<Engine extends Replayed> {
  readonly engine: Engine;
  readonly seen?: Entry;
  readonly difference?: Omit<Mismatch, "session" | "program">;
  /** The engine has thrown at this input: its state is anybody's guess, and nothing follows. */
  readonly failed?: boolean;
}

/** Replays segments that follow each other, of one session. */
export function* replayed<Engine extends Replayed>(
  journal: JournalReader,
  segments: readonly Segment[],
  engines: Engines<Engine>,
): Generator<Step<Engine>> {
  let engine: Engine | undefined;
  for (const segment of segments) {
    const beginning = journal.beginning(segment);
    if (engine === undefined) {
      engine = beginning === undefined ? engines.create() : engines.restore(beginning.start, beginning.state);
    } else if (beginning !== undefined) {
      const got = encode(engine.save());
      if (got !== beginning.text) yield { engine, difference: stateDifference(segment, beginning.text, got) };
    }
    for (const entry of journal.entries(segment)) {
      const { answers, failed } = answer(engine, entry);
      const n = firstDifference(entry.commands, answers);
      if (n === undefined) yield { engine, seen: entry };
      else {
        const expected = entry.commands[n] ?? null;
        const got = answers[n] ?? null;
        const difference = { seq: entry.seq, input: encode(entry.input), n, expected, got };
        yield { engine, seen: entry, difference, failed };
      }
      if (failed) return;
    }
  }
}

function choose(journal: JournalReader, { session, segment }: Chosen): readonly Segment[] {
  const all = journal.segments();
  const found = all.filter(
    (part) => (session === undefined || part.session === session) && (segment === undefined || part.id === segment),
  );
  if (found.length > 0 || (session === undefined && segment === undefined)) return found;
  const [name, ids] =
    session === undefined || all.some((part) => part.session === session)
      ? [
          `segment ${segment}`,
          all.filter((part) => session === undefined || part.session === session).map(({ id }) => id),
        ]
      : [`session ${session}`, all.map((part) => part.session)];
  const there = ids.length === 0 ? "it has none" : `it has ${ids[0]} to ${ids.at(-1)}`;
  throw new JournalError(journal.path, "absent", `there is no ${name}: ${there}`);
}

function answer(engine: Replayed, entry: Entry): { answers: readonly string[]; failed: boolean } {
  try {
    return { answers: engine.handle(entry.input).map((command) => encode(command)), failed: false };
  } catch (error) {
    return {
      answers: [`threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`],
      failed: true,
    };
  }
}

function firstDifference(expected: readonly string[], got: readonly string[]): number | undefined {
  const length = Math.max(expected.length, got.length);
  for (let n = 0; n < length; n++) if (expected[n] !== got[n]) return n;
  return undefined;
}

/** Characters of a state that are shown from before the first difference, and after it. */
const SHOWN_BEFORE = 60;
const SHOWN_AFTER = 60;

function stateDifference(
  { id, firstSeq }: Segment,
  expected: string,
  got: string,
): NonNullable<Step<never>["difference"]> {
  let at = 0;
  while (expected[at] === got[at]) at++;
  const shown = (text: string): string => text.slice(Math.max(0, at - SHOWN_BEFORE), at + SHOWN_AFTER);
  const input = `the engine's state at the beginning of segment ${id}`;
  return { seq: firstSeq, input, n: null, expected: shown(expected), got: shown(got) };
}
