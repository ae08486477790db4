import type { Clock } from "../../ambient/clock.ts";
import type { Files } from "../../ambient/files.ts";
import type { ReplaceFile } from "../../ambient/replace-file.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { Time } from "../../market/units.ts";
import type { Target } from "../../venue/kalshi/discovery.ts";
import type { KalshiKey } from "../../venue/kalshi/key.ts";
import { OpenError, openError } from "../../venue/kalshi/open-error.ts";
import { beginProbes } from "../../venue/kalshi/probe/begin.ts";
import type { Bench } from "../../venue/kalshi/probe/bench.ts";
import { openBench } from "../../venue/kalshi/probe/open-bench.ts";
import { Interrupted, ProbeStop } from "../../venue/kalshi/probe/probe.ts";
import { type ProbeRun, runProbes } from "../../venue/kalshi/probe/run.ts";
import { lockAccount } from "../account-lock.ts";
import type { Place } from "../control-path.ts";
import { describeKill, RESUME_WORD, readKillMarker } from "../kill-marker.ts";
import { joinedFacts, type KeptFact, readVenueFacts, venueFactsPath, writeVenueFacts } from "./facts-file.ts";
import { readProbeRecord, writeProbeRecord } from "./probe-record.ts";

export interface ProbeAccountParts {
  readonly restUrl: string;
  readonly key: KalshiKey;
  readonly target: Target;
  /** The account's state folder, in which the facts are kept. */
  readonly state: string;
  /** Folders in which a kill may have left its marker. */
  readonly killFolders: readonly string[];
  readonly program: string;
  /** The name of this start: its orders are `tauroi-<epoch>-<n>`. */
  readonly epoch: string;
  /** Numbers of the facts to measure; undefined: all. */
  readonly numbers: ReadonlySet<number> | undefined;
  readonly waitMs: number;
  readonly isPlayMoney: boolean;
  readonly signal: AbortSignal;
  readonly place: Place;
  readonly files: Files;
  readonly replace: ReplaceFile;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly uniform: () => number;
  readonly fetch?: typeof fetch | undefined;
  /** Told what goes on. */
  readonly tell: (text: string) => void;
}

export interface ProbedAccount extends Pick<ProbeRun, "isInterrupted" | "left"> {
  /** All that is known now, earlier measurements included. */
  readonly facts: readonly KeptFact[];
  /** Contracts that were bought or sold. */
  readonly filled: number;
  /** An engine that starts before this finds signs of life, or loses orders to a cancel-all; by the exchange's clock. */
  readonly quietUntil: Time;
}

const ALIVE_MS = 60_000;
const CANCEL_ALL_MS = 65_000;

/**
 * Measures facts on an account and keeps them. Nobody trades it meanwhile: the account's lock is held, and an engine elsewhere shows by its orders.
 * Throws errors with an exit code: 7 when the account is held or an engine lives, 2 after a kill, as the venue's opening otherwise.
 */
export async function probeAccount(parts: ProbeAccountParts): Promise<ProbedAccount> {
  const { restUrl, key, state, files, clock, place, killFolders } = parts;
  const host = new URL(restUrl).host;
  const killed = readKillMarker([state, ...killFolders], files, clock.now());
  if (killed !== undefined) {
    const mend = `look at the account, then start a run with --after-kill ${RESUME_WORD}`;
    throw new OpenError(`this account was ${describeKill(killed)}: nothing is placed there; ${mend}`, 2);
  }
  const before = readVenueFacts(state, files); // before anything is placed: a file that can't be read is told first
  if (before !== undefined && before.key_id !== key.id) {
    const mend = "name this key's own folder with --state";
    throw new OpenError(
      `${venueFactsPath(state)} was measured with key ${before.key_id}, not with ${key.id}: ${mend}`,
      2,
    );
  }
  files.makeFolder(state);
  const lock = lockAccount(host, key.id, place, files);
  try {
    const { bench, run } = await measure(parts, readLagOf(before?.facts, host));
    const circumstances = { measured_at: new Date(bench.now()).toISOString(), host, event: bench.event.ticker };
    const facts = joinedFacts(before?.facts ?? [], run.results, circumstances);
    writeVenueFacts(state, { format: 1, key_id: key.id, program: parts.program, facts }, files);
    const cancelled = bench.cancelledAllAt === undefined ? 0 : bench.cancelledAllAt + CANCEL_ALL_MS;
    const quietUntil = Math.max(bench.now() + ALIVE_MS, cancelled) as Time;
    return { facts, isInterrupted: run.isInterrupted, left: run.left, filled: run.filled, quietUntil };
  } finally {
    lock.release();
  }
}

/** How far this exchange's readings lag behind what they vouch for, as it was measured before. */
function readLagOf(facts: readonly KeptFact[] | undefined, host: string): number | undefined {
  const value = facts?.find((fact) => fact.name === "read_lag_beyond_as_of_ms" && fact.host === host)?.value;
  return typeof value === "number" ? value : undefined;
}

async function measure(
  parts: ProbeAccountParts,
  readLagMs: number | undefined,
): Promise<{ readonly bench: Bench; readonly run: ProbeRun }> {
  const { restUrl, state, epoch, files, replace, numbers, tell } = parts;
  const left = readProbeRecord(state, restUrl, files);
  try {
    const bench = await openBench({
      ...parts,
      keep: (groups) => writeProbeRecord(state, restUrl, { ...groups, epoch }, replace),
    });
    if (readLagMs !== undefined) bench.readingsLag(readLagMs);
    try {
      await beginProbes(bench, left);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      return { bench, run: { results: [], isInterrupted: true, filled: 0, left: [] } }; // nothing was placed yet
    }
    return { bench, run: await runProbes(bench, numbers, tell) };
  } catch (error) {
    throw error instanceof ProbeStop ? new OpenError(error.message, 4) : openError(error);
  }
}
