import { describe, expect, test } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import { Activity } from "../../src/app/activity.ts";
import { takeSnapshot } from "../../src/app/snapshot.ts";
import { createEngine, type Engine, restoreEngine } from "../../src/engine/engine.ts";
import type { EngineState } from "../../src/engine/engine-state.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Start } from "../../src/engine/start.ts";
import { type Session, sessions } from "./state-sessions.ts";

const SESSIONS = sessions(1);

/** A state as it comes back from wherever it was kept. */
function kept(engine: Engine): EngineState {
  return JSON.parse(JSON.stringify(engine.save()));
}

/** The start that a restored engine is given: without its history. */
function startOf({ inputs }: Session): Start {
  return { ...(inputs[0] as Start), history: [] };
}

/** What can be seen of an engine from outside, after an input. */
function answer(engine: Engine, input: Input): string {
  return JSON.stringify([engine.handle(input), engine.wakeAt]);
}

function view(engine: Engine): string {
  const activity = new Activity("");
  const context = {
    program: "test",
    venue: "test",
    mode: "PAPER",
    speed: undefined,
    endsWithViewer: false,
    activity,
  } as const;
  return JSON.stringify(takeSnapshot(engine.desk!, context));
}

/** An engine that has been told so many inputs of a session. */
function told({ inputs }: Session, count: number): Engine {
  const engine = createEngine();
  for (const input of inputs.slice(0, count)) engine.handle(input);
  return engine;
}

describe.each(SESSIONS)("$name", (session) => {
  const { inputs } = session;
  const start = startOf(session);

  test("an engine that is saved and restored after every input answers as one that never was", () => {
    const whole = createEngine();
    let relay = createEngine();
    for (const [index, input] of inputs.entries()) {
      const place = `input ${index}, ${input.type}`;
      expect(answer(relay, input), place).toBe(answer(whole, input));
      const state = kept(relay);
      relay = restoreEngine(start, state);
      expect(JSON.stringify(relay.save()), `saved again after ${place}`).toBe(JSON.stringify(state));
      expect(relay.wakeAt, place).toBe(whole.wakeAt);
      if (index % 7 === 0) expect(view(relay), `the view after ${place}`).toBe(view(whole));
    }
    expect(JSON.stringify(relay.save())).toBe(JSON.stringify(whole.save()));
  });

  test("from any cut on, the same answers, and the same state at every later one", () => {
    const random = Random.seeded(session.name.length);
    for (const cut of [1, random.integer(2, inputs.length - 1), random.integer(2, inputs.length - 1)]) {
      const whole = told(session, cut);
      const restored = restoreEngine(start, kept(whole));
      for (const [index, input] of inputs.slice(cut).entries()) {
        const place = `input ${cut + index}, ${input.type}, cut at ${cut}`;
        expect(answer(restored, input), place).toBe(answer(whole, input));
        if (index % 5 === 0) expect(JSON.stringify(restored.save()), place).toBe(JSON.stringify(whole.save()));
      }
      expect(view(restored), `cut at ${cut}`).toBe(view(whole));
    }
  });

  test("saving changes nothing", () => {
    const saving = createEngine();
    const plain = createEngine();
    for (const input of inputs) {
      expect(answer(saving, input)).toBe(answer(plain, input));
      saving.save();
    }
    expect(view(saving)).toBe(view(plain));
    expect(JSON.stringify(saving.save())).toBe(JSON.stringify(plain.save()));
  });
});

/** States of each model, late in sessions in which much has come about. */
const STATES = [SESSIONS[3]!, SESSIONS[4]!].map((session) => {
  const cut = Math.floor(session.inputs.length * 0.95);
  return { name: session.name, start: startOf(session), state: kept(told(session, cut)) };
});

/** A place in plain data: the object, and the key of what is there. */
interface Place {
  readonly owner: Record<string, unknown>;
  readonly key: string;
  readonly path: string;
}

/** Every field of every object. */
function fields(value: unknown, path: string): Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    const own = Array.isArray(value) ? [] : [{ owner: value as Record<string, unknown>, key, path: here }];
    return [...own, ...fields(inner, here)];
  });
}

/** Why a state is refused; empty when it isn't. */
function refusal(start: Start, state: EngineState): string {
  try {
    restoreEngine(start, state);
    return "";
  } catch (error) {
    return String(error);
  }
}

describe.each(STATES)("a state that isn't whole: $name", ({ start, state }) => {
  const all = fields(state, "state");

  test("a field that is missing is named", () => {
    expect(all.length).toBeGreaterThan(300);
    for (const { owner, key, path } of all) {
      const value = owner[key];
      delete owner[key];
      const said = refusal(start, state);
      expect(said, path).toMatch(/^StateError: saved state: state\..* is missing$/);
      expect(said, path).toContain(`.${key} is missing`);
      owner[key] = value;
    }
    expect(refusal(start, state)).toBe("");
  });

  test("a field of another kind is refused, and one that nobody knows", () => {
    for (const { owner, key, path } of all) {
      const value = owner[key];
      owner[key] = { odd: true };
      expect(refusal(start, state), path).toMatch(/^StateError: saved state: state/);
      owner[key] = value;
    }
    const { desk } = state as unknown as { desk: Record<string, unknown> };
    desk["more"] = 1;
    expect(refusal(start, state)).toMatch(/state\.desk\.more is not known to this version$/);
    delete desk["more"];
  });
});

describe("what can't be gone on from", () => {
  const { start, state } = STATES[0]!;

  test("a state of another layout", () => {
    expect(() => restoreEngine(start, { ...state, version: 3 })).toThrow(
      "version is 3, and this program goes on from 2 only",
    );
  });

  test("a state of another start", () => {
    expect(() => restoreEngine({ ...start, epoch: "other" }, state)).toThrow(
      "where the start that comes with it has other",
    );
  });

  test("a state of other contracts", () => {
    const [first, ...rest] = start.event.legs;
    const event = { ...start.event, legs: [{ ...first!, ticker: "KXTEST-26SEP-THREE" }, ...rest] };
    const parameters = [
      ...start.parameters,
      { ticker: "KXTEST-26SEP-THREE", parameters: start.parameters[0]!.parameters },
    ];
    expect(() => restoreEngine({ ...start, event, parameters }, state)).toThrow(
      "where the start has KXTEST-26SEP-THREE",
    );
  });

  test("a state of another model", () => {
    const model = start.model === "kalman" ? "original" : "kalman";
    expect(() => restoreEngine({ ...start, model }, state)).toThrow(/desk\.legs\.\S+\.model/);
  });

  test("what is no state at all", () => {
    for (const nothing of [null, undefined, 1, "", [], {}]) {
      expect(() => restoreEngine(start, nothing as never)).toThrow(/^saved state: /);
    }
  });

  test("an engine that has not been started has nothing to save", () => {
    expect(() => createEngine().save()).toThrow("save before start");
  });
});
