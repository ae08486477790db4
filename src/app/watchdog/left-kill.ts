import type { Timers } from "../../ambient/timers.ts";
import { after, type Time } from "../../market/units.ts";
import { Kill } from "../../risk/kill.ts";
import type { RestingList } from "../../venue/kalshi/kill/resting-list.ts";
import { KalshiError } from "../../venue/kalshi/rest/error.ts";
import type { EngineLook } from "./verdict.ts";

export interface LeftKillParts {
  /** When it was asked for, by this machine's clock. */
  readonly since: number;
  readonly timers: Timers;
  /** By the exchange's clock. */
  readonly exchangeTime: () => Time;
  /** A complete list of what rests on the account, whoever's it is. Rejects with KalshiError when that can't be read. */
  readonly list: () => Promise<RestingList>;
  readonly engine: () => EngineLook;
  /** Whether the marker of a kill lies there: nobody has let the account be traded again. */
  readonly isMarked: () => Promise<boolean>;
  /** When the newest engine on the account was started, by this machine's clock; undefined when that isn't known. */
  readonly engineStartedAt: () => Promise<Time | undefined>;
  /** Told once, in words. */
  readonly proven: (how: string) => void;
}

const LOOK_EVERY_MS = 2_000;
/** A create that an engine sent with its last breath may arrive so much later, by the oldest signature that is accepted (SAFETY.md, V-12). */
const LATE_CREATE_MS = 35_000;

/**
 * A kill that an earlier watchdog has left without proof. It looks on and sends nothing, until one of two things has proven the account clean: lists
 * of the exchange, by the rules of every kill's proof, when no create can arrive any more because no engine has answered for so long; or the start of
 * an engine after it, which fences off and cancels whatever was left, and which takes away the marker as soon as it trades.
 */
export class LeftKill {
  readonly #parts: LeftKillParts;
  /** From the first list on: until then an engine may have been there that nobody saw, and the exchange's clock isn't known. */
  #seen: { readonly kill: Kill; engineAt: Time } | undefined;
  #isOver = false;

  constructor(parts: LeftKillParts) {
    this.#parts = parts;
  }

  /** Looks every two seconds until it is proven or stopped. */
  start(): void {
    void this.#go();
  }

  stop(): void {
    this.#isOver = true;
  }

  async #go(): Promise<void> {
    const { timers, proven } = this.#parts;
    while (!this.#isOver) {
      const how = (await this.#byStart()) ?? (await this.#byLists());
      if (this.#isOver) return;
      if (how !== undefined) {
        this.stop();
        proven(how);
        return;
      }
      await new Promise<void>((resolve) => timers.after(LOOK_EVERY_MS, resolve));
    }
  }

  async #byStart(): Promise<string | undefined> {
    const { engine, isMarked, engineStartedAt, since } = this.#parts;
    if (engine().state !== "alive" || (await isMarked())) return undefined;
    const startedAt = await engineStartedAt();
    if (startedAt === undefined || startedAt <= since) return undefined;
    return `an engine was started on the account after it, at ${clock(startedAt)}, which fences off and cancels all that was left`;
  }

  async #byLists(): Promise<string | undefined> {
    const { list, engine, exchangeTime } = this.#parts;
    try {
      const { asOf, open, pastClose } = await list();
      const now = exchangeTime();
      this.#seen ??= { kill: new Kill(now, "an earlier watchdog", 1, undefined), engineAt: now };
      if (engine().state !== "gone") this.#seen.engineAt = now;
      const creates = asOf < after(this.#seen.engineAt, LATE_CREATE_MS) ? 1 : 0;
      this.#seen.kill.onReading({ at: now, asOf, resting: open, pastClose: pastClose.length }, creates);
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
      return undefined; // the watchdog itself tells of an account that can't be read
    }
    const { confirmedAt } = this.#seen.kill;
    if (confirmedAt === undefined) return undefined;
    const at = clock(confirmedAt);
    return `nothing rests, at ${at} by the exchange's clock: two complete lists show nothing, and no engine has answered for 35 s`;
  }
}

function clock(at: Time): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}
