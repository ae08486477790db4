import type { Clock } from "../../ambient/clock.ts";
import { FileError } from "../../ambient/files.ts";
import type { Timer, Timers } from "../../ambient/timers.ts";
import type { Signal } from "../../engine/input.ts";
import { after, type Time } from "../../market/units.ts";
import type { SourceReport } from "../../signal/source-report.ts";
import { KalshiError } from "../../venue/kalshi/rest/error.ts";
import { type AcknowledgedRules, unacknowledged } from "./acknowledged-rules.ts";
import type { EventRules } from "./rules.ts";

/** What the engine calls it, in its reasons and in the journal. */
export const RULES_SOURCE = "rules";

const READ_EVERY_MS = 60_000;
/** While quotes are pulled for them, somebody may acknowledge at any moment. */
const LOOK_EVERY_MS = 5_000;
/** Rules that nobody can read for so long may have changed. */
const UNREADABLE_MS = 10 * 60_000;
/** Until it is taken back. */
const FOR_GOOD_MS = 400 * 86_400_000;

export interface RulesWatchParts {
  readonly event: string;
  /** The contracts that are traded. */
  readonly tickers: readonly string[];
  /** Shows the rules and acknowledges them. */
  readonly command: string;
  /** Reads the event's rules as they are now. Rejects with KalshiError. */
  readonly readRules: () => Promise<EventRules>;
  /** Reads what was acknowledged. Rejects with FileError or the system's error. */
  readonly readAcknowledged: () => Promise<AcknowledgedRules | undefined>;
  /** The clock that signals are stamped with. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly emit: (signal: Signal) => void;
  /** Told how it stands, each time it changes. */
  readonly report: (report: SourceReport) => void;
  /** Told once what an operator has to decide. */
  readonly ask: (text: string) => void;
}

/**
 * Watches the rules of an event that is traded: what isn't as it was acknowledged pulls every contract of the event, by a signal that the engine takes
 * and journals like any other, until it is acknowledged. So does what can't be read for ten minutes.
 */
export class RulesWatch {
  readonly #parts: RulesWatchParts;
  #readAt: Time;
  #rules: EventRules | undefined;
  /** Why quotes are pulled. */
  #pulledFor: string | undefined;
  #said = "";
  #timer: Timer | undefined;
  #isOver = false;

  constructor(parts: RulesWatchParts) {
    this.#parts = parts;
    this.#readAt = parts.clock.now();
  }

  start(): void {
    void this.#look();
  }

  close(): void {
    this.#isOver = true;
    this.#timer?.cancel();
  }

  async #look(): Promise<void> {
    const { clock, timers } = this.#parts;
    const isOftener = this.#pulledFor !== undefined && this.#rules !== undefined;
    if (!isOftener || clock.now() >= after(this.#readAt, READ_EVERY_MS)) await this.#read();
    const why = await this.#whyNot();
    if (this.#isOver) return;
    this.#tell(why);
    const isPulled = this.#pulledFor !== undefined;
    this.#timer = timers.after(isPulled ? LOOK_EVERY_MS : READ_EVERY_MS, () => void this.#look());
  }

  async #read(): Promise<void> {
    const { clock, readRules } = this.#parts;
    try {
      this.#rules = await readRules();
      this.#readAt = clock.now();
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error; // the next reading is soon
    }
  }

  /** Why the event isn't quoted; undefined where nothing speaks against it. */
  async #whyNot(): Promise<string | undefined> {
    const { clock, readAcknowledged, event, tickers, command } = this.#parts;
    if (clock.now() > after(this.#readAt, UNREADABLE_MS)) return "they can't be read for ten minutes";
    const rules = this.#rules;
    if (rules === undefined) return this.#pulledFor;
    let known: AcknowledgedRules | undefined;
    try {
      known = await readAcknowledged();
    } catch (error) {
      return `what was acknowledged can't be read: ${textOf(error)}`;
    }
    const acknowledged = known !== undefined && Object.hasOwn(known.events, event) ? known.events[event] : undefined;
    const open = unacknowledged(rules, acknowledged, new Set(tickers));
    if (open.length === 0) return undefined;
    const [first] = open;
    const what = `${first!.name}${open.length > 1 ? ` and ${open.length - 1} more` : ""}`;
    const verb = first!.kind === "new" ? "never acknowledged" : "changed since they were acknowledged";
    return `those of ${what} ${verb}: ${command} shows them (${rules.hash})`;
  }

  #tell(why: string | undefined): void {
    const { event, tickers, clock, emit, report, ask } = this.#parts;
    const at = clock.now();
    if (why !== this.#pulledFor) {
      const severity = why === undefined ? "clear" : "pull";
      const until = why === undefined ? at : after(at, FOR_GOOD_MS);
      const reason = why ?? "acknowledged";
      for (const ticker of tickers) emit({ type: "signal", at, source: RULES_SOURCE, ticker, severity, until, reason });
      if (why !== undefined) ask(`the rules of ${event}: ${why}; nothing of it is quoted until they are acknowledged`);
      this.#pulledFor = why;
    }
    const detail = why ?? (this.#rules === undefined ? "not read yet" : `as acknowledged (${this.#rules.hash})`);
    if (detail === this.#said) return;
    this.#said = detail;
    report({ source: RULES_SOURCE, state: this.#rules === undefined ? "blind" : "active", detail });
  }
}

function textOf(error: unknown): string {
  if (error instanceof FileError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
