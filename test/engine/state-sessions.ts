import fc from "fast-check";
import { loadProfile } from "../../src/app/profiles.ts";
import { settingOf } from "../../src/backtest/setting.ts";
import type { Input } from "../../src/engine/input.ts";
import { MODEL_NAMES, type ModelName } from "../../src/model/fair-value-model.ts";
import type { Profile } from "../../src/strategy/profile.ts";
import { eventfulSession } from "./eventful-session.ts";
import { FaultyLine } from "./faulty-line.ts";
import { act, hostileRig, STEP } from "./hostile-exchange.ts";
import { TOXIC, tapeSession } from "./tape-session.ts";

/** What an engine was told from its start on. */
export interface Session {
  readonly name: string;
  readonly inputs: readonly Input[];
}

const PROFILES = ["documented", "coherent", "best"] as const;

/** Every profile with every model. */
const KINDS = PROFILES.flatMap((profile) => MODEL_NAMES.map((model) => ({ profile, model })));

/** A profile's rules with quotes small enough for the rig's limits. */
function rules(name: string): Partial<Profile> {
  const { orderSize: _, maxPositionPerTicker: __, inventoryPullContracts: ___, ...rest } = loadProfile(name);
  return rest;
}

/** From the first order on, with an edge small enough for the rig's books. */
const EAGER: Partial<Profile> = { minOrders: 0, orderSize: 3, inventoryPullContracts: 10 };

/** Minutes of trading over a line that loses, delays and repeats messages; then a kill or a pull, and its aftermath. */
function faultySession(seed: number, profile: string, model: ModelName): Session {
  const line = new FaultyLine(seed, { profile: rules(profile), model });
  line.run(80);
  line.operate(seed % 2 === 0 ? "kill" : "pull");
  line.run(95);
  return { name: `faulty line, seed ${seed}, ${profile}, ${model}`, inputs: line.rig.inputs };
}

/** An exchange that answers as it likes. */
function hostileSession(seed: number, profile: string, model: ModelName): Session {
  const rig = hostileRig({ profile: { ...rules(profile), minOrders: 0 }, model });
  rig.open();
  let seconds = 0;
  for (const step of fc.sample(STEP, { seed, numRuns: 120 })) {
    seconds += step.wait / 1_000;
    rig.at(seconds);
    act(rig, step);
  }
  return { name: `hostile exchange, seed ${seed}, ${profile}, ${model}`, inputs: rig.inputs };
}

/** A made-up tape of five legs. */
function madeUpTape(seed: number, profile: string, model: ModelName): Session {
  const setting = settingOf(seed % 2 === 0 ? "study" : "realistic");
  const inputs = tapeSession(profile, seed, setting, { model, steps: 60 }).map(({ input }) => input);
  return { name: `tape, seed ${seed}, ${profile}, ${model}`, inputs };
}

/** The same with a defence that measures its own fills. */
function toxicTape(seed: number, profile: string): Session {
  const options = { steps: 70, changes: TOXIC };
  const inputs = tapeSession(profile, seed, settingOf("realistic"), options).map(({ input }) => input);
  return { name: `tape, seed ${seed}, ${profile} that minds toxic flow`, inputs };
}

/** Whatever an engine can be told, under small limits. */
function eventful(seed: number, profile: string, model: ModelName): Session {
  const limits = { maxPositionPerTicker: 20, maxOrderSize: 3 };
  const inputs = eventfulSession(seed, { profile: { ...rules(profile), ...EAGER }, model, limits });
  return { name: `eventful, seed ${seed}, ${profile}, ${model}`, inputs };
}

/** One session of each world for every profile and model. */
export function sessions(seed: number): readonly Session[] {
  const kinds = KINDS.flatMap(({ profile, model }, index) => [
    faultySession(seed + index, profile, model),
    hostileSession(seed + index, profile, model),
    madeUpTape(seed + index, profile, model),
    eventful(seed + index, profile, model),
  ]);
  return [...kinds, toxicTape(seed + 2, "fixed-3c"), toxicTape(seed + 5, "best")];
}
