import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { METRICS } from "../../../src/app/metrics/metric-table.ts";
import { type ObservedRun, observeRun } from "../../../src/app/observed-run.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import { JournalError } from "../../../src/journal/journal-error.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { LiveHarness } from "../../venue/kalshi/live-harness.ts";
import { TICKERS } from "../../venue/kalshi/stranger.ts";
import { Webhook } from "../alerts/webhook.ts";
import { type Family, keyOf, readExposition, type Sample } from "./exposition.ts";

/**
 * One session of the program on the embedded exchange, with everything going wrong that can, read over HTTP once a second: each metric of the table is made to
 * move, and what can be known otherwise is compared.
 */

type Page = ReadonlyMap<string, Family>;

const folder = mkdtempSync(join(tmpdir(), "tauroi-metrics-"));
const pages: Page[] = [];
let harness: LiveHarness;
let observed: ObservedRun;
let hook: Webhook;

/** What a series is at one moment. */
function reading(page: Page, name: string, labels: Sample["labels"] = {}): number | undefined {
  const key = keyOf({ name, labels, value: 0 });
  return page.get(name)?.samples.find((sample) => keyOf(sample) === key)?.value;
}

async function scrape(): Promise<void> {
  const answer = await fetch(observed.metricsUrl!);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  pages.push(readExposition(await answer.text()));
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await harness.pass(1_000 + 130 * (second % 3));
    await hook.quiet();
    await scrape();
  }
}

/** Requests of all kinds that have ended so, by the newest page. */
function ended(result: string): number {
  const counts = pages.at(-1)!.get("tauroi_requests_total")!.samples;
  return counts.reduce((sum, { labels, value }) => sum + (labels["result"] === result ? value : 0), 0);
}

async function passUntil(isSo: () => boolean): Promise<void> {
  for (let second = 0; !isSo(); second++) {
    if (second > 90) throw new Error(`it has not come to this in 90 s: ${isSo}`);
    await pass(1);
  }
}

beforeAll(async () => {
  hook = new Webhook();
  hook.answer = (count) => new Response("", { status: count === 1 ? 404 : 200 });
  let isFull = false;
  let isRefused = false;
  let isGone = false;
  const kept = openJournal(join(folder, "journal"), "tauroi test", { writer: "direct" });
  /** The real journal, on a disk that is full for a while. */
  const journal: Journal = Object.assign(Object.create(kept) as Journal, {
    append: kept.append.bind(kept),
    flushDue: kept.flushDue.bind(kept),
    health: kept.health.bind(kept),
    onChange: kept.onChange.bind(kept),
    markEnded: kept.markEnded.bind(kept),
    close: kept.close.bind(kept),
    commit: (committed: Parameters<Journal["commit"]>[0]) => {
      if (isFull) committed(new JournalError("journal.sqlite", "full", "the disk is full"));
      else kept.commit(committed);
    },
  });
  Object.defineProperties(journal, {
    backlog: { get: () => kept.backlog },
    cutDue: { get: () => kept.cutDue },
  });
  const watching: { run?: ObservedRun } = {};
  let measured: Journal = journal;
  harness = new LiveHarness({
    seed: 5,
    flags: { duration: "20m" },
    get journal() {
      return measured;
    },
    watch: (input, commands) => watching.run?.watch(input, commands),
    tamper: (answer, { method, url }) => {
      if (isGone && method === "DELETE") return Response.json({ error: { code: "not_found" } }, { status: 404 });
      if (isRefused && /\/(portfolio|account|api_keys)/.test(url)) return Response.json({ error: {} }, { status: 401 });
      return url.includes("/portfolio/withdrawals") ? Response.json({ withdrawals: [], cursor: "" }) : answer;
    },
  });
  observed = await observeRun({
    observation: {
      logLevel: "info",
      metrics: { host: "127.0.0.1", port: 0 },
      alerts: { url: hook.url, format: "json", sessions: true, breakerShare: 0.7 },
    },
    program: "tauroi 0.1.0 (0123456789ab)",
    venue: "here",
    state: undefined,
    clock: harness.time,
    timers: harness.time,
    files: systemFiles,
    logFile: join(folder, "log"),
    fetch: hook.fetch,
  });
  measured = observed.measured(journal);
  watching.run = observed;
  await scrape(); // before there is a run
  observed.join(await harness.open(), measured);
  const { session } = harness.run;
  await pass(40);
  harness.served.faults.set([
    "500-after=0.3@POST/portfolio/events/orders",
    "429=0.2@/portfolio/events/*",
    "stream-latency=700",
  ]);
  await pass(12);
  harness.served.faults.set([]);
  await harness.control("deposit", { account: harness.account, dollars: "50" });
  await pass(10);
  isGone = true; // cancels are carried out, and answered as those of orders that are gone already
  session.operate("pull", "a test");
  await pass(3);
  isGone = false;
  session.operate("resume", "a test");
  isRefused = true;
  await passUntil(() => reading(pages.at(-1)!, "tauroi_key_refused") === 1);
  isRefused = false;
  await passUntil(() => reading(pages.at(-1)!, "tauroi_key_refused") === 0);
  isFull = true; // from here on: the engine waits for the disk to say that it takes everything again
  await passUntil(() => ended("withdrawn") > 0);
  await harness.control("withdraw", { account: harness.account, dollars: "30" });
  await passUntil(() => reading(pages.at(-1)!, "tauroi_unexplained_cash_dollars")! < -29);
  await pass(4);
}, 120_000);

afterAll(async () => {
  observed.close();
  await harness.close();
  await hook.close();
  rmSync(folder, { recursive: true, force: true });
});

/** These say what is; nothing in a session changes them. */
const FIXED = new Set([
  "tauroi_build_info",
  "tauroi_run_info",
  "tauroi_write_tokens_capacity",
  "tauroi_worst_case_limit_dollars",
]);

describe("every metric of the table", () => {
  test.each(Object.entries(METRICS))("%s is served with its type, help and labels, and moves", (name, shape) => {
    const series = new Map<string, Set<number | undefined>>();
    for (const page of pages) {
      const family = page.get(name);
      expect(family).toMatchObject({ name, type: shape.type, help: shape.help });
      for (const sample of family!.samples) {
        const { le: _, ...labels } = sample.labels;
        expect(Object.keys(labels).sort()).toEqual([...shape.labels].sort());
        const key = keyOf(sample);
        series.set(key, (series.get(key) ?? new Set()).add(sample.value));
      }
    }
    expect(series.size).toBeGreaterThan(0);
    for (const page of pages.slice(1)) {
      const there = new Set(page.get(name)!.samples.map(keyOf));
      for (const [key, values] of series) if (!there.has(key)) values.add(undefined); // that it comes or goes is a move too
    }
    if (!FIXED.has(name)) expect(Math.max(...[...series.values()].map((values) => values.size))).toBeGreaterThan(1);
  });

  test.each(["accepted", "refused", "throttled", "unknown", "withdrawn"])("requests end %s", (result) => {
    expect(ended(result)).toBeGreaterThan(0);
  });

  test("nothing else is served, and no more series than contracts and words allow", () => {
    const served = new Set(pages.flatMap((page) => [...page.keys()]));
    expect([...served].filter((name) => !(name in METRICS))).toEqual([]);
    const words = pages.flatMap((page) =>
      [...page.values()].flatMap(({ samples }) => samples.flatMap((one) => Object.values(one.labels))),
    );
    for (const word of words) expect(word).not.toContain("tauroi-t5"); // no order is ever a label
  });
});

describe("what is known otherwise", () => {
  const last = () => pages.at(-1)!;

  test("fills, as the engine was told of them", () => {
    const fills = new Map(harness.of("fill").map((fill) => [fill.tradeId, fill]));
    expect(fills.size).toBeGreaterThan(5);
    for (const ticker of TICKERS) {
      for (const side of ["bid", "ask"] as const) {
        const ours = harness.of("fill").filter((fill) => fill.ticker === ticker && fill.side === side);
        expect(reading(last(), "tauroi_fills_total", { ticker, side }) ?? 0).toBe(ours.length);
        const contracts = ours.reduce((sum, { quantity }) => sum + quantity / 100, 0);
        expect(reading(last(), "tauroi_filled_contracts_total", { ticker, side }) ?? 0).toBeCloseTo(contracts, 6);
      }
    }
  });

  test("positions and quotes, as the exchange has them", () => {
    for (const ticker of TICKERS) {
      const held = harness.exchange.position(harness.account, ticker);
      expect(reading(last(), "tauroi_contract_position", { ticker })).toBe(held / 100);
    }
  });

  test("money: the parts add up, and the breaker's distance is what is left of it", () => {
    for (const page of pages.slice(1)) {
      const part = (name: string) => reading(page, "tauroi_pnl_dollars", { part: name })!;
      expect(part("net")).toBeCloseTo(part("gross") - part("fees"), 6);
      const left = reading(page, "tauroi_breaker_loss_dollars")! + reading(page, "tauroi_day_pnl_dollars")!;
      expect(reading(page, "tauroi_breaker_distance_dollars")).toBeCloseTo(left, 6);
    }
    expect(reading(last(), "tauroi_unexplained_cash_dollars")).toBeCloseTo(-30, 6);
  });

  test("one state at a time", () => {
    for (const page of pages.slice(1)) {
      expect(page.get("tauroi_engine_state")!.samples.reduce((sum, { value }) => sum + value, 0)).toBe(1);
      for (const ticker of TICKERS) {
        const states = page.get("tauroi_contract_state")!.samples.filter(({ labels }) => labels["ticker"] === ticker);
        expect(states.reduce((sum, { value }) => sum + value, 0)).toBe(1);
      }
    }
  });

  test("the attestation's 30 days, and what a counter never does", () => {
    expect(reading(pages[1]!, "tauroi_attestation_seconds")! / 86_400).toBeCloseTo(30, 2);
    for (const [index, page] of pages.entries()) {
      const before = pages[index - 1];
      if (before === undefined) continue;
      for (const family of page.values()) {
        if (family.type !== "counter") continue;
        for (const { name, labels, value } of family.samples) {
          expect(value).toBeGreaterThanOrEqual(reading(before, name, labels) ?? 0);
        }
      }
    }
  });

  test("guards, by the codes that the snapshot shows", () => {
    const active = last().get("tauroi_guards_active")!.samples;
    expect(active.find(({ labels }) => labels["code"] === "unexplained-cash")?.value).toBe(TICKERS.length);
    expect(reading(last(), "tauroi_guards_fired_total", { code: "manual-pull" })).toBe(TICKERS.length);
  });
});
