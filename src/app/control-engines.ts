import { dirname, join } from "node:path";
import type { Files } from "../ambient/files.ts";
import { isProcess } from "../ambient/process.ts";
import type { Timers } from "../ambient/timers.ts";
import { fetchView, whoListens } from "./control-client.ts";
import { ControlError } from "./control-error.ts";
import { controlPathOf, engineFolders, type Place } from "./control-path.ts";

/** A running engine that answers. */
export interface RunningEngine {
  readonly path: string;
  readonly pid: number;
  readonly program: string;
}

export interface Wanted {
  /** The engine on this state folder. */
  readonly state?: string | undefined;
  /** The engine of this process. */
  readonly pid?: number | undefined;
}

export interface Searching {
  readonly place: Place;
  readonly files: Files;
  readonly timers: Timers;
}

/**
 * The running engine that is wanted, or the only one. Throws ControlError: exit 4 when none answers, exit 2, naming them, when there are
 * several. Throws FileError when the state folder is somebody else's.
 */
export async function findEngine(wanted: Wanted, searching: Searching): Promise<RunningEngine> {
  if (wanted.state !== undefined) {
    const path = controlPathOf(wanted.state);
    searching.files.checkOwnFolder(dirname(path));
    const hello = await whoListens({ path, as: "cli", timers: searching.timers });
    if (hello !== undefined) return { path, pid: hello.pid, program: hello.program };
    throw new ControlError(`${path}: no engine runs on this state folder`, 4);
  }
  const all = await runningEngines(searching);
  const engines = all.filter(({ pid }) => wanted.pid === undefined || pid === wanted.pid);
  const [only] = engines;
  if (only !== undefined && engines.length === 1) return only;
  const list = (await Promise.all(all.map((engine) => describe(engine, searching.timers)))).join("");
  if (only !== undefined) throw new ControlError(`several engines run; choose one with --engine or --state:${list}`, 2);
  if (all.length > 0) throw new ControlError(`no engine is process ${wanted.pid}; there are:${list}`, 4);
  throw new ControlError("no engine is running; start one with tauroi run", 4);
}

/** Every engine of this user that answers, by process number. Takes away what dead ones left; one that is only starting is announced and doesn't listen yet. */
export async function runningEngines({ place, files, timers }: Searching): Promise<readonly RunningEngine[]> {
  const found = new Map<number, RunningEngine>();
  for (const folder of engineFolders(place, files)) {
    if (!files.exists(folder)) continue;
    files.privateFolder(folder); // nobody else may have put an engine of his there
    for (const name of files.list(folder)) {
      if (!/^\d+\.sock$/.test(name)) continue;
      const path = join(folder, name);
      const hello = await whoListens({ path, as: "cli", timers });
      if (hello === undefined && !isProcess(Number.parseInt(name, 10))) files.remove(path);
      if (hello !== undefined) found.set(hello.pid, { path, pid: hello.pid, program: hello.program });
    }
  }
  return [...found.values()].sort((a, b) => a.pid - b.pid);
}

/** A line for the operator to choose by. */
async function describe({ path, pid }: RunningEngine, timers: Timers): Promise<string> {
  try {
    const { venue, mode, event, state } = await fetchView({ path, as: "cli", timers });
    return `\n  --engine ${pid}  ${mode} on ${venue}, ${event.ticker}, ${state}`;
  } catch {
    return `\n  --engine ${pid}  (shows nothing)`;
  }
}
