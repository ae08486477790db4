import { join } from "node:path";
import type { Files } from "../ambient/files.ts";
import { JournalError } from "../journal/journal-error.ts";
import { lockState, type StateLock } from "../journal/state-lock.ts";
import { engineFolders, type Place } from "./control-path.ts";

/** Another engine on this machine trades on the account. */
export class AccountHeldError extends Error {
  override readonly name = "AccountHeldError";
  readonly exitCode = 7;
}

/**
 * Takes an account for this process, whatever state folder is named: one engine an account, on this machine. Two terminals may not have the same folder
 * for what lives no longer than a process, so it is taken in each that there is. The lock goes with the process. Throws AccountHeldError, which names the
 * holder.
 */
export function lockAccount(host: string, keyId: string, place: Place, files: Files): StateLock {
  const name = `account-${host}-${keyId}`.replaceAll(/[^A-Za-z0-9.-]+/g, "-");
  const locks: StateLock[] = [];
  const release = (): void => {
    for (const lock of locks) lock.release();
  };
  try {
    for (const folder of engineFolders(place, files)) {
      files.privateFolder(folder);
      const own = join(folder, name);
      files.privateFolder(own);
      locks.push(lockState(own, files));
    }
  } catch (error) {
    release();
    if (!(error instanceof JournalError) || error.problem !== "held") throw error;
    const who = /process \d+/.exec(error.detail)?.[0] ?? "another process";
    throw new AccountHeldError(`${who} trades on this account at ${host}: stop it first (tauroi status, tauroi kill)`);
  }
  return { release };
}
