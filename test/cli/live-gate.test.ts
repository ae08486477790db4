import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { writeVenueFacts } from "../../src/app/probe/facts-file.ts";
import { acknowledgeRules } from "../../src/app/readiness/acknowledged-rules.ts";
import { confirmation } from "../../src/app/readiness/confirmation.ts";
import { demandsOf, NO_DEMANDS } from "../../src/app/readiness/demands.ts";
import { writeDrill } from "../../src/app/readiness/drill-file.ts";
import { readRules } from "../../src/app/readiness/evidence.ts";
import { countLiveSession } from "../../src/app/readiness/live-sessions.ts";
import { type LiveGateParts, passLiveGate } from "../../src/cli/live-gate.ts";
import { discover } from "../../src/venue/kalshi/discovery.ts";
import { DRILL, FACTS, fact } from "../app/readiness/evidence-sample.ts";
import { ProbeWorld } from "../venue/kalshi/probe/probe-world.ts";
import { EVENT, SERIES, TICKERS } from "../venue/kalshi/stranger.ts";

const HOST = "127.0.0.1:9";
const SPOKEN = { maxDailyLossPct: 10, maxPositionPerTicker: 10, orderSize: 3, minBalanceFloorCents: 1_000 };

let world: ProbeWorld;
let folder: string;
let told: string[];
let asked: string[];

beforeEach(() => open());
afterEach(() => close());

function open(...switches: readonly string[]): void {
  folder = mkdtempSync(join(tmpdir(), "tauroi-gate-"));
  world = new ProbeWorld({ switches: ["key-scopes=read,write::trade", ...switches] });
  told = [];
  asked = [];
}

function close(): void {
  world.close();
  rmSync(folder, { recursive: true });
}

const configured = (flags: object = {}) =>
  loadConfiguration({
    flags: { venue: "prod", series: SERIES, profile: "best", state: folder, ...flags },
    environment: {},
  });

/** Somebody sits there and types this. */
const typing = (answer: string) => async (question: string) => {
  asked.push(question);
  return answer;
};

function pass(parts: Partial<LiveGateParts> = {}): ReturnType<typeof passLiveGate> {
  return world.passing(
    passLiveGate({
      demands: demandsOf("prod", false),
      configuration: configured(),
      restUrl: world.restUrl,
      key: world.key,
      yesIMeanIt: false,
      confirmed: undefined,
      ask: typing("trade best"),
      tell: (text) => told.push(text),
      surroundings: {
        files: systemFiles,
        clock: world.time,
        timers: world.time,
        uniform: () => 0.5,
        fetch: world.fetch,
      },
      ...parts,
    }),
  );
}

async function acknowledge(): Promise<void> {
  const { client } = await world.bench();
  const found = await world.passing(discover(client, { series: SERIES }, world.time.now()));
  acknowledgeRules(folder, HOST, await world.passing(readRules(client, found.event)), world.time.now(), systemFiles);
}

async function makeReady(): Promise<void> {
  const facts = FACTS.map(({ name, value }) => fact(name, value, 3, HOST));
  writeVenueFacts(folder, { format: 1, key_id: world.key.id, program: "p", facts }, systemFiles);
  writeDrill(folder, { ...DRILL, host: HOST, key_id: world.key.id }, systemFiles);
  await acknowledge();
}

const refusal = (exitCode: number, ...texts: RegExp[]) =>
  expect.objectContaining({
    exitCode,
    message: expect.stringMatching(new RegExp(texts.map(({ source }) => `(?=[\\s\\S]*${source})`).join(""))),
  });

test("where nothing is demanded, nothing is asked: not even the exchange", async () => {
  expect(await pass({ demands: NO_DEMANDS })).toBeUndefined();
  expect(world.sent).toEqual([]);
});

test("an empty folder is refused with everything that is missing, each with its mend", async () => {
  await expect(pass()).rejects.toEqual(
    refusal(
      2,
      /venue-facts: never measured/,
      /drill: no kill was rehearsed/,
      /rules: .* never acknowledged/,
      /tauroi drill/,
    ),
  );
  expect(asked).toEqual([]);
  expect(world.sent.every((request) => request.startsWith("GET "))).toBe(true);
});

test.each(["venue-facts.json", "drill.json", "rules.json"])(
  "without %s alone it is refused, and with a broken one",
  async (name) => {
    await makeReady();
    expect(await pass()).toBeDefined();
    rmSync(join(folder, name));
    const [what] = name.split(".");
    await expect(pass()).rejects.toEqual(refusal(2, new RegExp(`${what}: `)));
    writeFileSync(join(folder, name), "{");
    await expect(pass()).rejects.toEqual(refusal(2, /is not JSON/));
  },
);

test("a key that may move money, and a lapsed attestation, are refused by what the exchange says (exit 3)", async () => {
  await makeReady();
  await world.control("attestation", { in_ms: 3_600_000 });
  await expect(pass()).rejects.toEqual(refusal(3, /attestation: it ends at/));
  close();
  open("key-scopes=read,write");
  await makeReady();
  await expect(pass()).rejects.toEqual(refusal(3, /scopes: the key may move money/));
});

test("rules that have changed since are refused until they are acknowledged anew", async () => {
  await makeReady();
  await world.control("rules", { rules_secondary: "In a tie nobody wins." });
  await expect(pass()).rejects.toEqual(refusal(2, /rules: .* has changed/, /--acknowledge [0-9a-f]{16}/));
  await acknowledge();
  expect(await pass()).toBeDefined();
});

test("on a terminal everything is shown and the profile's word has to be typed", async () => {
  await makeReady();
  await expect(pass({ ask: typing("y") })).rejects.toEqual(refusal(2, /"trade best" was not typed/));
  await expect(pass({ ask: typing("trade coherent") })).rejects.toEqual(refusal(2, /was not typed/));
  told = [];
  const gate = await pass();
  expect(told.join()).toMatch(/profile +best/);
  expect(told.join()).toContain("in cash");
  expect(asked.at(-1)).toContain('Type "trade best"');
  expect(gate).toMatchObject({ unmet: [], isFirstSession: true });
});

test("without a terminal it is --yes-i-mean-it with every limit spelled out, before anything is asked of the exchange", async () => {
  const headless = { ask: undefined, yesIMeanIt: true } as const;
  await expect(pass({ ask: undefined })).rejects.toEqual(refusal(2, /real money/, /--yes-i-mean-it/));
  for (const name of Object.keys(SPOKEN)) {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is not said`;
    const configuration = configured({ ...SPOKEN, [name]: undefined });
    await expect(pass({ ...headless, configuration })).rejects.toEqual(refusal(2, new RegExp(flag)));
  }
  expect(world.sent).toEqual([]);
  await makeReady();
  const gate = await pass({ ...headless, configuration: configured(SPOKEN) });
  expect(gate?.configuration.profile.orderSize).toBe(3);
  expect(told.join()).toContain("$10.00");
});

test("demo wants all to be ready, and no word; whoever was asked already isn't asked again, but must be ready", async () => {
  const demo = { demands: demandsOf("demo", false), configuration: configured({ venue: "demo" }), ask: undefined };
  await expect(pass(demo)).rejects.toEqual(refusal(2, /drill/));
  const confirmed = { as: "of no matter", by: 1 };
  await expect(pass({ confirmed, ask: undefined })).rejects.toEqual(refusal(2, /drill/));
  await makeReady();
  expect(await pass(demo)).toBeDefined();
  const { terms } = (await pass())!;
  told = [];
  expect(await pass({ confirmed: { as: confirmation(terms, 77), by: 77 }, ask: undefined })).toBeDefined();
  expect(told).toEqual([]);
});

test("that somebody was asked is believed of the process that has asked, for what it has shown, and of nobody else", async () => {
  await makeReady();
  const { terms } = (await pass())!;
  const as = confirmation(terms, 77);
  const unasked = refusal(2, /nobody was asked/, /start it again/);
  for (const confirmed of [
    { as: "", by: 77 },
    { as: "true", by: 77 },
    { as, by: 1 },
  ]) {
    await expect(pass({ confirmed, ask: undefined })).rejects.toEqual(unasked);
  }
  for (const other of [
    { maxPositionPerTicker: 51 },
    { profile: "coherent" },
    { orderSize: 2 },
    { halfSpreadCents: 2 },
  ]) {
    const configuration = configured(other);
    await expect(pass({ confirmed: { as, by: 77 }, ask: undefined, configuration })).rejects.toEqual(unasked);
  }
  countLiveSession(folder, HOST, world.key.id, 0, systemFiles); // from here on orders are larger than those that were shown
  await expect(pass({ confirmed: { as, by: 77 }, ask: undefined })).rejects.toEqual(unasked);
  expect(asked).toHaveLength(1);
});

test("what is traded is the event that was looked at, whichever opens next in its series", async () => {
  await makeReady();
  expect((await pass())?.configuration.target).toEqual({ event: EVENT });
  const named = { series: undefined, market: [TICKERS[1]] };
  expect((await pass({ configuration: configured(named) }))?.configuration.target).toEqual({ markets: [TICKERS[1]] });
});

test("without a state folder, where what was measured would lie, it is refused", async () => {
  const configuration = { ...configured(), state: undefined };
  await expect(pass({ configuration })).rejects.toEqual(refusal(2, /--state/));
  expect(world.sent).toEqual([]);
});

test("some of an event's markets are asked for by the hash that tauroi rules tells of the whole event", async () => {
  await makeReady();
  const configuration = configured({ series: undefined, market: [TICKERS[1]] });
  await world.control("rules", { ticker: TICKERS[1], rules_secondary: "In a tie nobody wins." });
  const { client } = await world.bench();
  const { event } = await world.passing(discover(client, { event: EVENT }, world.time.now()));
  const { hash } = await world.passing(readRules(client, event));
  await expect(pass({ configuration })).rejects.toEqual(refusal(2, new RegExp(`--acknowledge ${hash}`)));
  await world.control("rules", { ticker: TICKERS[1] });
  await world.control("rules", { ticker: TICKERS[0], rules_secondary: "In a tie nobody wins." });
  expect(await pass({ configuration })).toBeDefined(); // another contract's rules aren't what is traded by
});

test("the first session is of one contract, says so, and the second of the profile's size", async () => {
  await makeReady();
  expect((await pass())?.configuration.profile.orderSize).toBe(1);
  expect(told.join()).toMatch(/1 contract \(the first session/);
  countLiveSession(folder, HOST, world.key.id, 0, systemFiles);
  expect((await pass())?.configuration.profile.orderSize).toBe(5);
});

test("how the balance is told goes to the engine as it was measured here, and no otherwise", async () => {
  await makeReady();
  expect((await pass())?.measured).toEqual({});
  const all = FACTS.map(({ name, value }) => fact(name, value, 3, HOST));
  const here = [...all, fact("reported_balance", "net", 3, HOST), fact("collateral_return", true, 3, HOST)];
  writeVenueFacts(folder, { format: 1, key_id: world.key.id, program: "p", facts: here }, systemFiles);
  expect((await pass())?.measured).toEqual({ balance: "net", collateral: "returned" });
  const mixed = [...all, fact("reported_balance", "net", 3, "elsewhere"), fact("collateral_return", null, 3, HOST)];
  writeVenueFacts(folder, { format: 1, key_id: world.key.id, program: "p", facts: mixed }, systemFiles);
  expect((await pass())?.measured).toEqual({});
});

test("an exchange that doesn't answer is exit 4", async () => {
  const nobody = (async () => {
    throw new TypeError("no route");
  }) as unknown as typeof fetch;
  const surroundings = { files: systemFiles, clock: world.time, timers: world.time, uniform: () => 0.5, fetch: nobody };
  await expect(pass({ surroundings })).rejects.toMatchObject({ exitCode: 4 });
});
