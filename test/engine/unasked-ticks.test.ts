import { describe, expect, test } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import { profileNames } from "../../src/app/profiles.ts";
import { type Setting, settingOf } from "../../src/backtest/setting.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { DOLLAR, type Money, type Time } from "../../src/market/units.ts";
import { FaultyLine } from "./faulty-line.ts";
import { type Entry, tapeSession } from "./tape-session.ts";

/** A wake-up for tokens is asked for after the rounding of a token's fraction: a tick that little earlier may find them. */
const TOKEN_ROUNDING_MS = 20;

/** Moments between two inputs that the engine has not asked to be woken at. */
function unaskedTimes(before: number, next: number, wake: number, random: Random): readonly number[] {
  const latest = Math.min(next, wake - TOKEN_ROUNDING_MS);
  const drawn = [random.integer(before, next), random.integer(before, next)];
  const times = [before + 1, next - 1, wake - TOKEN_ROUNDING_MS - 5, before + 100, before + 505, ...drawn];
  return [...new Set(times)].filter((at) => at > before && at < latest).sort((one, other) => one - other);
}

/** What an engine did at ticks that it had not asked for, between the inputs of a session, and where it went on otherwise because of them. */
function whatTicksChange(log: readonly Entry[], random: Random): string[] {
  const changes: string[] = [];
  const engine = createEngine();
  let before = log[0]!.input.at as number;
  for (const [index, { input, commands }] of log.entries()) {
    const wake = engine.wakeAt ?? Number.POSITIVE_INFINITY;
    const times = input.at > before ? unaskedTimes(before, input.at, wake, random) : [];
    for (const at of times) {
      if (at >= (engine.wakeAt ?? Number.POSITIVE_INFINITY)) break;
      engine.desk?.touchAll();
      const got = engine.handle({ type: "tick", at: at as Time });
      if (got.length > 0) changes.push(`at ${at}, before input ${index}: ${JSON.stringify(got)}`);
    }
    before = input.at;
    const got = engine.handle(input);
    if (JSON.stringify(got) === JSON.stringify(commands)) continue;
    return [...changes, `input ${index}, ${input.type}: ${JSON.stringify(got)} was ${JSON.stringify(commands)}`];
  }
  return changes;
}

/** So little money, or so few tokens, that there is often something to wait for. */
function scarce(setting: Setting, scarcity: { readonly dollars?: number; readonly tokensPerSecond?: number }): Setting {
  const { dollars, tokensPerSecond: perSecond } = scarcity;
  return {
    ...setting,
    ...(dollars !== undefined && { openingBalance: (dollars * DOLLAR) as Money }),
    ...(perSecond !== undefined && {
      pacing: (profile) => ({ ...setting.pacing(profile), writeTokens: { perSecond, capacity: 40, reserve: 10 } }),
    }),
  };
}

const REALISTIC = settingOf("realistic");
const STUDY = settingOf("study");
const SETTINGS = [
  ["realistic", REALISTIC],
  ["realistic with $40", scarce(REALISTIC, { dollars: 40 })],
  ["realistic with 4 tokens a second", scarce(REALISTIC, { tokensPerSecond: 4 })],
  ["study", STUDY],
  ["study with $40", scarce(STUDY, { dollars: 40 })],
] as const;

describe.each(profileNames)("a tick that was not asked for changes nothing, %s", (profile) => {
  test.each(SETTINGS)("%s", (_, setting) => {
    for (const seed of [1, 2]) {
      const log = tapeSession(profile, seed, setting);
      expect(whatTicksChange(log, Random.seeded(9))).toEqual([]);
    }
  });
});

test("nor where messages are lost, late and repeated", () => {
  for (let seed = 1; seed < 9; seed++) {
    const line = new FaultyLine(seed);
    line.run(240);
    const again = createEngine();
    const log = line.rig.inputs.map((input) => ({ input, commands: again.handle(input) }));
    expect(whatTicksChange(log, Random.seeded(seed))).toEqual([]);
  }
});
