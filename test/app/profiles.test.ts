import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/app/config-error.ts";
import { loadProfileValues, parseProfile, profileNames, toProfile } from "../../src/app/profiles.ts";

/** The published defaults: never to change. */
const DOCUMENTED = {
  half_spread_cents: 3,
  min_half_spread_cents: 2,
  max_half_spread_cents: 8,
  skew_cents_per_contract: 1,
  inventory_pull_contracts: 15,
  order_size: 1,
  max_order_size: 10,
  max_position_per_ticker: 50,
  z_pull: 2.5,
  z_widen: 1.8,
  calibrate_interval_s: 60,
  stale_order_drift_cents: 3,
};

describe("the profiles of the program", () => {
  test("every file in the folder is one, and the other way round", () => {
    const files = readdirSync(join(import.meta.dirname, "../../src/strategy/profiles"));
    expect([...profileNames].sort()).toEqual(files.map((file) => file.replace(/\.toml$/, "")).sort());
    expect(profileNames[0]).toBe("documented");
  });

  test.each(profileNames)("%s is right and calls itself so", (name) => {
    expect(loadProfileValues(name).name).toBe(name);
  });

  test("documented has the documented values under the documented names", () => {
    expect(loadProfileValues("documented")).toMatchObject({ ...DOCUMENTED, half_spread: "dynamic" });
  });

  test("the engine gets every value under its own name", () => {
    const values = loadProfileValues("documented");
    const profile = toProfile(values);
    expect(profile).toMatchObject({ name: "documented", halfSpread: "dynamic", zPull: 2.5, reduceOnlyBeforeCloseS: 0 });
    expect(Object.values(profile)).toEqual(Object.values(values));
    expect(Object.keys(profile).join()).toMatch(/^[A-Za-z,]+$/);
  });
});

describe("a wrong profile", () => {
  const right = `name = "mine"\n${Object.entries(loadProfileValues("documented"))
    .filter(([name]) => name !== "name")
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join("\n")}`;

  test("is told by its nearest name", () => {
    expect(() => loadProfileValues("fixd-3c")).toThrow('"fixd-3c" is no profile; did you mean fixed-3c?');
    expect(() => loadProfileValues("toString")).toThrow(ConfigError);
    expect(() => loadProfileValues("best-of-all")).toThrow("there are documented, ");
  });

  test.each([
    [/^z_pull = .*$/m, "", "z_pull"],
    [/^z_pull = .*$/m, "z_pull = 2.5\nz_pul = 1", "z_pul"],
    [/^order_size = .*$/m, "order_size = 1.5", "order_size"],
    [/^on_cross = .*$/m, 'on_cross = "take"', "on_cross"],
    [/^z_widen = .*$/m, "z_widen = 3", "z_widen"],
    [/^name = .*$/m, 'name = "other"', "name"],
  ])("is told what is wrong: %s", (line, instead, named) => {
    expect(parseProfile("mine", right).name).toBe("mine");
    expect(() => parseProfile("mine", right.replace(line, instead))).toThrow(new RegExp(`^profile mine: .*${named}`));
  });
});
