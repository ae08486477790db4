import type { Clock } from "../../ambient/clock.ts";
import { FileError, type Files } from "../../ambient/files.ts";
import { replaceFile } from "../../ambient/replace-file.ts";
import type { Timer, Timers } from "../../ambient/timers.ts";
import { LatestText } from "../latest-text.ts";
import type { Log } from "../log.ts";
import { type AlertSettings, OBSERVATION_DEFAULTS } from "../observation-settings.ts";
import type { ViewerReply } from "../viewer.ts";
import { AlertBook, type AlertMessage, type Condition } from "./alert-book.ts";
import type { OnceAlertId } from "./alert-table.ts";
import type { AlertView } from "./alert-view.ts";
import { Courier } from "./courier.ts";
import { webhookBody } from "./webhook-text.ts";

/** What is looked at so often is told so late at most. */
const LOOK_EVERY_MS = 1_000;
/** The last words get so long to arrive before the program ends. */
const LAST_WORDS_MS = 3_000;

export interface AlertsParts {
  /** Undefined: nothing is sent, and what is open is only listed. */
  readonly settings: AlertSettings | undefined;
  readonly program: string;
  /** "prod KXTOPMONTHLY-26NOV": what the messages are about. */
  readonly where: () => string;
  /** How everything stands; undefined while nobody knows. What it throws is logged and nothing else. `isNear`: the breaker was near when it was last asked. */
  readonly look: (breakerShare: number, isNear: boolean) => readonly Condition[] | undefined;
  /** This machine's: alerts are about real time, also where the engine's is simulated. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Where what is open outlives the program; undefined: nowhere. */
  readonly file?: { readonly path: string; readonly files: Files } | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** A message has reached the webhook, or never will. */
  readonly messaged?: ((result: "delivered" | "abandoned") => void) | undefined;
}

/** Watches a run from outside, by what a viewer is shown of it, and sends what an operator who isn't there has to know. */
export class Alerts {
  readonly #parts: AlertsParts;
  readonly #book: AlertBook;
  readonly #courier: Courier | undefined;
  readonly #kept: LatestText | undefined;
  #keptText = "";
  #timer: Timer | undefined;
  #isBlind = false;

  constructor(parts: AlertsParts) {
    this.#parts = parts;
    const { settings, file, log, clock, timers, program, where } = parts;
    this.#book = new AlertBook(file === undefined ? undefined : leftIn(file));
    if (file !== undefined) {
      const complain = (path: string) => log.tell("warning", "notice", `${path} can't be written`, { code: "alerts" });
      this.#kept = new LatestText([file.path], replaceFile, complain);
    }
    if (settings === undefined) return;
    this.#courier = new Courier({
      url: settings.url,
      written: (message) => webhookBody(settings.format, message, where(), program),
      clock,
      timers,
      fetch: parts.fetch,
      done: ({ id }, result, why) => {
        parts.messaged?.(result);
        if (result === "abandoned") log.write("alert-undelivered", `alert ${id}: ${why}`, { id, why });
      },
      trouble: (why) => log.write("alert-webhook", `alerts wait: ${why}`, { why }),
    });
  }

  /** Begins to look. */
  start(): void {
    if (this.#parts.settings?.sessions === true) this.#tell("session-started", "a session has begun");
    this.#lookOn();
  }

  /** Those whose cause holds. */
  get open(): readonly AlertView[] {
    return this.#book.open;
  }

  /** Somebody has seen an alert, or all of them. */
  acknowledge(id: string | undefined, by: string): ViewerReply {
    const seen = this.#book.acknowledge(id);
    if (seen.length === 0) {
      const open = this.#book.open.map((alert) => alert.id).join(", ");
      const there = open === "" ? "none is open" : `open: ${open}`;
      return {
        ok: id === undefined,
        text: id === undefined ? "nothing to acknowledge: no alert is open" : `${id} is no open alert; ${there}`,
      };
    }
    for (const name of seen)
      this.#parts.log.write("alert-acknowledged", `alert ${name} acknowledged by ${by}`, { id: name, by });
    this.#keep();
    return { ok: true, text: `acknowledged: ${seen.join(", ")}` };
  }

  /** Looks once. Never throws: a kill may be what comes next. */
  look(): void {
    try {
      this.#judge();
      this.#isBlind = false;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!this.#isBlind) {
        this.#parts.log.tell("warning", "notice", `alerts can't see how the run stands: ${why}`, { code: "alerts" });
      }
      this.#isBlind = true;
    }
  }

  /** The end: looks once more, says `last`, and waits a little for what is to be sent. */
  async end(last: { readonly id: OnceAlertId; readonly text: string } | undefined, how: string): Promise<void> {
    this.#timer?.cancel();
    this.look();
    if (last !== undefined) this.#tell(last.id, last.text);
    if (this.#parts.settings?.sessions === true) this.#tell("session-ended", how);
    this.#keep();
    await this.#courier?.flush(LAST_WORDS_MS);
    this.#courier?.close();
    await this.#kept?.settled();
  }

  #judge(): void {
    const { look, clock, settings } = this.#parts;
    const isNear = this.#book.open.some(({ id }) => id === "breaker-near");
    const conditions = look(settings?.breakerShare ?? OBSERVATION_DEFAULTS.alert_breaker_pct / 100, isNear);
    if (conditions === undefined) return;
    for (const message of this.#book.update(conditions, clock.now())) this.#send(message);
    this.#keep();
  }

  #lookOn(): void {
    this.#timer = this.#parts.timers.after(LOOK_EVERY_MS, () => {
      this.look();
      this.#lookOn();
    });
  }

  #tell(id: OnceAlertId, text: string): void {
    const message = this.#book.tell(id, text, this.#parts.clock.now());
    if (message !== undefined) this.#send(message);
  }

  #send(message: AlertMessage): void {
    if (this.#courier === undefined) return;
    const { id, what, text } = message;
    this.#parts.log.write(`alert-${what}`, `${id}: ${text}`, { id });
    this.#courier.send(message);
  }

  #keep(): void {
    if (this.#kept === undefined) return;
    const text = JSON.stringify(this.#book.save());
    if (text === this.#keptText) return;
    this.#keptText = text;
    this.#kept.write(text);
  }
}

/** What an earlier run has left; undefined when there was none, or it can't be read. */
function leftIn({ path, files }: NonNullable<AlertsParts["file"]>): unknown {
  try {
    return JSON.parse(files.readText(path) ?? "null");
  } catch (error) {
    if (error instanceof FileError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
