import type { Command } from "../engine/command.ts";
import { createEngine, type Engine, restoreEngine } from "../engine/engine.ts";
import type { Time } from "../market/units.ts";
import { JournalError } from "./journal-error.ts";
import { type Entry, type JournalReader, readJournal, type Segment, type Session } from "./reader.ts";
import { replayed } from "./replay.ts";

/** The engine as the last session of a journal left it. */
export interface LastEngine {
  readonly engine: Engine;
  readonly session: Session;
  /**
   * Why it isn't, to the last command, the engine that ran; undefined when it is. Its books and what operators have asked for hold all the same, for they
   * come from the inputs; its orders, which come from its answers, may be others than were sent.
   */
  readonly deviation: string | undefined;
  /** The last halt that the engine told of when it ran, as far back as the last segment goes. */
  readonly halted: Halted | undefined;
}

interface Halted {
  readonly at: Time;
  readonly text: string;
}

/**
 * Rebuilds the engine that a journal's last session ended with, from the last segment's state and what followed. `path` is the journal or its
 * state folder; `program` is this program's version, as sessions are kept under it. Undefined when there is no journal or nothing in it;
 * `problem` says why the engine can't be had although there is one (a state that this version doesn't understand, damage): then
 * it is an ordinary start without it. Never throws for what is in the file.
 */
export function lastEngine(path: string, program: string): LastEngine | { readonly problem: string } | undefined {
  let reader: JournalReader | undefined;
  try {
    reader = readJournal(path);
    return recovered(reader, program);
  } catch (error) {
    if (error instanceof JournalError && error.problem === "absent") return undefined;
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    reader?.close();
  }
}

/** The same, of a journal that is open for reading. Throws what reading throws. */
export function recovered(
  reader: JournalReader,
  program: string,
): LastEngine | { readonly problem: string } | undefined {
  const session = reader.sessions().at(-1);
  if (session === undefined || session.inputs === 0) return undefined;
  const last = reader.segments().findLast((segment) => segment.session === session.id && segment.inputs > 0)!;
  const rebuilt = rebuild(reader, last);
  if (rebuilt === undefined)
    return { problem: `its engine fails at input ${last.firstSeq}, where the last segment begins` };
  const { program: ran } = session;
  const deviation = ran === program ? rebuilt.deviation : `the last session ran ${ran}, this is ${program}`;
  return { ...rebuilt, session, deviation };
}

/** Replays a segment to its end, or to where the engine throws, as it may have done then; undefined when that is at once. */
function rebuild(reader: JournalReader, segment: Segment): Omit<LastEngine, "session"> | undefined {
  const { firstSeq, inputs } = segment;
  let engine: Engine | undefined;
  let deviation: string | undefined;
  let halted: Halted | undefined;
  for (const step of replayed(reader, [segment], { create: () => createEngine(), restore: restoreEngine })) {
    const { seen, difference, failed } = step;
    if (failed === true && seen !== undefined) {
      const before = rebuild(reader, { ...segment, inputs: seen.seq - firstSeq });
      const isLast = seen.seq === firstSeq + inputs - 1;
      return before && { ...before, ...(!isLast && { deviation: `its engine fails at input ${seen.seq} now` }) };
    }
    if (difference !== undefined) deviation ??= `input ${difference.seq} of its journal is answered differently now`;
    if (seen !== undefined) halted = haltIn(seen) ?? halted;
    engine = step.engine;
  }
  return engine && { engine, deviation, halted };
}

/** The breaker's own words, where it tripped at an input. */
function haltIn({ input, commands }: Entry): Halted | undefined {
  const told = commands.find((command) => command.includes('"code":"halted"'));
  const alert = told === undefined ? undefined : (JSON.parse(told) as Command);
  return alert?.type === "alert" ? { at: input.at, text: alert.text } : undefined;
}
