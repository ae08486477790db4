import { systemClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { systemTimers } from "../ambient/timers.ts";
import {
  describeKill,
  isOtherKill,
  type KillMarker,
  mayTradeFrom,
  RESUME_WORD,
  readKillMarker,
} from "../app/kill-marker.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { terminalAsk } from "./terminal-ask.ts";

export interface AfterKillOptions {
  /** Folders in which a kill may have left its marker. */
  readonly folders: readonly string[];
  /** What `--after-kill` says; undefined without it. */
  readonly word: string | undefined;
  /** Somebody sits at a terminal and may be asked. */
  readonly isAttended: boolean;
}

/**
 * Lets a start go on where nothing was killed, or the word is given or typed that lets trade again; answers the marker of the kill that this is about,
 * undefined where there is none. Throws CommandFailure (exit 2) otherwise.
 */
export async function heedKill({ folders, word, isAttended }: AfterKillOptions): Promise<KillMarker | undefined> {
  if (word !== undefined && word !== RESUME_WORD) {
    throw new CommandFailure(`--after-kill ${word}: the word is ${RESUME_WORD}`, EXIT.usage);
  }
  const marker = readKillMarker(folders, systemFiles, systemClock.now());
  if (marker === undefined) return undefined;
  const killed = `this account was ${describeKill(marker)}`;
  if (
    word === RESUME_WORD ||
    (isAttended && (await terminalAsk()?.(`${killed}.\nType ${RESUME_WORD} to trade again: `)) === RESUME_WORD)
  )
    return marker;
  throw new CommandFailure(
    `${killed}: nothing is traded there until somebody says so; look at the account, then start with --after-kill ${RESUME_WORD}`,
    EXIT.usage,
  );
}

/** Throws CommandFailure (exit 2) where something was killed since `heeded` was: while the start asked for a word, or looked at what it needs. */
export function mustNotBeKilledSince(heeded: KillMarker | undefined, folders: readonly string[]): void {
  const marker = readKillMarker(folders, systemFiles, systemClock.now());
  if (marker === undefined || !isOtherKill(marker, heeded)) return;
  const text = `this account was ${describeKill(marker)}, while this start began: nothing is traded; look at the account, then start again`;
  throw new CommandFailure(text, EXIT.usage);
}

/** Waits until no cancel-all of a kill can take away what is placed; `tell` hears for how long. */
export async function waitForKillToPass(folders: readonly string[], tell: (text: string) => void): Promise<void> {
  const marker = readKillMarker(folders, systemFiles, systemClock.now());
  if (marker === undefined) return;
  const waitMs = mayTradeFrom(marker) - systemClock.now();
  if (waitMs <= 0) return;
  tell(
    `what is placed within a minute of a kill's cancel-all is cancelled too: beginning in ${Math.ceil(waitMs / 1_000)} s`,
  );
  await new Promise<void>((resolve) => systemTimers.after(waitMs, resolve));
}
