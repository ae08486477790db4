import type { Timers } from "../ambient/timers.ts";
import { type ControlClientOptions, connectViewer, sendCommand } from "../app/control-client.ts";
import type { KillView } from "../app/view.ts";
import type { Invocation } from "./command.ts";
import { chooseEngine } from "./engine-choice.ts";
import type { EngineOptions } from "./engine-commands.ts";
import { EXIT } from "./exit-code.ts";

interface KillOptions extends EngineOptions {
  readonly json?: boolean;
}

/** How long the exchange gets to confirm: every order of ours has expired by itself long before. */
const DEADLINE_MS = 180_000;

/** `tauroi kill`: kills, then waits for the proof. */
export async function action({ options, print, complain }: Invocation<KillOptions>): Promise<number> {
  const engine = await chooseEngine(options, "cli");
  const reply = await sendCommand(engine, { action: "kill" });
  complain(reply.text);
  const { kill, why } = await awaitProof(engine, DEADLINE_MS, (progress) => complain(words(progress)));
  const exitCode =
    kill?.grade === "CONFIRMED" ? EXIT.fine : why === undefined ? atDeadline(kill) : EXIT.venueUnreachable;
  if (options.json === true) print(JSON.stringify({ ...document(kill), exit_code: exitCode, detail: why ?? "" }));
  else print([kill === null ? "no proof" : words(kill), why].filter((part) => part !== undefined).join("; "));
  return exitCode;
}

function atDeadline(kill: KillView | null): number {
  return kill !== null && kill.mayRest > 0 ? EXIT.reconciliationDrift : EXIT.venueUnreachable;
}

/**
 * The kill's best grade: watched until CONFIRMED, the deadline, or the end of the engine, which `why` then tells. `progress` hears of
 * each change.
 */
export async function awaitProof(
  engine: ControlClientOptions,
  deadlineMs: number,
  progress: (kill: KillView) => void,
): Promise<{ kill: KillView | null; why: string | undefined }> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const timers: Timers = engine.timers;
  const viewer = await connectViewer(engine);
  let kill: KillView | null = null;
  viewer.onView((view) => {
    if (view.kill === null) return;
    const changed = kill?.grade !== view.kill.grade || kill.mayRest !== view.kill.mayRest;
    kill = view.kill;
    if (kill.grade === "CONFIRMED") resolve(undefined);
    else if (changed) progress(kill);
  });
  viewer.onClose(resolve);
  const timer = timers.after(deadlineMs, () => resolve(undefined));
  const why = await promise;
  timer.cancel();
  viewer.close();
  return { kill, why };
}

/** How far a kill has got. */
export function words({ grade, mayRest, lastExpiry, confirmedAt }: KillView): string {
  if (grade === "CONFIRMED") return `CONFIRMED: nothing rests, at ${clock(confirmedAt)} by the exchange's clock`;
  if (grade === "BY BOUND")
    return "BY BOUND: every order that could rest has expired; the exchange has not confirmed it";
  const orders = mayRest === 1 ? "1 order" : `${mayRest} orders`;
  const until = lastExpiry === null ? "" : `, until ${clock(lastExpiry)} at the latest`;
  return `LOCAL: nothing more is sent; ${orders} may still rest${until}`;
}

function document(kill: KillView | null) {
  return {
    grade: kill?.grade ?? null,
    may_rest: kill?.mayRest ?? null,
    last_expiry: kill?.lastExpiry ?? null,
    confirmed_at: kill?.confirmedAt ?? null,
    by: kill?.by ?? null,
  };
}

function clock(at: number | null): string {
  return at === null ? "an unknown time" : `${new Date(at).toISOString().slice(11, 19)} UTC`;
}
