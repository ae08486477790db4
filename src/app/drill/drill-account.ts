import { join } from "node:path";
import type { Clock } from "../../ambient/clock.ts";
import type { Files } from "../../ambient/files.ts";
import type { Random } from "../../ambient/random.ts";
import type { ReplaceFile } from "../../ambient/replace-file.ts";
import { after, type Time } from "../../market/units.ts";
import type { Target } from "../../venue/kalshi/discovery.ts";
import type { KalshiKey } from "../../venue/kalshi/key.ts";
import { OpenError, openError } from "../../venue/kalshi/open-error.ts";
import { beginProbes } from "../../venue/kalshi/probe/begin.ts";
import type { Bench } from "../../venue/kalshi/probe/bench.ts";
import { openBench } from "../../venue/kalshi/probe/open-bench.ts";
import { Interrupted, ProbeStop } from "../../venue/kalshi/probe/probe.ts";
import { createAccountKiller } from "../account-killer.ts";
import { lockAccount } from "../account-lock.ts";
import type { Place } from "../control-path.ts";
import { clearKillMarker, describeKill, RESUME_WORD, readKillMarker } from "../kill-marker.ts";
import { readProbeRecord, writeProbeRecord } from "../probe/probe-record.ts";
import { type DrillRecord, writeDrill } from "../readiness/drill-file.ts";
import { type Rehearsal, type RehearsalParts, rehearse } from "./rehearsal.ts";

export interface DrillAccountParts extends Pick<RehearsalParts, "standIn" | "signal" | "tell" | "timers" | "epoch"> {
  readonly restUrl: string;
  readonly key: KalshiKey;
  readonly target: Target;
  /** The account's state folder, in which the result is kept. */
  readonly state: string;
  /** Folders in which a kill may have left its marker. */
  readonly killFolders: readonly string[];
  readonly program: string;
  readonly isPlayMoney: boolean;
  readonly place: Place;
  readonly files: Files;
  readonly replace: ReplaceFile;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: typeof fetch | undefined;
}

export interface DrilledAccount extends Pick<Rehearsal, "left" | "filled" | "hasRested"> {
  /** What is kept now; undefined after an interruption, which leaves what was kept before. */
  readonly record: DrillRecord | undefined;
  /** An engine that starts before this finds signs of life; by the exchange's clock. */
  readonly quietUntil: Time;
}

const ALIVE_MS = 60_000;
/** Below the state folder: the drill's own kill marks that here, where nobody looks for it. */
const MARKED = "drill";

/**
 * Rehearses a kill on an account and keeps what it has shown. Nobody trades it meanwhile: the account's lock is held, and an engine elsewhere shows by
 * its orders. Throws errors with an exit code: 7 when the account is held or an engine lives, 2 after a kill, as the venue's opening otherwise.
 */
export async function drillAccount(parts: DrillAccountParts): Promise<DrilledAccount> {
  const { restUrl, key, state, files, clock, place, program } = parts;
  const { host } = new URL(restUrl);
  const killed = readKillMarker([state, ...parts.killFolders], files, clock.now());
  if (killed !== undefined) {
    const mend = `look at the account, then start a run with --after-kill ${RESUME_WORD}`;
    throw new OpenError(`this account was ${describeKill(killed)}: nothing is placed there; ${mend}`, 2);
  }
  files.makeFolder(state);
  const lock = lockAccount(host, key.id, place, files);
  try {
    const { bench, rehearsal } = await onBench(parts);
    const { kill, death, why, isInterrupted, left, filled, hasRested } = rehearsal;
    const about = { program, host, key_id: key.id, event: bench.event.ticker };
    const drilled_at = new Date(bench.now()).toISOString();
    const record: DrillRecord = { format: 1, ...about, drilled_at, passed: why === "", why, kill, death };
    if (!isInterrupted) writeDrill(state, record, files);
    const quietUntil = after(bench.now(), ALIVE_MS);
    return { record: isInterrupted ? undefined : record, quietUntil, left, filled, hasRested };
  } finally {
    lock.release();
  }
}

async function onBench(parts: DrillAccountParts): Promise<{ readonly bench: Bench; readonly rehearsal: Rehearsal }> {
  const { restUrl, state, epoch, files, replace, random, key, clock, timers, tell } = parts;
  const left = readProbeRecord(state, restUrl, files); // drills leave behind what probes do, and each takes away the other's
  const marked = join(state, MARKED);
  const killer: RehearsalParts["killer"] = (group) => {
    const target = { restUrl, groups: [group], folders: [marked] };
    const usual = { key, clock, timers, random, complain: tell, replace, fetch: parts.fetch };
    return createAccountKiller({ ...usual, target, by: "a drill", oursOnly: true, mayBeRenewed: false });
  };
  try {
    const bench = await openBench({
      ...parts,
      uniform: () => random.uniform(),
      waitMs: 0,
      keep: (groups) => writeProbeRecord(state, restUrl, { ...groups, epoch }, replace),
    });
    bench.readingsLag(0); // what is to be proven is proven by later readings, however far they lag
    try {
      await beginProbes(bench, left);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      const nothing = { kill: null, death: null, why: "", hasRested: false, left: [], filled: 0 };
      return { bench, rehearsal: { ...nothing, isInterrupted: true } };
    }
    return { bench, rehearsal: await rehearse({ ...parts, bench, killer }) };
  } catch (error) {
    throw error instanceof ProbeStop ? new OpenError(error.message, 4) : openError(error);
  } finally {
    clearKillMarker([marked], files);
  }
}
