import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { Time } from "../../market/units.ts";
import type { Killer } from "../../venue/kalshi/kill/killer.ts";
import { KalshiError } from "../../venue/kalshi/rest/error.ts";
import { type KillProof, killWords, ofKiller } from "../kill-proof.ts";
import type { AccountLook } from "./account-watch.ts";
import { type EngineLook, judge, type Sight, type Verdict, type WatchdogLimits } from "./verdict.ts";

export interface WatchdogParts {
  readonly limits: WatchdogLimits;
  /** Ends with the first verdict that rests on a reading of the account and on what the engine has shown. */
  readonly once: boolean;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Reads the account. Rejects with KalshiError when that can't be done. */
  readonly readAccount: () => Promise<AccountLook>;
  readonly engine: () => EngineLook;
  /** Makes what kills the account. */
  readonly killer: (why: string) => Killer;
  /** Tells the engine to kill as well, if it listens; nobody waits for it. */
  readonly tellEngine: () => void;
  /** One line for each change. */
  readonly say: (line: string) => void;
  /** Told of each verdict, some a second; whatever comes of it, nobody waits for that. */
  readonly judged?: (verdict: Verdict) => void;
}

/** How it ended: told to, having looked once, or after a kill. */
export type WatchdogEnd =
  | { readonly reason: "stopped" }
  | { readonly reason: "looked"; readonly verdict: Verdict }
  | { readonly reason: "killed"; readonly verdict: Verdict; readonly proof: KillProof };

const JUDGE_EVERY_MS = 500;
const READ_EVERY_MS = 2_000;
/** How long a kill is worked at before it is left to those who read the last line. */
const KILL_DEADLINE_MS = 180_000;

/** Watches an engine and its account from outside, and kills the account when it has to (docs/killing.md). It places nothing. */
export class Watchdog {
  readonly #parts: WatchdogParts;
  readonly #ended = Promise.withResolvers<WatchdogEnd>();
  readonly #startedAt: Time;
  #account: { readonly look: AccountLook; readonly at: Time } | undefined;
  #failure = "";
  #killer: Killer | undefined;
  #said = "";
  #isOver = false;

  constructor(parts: WatchdogParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
  }

  /** Watches until it is stopped, has looked once where that was asked for, or has killed. */
  run(): Promise<WatchdogEnd> {
    void this.#read();
    this.#judge();
    return this.#ended.promise;
  }

  /** Ends the watch. A kill that is under way is left as it is. */
  stop(): void {
    this.#end({ reason: "stopped" });
  }

  async #read(): Promise<void> {
    const { clock, timers, readAccount } = this.#parts;
    while (!this.#isOver && this.#killer === undefined) {
      try {
        const look = await readAccount();
        this.#account = { look, at: clock.now() };
        this.#failure = "";
      } catch (error) {
        if (!(error instanceof KalshiError)) throw error;
        this.#failure = error.message;
      }
      await new Promise<void>((resolve) => timers.after(READ_EVERY_MS, resolve));
    }
  }

  #judge(): void {
    if (this.#isOver || this.#killer !== undefined) return;
    const { limits, once, timers } = this.#parts;
    const sight = this.#sight();
    const verdict = judge(sight, limits);
    this.#parts.judged?.(verdict);
    const isBlind = verdict.code === "blind" && this.#failure !== "";
    this.#say(verdict.code, `${verdict.state}: ${verdict.text}${isBlind ? ` (${this.#failure})` : ""}`);
    if (verdict.state === "kill") {
      this.#kill(verdict);
      return;
    }
    if (once && this.#isSettled(sight, verdict)) {
      this.#end({ reason: "looked", verdict });
      return;
    }
    timers.after(JUDGE_EVERY_MS, () => this.#judge());
  }

  #sight(): Sight {
    const { clock, engine } = this.#parts;
    const account = this.#account;
    return {
      engine: engine(),
      account: account?.look,
      accountAgeMs: clock.now() - (account?.at ?? this.#startedAt),
    };
  }

  /** Whether one look has told what it can: the account has been read or can't be, and the engine has shown life or hasn't for long enough. */
  #isSettled({ account, engine }: Sight, { code }: Verdict): boolean {
    if (code === "blind") return true;
    const { limits, clock } = this.#parts;
    return (
      account !== undefined && (engine.state === "alive" || clock.now() >= this.#startedAt + limits.heartbeatMs + 1_000)
    );
  }

  #kill(verdict: Verdict): void {
    const { killer: make, tellEngine, timers } = this.#parts;
    const killer = make(verdict.text);
    this.#killer = killer;
    killer.start();
    tellEngine();
    const proof = (): KillProof => ofKiller(killer.progress, false);
    const look = (): void => {
      if (this.#isOver) return;
      this.#say(killWords(proof()), killWords(proof()));
      timers.after(JUDGE_EVERY_MS, look);
    };
    look();
    const end = (): void => {
      this.#say(killWords(proof()), killWords(proof()));
      killer.stop();
      this.#end({ reason: "killed", verdict, proof: proof() });
    };
    const late = timers.after(KILL_DEADLINE_MS, end);
    void killer.proven.then(() => {
      late.cancel();
      end();
    });
  }

  /** Says a line when what it stands for isn't what was said last. */
  #say(code: string, line: string): void {
    if (code === this.#said || this.#isOver) return;
    this.#said = code;
    this.#parts.say(line);
  }

  #end(end: WatchdogEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended.resolve(end);
  }
}
