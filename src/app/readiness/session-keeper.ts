import type { Files } from "../../ambient/files.ts";
import type { Input } from "../../engine/input.ts";
import type { AccountCheck } from "../account-check.ts";
import type { SessionEnd } from "../session.ts";
import { countLiveSession } from "./live-sessions.ts";

export interface SessionKeeperParts {
  readonly state: string;
  readonly host: string;
  readonly keyId: string;
  readonly files: Files;
}

/** Keeps that a session has gone well: it has had orders on the book, has ended in order, and the account is as its books say. */
export class SessionKeeper {
  readonly #parts: SessionKeeperParts;
  #hasPlaced = false;

  constructor(parts: SessionKeeperParts) {
    this.#parts = parts;
  }

  watch({ type }: Pick<Input, "type">): void {
    this.#hasPlaced ||= type === "placed";
  }

  /** Throws FileError. */
  ended({ reason }: Pick<SessionEnd, "reason">, account: AccountCheck | undefined, at: number): void {
    const isInOrder = reason === "stopped" || reason === "settled";
    if (!isInOrder || !this.#hasPlaced || account?.agrees !== true) return;
    const { state, host, keyId, files } = this.#parts;
    countLiveSession(state, host, keyId, at, files);
  }
}
