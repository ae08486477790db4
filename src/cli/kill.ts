import { steadyClock } from "../ambient/clock.ts";
import { linkTarget, systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import { createAccountKiller } from "../app/account-killer.ts";
import { salvageSettings } from "../app/config-salvage.ts";
import { placeOf } from "../app/control-path.ts";
import { keyOrWhyNot } from "../app/credentials.ts";
import { type KillOutcome, killAccount } from "../app/kill-account.ts";
import { engineToKill } from "../app/kill-engine.ts";
import { type KillProof, killWords } from "../app/kill-proof.ts";
import { announcedStates, killTarget } from "../app/kill-target.ts";
import type { Killer } from "../venue/kalshi/kill/killer.ts";
import { KalshiError } from "../venue/kalshi/rest/error.ts";
import type { Invocation } from "./command.ts";
import type { EngineOptions } from "./engine-commands.ts";
import { EXIT } from "./exit-code.ts";

interface KillOptions extends EngineOptions {
  readonly json?: boolean;
  readonly ours?: boolean;
  readonly venue?: string;
  readonly config?: string;
}

/** How long it is tried for: every order of ours has expired by itself long before. */
const DEADLINE_MS = 180_000;

/** `tauroi kill`: kills, through the engine where one answers and at the exchange itself, then waits for the proof. */
export async function action({ options, print, complain }: Invocation<KillOptions>): Promise<number> {
  const { ours: oursOnly = false } = options;
  const settings = salvageSettings(process.env, options); // a file of settings that can't be read keeps nobody from killing
  for (const problem of settings.problems) complain(problem);
  const key = keyOrWhyNot(process.env, settings.key);
  const exchange = (engineVenue: string | undefined, mayBeRenewed: boolean): Killer | string => {
    if (typeof key === "string") return key;
    const { venue, state } = options;
    const target = killTarget({
      venue,
      state,
      engineVenue,
      configured: () => settings.venue,
      keyIds: [key.id],
      environment: process.env,
      running: announcedStates(placeOf(process.env), systemFiles, linkTarget),
      files: systemFiles,
    });
    if (typeof target === "string") return target;
    const usual = { clock: steadyClock, timers: systemTimers, random: Random.seeded(entropy32()) };
    try {
      return createAccountKiller({ ...usual, target, key, by: "cli", oursOnly, mayBeRenewed, complain });
    } catch (error) {
      if (error instanceof KalshiError) return error.message;
      throw error;
    }
  };
  const outcome = await killAccount({
    engine: () =>
      engineToKill(
        { state: options.state, pid: options.engine, venue: options.venue },
        { place: placeOf(process.env), files: systemFiles, timers: systemTimers },
      ),
    exchange,
    oursOnly,
    timers: systemTimers,
    deadlineMs: DEADLINE_MS,
    progress: complain,
  });
  const { why } = outcome;
  const exitCode = codeOf(outcome, typeof key === "string");
  if (options.json === true) print(JSON.stringify({ ...document(outcome.proof), exit_code: exitCode, detail: why }));
  else
    print(
      [outcome.proof === undefined ? "no proof" : killWords(outcome.proof), ...(why === "" ? [] : [why])].join("; "),
    );
  return exitCode;
}

function codeOf({ proof }: KillOutcome, isKeyMissing: boolean): number {
  if (proof === undefined) return isKeyMissing ? EXIT.credentials : EXIT.venueUnreachable;
  if (proof.grade === "CONFIRMED") return EXIT.fine;
  return proof.stillResting > 0 ? EXIT.reconciliationDrift : EXIT.venueUnreachable;
}

function document(proof: KillProof | undefined) {
  return {
    grade: proof?.grade ?? null,
    through: proof?.through ?? null,
    ours_only: proof?.oursOnly ?? null,
    may_rest: proof?.mayRest ?? null,
    still_resting: proof?.stillResting ?? null,
    past_close: proof?.pastClose ?? null,
    last_expiry: proof?.lastExpiry ?? null,
    confirmed_at: proof?.confirmedAt ?? null,
    cancelled_all_at: proof?.cancelledAllAt ?? null,
    by: proof?.by ?? null,
  };
}
