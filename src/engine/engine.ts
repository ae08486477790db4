import type { Time } from "../market/units.ts";
import { type MakeModel, makeModel } from "../model/make-model.ts";
import type { Command } from "./command.ts";
import { Desk } from "./desk.ts";
import type { Input } from "./input.ts";
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
}

/**
 * The one way an engine is made: in `run`, backtest, replay and simulation alike. Another way to make models than by their names is for
 * baselines and measurements that trade on fair values of their own.
 */
export function createEngine(model: MakeModel = makeModel): Engine {
  return new Engine(model);
}
