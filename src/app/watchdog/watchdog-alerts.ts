import { join } from "node:path";
import type { Clock } from "../../ambient/clock.ts";
import type { Files } from "../../ambient/files.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { Time } from "../../market/units.ts";
import type { Condition } from "../alerts/alert-book.ts";
import type { OpenAlertId } from "../alerts/alert-table.ts";
import type { AlertView } from "../alerts/alert-view.ts";
import { Alerts } from "../alerts/alerts.ts";
import { killWords } from "../kill-proof.ts";
import { createLog } from "../log.ts";
import type { AlertSettings } from "../observation-settings.ts";
import type { Verdict } from "./verdict.ts";
import type { WatchdogEnd } from "./watchdog.ts";

/** An engine may be started again within this, and nobody need know that it was away. */
const GONE_FOR_MS = 60_000;

const IDS: Readonly<Record<string, OpenAlertId>> = {
  silent: "engine-silent",
  orphans: "engine-gone",
  gone: "engine-gone",
  blind: "account-blind",
};

export interface WatchdogAlertsParts {
  readonly settings: AlertSettings | undefined;
  readonly program: string;
  /** The exchange that is watched. */
  readonly venue: string;
  /** The folder in which open alerts outlive the watchdog. */
  readonly state: string | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly files: Files;
  /** A file for the log; default standard error. */
  readonly logFile?: string;
  readonly fetch?: typeof fetch;
}

/** What a watchdog sends: of an engine that can't tell any more how it is, and of what the watchdog does about it. */
export class WatchdogAlerts {
  readonly #alerts: Alerts;
  readonly #clock: Clock;
  #verdict: Verdict | undefined;
  #goneSince: Time | undefined;
  #kill: Condition | undefined;
  /** An earlier watchdog's kill that nothing has proven yet. */
  #left: AlertView | undefined;

  constructor({ settings, program, venue, state, clock, timers, files, logFile, fetch }: WatchdogAlertsParts) {
    this.#clock = clock;
    this.#alerts = new Alerts({
      settings,
      program,
      where: () => `watchdog of ${venue}`,
      look: () => this.#conditions(),
      clock,
      timers,
      log: createLog({ clock, file: logFile, secrets: settings === undefined ? [] : [settings.url] }),
      file: state === undefined ? undefined : { path: join(state, "watchdog-alerts.json"), files },
      fetch,
    });
    this.#left = this.#alerts.open.find(({ id }) => id === "watchdog-kill");
    if (this.#left !== undefined) this.#kill = { id: "watchdog-kill", holds: true, text: this.#left.text };
  }

  /** A kill that an earlier watchdog has left without proof, and that nothing has proven since; `since` by this machine's clock. */
  get unprovenKill(): Pick<AlertView, "since" | "text"> | undefined {
    return this.#left;
  }

  /** Something has proven what an earlier watchdog couldn't. Changes nothing where this one has killed since: it has a proof of its own to give. */
  proven(how: string): void {
    if (this.#left === undefined) return;
    this.#left = undefined;
    this.#kill = { id: "watchdog-kill", holds: false, text: `the kill is proven: ${how}` };
    this.#alerts.look();
  }

  /** To be told of each verdict. */
  readonly judged = (verdict: Verdict): void => {
    if (verdict.code === "looking") return; // that says nothing of the engine yet
    const now = this.#clock.now();
    this.#verdict = verdict;
    if (verdict.code === "gone") this.#goneSince ??= now;
    else this.#goneSince = undefined;
    if (verdict.state === "kill") {
      this.#left = undefined;
      this.#kill = { id: "watchdog-kill", holds: true, text: `it kills the account: ${verdict.text}` };
    }
    this.#alerts.look();
  };

  /** The watch is over. Resolves when that is delivered as far as it is an alert, or can't be in time. Never rejects. */
  ended(end: WatchdogEnd): Promise<void> {
    if (end.reason === "killed") {
      const { grade, stillResting } = end.proof;
      const holds = grade === "LOCAL" || stillResting > 0;
      this.#kill = { id: "watchdog-kill", holds, text: `${end.verdict.text}. ${killWords(end.proof)}` };
    }
    return this.#alerts.end(undefined, `the watch has ended: ${end.reason}`);
  }

  /** How everything stands that it knows. */
  #conditions(): readonly Condition[] {
    const kill = this.#kill === undefined ? [] : [this.#kill];
    const { code = "", text = "" } = this.#verdict ?? {};
    const id = IDS[code];
    if (id === undefined) return kill;
    const now = this.#clock.now();
    const holds = code !== "gone" || now - (this.#goneSince ?? now) >= GONE_FOR_MS;
    return [...kill, { id, holds, text }];
  }
}
