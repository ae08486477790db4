import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { lockAccount } from "../../../src/app/account-lock.ts";
import { readVenueFacts, writeVenueFacts } from "../../../src/app/probe/facts-file.ts";
import { type ProbeAccountParts, probeAccount } from "../../../src/app/probe/probe-account.ts";
import { readProbeRecord, writeProbeRecord } from "../../../src/app/probe/probe-record.ts";
import type { Price, Quantity } from "../../../src/market/units.ts";
import { ProbeWorld } from "../../venue/kalshi/probe/probe-world.ts";
import { SERIES, TICKERS } from "../../venue/kalshi/stranger.ts";

let world: ProbeWorld;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-probe-"));
  world = new ProbeWorld();
});
afterEach(() => {
  world.close();
  rmSync(folder, { recursive: true });
});

function probed(parts: Partial<ProbeAccountParts> = {}): ReturnType<typeof probeAccount> {
  return world.passing(
    probeAccount({
      restUrl: world.restUrl,
      key: world.key,
      target: { series: SERIES },
      state: join(folder, "state"),
      killFolders: [],
      program: "test",
      epoch: "one",
      numbers: new Set([7]),
      waitMs: 0,
      isPlayMoney: true,
      signal: world.abort.signal,
      place: { uid: process.getuid!(), runtime: undefined, temporary: folder },
      files: systemFiles,
      replace: async (path, text) => writeFileSync(path, text),
      clock: world.time,
      timers: world.time,
      uniform: () => 0.5,
      fetch: world.fetch,
      tell: () => undefined,
      ...parts,
    }),
  );
}

test("what is measured is kept in the state folder, with the host, the time and what was seen", async () => {
  const { facts } = await probed();
  expect(readVenueFacts(join(folder, "state"), systemFiles)?.facts).toEqual(facts);
  expect(facts).toMatchObject([
    { v: 7, name: "reported_balance", value: "gross", host: "127.0.0.1:9" },
    { v: 11, name: "read_lag_beyond_as_of_ms", value: 0 },
  ]);
  expect(facts[0]?.evidence.length).toBeGreaterThan(0);
  expect(readProbeRecord(join(folder, "state"), world.restUrl, systemFiles)).toMatchObject({ open: [], before: null });
});

test("probes may follow one another at once; an engine may not start before the minute of signs of life is over", async () => {
  const first = await probed();
  expect(first.quietUntil).toBeGreaterThanOrEqual(world.time.now() + 60_000);
  await probed({ epoch: "two" });
});

test("while an engine of this machine has the account, nothing is sent that changes anything (exit 7)", async () => {
  const place = { uid: process.getuid!(), runtime: undefined, temporary: folder };
  const lock = lockAccount("127.0.0.1:9", world.key.id, place, systemFiles);
  await expect(probed()).rejects.toMatchObject({ exitCode: 7 });
  expect(world.sent).toEqual([]);
  lock.release();
});

test("an engine elsewhere shows by its orders, and nothing is placed beside it (exit 7)", async () => {
  const order = { ticker: TICKERS[0], side: "bid", price: 100 as Price, quantity: 100 as Quantity } as const;
  const terms = {
    ...order,
    timeInForce: "good-till-canceled",
    postOnly: true,
    clientOrderId: "tauroi-other-1",
  } as const;
  world.served.exchange.create(world.account, terms, world.served.catchUp());
  await expect(probed()).rejects.toMatchObject({ exitCode: 7 });
  expect(world.sent.filter((request) => !request.startsWith("GET "))).toEqual([]);
  expect(world.resting).toHaveLength(1);
});

test("whoever asks for the end before anything is placed gets it, and nothing is left or lost", async () => {
  const state = join(folder, "state");
  await probed();
  const known = readVenueFacts(state, systemFiles)?.facts;
  const record = { epoch: "dead", open: ["some-group"], before: null };
  await writeProbeRecord(state, world.restUrl, record, async (path, text) => writeFileSync(path, text));
  world.abort.abort();
  const first = world.sent.length;
  const { isInterrupted, left, facts } = await probed({ epoch: "two" });
  expect({ isInterrupted, left }).toEqual({ isInterrupted: true, left: [] });
  expect(facts).toEqual(known);
  expect(world.sent.slice(first).filter((request) => !request.startsWith("GET "))).toEqual([]);
  expect(readProbeRecord(state, world.restUrl, systemFiles)).toEqual(record); // for the next ones to take away
});

test("where the exchange's readings stand still, that is told before anything is placed (exit 4)", async () => {
  const still = new Date(world.time.now() - 60_000).toISOString();
  world.tamper = (path, body) => (path.endsWith("/user_data_timestamp") ? { as_of_time: still } : body);
  await expect(probed()).rejects.toMatchObject({ exitCode: 4, message: expect.stringContaining("stand still") });
  expect(world.sent.filter((request) => !request.startsWith("GET "))).toEqual([]);
});

test("what was measured on another account is not mixed with this one's (exit 2)", async () => {
  const state = join(folder, "state");
  systemFiles.makeFolder(state);
  const others = { format: 1, key_id: "another", program: "test", facts: [] } as const;
  writeVenueFacts(state, others, systemFiles);
  await expect(probed()).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(/key another.*--state/) });
  expect(world.sent).toEqual([]);
  expect(readVenueFacts(state, systemFiles)).toEqual(others);
});

test("where the account was killed, nothing is placed (exit 2)", async () => {
  const killed = join(folder, "killed");
  systemFiles.makeFolder(killed);
  writeFileSync(join(killed, "killed.json"), "{}");
  await expect(probed({ killFolders: [killed] })).rejects.toMatchObject({ exitCode: 2 });
  expect(world.sent).toEqual([]);
});

test("every order is one contract, post-only, in a group and over within 45 s, whatever is measured", async () => {
  const sent: { readonly at: number; readonly isCreate: boolean; readonly body: Record<string, unknown> }[] = [];
  const watching = (async (...request: Parameters<typeof fetch>) => {
    const [url, { method, body } = {}] = request;
    const isCreate = String(url).endsWith("/portfolio/events/orders");
    if (method === "POST" && (isCreate || String(url).endsWith("/amend"))) {
      sent.push({ at: world.time.now(), isCreate, body: JSON.parse(String(body)) });
    }
    return await world.fetch(...request);
  }) as typeof fetch;
  await probed({ numbers: undefined, fetch: watching });
  const creates = sent.filter(({ isCreate }) => isCreate);
  expect(creates.length).toBeGreaterThan(20);
  for (const { body } of creates) {
    expect(body).toMatchObject({ count: "1.00", post_only: true, cancel_order_on_pause: true });
    expect(body["client_order_id"]).toMatch(/^tauroi-one-\d+$/);
    expect(body["order_group_id"]).toBeTypeOf("string");
  }
  for (const { at, body } of sent) {
    expect(body["count"]).toBe("1.00");
    if (body["expiration_time"] === undefined) continue;
    expect(Number(body["expiration_time"]) * 1_000 - at).toBeLessThanOrEqual(46_000); // a second for the clocks' difference
  }
});

test("with real money nothing is bought for more than 10c", async () => {
  const { facts } = await probed({ numbers: undefined, isPlayMoney: false });
  expect(facts.find(({ name }) => name === "post_only_amend")?.why).toContain("10c"); // the cheapest on offer here costs 29c
  expect(facts.find(({ name }) => name === "collateral_return")?.value).toBe(null);
  expect(world.served.exchange.records(world.account).fills).toEqual([]);
});

test("with real money one contract is bought at most, and all that a fill shows is measured by it", async () => {
  const ticker = `${TICKERS[0]}-CHEAP`;
  await world.control("list-market", { ticker, title: "Artist Z" });
  await world.control("place", { account: "seller", ticker, side: "ask", count: "50.00", price: "0.0500" });
  const { facts } = await probed({ numbers: undefined, isPlayMoney: false });
  expect(facts.find(({ name }) => name === "post_only_amend")?.value).toBe("takes");
  expect(facts.find(({ name }) => name === "group_trips_at")?.value).toBe("limit");
  expect(facts.find(({ name }) => name === "reuse_after_execution")?.value).toBe(false);
  const { fills } = world.served.exchange.records(world.account);
  expect(fills).toMatchObject([{ ticker, price: 500, quantity: 100 }]);
});
