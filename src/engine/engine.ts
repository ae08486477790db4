import { firstDifference, StateError, within } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import { type MakeModel, makeModel } from "../model/make-model.ts";
import type { Command } from "./command.ts";
import { Desk } from "./desk.ts";
import { ENGINE_STATE, type EngineState, STATE_VERSION } from "./engine-state.ts";
import type { Input } from "./input.ts";
import type { Start } from "./start.ts";
import { wakeAt } from "./wake.ts";

/** Something that can't happen did: the driver broke the engine's contract. Never caused by what an exchange sends. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/**
 * The deterministic core: inputs in, commands out, all state in memory. No clock, no randomness, no I/O, no promises: the same
 * inputs give the same commands, live, on paper, in a backtest and in a replay.
 *
 * The driver journals an input and the commands it caused, makes that durable when a `place` is among them, hands the commands to the
 * venue in order, and reports back by further inputs.
 */
export class Engine {
  #desk: Desk | undefined;
  #now = 0 as Time;

  constructor(private readonly makeModel: MakeModel) {}

  /** Takes one input and returns what is to be sent because of it, in order. Time must not go back; the first input is `start`. */
  handle(input: Input): readonly Command[] {
    if (input.at < this.#now) {
      throw new EngineError(`input ${input.type} at ${input.at} is older than the last one at ${this.#now}`);
    }
    this.#now = input.at;
    if (input.type === "start") {
      if (this.#desk !== undefined) throw new EngineError("a second start: an engine is started once");
      this.#desk = new Desk(input, this.makeModel);
      return this.#desk.open();
    }
    if (this.#desk === undefined) throw new EngineError(`input ${input.type} before start`);
    return this.#desk.handle(input);
  }

  /** When a `tick` is due because time alone changes something; undefined while nothing waits for time. */
  get wakeAt(): Time | undefined {
    return this.#desk && wakeAt(this.#desk);
  }

  /** What the engine knows, for views and reports; undefined before `start`. Read only: nothing outside may change it. */
  get desk(): Desk | undefined {
    return this.#desk;
  }

  /**
   * Everything it knows, as plain data that JSON keeps exactly: with it and the `start` (whose history it stands for) `restoreEngine` makes
   * an engine that answers every later input as this one does. Changes nothing. Throws EngineError before `start`.
   */
  save(): EngineState {
    if (this.#desk === undefined) throw new EngineError("save before start");
    return { version: STATE_VERSION, epoch: this.#desk.start.epoch, desk: this.#desk.save() };
  }

  /** An engine that hasn't been started goes on from there. */
  restore(start: Start, state: EngineState): void {
    if (this.#desk !== undefined) throw new EngineError("restore after start: an engine is started once");
    const desk = new Desk(start, this.makeModel);
    desk.restore(state.desk);
    this.#desk = desk;
    this.#now = desk.now;
  }
}

/**
 * The one way an engine is made: in `run`, backtest, replay and simulation alike. Another way to make models than by their names is for
 * baselines and measurements that trade on fair values of their own.
 */
export function createEngine(model: MakeModel = makeModel): Engine {
  return new Engine(model);
}

/**
 * The engine that saved this state. `start` is the one it was started with; its `history` may be left empty, as nothing of it is read.
 * Throws StateError when the state is not one of an engine of this version, with this start.
 */
export function restoreEngine(start: Start, state: EngineState, model: MakeModel = makeModel): Engine {
  ENGINE_STATE(state, "state");
  if (state.epoch !== start.epoch) {
    throw new StateError("state.epoch", `is ${state.epoch}, where the start that comes with it has ${start.epoch}`);
  }
  const engine = new Engine(model);
  within("state", () => engine.restore(start, state));
  const lost = firstDifference(engine.save(), state, "state");
  if (lost !== undefined) throw new StateError(lost, "is not what an engine that goes on from it has");
  return engine;
}
