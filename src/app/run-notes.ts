import type { Command } from "../engine/command.ts";
import type { Desk } from "../engine/desk.ts";
import type { Input } from "../engine/input.ts";
import { type GuardCount, GuardCounts } from "./guard-counts.ts";

const MOST_ALARMS = 20;

/** What an engine wanted known most. */
export interface Alarm {
  readonly at: number;
  readonly code: string;
  readonly ticker?: string | undefined;
  readonly text: string;
}

/** What is written down of a run for the summary of its job. Times are engine time, milliseconds. */
export interface RunNotes {
  readonly startedAt: number;
  readonly endedAt: number;
  /** For how long an order of ours was live, or may have been. */
  readonly quotedMs: number;
  readonly guards: readonly GuardCount[];
  /** The first of them; more are only counted. */
  readonly alarms: readonly Alarm[];
  readonly alarmCount: number;
  readonly warnings: number;
}

/** Takes down of a run what its end no longer shows. */
export class RunNoteTaker {
  readonly #guards = new GuardCounts();
  readonly #alarms: Alarm[] = [];
  #startedAt: number | undefined;
  #endedAt = 0;
  #quotedMs = 0;
  #wasLive = false;
  #alarmCount = 0;
  #warnings = 0;

  /** To be told of every input with the commands it caused. `desk`: the engine's, as the input has left it. */
  watch(input: Input, commands: readonly Command[], desk: Desk | undefined): void {
    for (const command of commands) {
      if (command.type !== "alert") continue;
      const { severity, code, ticker, text } = command;
      if (severity === "warning") this.#warnings += 1;
      if (severity !== "critical") continue;
      this.#alarmCount += 1;
      if (this.#alarms.length < MOST_ALARMS) this.#alarms.push({ at: input.at, code, ticker, text });
    }
    if (desk === undefined) return;
    this.#startedAt ??= input.at;
    if (this.#wasLive) this.#quotedMs += desk.now - this.#endedAt;
    this.#endedAt = desk.now;
    this.#wasLive = !desk.nothingLive;
    this.#guards.watch(desk);
  }

  get notes(): RunNotes {
    return {
      startedAt: this.#startedAt ?? 0,
      endedAt: this.#endedAt,
      quotedMs: this.#quotedMs,
      guards: this.#guards.counts,
      alarms: this.#alarms,
      alarmCount: this.#alarmCount,
      warnings: this.#warnings,
    };
  }
}
