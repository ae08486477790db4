import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { ConfigError } from "../../src/app/config-error.ts";
import { salvageSettings } from "../../src/app/config-salvage.ts";
import type { Environment } from "../../src/app/config-sources.ts";
import { loadKey, loadKeyIfAny, loadWatchdogKey } from "../../src/app/credentials.ts";
import { rsaKey } from "../venue/kalshi/key-material.ts";

const { pem } = rsaKey();

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-key-"));
  file = join(folder, "key.pem");
  writeFileSync(file, pem, { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const reading = (toml: string) => ({ ...systemFiles, readText: (path: string) => (path === "F" ? toml : undefined) });
const load = (toml: string, environment: Environment = {}) =>
  loadConfiguration({ flags: { config: "F" }, environment, files: reading(toml) });
const salvage = (toml: string, environment: Environment = {}) =>
  salvageSettings(environment, { config: "F", files: reading(toml) });
const toml = () => `key_id = "from-file"\nprivate_key_file = ${JSON.stringify(file)}\n`;

describe("the account's key", () => {
  test("is the one that the file names, for everything that signs", () => {
    const { key } = load(toml());
    expect(loadKey({}, key).id).toBe("from-file");
    expect(loadKeyIfAny({}, key)?.id).toBe("from-file");
    expect(loadWatchdogKey({}, key).id).toBe("from-file");
    expect(loadKeyIfAny({}, load("").key)).toBeUndefined();
  });

  test.each([
    ["both parts", { TAUROI_KEY_ID: "from-env", TAUROI_PRIVATE_KEY_FILE: "FILE" }],
    ["the PEM itself", { TAUROI_KEY_ID: "from-env", TAUROI_PRIVATE_KEY: pem }],
  ])("comes whole from the environment where that names it: %s", (_, given) => {
    const environment = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value === "FILE" ? file : value]),
    );
    const { key, settings } = load(toml(), environment);
    expect(loadKey(environment, key).id).toBe("from-env");
    expect(settings.find(({ name }) => name === "key_id")).toMatchObject({
      value: "from-env",
      origin: "TAUROI_KEY_ID",
    });
    expect(settings.filter(({ name, origin }) => name.includes("key") && origin === "F")).toEqual([]);
  });

  test("is never put together from two places", () => {
    const environment = { TAUROI_KEY_ID: "from-env" };
    expect(() => loadKey(environment, load(toml(), environment).key)).toThrow(/TAUROI_PRIVATE_KEY_FILE is not set/);
    expect(() => loadKey({}, load('key_id = "a"').key)).toThrow(/private_key_file is not/);
    expect(() => loadKey({}, load(`private_key_file = ${JSON.stringify(file)}`).key)).toThrow(/key_id is not/);
    expect(() => loadWatchdogKey({ TAUROI_WATCHDOG_KEY_ID: "w" }, load(toml()).key)).toThrow(
      /TAUROI_WATCHDOG_PRIVATE_KEY_FILE/,
    );
  });

  test("is not shown when it stands where its path or its identifier should", () => {
    const [, line = ""] = pem.split("\n");
    for (const text of [
      `private_key_file = """${pem}"""`,
      `private_key_file = "${line}"`,
      `key_id = """${pem}"""`,
      `private_key = "${line}"`,
    ]) {
      try {
        load(text);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        expect((error as ConfigError).message).toMatch(/^F: (private_key|key_id)/);
        expect((error as ConfigError).message).not.toContain(line.slice(0, 40));
      }
    }
    const environment = { TAUROI_KEY_ID: "k", TAUROI_PRIVATE_KEY_FILE: pem };
    expect(JSON.stringify(load("", environment).settings)).not.toContain(line.slice(0, 40));
    expect(() => loadKey(environment, load("", environment).key)).toThrow(/looks like the key itself/);
  });
});

describe("a command that takes risk away", () => {
  test("reads the key and the exchange from settings that are wrong elsewhere", () => {
    const wrong = `venue = "demo"\n${toml()}half_spread_cents = "x"\nno_such = 1\n`;
    expect(salvage(wrong)).toEqual({
      key: { id: "from-file", file },
      venue: "demo",
      problems: expect.arrayContaining([expect.stringContaining("no_such")]),
    });
  });

  test("reads what stands before the place where the file breaks off", () => {
    const broken = `venue = "prod"\n${toml()}max_daily_loss_pct = = 10\n`;
    expect(() => load(broken)).toThrow(/^F:4: /);
    expect(salvage(broken)).toMatchObject({ key: { id: "from-file", file }, venue: "prod" });
  });

  test("lets the environment go before the file", () => {
    const environment = { TAUROI_VENUE: "http://127.0.0.1:1", TAUROI_KEY_ID: "from-env", TAUROI_PRIVATE_KEY: pem };
    expect(salvage(`venue = "prod"\n${toml()}`, environment)).toMatchObject({
      key: { id: "from-env", file: undefined },
      venue: "http://127.0.0.1:1",
    });
    expect(salvage("").venue).toBeUndefined();
    expect(salvage('venue = "sim"').venue).toBeUndefined();
  });
});
