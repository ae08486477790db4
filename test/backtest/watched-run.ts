import fc from "fast-check";
import { Random } from "../../src/ambient/random.ts";
import { loadProfile } from "../../src/app/profiles.ts";
import { runEvent } from "../../src/backtest/event-run.ts";
import { type EventOutcome, PLAIN } from "../../src/backtest/outcome.ts";
import { SETTING_NAMES, type SettingName, settingOf } from "../../src/backtest/setting.ts";
import type { EventTape } from "../../src/backtest/tape-columns.ts";
import { walkForward } from "../../src/backtest/walk-forward.ts";
import type { Command } from "../../src/engine/command.ts";
import type { Input, Signal } from "../../src/engine/input.ts";
import { MODEL_NAMES, type ModelName } from "../../src/model/fair-value-model.ts";
import type { Profile } from "../../src/strategy/profile.ts";
import type { FillModel } from "../../src/venue/local/fills.ts";

export interface Entry {
  readonly input: Input;
  readonly commands: readonly Command[];
}

export interface How {
  readonly profile: string;
  readonly model: ModelName;
  readonly fillModel: FillModel;
  readonly setting: SettingName;
  readonly signals?: readonly Signal[];
  readonly changes?: Partial<Profile>;
}

export const how: fc.Arbitrary<Pick<How, "model" | "setting">> = fc.record({
  model: fc.constantFrom(...MODEL_NAMES),
  setting: fc.constantFrom(...SETTING_NAMES),
});

export function run(
  tape: EventTape,
  { profile, model, fillModel, setting, signals = [], changes = {} }: How,
): { readonly log: readonly Entry[]; readonly outcome: EventOutcome } {
  const log: Entry[] = [];
  const outcome = runEvent({
    tape,
    model,
    parameters: walkForward(tape.orders, 60),
    signals,
    profile: { ...loadProfile(profile), ...changes },
    fillModel,
    setting: settingOf(setting),
    variant: PLAIN,
    random: Random.seeded(5),
    watch: (input, commands) => log.push({ input, commands }),
  });
  return { log, outcome };
}

/** Everything decided and everything that happened to us, before `end` and without the history in the start. */
export function decisionsBefore(end: number, log: readonly Entry[]): readonly Entry[] {
  return log.filter(({ input }) => input.at < end && input.type !== "start");
}
