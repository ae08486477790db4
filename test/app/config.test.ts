import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { type Configuration, loadConfiguration } from "../../src/app/config.ts";
import { ConfigError } from "../../src/app/config-error.ts";
import { settingNames } from "../../src/app/config-schema.ts";
import { loadProfileValues } from "../../src/app/profiles.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-config-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Given {
  readonly toml?: string;
  readonly environment?: Record<string, string>;
  readonly flags?: Record<string, unknown>;
}

/** The configuration with the file's text, if any, in a file of its own. */
function load({ toml, environment = {}, flags = {} }: Given = {}): Configuration {
  const path = join(folder, "mine.toml");
  if (toml !== undefined) writeFileSync(path, toml);
  return loadConfiguration({ flags: toml === undefined ? flags : { ...flags, config: path }, environment });
}

function problems(given: Given): string {
  try {
    load(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join("\n").replaceAll(join(folder, "mine.toml"), "FILE");
    throw error;
  }
  throw new Error("did not fail");
}

const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const setting = (configuration: Configuration, name: string) => configuration.settings.find((one) => one.name === name);

describe("defaults", () => {
  test("are the documented ones", () => {
    const configuration = load();
    expect(configuration).toMatchObject({
      venue: "sim",
      target: { series: "KXTOPMONTHLY" },
      durationMs: undefined,
      seed: undefined,
      speed: 60,
      state: undefined,
      headless: false,
      json: false,
      readonly: false,
      limits: {
        maxPositionPerTicker: 50,
        maxOrderSize: 10,
        maxDailyLossPct: 10,
        minBalanceFloor: 10_000_000, // 1000 cents in micro-dollars
        maxEventLossPct: 25,
      },
    });
    expect(configuration.profile.name).toBe("documented");
    expect(configuration.settings.map(({ name }) => name)).toEqual(settingNames);
  });

  test("a headless rehearsal runs as fast as it can, a real exchange at its own pace", () => {
    expect(load({ flags: { headless: true } }).speed).toBe("max");
    expect(load({ flags: { headless: true, speed: "1" } }).speed).toBe(1);
    expect(load({ flags: { venue: "demo", headless: true } }).speed).toBe(1);
    expect(problems({ flags: { venue: "demo", speed: "60" } })).toBe(
      "speed = 60 (--speed) is for venue sim; venue = demo (--venue) runs at 1",
    );
  });
});

describe("strength", () => {
  /** Settings that stand alone, with two texts and values each that are right beside all the others. */
  const free = {
    seed: [
      ["1", 1],
      ["2", 2],
      ["3", 3],
    ],
    duration: [
      ["4h55m", "4h55m"],
      ["90s", "90s"],
      ["1d", "1d"],
    ],
    headless: [
      ["true", true],
      ["false", false],
      ["true", true],
    ],
    state: [
      ["a", "a"],
      ["b", "b"],
      ["c", "c"],
    ],
    half_spread_cents: [
      ["4", 4],
      ["2.5", 2.5],
      ["7", 7],
    ],
    half_spread: [
      ["fixed", "fixed"],
      ["dynamic", "dynamic"],
      ["fixed", "fixed"],
    ],
    order_size: [
      ["2", 2],
      ["3", 3],
      ["4", 4],
    ],
    max_event_loss_pct: [
      ["10", 10],
      ["12.5", 12.5],
      ["30", 30],
    ],
    reduce_only_before_close_s: [
      ["60", 60],
      ["0", 0],
      ["7200", 7200],
    ],
  } as const satisfies Record<string, readonly (readonly [text: string, value: unknown])[]>;
  const names = Object.keys(free) as (keyof typeof free)[];
  const some = fc.uniqueArray(fc.constantFrom(...names));

  test("a later source wins, setting by setting, and is named as the origin", () => {
    fc.assert(
      fc.property(
        some,
        some,
        some,
        fc.constantFrom("documented", "no-skew"),
        (inFile, inEnvironment, inFlags, profile) => {
          const toml = inFile.map((name) => `${name} = ${JSON.stringify(free[name][0][1])}\n`).join("");
          const environment = Object.fromEntries(
            inEnvironment.map((name) => [`TAUROI_${name.toUpperCase()}`, free[name][1][0]]),
          );
          const flags = { profile, ...Object.fromEntries(inFlags.map((name) => [camel(name), free[name][2][0]])) };
          const configuration = load({ toml, environment, flags });
          for (const name of names) {
            const expected = inFlags.includes(name)
              ? { value: free[name][2][1], origin: `--${name.replaceAll("_", "-")}` }
              : inEnvironment.includes(name)
                ? { value: free[name][1][1], origin: `TAUROI_${name.toUpperCase()}` }
                : inFile.includes(name)
                  ? { value: free[name][0][1], origin: join(folder, "mine.toml") }
                  : undefined;
            if (expected !== undefined) expect(setting(configuration, name)).toEqual({ name, ...expected });
            else expect(setting(configuration, name)?.origin).toMatch(/^(default|profile (documented|no-skew))$/);
          }
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });

  test("a strategy value given anywhere replaces the profile's, and says so in its name", () => {
    const configuration = load({ toml: 'profile = "fixed-5c"\nz_pull = 4', environment: { TAUROI_ORDER_SIZE: "2" } });
    const file = loadProfileValues("fixed-5c");
    expect(configuration.profile).toMatchObject({
      name: "fixed-5c (changed)",
      zPull: 4,
      orderSize: 2,
      zWiden: file.z_widen,
    });
    expect(configuration.profile.halfSpreadCents).toBe(5);
    expect(setting(configuration, "half_spread_cents")?.origin).toBe("profile fixed-5c");
  });

  test("the two limits that the profile shares are the same in both", () => {
    const { profile, limits } = load({ flags: { maxPositionPerTicker: "7", maxOrderSize: "3" } });
    expect([profile.maxPositionPerTicker, limits.maxPositionPerTicker]).toEqual([7, 7]);
    expect([profile.maxOrderSize, limits.maxOrderSize]).toEqual([3, 3]);
  });

  test("what is traded is named by the strongest source alone", () => {
    expect(load({ toml: 'series = "OTHER"' }).target).toEqual({ series: "OTHER" });
    expect(load({ toml: 'series = "OTHER"', flags: { event: "EVENT" } }).target).toEqual({ event: "EVENT" });
    expect(load({ toml: 'event = "E"', environment: { TAUROI_MARKET: "A, B" } }).target).toEqual({
      markets: ["A", "B"],
    });
    expect(load({ flags: { market: ["A"] } }).target).toEqual({ markets: ["A"] });
    expect(setting(load({ flags: { event: "EVENT" } }), "series")?.value).toBeUndefined();
    expect(problems({ flags: { event: "EVENT", series: "SERIES" } })).toContain("--series and --event: give one of");
  });

  test("the file in the folder is read when none is named; one that is named must be there", () => {
    const files = { ...systemFiles, readText: (path: string) => (path === "./tauroi.toml" ? "seed = 9" : undefined) };
    const found = loadConfiguration({ flags: {}, environment: {}, files });
    expect(setting(found, "seed")).toEqual({ name: "seed", value: 9, origin: "./tauroi.toml" });
    expect(problems({ flags: { config: "/nowhere.toml" } })).toBe("/nowhere.toml (--config): there is no such file");
    expect(problems({ environment: { TAUROI_CONFIG: "/nowhere.toml" } })).toContain("(TAUROI_CONFIG)");
  });
});

describe("what is wrong is told with its place, its value and the mend", () => {
  test.each<[string, Given, string]>([
    [
      "a misspelt key",
      { toml: "half_spred_cents = 3" },
      "FILE: half_spred_cents: there is no such setting; did you mean half_spread_cents?",
    ],
    ["a key like no other", { toml: "colour = 3" }, "FILE: colour: there is no such setting"],
    ["a key of every object", { toml: "toString = 3" }, "FILE: toString: there is no such setting"],
    [
      "a table",
      { toml: "[risk]\nz_pull = 3" },
      "FILE: risk: there is no such setting; settings stand at the top, in no [table]",
    ],
    [
      "a misspelt variable",
      { environment: { TAUROI_SEDE: "3" } },
      "TAUROI_SEDE (environment): there is no such setting; did you mean TAUROI_SEED?",
    ],
    ["a wrong type", { toml: 'z_pull = "3"' }, 'FILE: z_pull = "3": expected number, received string'],
    ["a whole number wanted", { toml: "order_size = 1.5" }, "FILE: order_size = 1.5: expected int, received number"],
    [
      "out of range",
      { environment: { TAUROI_MAX_DAILY_LOSS_PCT: "400" } },
      "TAUROI_MAX_DAILY_LOSS_PCT = 400: expected number to be <=100",
    ],
    ["text for a number", { environment: { TAUROI_SEED: "12x" } }, 'TAUROI_SEED = "12x": expected'],
    ["a number written otherwise", { environment: { TAUROI_SEED: "0x10" } }, 'TAUROI_SEED = "0x10"'],
    ["not a yes or no", { environment: { TAUROI_JSON: "maybe" } }, 'TAUROI_JSON = "maybe": expected boolean'],
    ["an infinity", { toml: "z_pull = inf" }, "FILE: z_pull = Infinity"],
    [
      "a misspelt profile",
      { flags: { profile: "documentd" } },
      '--profile = "documentd": expected one of documented, ',
    ],
    ["its nearest name", { flags: { profile: "documentd" } }, "did you mean documented?"],
    [
      "a misspelt choice",
      { toml: 'on_cross = "skipp"' },
      'FILE: on_cross = "skipp": expected one of skip, clamp; did you mean skip?',
    ],
    [
      "a venue that is none",
      { flags: { venue: "production" } },
      '--venue = "production": expected sim, demo, prod or the URL of an exchange',
    ],
    ["a speed", { flags: { speed: "2" } }, "--speed = 2: expected 1, 60 or max"],
    ["a duration", { flags: { duration: "5" } }, '--duration = "5": expected a duration such as 90s, 10m or 4h55m'],
    [
      "an item of a list",
      { toml: 'market = ["A", 3]' },
      'FILE: market = ["A",3]: item 2: expected string, received number',
    ],
    ["a list without items", { toml: "market = []" }, "FILE: market = []: expected array to have >=1 items"],
    ["broken TOML", { toml: "seed = 1\nz_pull = " }, "FILE:2: Missing value after '='"],
    [
      "broken TOML over several lines",
      { toml: 'seed = 1\nmarket = [\n"A",\n"B"\nz_pull = 3\nz_widen = 1' },
      "FILE:2: ",
    ],
    ["a key twice", { toml: "seed = 1\nseed = 2" }, "FILE:2: Cannot redefine key 'seed'"],
    [
      "values that contradict",
      { flags: { maxHalfSpreadCents: "1" } },
      "min_half_spread_cents = 2 (profile documented) is more than max_half_spread_cents = 1 (--max-half-spread-cents)",
    ],
  ])("%s", (_, given, told) => {
    expect(problems(given)).toContain(told);
  });

  test("everything at once", () => {
    const found = problems({ toml: "sede = 1\nz_pull = -1", environment: { TAUROI_SPEED: "9" }, flags: { seed: "x" } });
    expect(found.split("\n")).toHaveLength(4);
    expect(new ConfigError(["a", "b"]).exitCode).toBe(2);
  });

  test("credentials and empty variables are no settings, and other programs' variables none of our business", () => {
    load({ environment: { TAUROI_KEY_ID: "k", TAUROI_PRIVATE_KEY: "p", TAUROI_SEED: "", TAUROIX: "1", SEED: "x" } });
    expect(problems({ environment: { TAUROI_PRIVATE_KEY_FIL: "p" } })).toContain(
      "did you mean TAUROI_PRIVATE_KEY_FILE?",
    );
  });
});
