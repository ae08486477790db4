import { describe, expect, test } from "vitest";
import { profileNames } from "../../src/app/profiles.ts";
import { SETTING_NAMES, type Setting, settingOf } from "../../src/backtest/setting.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { DOLLAR, type Money, type Side } from "../../src/market/units.ts";
import { Headroom } from "../../src/risk/room.ts";
import { TOXIC, tapeSession } from "./tape-session.ts";

/** So little money that the limits on it bind now and then. */
function poor(setting: Setting, dollars: number): Setting {
  return { ...setting, openingBalance: (dollars * DOLLAR) as Money };
}

const SETTINGS = SETTING_NAMES.flatMap((name) => [
  [name, settingOf(name)] as const,
  [`${name} with $40`, poor(settingOf(name), 40)] as const,
  [`${name} with $15`, poor(settingOf(name), 15)] as const,
]);

describe.each(profileNames)("%s", (profile) => {
  test.each(SETTINGS)("%s: looking at every leg after every input changes nothing", (_, setting) => {
    for (const seed of [1, 2, 3]) {
      const log = tapeSession(profile, seed, setting);
      const thorough = createEngine();
      for (const { input, commands } of log) {
        thorough.desk?.touchAll();
        expect(thorough.handle(input)).toEqual(commands);
      }
      expect(log.some(({ commands }) => commands.some(({ type }) => type === "place"))).toBe(true);
    }
  });
});

test.each(["fixed-3c", "best"])("%s that minds toxic flow: the same, and it is seen to act", (profile) => {
  let acted = 0;
  for (const seed of [1, 2, 3]) {
    const thorough = createEngine();
    for (const { input, commands } of tapeSession(profile, seed, settingOf("realistic"), { changes: TOXIC })) {
      thorough.desk?.touchAll();
      expect(thorough.handle(input)).toEqual(commands);
      for (const { reasons } of thorough.desk?.legs.values() ?? []) {
        if (reasons.some(({ code }) => code === "toxic-flow")) acted++;
      }
    }
  }
  expect(acted).toBeGreaterThan(20);
});

const SIDES: readonly Side[] = ["bid", "ask"];

test("where the crude bound says that no limit on money binds, working out every outcome says the same", () => {
  let free = 0;
  let bound = 0;
  for (const [seed, [, setting]] of SETTINGS.entries()) {
    const engine = createEngine();
    for (const { input } of tapeSession("coherent", seed, setting)) {
      engine.handle(input);
      const { desk } = engine;
      if (desk === undefined || !desk.account.opened) continue;
      if (!desk.exposure.isFree) {
        bound++;
        continue;
      }
      free++;
      const legs = [...desk.legs.values()].filter(({ settledAt }) => settledAt === undefined);
      const exact = new Headroom({
        mutuallyExclusive: true,
        legs: legs.map(({ ticker }) => desk.account.exposure(ticker)),
        orders: desk.orders.exposure().filter(({ ticker }) => legs.some((leg) => leg.ticker === ticker)),
        balance: desk.account.balance,
        openingEquity: desk.account.openingEquity,
        limits: desk.start.limits,
        feeBound: () => 4_475 as Money, // of the dearest contract, and the rounding
      });
      for (const leg of legs) {
        for (const side of SIDES) {
          const most = desk.start.profile.orderSize * 100;
          for (const cents of [1, 30, 50, 99]) {
            const { quantity } = exact.of(leg.ticker, side, (cents * 100) as never);
            expect(Math.min(most, quantity)).toBe(desk.exposure.roomNow(leg, side, (cents * 100) as never));
          }
        }
      }
    }
  }
  expect(free).toBeGreaterThan(500);
  expect(bound).toBeGreaterThan(200);
});
