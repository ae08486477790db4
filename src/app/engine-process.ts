import { join } from "node:path";
import { type Files, systemFiles } from "../ambient/files.ts";
import { ownCommand, startDetached } from "../ambient/process.ts";
import type { Timers } from "../ambient/timers.ts";
import { type ControlClientOptions, connectViewer } from "./control-client.ts";
import { ControlError } from "./control-error.ts";
import { controlPathOf, engineFolders, type Place } from "./control-path.ts";
import { lastWords } from "./last-words.ts";
import type { ViewerConnection } from "./viewer.ts";

/** How often a viewer knocks while the engine it has started comes up, and how long. */
const KNOCK_EVERY_MS = 25;
const COMES_UP_WITHIN_MS = 20_000;

/** An engine in a process and a session of its own, started by this one: a terminal that dies doesn't take it along. */
export interface EngineProcess {
  readonly pid: number;
  /** The line to its control socket, once it is up. Rejects with ControlError and the end of its log when it dies first. */
  readonly connection: Promise<ViewerConnection>;
  readonly isRunning: boolean;
  /** Resolves with its exit code. */
  readonly exited: Promise<number>;
  /** Asks it to pull its orders and end, if it still runs. */
  stop(): void;
  /** What it has printed: the summary of the run, when it has ended. Takes its files away. */
  takeOutput(): string;
}

export interface EngineProcessOptions {
  /** The words of the command line that start it, headless. */
  readonly words: readonly string[];
  readonly state: string | undefined;
  readonly place: Place;
  /** The connection is to look only. */
  readonly readonly?: boolean;
  /** How long it may take until it listens. */
  readonly comesUpWithinMs?: number;
  readonly timers: Timers;
  readonly files?: Files;
}

/** Starts an engine process. Throws FileError when there is no private folder for its socket and logs. */
export function startEngineProcess({
  words,
  state,
  place,
  readonly = false,
  comesUpWithinMs = COMES_UP_WITHIN_MS,
  timers,
  files = systemFiles,
}: EngineProcessOptions): EngineProcess {
  const [folder] = engineFolders(place, files);
  if (folder === undefined) throw new ControlError("there is no folder for the engine's files", 2);
  files.privateFolder(folder);
  const stem = join(folder, `viewer-${process.pid}`);
  const output = `${stem}.out`;
  const log = `${stem}.log`;
  for (const path of [output, log]) {
    files.remove(path);
    files.makeFile(path);
  }
  const engine = startDetached([...ownCommand(), ...words], { output, log });
  const path = state === undefined ? join(folder, `${engine.pid}.sock`) : controlPathOf(state);
  return {
    pid: engine.pid,
    get isRunning() {
      return engine.exitCode === null;
    },
    exited: engine.exited,
    connection: comeUp(
      { path, as: "viewer", readonly, timers },
      engine,
      comesUpWithinMs,
      () => files.readText(log) ?? "",
    ),
    stop: () => engine.stop(),
    takeOutput() {
      const text = files.readText(output) ?? "";
      for (const name of [output, log]) files.remove(name);
      return text;
    },
  };
}

async function comeUp(
  options: ControlClientOptions,
  engine: { readonly exitCode: number | null },
  withinMs: number,
  log: () => string,
): Promise<ViewerConnection> {
  for (let waited = 0; ; waited += KNOCK_EVERY_MS) {
    try {
      return await connectViewer(options);
    } catch (error) {
      if (engine.exitCode !== null) {
        throw new ControlError(`the engine ended at its start (exit ${engine.exitCode}):\n${lastWords(log())}`, 4);
      }
      if (waited >= withinMs) throw error;
    }
    await new Promise<void>((resolve) => options.timers.after(KNOCK_EVERY_MS, resolve));
  }
}
