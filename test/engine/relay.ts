import { expect } from "vitest";
import { createEngine, restoreEngine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Start } from "../../src/engine/start.ts";

/** An engine that is saved and restored after every input of a session answers as one that never was. */
export function expectRestorable(inputs: readonly Input[]): void {
  const start = { ...(inputs[0] as Start), history: [] };
  const whole = createEngine();
  let relay = createEngine();
  for (const [index, input] of inputs.entries()) {
    const place = `input ${index}, ${input.type}`;
    expect(relay.handle(input), place).toEqual(whole.handle(input));
    const state = JSON.parse(JSON.stringify(relay.save()));
    relay = restoreEngine(start, state);
    expect(relay.wakeAt, place).toBe(whole.wakeAt);
  }
}
