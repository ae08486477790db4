import { join } from "node:path";
import type { Files } from "../../ambient/files.ts";
import type { Timers } from "../../ambient/timers.ts";
import { fetchView, whoListens } from "../control-client.ts";
import { ControlError } from "../control-error.ts";
import { controlPathOf, engineFolders, type Place } from "../control-path.ts";
import { type Check, failed, ok, warning } from "./check.ts";

/** Older than this, what an engine shows is not what it does. */
const STALE_MS = 30_000;

export interface EngineCheckParts {
  readonly state: string | undefined;
  readonly program: string;
  readonly place: Place;
  readonly files: Files;
  readonly timers: Timers;
}

/** Every engine of this user that is announced on this machine: whether it answers, is of this version, and hears the market. */
export async function engineChecks(parts: EngineCheckParts): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const path of socketsOf(parts)) checks.push(...(await engineCheck(path, parts)));
  return checks.length === 0 ? [ok("engine", "none runs here")] : checks;
}

function socketsOf({ state, place, files }: EngineCheckParts): readonly string[] {
  const folders = engineFolders(place, files).filter((folder) => files.exists(folder));
  const announced = folders.flatMap((folder) =>
    files.list(folder).flatMap((name) => (/^\d+\.sock$/.test(name) ? [join(folder, name)] : [])),
  );
  const own = state === undefined ? [] : [controlPathOf(state)].filter((path) => files.exists(path));
  return announced.length > 0 ? announced : own; // that of a state folder is announced by a link to it
}

async function engineCheck(path: string, { program, timers }: EngineCheckParts): Promise<readonly Check[]> {
  const name = "engine";
  try {
    const hello = await whoListens({ path, as: "cli", timers });
    if (hello === undefined) {
      return [ok(name, `${path} was left by an engine that is no more; the next command takes it away`)];
    }
    const who = `process ${hello.pid}`;
    if (hello.program !== program) {
      const mend = "end it and start anew when it suits: tauroi pull, then run again";
      return [warning(name, `${who} is ${hello.program}, this is ${program}`, mend)];
    }
    const { state, event, truth, venue } = await fetchView({ path, as: "cli", timers });
    const detail = `${who} on ${venue}, ${event.ticker}: ${state}, its data ${(truth.dataAgeMs / 1_000).toFixed(1)} s old`;
    if (truth.dataAgeMs <= STALE_MS) return [ok(name, detail)];
    return [warning(name, detail, "look at it with tauroi status; a watchdog kills one that hangs")];
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    const mend = "tauroi kill goes to the exchange itself; then end the process";
    return [failed(name, `it doesn't answer: ${error.message}`, mend, 4)];
  }
}
