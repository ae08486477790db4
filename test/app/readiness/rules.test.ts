import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import {
  acknowledgedRulesPath,
  acknowledgeRules,
  readAcknowledgedRules,
  unacknowledged,
} from "../../../src/app/readiness/acknowledged-rules.ts";
import { rulesOf } from "../../../src/app/readiness/rules.ts";
import type { Time } from "../../../src/market/units.ts";
import type { KalshiEvent } from "../../../src/venue/kalshi/rest/events.ts";
import { oneEvent } from "../../../src/venue/kalshi/rest/events.ts";
import type { Market } from "../../../src/venue/kalshi/rest/market.ts";
import type { Series } from "../../../src/venue/kalshi/rest/series.ts";
import { oneSeries } from "../../../src/venue/kalshi/rest/series.ts";
import { ProbeWorld } from "../../venue/kalshi/probe/probe-world.ts";
import { EVENT, SERIES, TICKERS } from "../../venue/kalshi/stranger.ts";

let world: ProbeWorld;
let folder: string;
let event: KalshiEvent;
let series: Series;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-rules-"));
  world = new ProbeWorld();
  const { client } = await world.bench();
  [event, series] = await world.passing(Promise.all([client.read(oneEvent(EVENT)), client.read(oneSeries(SERIES))]));
});
afterEach(() => {
  world.close();
  rmSync(folder, { recursive: true });
});

test("every word of the terms counts: each change has another hash", () => {
  const [market] = event.markets;
  const changed = <K extends keyof Market>(key: K, value: Market[K]): KalshiEvent => ({
    ...event,
    markets: [{ ...market!, [key]: value }, ...event.markets.slice(1)],
  });
  const variants: KalshiEvent[] = [
    { ...event, title: "Who loses?" },
    { ...event, mutuallyExclusive: false },
    { ...event, settlementSources: [{ name: "Another", url: "https://example.com" }] },
    changed("rulesPrimary", "If it rains."),
    changed("rulesSecondary", "In a tie, 50c each."),
    changed("yesSubTitle", "Somebody else"),
    changed("customStrike", { Artist: "Somebody else" }),
    changed("closeAt", (market!.closeAt + 1_000) as Time),
    changed("latestExpirationAt", (market!.latestExpirationAt + 1_000) as Time),
    changed("canCloseEarly", false),
    changed("earlyCloseCondition", "never"),
    changed("settlementTimerSeconds", 1),
  ];
  const hashes = [event, ...variants].map((one) => rulesOf(one, series).hash);
  const otherTerms = rulesOf(event, { ...series, contractTermsUrl: "https://example.com/other" }).hash;
  expect(new Set([...hashes, otherTerms]).size).toBe(variants.length + 2);
});

test("prices, volume, spaces, the order of markets and decided markets don't count", () => {
  const { hash } = rulesOf(event, series);
  const alike: KalshiEvent[] = [
    { ...event, markets: event.markets.toReversed() },
    { ...event, markets: event.markets.map((one) => ({ ...one, yesBid: one.yesAsk, volume: one.openInterest })) },
    {
      ...event,
      markets: event.markets.map((one) => ({ ...one, rulesPrimary: ` ${one.rulesPrimary.replace(" ", "\n  ")} ` })),
    },
  ];
  for (const one of alike) expect(rulesOf(one, series).hash).toBe(hash);
  const decided = event.markets.map((one, at) =>
    at === 0 ? { ...one, status: "determined", rulesPrimary: "over" } : one,
  );
  expect(rulesOf({ ...event, markets: decided }, series).parts.map(({ name }) => name)).toEqual([
    EVENT,
    TICKERS[1],
    TICKERS[2],
  ]);
});

test("what wasn't asked about is no difference, unless it is the event itself", () => {
  const [market] = event.markets;
  const added = { ...market!, ticker: `${EVENT}-D`, status: "active" };
  const rules = rulesOf({ ...event, title: "Who loses?", markets: [...event.markets, added] }, series);
  acknowledgeRules(folder, "host", rulesOf(event, series), 1_000, systemFiles);
  const known = readAcknowledgedRules(folder, "host", systemFiles)?.events[EVENT];
  const names = (traded?: ReadonlySet<string>) =>
    unacknowledged(rules, known, traded).map(({ name, kind }) => `${kind} ${name}`);
  expect(names()).toEqual([`changed ${EVENT}`, `new ${EVENT}-D`]);
  expect(names(new Set(TICKERS))).toEqual([`changed ${EVENT}`]);
  expect(names(new Set([`${EVENT}-D`]))).toEqual([`changed ${EVENT}`, `new ${EVENT}-D`]);
});

test("what was acknowledged is no difference, whatever it says; anything else is one, with its lines", () => {
  const text = fc.string({ minLength: 1, maxLength: 30 }).map((one) => `x${one.replaceAll(/\s+/g, " ").trim()}`);
  fc.assert(
    fc.property(text, text, (first, second) => {
      const worded = (words: string) =>
        rulesOf({ ...event, markets: event.markets.map((one) => ({ ...one, rulesPrimary: words })) }, series);
      acknowledgeRules(folder, "host", worded(first), 1_000, systemFiles);
      const known = readAcknowledgedRules(folder, "host", systemFiles)?.events[EVENT];
      expect(unacknowledged(worded(first), known)).toEqual([]);
      const found = unacknowledged(worded(second), known);
      expect(found.length).toBe(first === second ? 0 : TICKERS.length);
      for (const { kind, gone, added } of found) {
        expect({ kind, gone, added }).toEqual({
          kind: "changed",
          gone: [`rules: ${first}`],
          added: [`rules: ${second}`],
        });
      }
    }),
    { numRuns: 25 },
  );
});

test("acknowledgements of other events stay, those of another exchange don't count, and a year of them is kept", () => {
  const rules = rulesOf(event, series);
  for (let month = 0; month < 14; month++) {
    acknowledgeRules(folder, "host", { ...rules, event: `E-${month}` }, month * 1_000, systemFiles);
  }
  const kept = readAcknowledgedRules(folder, "host", systemFiles)?.events ?? {};
  expect(Object.keys(kept).sort()).toEqual(Array.from({ length: 12 }, (_, at) => `E-${at + 2}`).sort());
  expect(readAcknowledgedRules(folder, "other", systemFiles)).toBeUndefined();
});

test.each(["{", '{"format": 2}'])("a file that is none of ours is named with its mend: %s", (text) => {
  writeFileSync(acknowledgedRulesPath(folder), text);
  expect(() => readAcknowledgedRules(folder, "host", systemFiles)).toThrow(/rules\.json.*tauroi rules/);
});
