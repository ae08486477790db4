import type { Notify } from "../ambient/notify-socket.ts";
import type { Input } from "../engine/input.ts";

export interface SupervisorReportOptions {
  readonly notify: Notify;
  /** A supervisor that hears nothing for so long takes the engine for dead; undefined: it doesn't ask. */
  readonly watchdogMs: number | undefined;
  /** A loop that was so late isn't well. */
  readonly stallMs: number;
}

/** Without a watchdog the status alone is told so often. */
const STATUS_MS = 10_000;

/**
 * Tells a supervisor such as systemd that the engine is up, and again and again that it goes on: not by a timer, which would tick on in a program
 * whose engine is stuck, but when the engine has taken in the word of its own health, through queue, journal and all, and the loop was on time. What a
 * new start can't mend, such as an exchange that can't be reached, is no reason to be silent.
 */
export class SupervisorReport {
  #isReady = false;
  #isStopping = false;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: SupervisorReportOptions) {}

  /** To be told of every input once the engine has handled it. `status`: what the engine does, in a few words. */
  watch(input: Input, status: () => string): void {
    const { notify, watchdogMs, stallMs } = this.options;
    if (!this.#isReady) {
      this.#isReady = true;
      notify("READY=1");
    }
    if (!this.#isStopping && input.type === "operator" && input.action === "stop") {
      this.#isStopping = true;
      notify("STOPPING=1");
    }
    const isDue = input.at - this.#toldAt >= (watchdogMs === undefined ? STATUS_MS : watchdogMs / 4);
    if (input.type !== "health" || !isDue || input.loopLagMs >= stallMs) return;
    const beat = watchdogMs === undefined ? "" : "WATCHDOG=1\n";
    if (notify(`${beat}STATUS=${status().replaceAll("\n", " ")}`)) this.#toldAt = input.at;
  }
}

/** How a supervisor asks to be told, as systemd puts it into the environment of what it starts; undefined where nobody asks. Throws RangeError. */
export function supervisorOf(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): { readonly address: string; readonly watchdogMs: number | undefined } | undefined {
  const address = environment["NOTIFY_SOCKET"];
  if (!address) return undefined;
  const asked = environment["WATCHDOG_PID"];
  const isAsked = !asked || asked === String(pid);
  const microseconds = Number(environment["WATCHDOG_USEC"]);
  const watchdogMs =
    isAsked && Number.isSafeInteger(microseconds) && microseconds > 0 ? microseconds / 1_000 : undefined;
  return { address, watchdogMs };
}
