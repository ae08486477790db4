import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import {
  acknowledgedRulesPath,
  acknowledgeRules,
  readAcknowledgedRules,
} from "../../../src/app/readiness/acknowledged-rules.ts";
import { type EventRules, rulesOf } from "../../../src/app/readiness/rules.ts";
import { withWatchedRules } from "../../../src/app/readiness/watched-rules.ts";
import type { OpenSignals } from "../../../src/app/signal-sources.ts";
import { createEngine } from "../../../src/engine/engine.ts";
import { oneEvent } from "../../../src/venue/kalshi/rest/events.ts";
import { ReadClient } from "../../../src/venue/kalshi/rest/read-client.ts";
import { oneSeries } from "../../../src/venue/kalshi/rest/series.ts";
import { LiveHarness } from "../../venue/kalshi/live-harness.ts";
import { EVENT, SERIES, TICKERS } from "../../venue/kalshi/stranger.ts";

const VENUE = "http://127.0.0.1:9";

let folder: string;
let harness: LiveHarness;
let commands: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-watched-"));
  commands = [];
  const signals: OpenSignals = (run) => {
    const baseUrl = harness.addresses.restUrl;
    const readAcknowledged = async () => readAcknowledgedRules(folder, host(), systemFiles); // real disks have no virtual time
    const parts = {
      baseUrl,
      venue: VENUE,
      state: folder,
      uniform: () => 0.5,
      fetch: harness.wire.fetch,
      readAcknowledged,
    };
    return withWatchedRules(undefined, parts)(run);
  };
  harness = new LiveHarness({ signals, watch: (_, caused) => commands.push(...caused) });
});
afterEach(async () => {
  await harness.close();
  rmSync(folder, { recursive: true });
});

const host = () => new URL(harness.addresses.restUrl).host;
const acknowledge = (rules: EventRules) => acknowledgeRules(folder, host(), rules, harness.time.now(), systemFiles);
const resting = () => harness.exchange.resting(harness.account).length;
const heard = () => harness.of("signal");
const asked = () => harness.notices.filter(({ code }) => code === "rules").map(({ text }) => text);
/** What keeps the first contract from being quoted. */
const reason = () => {
  const view = harness.run.snapshot().contracts.find(({ ticker }) => ticker === TICKERS[0]);
  return JSON.stringify(view);
};

async function rulesNow(): Promise<EventRules> {
  const client = new ReadClient({
    baseUrl: harness.addresses.restUrl,
    clock: harness.time,
    timers: harness.time,
    uniform: () => 0.5,
    fetch: harness.wire.fetch,
  });
  const reading = Promise.all([client.read(oneEvent(EVENT)), client.read(oneSeries(SERIES))]);
  const [event, series] = await harness.passing(reading);
  return rulesOf(event, series);
}

async function quoting(): Promise<void> {
  acknowledge(await rulesNow());
  await harness.open();
  await harness.until(() => resting() > 2);
}

test("while the rules are as they were acknowledged, nothing is said and nothing pulled", async () => {
  await quoting();
  await harness.pass(3 * 60_000);
  expect(heard()).toEqual([]);
  expect(asked()).toEqual([]);
  expect(harness.run.snapshot().sources).toContainEqual(
    expect.objectContaining({ source: "rules", state: "active", detail: expect.stringContaining("as acknowledged") }),
  );
});

test("a change of one contract's rules pulls the whole event within the interval, and asks; acknowledged, it is quoted again", async () => {
  await quoting();
  await harness.control("rules", { ticker: TICKERS[1], rules_secondary: "In a tie nobody wins." });
  await harness.pass(70_000);
  expect(resting()).toBe(0);
  expect(heard().map(({ ticker, severity }) => `${severity} ${ticker}`)).toEqual(TICKERS.map((one) => `pull ${one}`));
  const { hash } = await rulesNow();
  expect(asked()).toEqual([expect.stringContaining(`${TICKERS[1]} changed since they were acknowledged`)]);
  expect(asked()[0]).toContain(hash);
  expect(reason()).toContain(`tauroi rules ${EVENT} --venue ${VENUE} --state ${folder} `); // there and nowhere else it counts
  await harness.pass(3 * 60_000);
  expect(resting()).toBe(0);
  expect(heard()).toHaveLength(TICKERS.length); // told once
  acknowledge(await rulesNow());
  await harness.pass(10_000);
  expect(
    heard()
      .slice(TICKERS.length)
      .map(({ severity }) => severity),
  ).toEqual(["clear", "clear", "clear"]);
  await harness.until(() => resting() > 2);
});

test("a second change asks anew, and an acknowledgement of the first is none of it", async () => {
  await quoting();
  await harness.control("rules", { rules_secondary: "In a tie nobody wins." });
  await harness.pass(70_000);
  const first = await rulesNow();
  await harness.control("rules", { rules_secondary: "In a tie everybody wins." });
  await harness.pass(70_000);
  expect(asked()).toHaveLength(2);
  acknowledge(first);
  await harness.pass(70_000);
  expect(resting()).toBe(0);
});

test("an operator's resume doesn't quote what nobody has acknowledged", async () => {
  await quoting();
  await harness.control("rules", { rules_primary: "Changed." });
  await harness.pass(70_000);
  harness.run.session.operate("resume", "test");
  await harness.pass(60_000);
  expect(resting()).toBe(0);
});

test("what was never acknowledged, or can't be read, is pulled from the start", async () => {
  writeFileSync(acknowledgedRulesPath(folder), "{");
  await harness.open();
  await harness.pass(10_000);
  expect(resting()).toBe(0);
  expect(asked()).toEqual([expect.stringContaining("what was acknowledged can't be read")]);
  rmSync(acknowledgedRulesPath(folder));
  await harness.pass(10_000);
  expect(asked()[1]).toContain("never acknowledged");
  expect(resting()).toBe(0);
});

test("the same inputs, the rules' among them, give the same commands", async () => {
  await quoting();
  await harness.control("rules", { rules_primary: "Changed." });
  await harness.pass(70_000);
  acknowledge(await rulesNow());
  await harness.pass(60_000);
  expect(heard()).toHaveLength(2 * TICKERS.length);
  const engine = createEngine();
  expect(harness.inputs.flatMap((input) => engine.handle(input))).toEqual(harness.commands);
});
