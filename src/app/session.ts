import type { Clock } from "../ambient/clock.ts";
import type { Timer, Timers } from "../ambient/timers.ts";
import type { Command } from "../engine/command.ts";
import type { Desk } from "../engine/desk.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import type { Input, OperatorAction, Start } from "../engine/input.ts";
import type { Journal } from "../journal/journal.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import type { Calibrator } from "../model/calibrator.ts";
import type { Venue, VenueInput } from "../venue/venue.ts";

/** The loop wakes the engine at least this often, so that ages and timers are never older. */
const TICK_MS = 1_000;
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
  /** Nobody is there to look: a halt or a drift that would only be shown ends the session instead. */
  readonly unattended: boolean;
}

/**
 * The run loop. Everything that happens goes through one queue, one engine and one journal, in one order:
 * input, engine, journal (durable first if an order is to be placed), venue. Nothing here decides anything about trading.
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
  #journalBroken = false;

  constructor(private readonly parts: SessionParts) {}

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
  }

  /** What the venue reports. */
  take(input: VenueInput): void {
    if (input.type !== "trade") {
      this.#push(input);
      return;
    }
    const order = this.#inTime(input.order);
    this.parts.calibrator.observe(order);
    this.#newTrades = true;
    this.#push({ ...input, order });
  }

  /** What an operator, a signal of the system or the end of the planned time asks for. */
  operate(action: OperatorAction, by: string, ticker?: string): void {
    this.#push({ type: "operator", at: this.parts.clock.now(), action, by, ...(ticker !== undefined && { ticker }) });
    if (action === "stop") this.parts.timers.after(STOP_GRACE_MS, () => this.#finish(this.#stopped(by)));
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
    venue.send({ type: "cancelAll" }); // not every account may: so each order by itself as well
    for (const { clientOrderId, ticker } of this.engine.desk?.orders.live() ?? []) {
      venue.send({ type: "cancel", clientOrderId, ticker });
    }
    timers.after(CRASH_GRACE_MS, () => this.#finish({ reason: "crashed", error }));
  }

  /** A trade told late counts as made at the time of the newest one: for the model, time never goes back. */
  #inTime(order: TakerOrder): TakerOrder {
    const last = this.#lastTradeAt.get(order.ticker) ?? order.at;
    const at = order.at < last ? last : order.at;
    this.#lastTradeAt.set(order.ticker, at);
    return at === order.at ? order : { ...order, at };
  }

  #push(input: Input): void {
    if (this.#over || this.#crashed) return;
    this.#inbox.push(input);
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined && !this.#crashed; next = this.#inbox.shift()) {
        this.#handle(next);
      }
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
    let commands: readonly Command[] = [];
    try {
      commands = this.engine.handle(input);
    } catch (error) {
      this.#keep(input, commands); // so that a replay fails at the same input
      throw error;
    }
    const durable = this.#keep(input, commands);
    for (const command of commands) {
      if (command.type === "alert") continue;
      if (command.type !== "place") this.parts.venue.send(command);
      else if (durable) {
        this.parts.venue.send(command);
        this.#inbox.push({ type: "sent", at: input.at, clientOrderId: command.clientOrderId });
      } else {
        const detail = "its intent could not be made durable";
        const { clientOrderId } = command;
        this.#inbox.push({ type: "refused", at: input.at, clientOrderId, request: "place", code: "other", detail });
      }
    }
    this.parts.watch?.(input, commands);
  }

  /** Journals an input and its commands; whether an order among them may be sent. */
  #keep(input: Input, commands: readonly Command[]): boolean {
    if (this.#journalBroken) return false;
    try {
      this.parts.journal.append(input, commands);
      if (commands.some(({ type }) => type === "place")) this.parts.journal.commit();
      else this.parts.journal.flushDue(input.at);
      return true;
    } catch (error) {
      this.#journalBroken = true;
      const by = `the journal (${error instanceof Error ? error.message : String(error)})`;
      this.#inbox.push({ type: "operator", at: input.at, action: "pull", by });
      return false;
    }
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
    this.#wake = this.parts.timers.after(delay, () => this.#push({ type: "tick", at: this.parts.clock.now() }));
  }

  /** Why the session is over, once nothing of ours can be live any more. */
  #endReached(desk: Desk): SessionEnd | undefined {
    if (!desk.nothingLive) return undefined;
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
    this.#ended.resolve(end);
  }
}
