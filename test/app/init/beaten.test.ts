import fc from "fast-check";
import { expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { loadConfiguration } from "../../../src/app/config.ts";
import { settingsOf } from "../../../src/app/init/answers.ts";
import { type Beaten, beatenSettings, beatenWords } from "../../../src/app/init/beaten.ts";
import { settingsText } from "../../../src/app/init/settings-text.ts";
import { anyAnswers, SOME_ANSWERS } from "./setup.ts";

const WRITTEN = settingsOf({ ...SOME_ANSWERS, key: { id: "file-id", file: "/keys/mine.pem" } });
const pairs = (beaten: readonly Beaten[]) => beaten.map(({ variable, setting }) => `${variable} ${setting}`);

test("a variable beats the setting of its name, and says so with both values", () => {
  const beaten = beatenSettings(WRITTEN, {
    TAUROI_VENUE: "prod",
    TAUROI_MAX_ORDER_SIZE: "10",
    TAUROI_SEED: "4",
    HOME: "/",
  });
  expect(beaten).toEqual([
    { variable: "TAUROI_VENUE", setting: "venue", written: "demo", instead: "prod", same: false },
    { variable: "TAUROI_MAX_ORDER_SIZE", setting: "max_order_size", written: "10", instead: "10", same: true },
  ]);
  expect(beatenWords(beaten).slice(1, 3)).toEqual([
    "  TAUROI_VENUE=prod beats venue = demo",
    "  TAUROI_MAX_ORDER_SIZE=10 beats max_order_size = 10 (the same now)",
  ]);
});

test("nothing is said where nothing is beaten: empty variables, and settings that the file doesn't have", () => {
  const environment = {
    TAUROI_VENUE: "",
    TAUROI_PROFILE: "best",
    TAUROI_CONFIG: "a.toml",
    TAUROI_HALF_SPREAD_CENTS: "4",
  };
  expect(beatenWords(beatenSettings(WRITTEN, environment))).toEqual([]);
  expect(beatenSettings(settingsOf(SOME_ANSWERS), { TAUROI_KEY_ID: "id" })).toEqual([]); // it names no key
});

test("any one of the key's variables beats both parts of the file's key, and what they say is never shown", () => {
  const secret = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----";
  for (const [variable, text] of [
    ["TAUROI_KEY_ID", "11111111-aaaa"],
    ["TAUROI_PRIVATE_KEY_FILE", "/elsewhere/other.pem"],
    ["TAUROI_PRIVATE_KEY", secret],
  ] as const) {
    const beaten = beatenSettings(WRITTEN, { [variable]: text, TAUROI_ALERT_URL: "https://hooks/secret" });
    expect(pairs(beaten)).toEqual([`${variable} key_id`, `${variable} private_key_file`]);
    const said = beatenWords(beaten).join("\n") + JSON.stringify(beaten);
    expect(said).toContain(`${variable} beats key_id and private_key_file`);
    for (const part of [text, text.slice(6, 16), "hooks"]) expect(said).not.toContain(part);
  }
});

test("what is to be traded is beaten by a variable of another kind too", () => {
  for (const name of ["TAUROI_SERIES", "TAUROI_EVENT", "TAUROI_MARKET"]) {
    expect(pairs(beatenSettings(WRITTEN, { [name]: "KXOTHER" }))).toEqual([`${name} series`]);
  }
});

test("what it names is what a run then takes from elsewhere than the file", () => {
  const given = fc.record(
    {
      TAUROI_VENUE: fc.constantFrom("prod", "demo", ""),
      TAUROI_EVENT: fc.constant("KXOTHER-26"),
      TAUROI_KEY_ID: fc.constant("other"),
      TAUROI_MAX_DAILY_LOSS_PCT: fc.constant("3"),
      TAUROI_PROFILE: fc.constant("best"),
      TAUROI_SEED: fc.constant("3"),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anyAnswers, given, (answers, environment) => {
      const written = settingsOf(answers);
      const files = { ...systemFiles, readText: () => settingsText(answers) };
      const { settings } = loadConfiguration({ flags: { config: "F" }, environment, files });
      const isHeeded = ({ value, origin }: (typeof settings)[number]) => origin === "F" && value !== undefined;
      const lost = settings.filter((each) => Object.hasOwn(written, each.name) && !isHeeded(each));
      const named = new Set(beatenSettings(written, environment).map(({ setting }) => setting));
      expect([...named].sort()).toEqual(lost.map(({ name }) => name).sort());
    }),
    { numRuns: 60 },
  );
});
