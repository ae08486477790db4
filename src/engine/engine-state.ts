import { object, type Shape, StateError, text } from "../market/saved-state.ts";
import { DESK_STATE, type DeskState } from "./desk-state.ts";

/** What the layout of a state is called. An engine goes on from states of its own layout only. */
export const STATE_VERSION = 2;

/** All that an engine knows, at one moment: plain data that JSON keeps exactly. Made by `Engine.save`, taken by `restoreEngine`. */
export interface EngineState {
  readonly version: number;
  /** Of the start that the engine was started with. */
  readonly epoch: string;
  readonly desk: DeskState;
}

const VERSION: Shape<number> = (value, name) => {
  if (value === STATE_VERSION) return;
  if (value === undefined) throw new StateError(name, "is missing");
  throw new StateError(name, `is ${JSON.stringify(value)}, and this program goes on from ${STATE_VERSION} only`);
};

export const ENGINE_STATE: Shape<EngineState> = object<EngineState>({
  version: VERSION,
  epoch: text(),
  desk: DESK_STATE,
});
