import { systemClock } from "../ambient/clock.ts";
import { FileError, systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import type { AccountCheck } from "../app/account-check.ts";
import type { LiveRunParts } from "../app/live-run.ts";
import type { Gate } from "../app/readiness/gate.ts";
import { SessionKeeper } from "../app/readiness/session-keeper.ts";
import { withWatchedRules } from "../app/readiness/watched-rules.ts";
import type { SessionEnd } from "../app/session.ts";
import type { OpenSignals } from "../app/signal-sources.ts";
import type { Input } from "../engine/input.ts";

/** What a run does that had to pass the gate: it watches the rules it was let in by, and keeps that it went well. */
export interface GatedRun {
  readonly measured: NonNullable<LiveRunParts["measured"]>;
  /** The sources of signals with the event's rules among them. */
  readonly signals: (others: OpenSignals | undefined) => OpenSignals;
  watch(input: Input): void;
  ended(end: SessionEnd, account: AccountCheck | undefined): void;
}

/** `complain` hears what can't be kept, which ends nothing. */
export function gatedRun(gate: Gate, restUrl: string, complain: (text: string) => void): GatedRun {
  const { host, keyId } = gate.evidence;
  const { state, venue } = gate.configuration;
  const keeper = new SessionKeeper({ state, host, keyId, files: systemFiles });
  const random = Random.seeded(entropy32());
  return {
    measured: gate.measured,
    signals: (others) => withWatchedRules(others, { baseUrl: restUrl, venue, state, uniform: () => random.uniform() }),
    watch: (input) => keeper.watch(input),
    ended(end, account) {
      try {
        keeper.ended(end, account, systemClock.now());
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        complain(`tauroi: that this session went well can't be kept: ${error.message}`);
      }
    },
  };
}
