import type { Command, Place } from "../../engine/command.ts";
import type { Desk } from "../../engine/desk.ts";
import { createEngine, restoreEngine } from "../../engine/engine.ts";
import type { EngineState } from "../../engine/engine-state.ts";
import type { Fill, Input } from "../../engine/input.ts";
import type { Start } from "../../engine/start.ts";
import type { JournalReader, Session } from "../../journal/reader.ts";
import { type Replayed, type ReplayReport, replay } from "../../journal/replay.ts";
import { isDryAccount } from "../dry-account.ts";

/** An input of the session and the commands it caused. */
export interface LoggedInput {
  readonly input: Input;
  readonly commands: readonly Command[];
}

/** A recorded session: what was told and answered, and the books that the engine kept. */
export interface SessionLog {
  readonly session: Session;
  readonly start: Start;
  /** On what it traded: the embedded exchange, a market of its own beside a real one, or a real one. */
  readonly kind: "paper" | "dry-run" | "live";
  readonly inputs: readonly LoggedInput[];
  /** Creates that were asked for, by id. */
  readonly places: ReadonlyMap<string, Place>;
  /** Fills of its own orders, each once, as the exchange told them. */
  readonly fills: readonly Fill[];
  /** Whether the engine of this program gives the same commands. */
  readonly replay: ReplayReport;
  /** At the end, as that engine has it. */
  readonly desk: Desk;
}

/** Reads a session of a journal; undefined when its beginning isn't kept any more, without which nobody knows what rested. Throws JournalError. */
export function readSession(journal: JournalReader, session: Session): SessionLog | undefined {
  const [first] = journal.segments().filter((segment) => segment.session === session.id);
  if (first === undefined || journal.beginning(first) !== undefined) return undefined;
  const inputs: LoggedInput[] = [];
  const places = new Map<string, Place>();
  const fills = new Map<string, Fill>();
  for (const entry of journal.entries(session)) {
    const commands = entry.commands.map((text) => JSON.parse(text) as Command); // written from a Command of this version
    inputs.push({ input: entry.input, commands });
    for (const command of commands) if (command.type === "place") places.set(command.clientOrderId, command);
    if (entry.input.type === "fill") fills.set(entry.input.tradeId, entry.input);
  }
  const start = inputs[0]?.input;
  if (start?.type !== "start") return undefined;
  const engine = createEngine();
  const report = replay(journal, { session: session.id }, engines(engine));
  if (engine.desk === undefined) return undefined;
  const kind = start.account === undefined ? "paper" : isDryAccount(start.account) ? "dry-run" : "live";
  const own = [...fills.values()].filter(({ clientOrderId }) => places.has(clientOrderId));
  return { session, start, kind, inputs, places, fills: own, replay: report, desk: engine.desk };
}

function engines(engine: Replayed): Parameters<typeof replay>[2] {
  return { create: () => engine, restore: (start: Start, state: EngineState) => restoreEngine(start, state) };
}
