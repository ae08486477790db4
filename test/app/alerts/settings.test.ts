import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfiguration } from "../../../src/app/config.ts";
import { salvageSettings } from "../../../src/app/config-salvage.ts";
import type { Invocation } from "../../../src/cli/command.ts";
import { action as config } from "../../../src/cli/config.ts";

const folder = mkdtempSync(join(tmpdir(), "tauroi-observation-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = "https://hooks.slack.com/services/T000/B000/verysecret";
const loaded = (environment: Readonly<Record<string, string>>) =>
  loadConfiguration({ flags: {}, environment }).observation;

describe("how a run is watched", () => {
  test("without a word: a log at info, no metrics, no alerts", () => {
    expect(loaded({})).toEqual({ logLevel: "info", metrics: undefined, alerts: undefined });
  });

  test("by its settings", () => {
    const environment = {
      TAUROI_LOG_LEVEL: "debug",
      TAUROI_METRICS_PORT: "9137",
      TAUROI_ALERT_URL: SECRET,
      TAUROI_ALERT_SESSIONS: "yes",
      TAUROI_ALERT_BREAKER_PCT: "50",
    };
    expect(loaded(environment)).toEqual({
      logLevel: "debug",
      metrics: { host: "127.0.0.1", port: 9_137 },
      alerts: { url: SECRET, format: "slack", sessions: true, breakerShare: 0.5 },
    });
  });

  test.each([
    ["a port that there is none of", { TAUROI_METRICS_PORT: "70000" }, "TAUROI_METRICS_PORT"],
    [
      "a webhook over plain http elsewhere",
      { TAUROI_ALERT_URL: "http://verysecret.example.org/" },
      "expected the webhook's https address",
    ],
    ["what is no address", { TAUROI_ALERT_URL: "verysecret" }, "expected the webhook's https address"],
    ["a service that nobody can tell", { TAUROI_ALERT_URL: "https://verysecret.example.org/x" }, "alert_format"],
    ["a format that there is none of", { TAUROI_ALERT_URL: SECRET, TAUROI_ALERT_FORMAT: "slak" }, "slack"],
    ["a level that there is none of", { TAUROI_LOG_LEVEL: "loud" }, "TAUROI_LOG_LEVEL"],
  ])("%s is refused, and no address shown", (_, environment, mend) => {
    let text = "";
    try {
      loaded(environment);
    } catch (error) {
      text = String(error);
    }
    expect(text).toContain(mend);
    expect(text).not.toContain("verysecret");
  });

  test("config show says that there is a webhook, and not which", async () => {
    const file = join(folder, "tauroi.toml");
    writeFileSync(file, `alert_url = "${SECRET}"\n`);
    const printed: string[] = [];
    for (const json of [true, false]) {
      const print = (text: string) => printed.push(text);
      await config({ operands: [], options: { config: file, json }, print } as unknown as Invocation<object>);
    }
    expect(printed).toHaveLength(2);
    expect(printed.join()).toContain("(a secret)");
    expect(printed.join()).not.toContain("verysecret");
  });

  test("a watchdog finds the webhook even where the rest of the file is wrong", () => {
    const file = join(folder, "broken.toml");
    writeFileSync(file, `alert_url = "${SECRET}"\nno_such_thing = 1\n`);
    expect(salvageSettings({}, { config: file }).alerts).toMatchObject({ url: SECRET, format: "slack" });
  });
});
