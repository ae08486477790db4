import type { Clock } from "../ambient/clock.ts";
import type { Timer, Timers } from "../ambient/timers.ts";
import type { Command, Place } from "../engine/command.ts";
import type { Desk } from "../engine/desk.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import type { Input, OperatorAction, Signal } from "../engine/input.ts";
import { intentStanding } from "../engine/intent.ts";
import type { Start } from "../engine/start.ts";
import type { Journal } from "../journal/journal.ts";
import type { JournalError } from "../journal/journal-error.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import type { Calibrator } from "../model/calibrator.ts";
import type { Settings } from "../strategy/settings.ts";
import type { Venue, VenueInput } from "../venue/venue.ts";

/** The loop wakes the engine at least this often, so that ages and timers are never older. */
const TICK_MS = 1_000;
/** How often the engine is told how the program itself does. */
const HEALTH_MS = 1_000;
/** How long the last orders get to be reported gone once the session is stopping. */
const STOP_GRACE_MS = 60_000;
/** How long the venue gets to cancel after a crash. */
const CRASH_GRACE_MS = 2_000;

export type SessionEnd =
  /** `mayRest`: orders whose end the venue had not told in time; they expire by themselves. */
  | { readonly reason: "stopped"; readonly by: string; readonly mayRest: number }
  | { readonly reason: "settled" }
  | { readonly reason: "killed"; readonly by: string }
  | { readonly reason: "halted"; readonly text: string }
  | { readonly reason: "drift"; readonly text: string }
  /** Another engine, or another hand, has the account now. */
  | { readonly reason: "taken"; readonly text: string }
  | { readonly reason: "crashed"; readonly error: unknown };

export interface SessionParts {
  readonly venue: Venue;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly journal: Journal;
  readonly calibrator: Calibrator;
  readonly calibrateEveryMs: number;
  /** Told of every input with the commands it caused, in order, after they were sent. */
  readonly watch?: (input: Input, commands: readonly Command[]) => void;
  /** What the engine is to know once a second of how the program itself does (live runs); the rest of it is known here. */
  readonly health?: () => { readonly clockUncertaintyMs: number | null };
  /** Nobody is there to look: a halt or a drift that would only be shown ends the session instead. */
  readonly unattended: boolean;
}

/**
 * The run loop. Everything that happens goes through one queue, one engine and one journal, in one order: input, engine, journal, venue.
 * A new order waits until its intent is durable, and is sent if the engine still wants it then; nothing else ever waits for
 * the disk. Nothing here decides anything about trading.
 */
export class Session {
  readonly engine: Engine = createEngine();
  readonly #inbox: Input[] = [];
  readonly #ended = Promise.withResolvers<SessionEnd>();
  #draining = false;
  #over = false;
  #crashed = false;
  #wake: Timer | undefined;
  #newTrades = false;
  readonly #lastTradeAt = new Map<string, Time>();
  /** Orders whose intents aren't durable yet, in the order of their commands. */
  readonly #waiting = new Map<string, Place>();
  /** What the engine has been told of the journal. */
  #journalProblem: string | null = null;
  /** How late the loop has been since that was last told. */
  #lagMs = 0;

  constructor(private readonly parts: SessionParts) {
    parts.journal.onChange((problem) => this.#journalIs(problem));
  }

  /** Resolves when nothing of ours can be live any more, or the time for that is up; `crashed` after a last attempt at cancelling. */
  get ended(): Promise<SessionEnd> {
    return this.#ended.promise;
  }

  /** Nothing is decided any more: it is over, or an error has ended it. */
  get hasEnded(): boolean {
    return this.#over || this.#crashed;
  }

  /** Starts with what the venue has told; later inputs of the venue come through `take`. */
  begin(start: Start): void {
    for (const { ticker, at } of start.history) this.#lastTradeAt.set(ticker, at);
    this.#push(start);
    this.parts.timers.after(this.parts.calibrateEveryMs, () => this.#calibrate());
    const { health } = this.parts;
    if (health !== undefined) this.#tellHealth(health);
  }

  /** What the venue reports. */
  take(input: VenueInput): void {
    if (input.type === "intruder") {
      this.parts.timers.after(STOP_GRACE_MS, () => this.#finish({ reason: "taken", text: input.detail }));
    }
    if (input.type !== "trade") {
      this.#push(input);
      return;
    }
    const order = this.#inTime(input.order);
    this.parts.calibrator.observe(order);
    this.#newTrades = true;
    this.#push({ ...input, order });
  }

  /** What a source outside the market asks for. */
  hear(signal: Signal): void {
    this.#push(signal);
  }

  /** What an operator, a signal of the system or the end of the planned time asks for. */
  operate(action: OperatorAction, by: string, ticker?: string): void {
    this.#push({ type: "operator", at: this.parts.clock.now(), action, by, ...(ticker !== undefined && { ticker }) });
    if (action === "stop") this.parts.timers.after(STOP_GRACE_MS, () => this.#finish(this.#stopped(by)));
  }

  /** Values of the profile that an operator wants changed, judged already: for one contract, or for all. */
  set(values: Settings, by: string, ticker?: string): void {
    this.#push({ type: "setting", at: this.parts.clock.now(), values, by, ...(ticker !== undefined && { ticker }) });
  }

  /**
   * The program has lost its way: nothing is decided any more. Everything there may be is cancelled, without waiting for anything, and
   * the session ends when the venue has had the time to do it.
   */
  crash(error: unknown): void {
    if (this.#over || this.#crashed) return;
    this.#crashed = true;
    this.#wake?.cancel();
    const { venue, timers } = this.parts;
    timers.after(CRASH_GRACE_MS, () => this.#finish({ reason: "crashed", error }));
    venue.send({ type: "cancelAll", ours: true }); // and not the account's, whose minute a new start would have to wait for
    for (const { clientOrderId, ticker } of this.engine.desk?.orders.live() ?? []) {
      if (!this.#waiting.has(clientOrderId)) venue.send({ type: "cancel", clientOrderId, ticker });
    }
    this.#waiting.clear();
  }

  /** A trade told late counts as made at the time of the newest one: for the model, time never goes back. */
  #inTime(order: TakerOrder): TakerOrder {
    const last = this.#lastTradeAt.get(order.ticker) ?? order.at;
    const at = order.at < last ? last : order.at;
    this.#lastTradeAt.set(order.ticker, at);
    return at === order.at ? order : { ...order, at };
  }

  #push(input: Input): void {
    if (this.hasEnded) return;
    this.#inbox.push(input);
    this.#drain();
  }

  #drain(): void {
    if (this.#draining || this.#inbox.length === 0) return;
    this.#draining = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined && !this.#crashed; next = this.#inbox.shift()) {
        this.#handle(next);
      }
      this.#cutWhenDue();
    } catch (error) {
      this.crash(error);
    } finally {
      this.#draining = false;
    }
    this.#settle();
  }

  #handle(arrived: Input): void {
    // Messages of different sources may cross by a millisecond; for the engine time never goes back.
    const now = this.engine.desk?.now ?? (0 as Time);
    const input = arrived.at < now ? { ...arrived, at: now } : arrived;
    const { journal, watch } = this.parts;
    let commands: readonly Command[] = [];
    try {
      commands = this.engine.handle(input);
    } finally {
      journal.append(input, commands); // also when the engine threw: a replay then fails at the same input
    }
    const placed = this.#send(commands);
    if (placed.length > 0) journal.commit((problem) => this.#committed(placed, problem));
    else journal.flushDue(input.at);
    this.#withdrawUnwanted();
    watch?.(input, commands);
  }

  /** Sends all that need not wait; the ids of those orders that must. */
  #send(commands: readonly Command[]): readonly string[] {
    const placed: string[] = [];
    for (const command of commands) {
      if (command.type === "place") {
        this.#waiting.set(command.clientOrderId, command);
        placed.push(command.clientOrderId);
      } else if (command.type === "cancel" && this.#waiting.has(command.clientOrderId)) {
        this.#withdraw(command.clientOrderId, "cancelled before it was sent");
      } else if (command.type !== "alert") this.parts.venue.send(command);
    }
    return placed;
  }

  /** The time of what is handled, or the present. */
  get #now(): Time {
    return this.#draining && this.engine.desk !== undefined ? this.engine.desk.now : this.parts.clock.now();
  }

  /** The disk has answered for these orders' intents, later or at once. */
  #committed(placed: readonly string[], problem: JournalError | undefined): void {
    if (this.hasEnded) return;
    if (problem !== undefined) this.#journalIs(problem);
    const at = this.#now;
    // What time alone has changed by now is seen to first: the order may not be wanted any more.
    if (!this.#draining && at >= (this.engine.wakeAt ?? Number.POSITIVE_INFINITY)) this.#push({ type: "tick", at });
    for (const clientOrderId of placed) {
      if (problem === undefined) this.#sendIfWanted(clientOrderId, at);
      else this.#withdraw(clientOrderId, "its intent could not be made durable");
    }
    this.#drain();
  }

  #sendIfWanted(clientOrderId: string, at: Time): void {
    const place = this.#waiting.get(clientOrderId);
    if (place === undefined || this.hasEnded) return;
    const standing = intentStanding(this.engine.desk!, clientOrderId, at);
    if (standing !== "wanted") {
      this.#withdraw(clientOrderId, `${standing} when its intent had become durable`);
      return;
    }
    this.#waiting.delete(clientOrderId);
    this.parts.venue.send(place);
    this.#inbox.push({ type: "sent", at, clientOrderId });
  }

  /** Where nothing is wanted any more, nobody waits for the disk to say so. */
  #withdrawUnwanted(): void {
    for (const clientOrderId of this.#waiting.keys()) {
      const desk = this.engine.desk!;
      if (intentStanding(desk, clientOrderId, desk.now) === "unwanted")
        this.#withdraw(clientOrderId, "no longer wanted");
    }
  }

  /** An order that has not been sent never will be. */
  #withdraw(clientOrderId: string, detail: string): void {
    if (!this.#waiting.delete(clientOrderId)) return;
    this.#inbox.push({ type: "withdrawn", at: this.#now, clientOrderId, detail });
  }

  /** The journal takes nothing any more, or does again: the engine is to know before anything else happens. */
  #journalIs(problem: JournalError | undefined): void {
    const text = problem === undefined ? null : journalText(problem);
    if (text === this.#journalProblem || this.engine.desk === undefined) return;
    this.#journalProblem = text;
    this.#push({ type: "journal", at: this.#now, problem: text });
  }

  #cutWhenDue(): void {
    const { journal } = this.parts;
    if (journal.cutDue && this.engine.desk !== undefined && !this.#crashed) {
      journal.cut(this.engine.desk.start, this.engine.save());
    }
  }

  /** Tells the engine now, and every second from now on, how the program itself does. */
  #tellHealth(health: NonNullable<SessionParts["health"]>): void {
    if (this.hasEnded) return;
    const { clock, timers, journal } = this.parts;
    const at = clock.now();
    this.#push({
      type: "health",
      at,
      loopLagMs: this.#lagMs,
      clockUncertaintyMs: health().clockUncertaintyMs,
      journal: journal.health(at),
    });
    this.#lagMs = 0;
    timers.after(HEALTH_MS, () => {
      this.#lateBy(at + HEALTH_MS);
      this.#tellHealth(health);
    });
  }

  #lateBy(dueAt: number): void {
    this.#lagMs = Math.max(this.#lagMs, this.parts.clock.now() - dueAt);
  }

  /** After the queue is empty: is it over, and if not, when is the engine to be woken? */
  #settle(): void {
    if (this.#over || this.#crashed || this.engine.desk === undefined) return;
    const end = this.#endReached(this.engine.desk);
    if (end !== undefined) {
      this.#finish(end);
      return;
    }
    this.#wake?.cancel();
    const now = this.parts.clock.now();
    const delay = Math.min(TICK_MS, Math.max(1, (this.engine.wakeAt ?? Number.POSITIVE_INFINITY) - now));
    this.#wake = this.parts.timers.after(delay, () => {
      this.#lateBy(now + delay);
      this.#push({ type: "tick", at: this.parts.clock.now() });
    });
  }

  /** Why the session is over, once nothing of ours can be live any more. */
  #endReached(desk: Desk): SessionEnd | undefined {
    if (!desk.nothingLive) return undefined;
    if (desk.tenancy.intruder !== undefined) return { reason: "taken", text: desk.tenancy.intruder.detail };
    if (desk.settled) return { reason: "settled" };
    if (desk.stopping !== undefined) return this.#stopped(desk.stopping.by);
    if (!this.parts.unattended) return undefined;
    if (desk.killSwitch.kill?.grade === "CONFIRMED") return { reason: "killed", by: desk.killSwitch.kill.by };
    if (desk.account.halted !== undefined) return { reason: "halted", text: desk.account.halted.text };
    if (desk.doubt.drift !== "") return { reason: "drift", text: desk.doubt.drift };
    return undefined;
  }

  /** The model is fitted again, to trades up to now, for trades after now. */
  #calibrate(): void {
    if (this.#over || this.#crashed) return;
    this.parts.timers.after(this.parts.calibrateEveryMs, () => this.#calibrate());
    if (!this.#newTrades) return;
    this.#newTrades = false;
    const at = this.parts.clock.now();
    for (const { ticker, parameters } of this.parts.calibrator.calibrate(at)) {
      this.#push({ type: "parameters", at, ticker, parameters });
    }
  }

  #stopped(by: string): SessionEnd {
    return { reason: "stopped", by, mayRest: [...(this.engine.desk?.orders.live() ?? [])].length };
  }

  #finish(end: SessionEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#wake?.cancel();
    if (end.reason !== "crashed" && this.engine.desk?.nothingLive === true) this.parts.journal.markEnded();
    this.#ended.resolve(end);
  }
}

/** What the operator reads of a journal's trouble: what it is, and what to do. */
function journalText({ detail, mend, isPassing }: JournalError): string {
  return `the journal can't be written: ${detail}; ${mend}${isPassing ? ": it goes on by itself then" : ""}`;
}
