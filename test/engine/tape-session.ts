import { Random } from "../../src/ambient/random.ts";
import { loadProfile } from "../../src/app/profiles.ts";
import { runEvent } from "../../src/backtest/event-run.ts";
import { PLAIN } from "../../src/backtest/outcome.ts";
import type { Setting } from "../../src/backtest/setting.ts";
import { walkForward } from "../../src/backtest/walk-forward.ts";
import type { Command } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import type { ModelName } from "../../src/model/fair-value-model.ts";
import type { Profile } from "../../src/strategy/profile.ts";
import { FILL_MODELS } from "../../src/venue/local/fills.ts";
import { manySteps, ordersOf, tapeOf } from "../backtest/generated-tape.ts";

export interface Entry {
  readonly input: Input;
  readonly commands: readonly Command[];
}

/** Is filled often, and acts on the first fill that has lost anything. */
export const TOXIC: Partial<Profile> = {
  toxicFlow: "stand-aside",
  toxicLossCents: 0,
  toxicHorizonS: 60,
  toxicLeastFills: 1,
  toxicPrior: "study",
  halfSpread: "fixed",
  halfSpreadCents: 2,
  quietAfterS: 0,
};

/** What an engine was told and what it did while it traded a made-up tape. */
export function tapeSession(
  profile: string,
  seed: number,
  setting: Setting,
  {
    model = "kalman",
    steps = 220,
    changes = {},
  }: { readonly model?: ModelName; readonly steps?: number; readonly changes?: Partial<Profile> } = {},
): readonly Entry[] {
  const log: Entry[] = [];
  const tape = tapeOf(ordersOf(manySteps(seed, steps)));
  runEvent({
    tape,
    model,
    parameters: walkForward(tape.orders, 60),
    profile: { ...loadProfile(profile), ...changes },
    fillModel: FILL_MODELS[seed % FILL_MODELS.length]!,
    setting,
    variant: PLAIN,
    random: Random.seeded(seed),
    watch: (input, commands) => log.push({ input, commands }),
  });
  return log;
}
