import type { Command } from "../engine/command.ts";
import { createEngine } from "../engine/engine.ts";
import type { Input } from "../engine/input.ts";
import { encode } from "./encoding.ts";
import { JournalError } from "./journal-error.ts";
import type { Entry, JournalReader } from "./reader.ts";

/** What replaying a journal showed. It is proven when there is no mismatch. */
export interface ReplayReport {
  readonly sessions: number;
  readonly inputs: number;
  /** Journaled commands that were compared. */
  readonly commands: number;
  /** Inputs whose commands came out differently. After the first, others usually follow from it. */
  readonly mismatches: number;
  readonly first: Mismatch | null;
}

/** An input that was answered differently. */
export interface Mismatch {
  readonly session: number;
  /** The version that wrote the session. */
  readonly program: string;
  readonly seq: number;
  readonly input: string;
  /** Which of the input's commands, from 0. */
  readonly n: number;
  /** The journaled command; null when there was none any more. */
  readonly expected: string | null;
  /** The command now; null when there was none any more. */
  readonly got: string | null;
}

/** The part of an engine that a replay needs. */
export interface Replayed {
  handle(input: Input): readonly Command[];
}

/**
 * Feeds every input of a journal (or of one session) to a fresh engine and compares its commands byte for byte with the
 * journaled ones. The end of a session may be missing, as after a crash: what is there must be equal. Throws JournalError for a
 * session that isn't there or a file that can't be read.
 */
export function replay(
  journal: JournalReader,
  session?: number,
  create: () => Replayed = createEngine, // others in tests only
): ReplayReport {
  const all = journal.sessions();
  const chosen = session === undefined ? all : all.filter(({ id }) => id === session);
  if (session !== undefined && chosen.length === 0) {
    const there = all.length === 0 ? "it has none" : `it has ${all[0]!.id} to ${all.at(-1)!.id}`;
    throw new JournalError(journal.path, "absent", `there is no session ${session}: ${there}`);
  }
  const report = { sessions: chosen.length, inputs: 0, commands: 0, mismatches: 0, first: null as Mismatch | null };
  for (const part of chosen) {
    const engine = create();
    for (const entry of journal.entries(part)) {
      report.inputs += 1;
      report.commands += entry.commands.length;
      const { answers, failed } = answer(engine, entry);
      const n = firstDifference(entry.commands, answers);
      if (n !== undefined) {
        report.mismatches += 1;
        report.first ??= {
          session: part.id,
          program: part.program,
          seq: entry.seq,
          input: encode(entry.input),
          n,
          expected: entry.commands[n] ?? null,
          got: answers[n] ?? null,
        };
      }
      if (failed) break; // its state is anybody's guess
    }
  }
  return report;
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
