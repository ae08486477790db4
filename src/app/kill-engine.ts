import { venueAddresses } from "../venue/kalshi/addresses.ts";
import { type ControlClientOptions, fetchView } from "./control-client.ts";
import { type RunningEngine, runningEngines, type Searching, type Wanted } from "./control-engines.ts";
import { ControlError } from "./control-error.ts";
import { controlPathOf } from "./control-path.ts";

/** What a kill names. */
export interface MeantByKill extends Wanted {
  /** The exchange: "demo", "prod", a URL, or "sim". */
  readonly venue?: string | undefined;
}

/**
 * The engine that a kill goes through; undefined where none is there. One that trades elsewhere, or only on paper, proves nothing about the exchange that is
 * named. Throws ControlError: exit 2 where several could be meant and no exchange is named, 4 where it can't be told which one trades there. A state folder's
 * engine isn't knocked at before it is asked: that takes time when it hangs.
 */
export async function engineToKill(
  { state, pid, venue }: MeantByKill,
  searching: Searching,
): Promise<ControlClientOptions | undefined> {
  const { timers } = searching;
  const reach = (path: string): ControlClientOptions => ({ path, as: "cli", timers });
  if (state !== undefined) return reach(controlPathOf(state));
  const all = await runningEngines(searching);
  const named = all.filter((engine) => pid === undefined || engine.pid === pid);
  if (venue !== undefined && pid === undefined) {
    const path = await onlyThere(named, venue, reach);
    return path === undefined ? undefined : reach(path);
  }
  const [only, ...others] = named;
  if (others.length === 0) return only && reach(only.path);
  const list = all.map(({ path, pid: process }) => `\n  --engine ${process}  ${path}`).join("");
  throw new ControlError(
    `several engines run; choose one with --engine or --state, or name the exchange with --venue:${list}`,
    2,
  );
}

/** Where the only engine listens that trades on an exchange. */
async function onlyThere(
  engines: readonly RunningEngine[],
  venue: string,
  reach: (path: string) => ControlClientOptions,
): Promise<string | undefined> {
  const asked = await Promise.all(engines.map(async ({ path }) => ({ path, is: await isThere(reach(path), venue) })));
  const there = asked.filter(({ is }) => is !== false);
  const [first, ...others] = there;
  if (first === undefined) return undefined;
  if (others.length === 0 && first.is === true) return first.path;
  const list = there.map(({ path }) => path).join(", ");
  throw new ControlError(`it can't be told which engine trades on ${venue}: ${list}`, 4);
}

/** Undefined where an engine doesn't show where it trades. */
async function isThere(engine: ControlClientOptions, venue: string): Promise<boolean | undefined> {
  try {
    const view = await fetchView(engine);
    if (view.mode === "DRY-RUN") return false; // it looks at the exchange, and has nothing there
    const [there, meant] = [venueAddresses(view.venue)?.restUrl, venueAddresses(venue)?.restUrl];
    return view.venue === venue || (meant !== undefined && there === meant);
  } catch (error) {
    if (error instanceof ControlError) return undefined;
    throw error;
  }
}
