import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { lockAccount } from "../../../src/app/account-lock.ts";
import { readKillMarker } from "../../../src/app/kill-marker.ts";
import { readProbeRecord } from "../../../src/app/probe/probe-record.ts";
import { drillPath, readDrill } from "../../../src/app/readiness/drill-file.ts";
import type { Price, Quantity } from "../../../src/market/units.ts";
import { TICKERS } from "../../venue/kalshi/stranger.ts";
import { Drilling } from "./drilling.ts";

let drilling: Drilling;
afterEach(() => drilling.close());

const creates = (): number => drilling.world.sent.filter((sent) => sent.endsWith("/portfolio/events/orders")).length;

test("a drill that passes has killed and seen a process die; both are gone by the exchange's clock, and it is kept", async () => {
  drilling = new Drilling();
  const { record, left, filled, hasRested } = await drilling.drill();
  expect({ left, filled, hasRested }).toEqual({ left: [], filled: 0, hasRested: false });
  expect(record).toMatchObject({ passed: true, why: "", host: "127.0.0.1:9", key_id: drilling.world.key.id });
  expect(record?.kill).toMatchObject({ grade: "CONFIRMED", still_resting: 0 });
  expect(record!.kill!.confirmed_at!).toBeGreaterThan(record!.kill!.asked_at);
  const { died_at, expires_at, ended_at, proven_at } = record!.death!;
  // It was renewed until its death, so that it rested nearly as long as anything may; and then no longer.
  expect(ended_at! - died_at).toBeGreaterThan(40_000);
  expect(ended_at! - died_at).toBeLessThanOrEqual(50_000);
  expect(expires_at - died_at).toBeLessThanOrEqual(45_000);
  expect(proven_at! - died_at).toBeGreaterThanOrEqual(50_000);
  expect(readDrill(drilling.state, systemFiles)).toEqual(record);
  expect(drilling.world.resting).toEqual([]);
  expect(drilling.world.openGroups).toEqual([]);
  expect(creates()).toBe(2);
});

test("its kill leaves no marker where a start looks for one, and its groups are closed in the record", async () => {
  drilling = new Drilling();
  await drilling.drill();
  const { state, world } = drilling;
  expect(readKillMarker([state, join(state, "drill")], systemFiles, world.time.now())).toBeUndefined();
  expect(readProbeRecord(state, world.restUrl, systemFiles)).toMatchObject({ open: [], before: null });
});

test("both orders are one contract at the lowest price, post-only, in a group, over within 45 s", async () => {
  drilling = new Drilling();
  const bodies: Record<string, unknown>[] = [];
  const { world } = drilling;
  const { create } = world.served.exchange;
  world.served.exchange.create = (account, request, now) => {
    if (account === world.account) bodies.push({ ...request, at: now });
    return create.call(world.served.exchange, account, request, now);
  };
  await drilling.drill();
  expect(bodies).toHaveLength(2);
  for (const { at, expiresAt, ...terms } of bodies) {
    expect(terms).toMatchObject({ side: "bid", price: 100, quantity: 100, postOnly: true, ticker: TICKERS[0] });
    expect(terms["orderGroupId"]).toBeTypeOf("string");
    expect(Number(expiresAt) - Number(at)).toBeLessThanOrEqual(46_000);
  }
});

test("an order that outlives its process by more than the bound fails the drill, is told, and taken away", async () => {
  drilling = new Drilling({ switches: ["expiry-sweep-ms=20000"] });
  const { record, hasRested, left } = await drilling.drill();
  expect(record).toMatchObject({ passed: false, death: { proven_at: null } });
  expect(record!.why).toContain("still rested 50 s after its process was killed");
  expect({ hasRested, left }).toEqual({ hasRested: true, left: [] });
  expect(drilling.world.resting).toEqual([]);
  expect(readDrill(drilling.state, systemFiles)?.passed).toBe(false);
});

test("an order that somebody else takes off while the process is dead proves nothing", async () => {
  drilling = new Drilling();
  const { world } = drilling;
  drilling.onDeath = () => {
    for (const { orderId } of world.resting)
      world.served.exchange.cancel(world.account, orderId, world.served.catchUp());
  };
  const { record, hasRested } = await drilling.drill();
  expect(record).toMatchObject({ passed: false, death: null });
  expect(record!.why).toContain("something else took it off");
  expect(hasRested).toBe(false);
});

test("a kill that the exchange never confirms is no pass, and the second half isn't begun", async () => {
  drilling = new Drilling();
  const { world } = drilling;
  let isKilling = false;
  world.watch = (request) => {
    isKilling ||= request.endsWith("/trigger");
  };
  world.tamper = (path, body) =>
    isKilling && path.endsWith("/user_data_timestamp") ? { as_of_time: new Date(0).toISOString() } : body;
  const { record } = await drilling.drill();
  expect(record).toMatchObject({ passed: false, death: null, kill: { confirmed_at: null } });
  expect(record!.why).toContain("not CONFIRMED");
  expect(creates()).toBe(1);
  expect(world.resting).toEqual([]);
});

test("a stand-in that doesn't come is a failed drill with its reason", async () => {
  drilling = new Drilling();
  const { ProbeStop } = await import("../../../src/venue/kalshi/probe/probe.ts");
  const { record } = await drilling.drill({
    standIn: () => Promise.reject(new ProbeStop("it didn't start")),
  });
  expect(record).toMatchObject({ passed: false, why: "it didn't start", kill: { grade: "CONFIRMED" }, death: null });
  expect(drilling.world.openGroups).toEqual([]);
});

test.each([
  ["while the kill is proven", (request: string) => request.endsWith("/trigger")],
  ["while the order of the dead is waited for", (_: string, creates: number) => creates === 2],
])("whoever asks for the end %s gets it: nothing is left, and what was kept stays", async (_name, isThen) => {
  drilling = new Drilling();
  const { world, state } = drilling;
  mkdirSync(state, { recursive: true, mode: 0o700 });
  let seen = 0;
  world.watch = (request) => {
    if (request.startsWith("POST") && request.endsWith("/portfolio/events/orders")) seen += 1;
    if (isThen(request, seen)) world.time.after(5_000, () => world.abort.abort());
  };
  const { record, left } = await drilling.drill();
  expect({ record, left }).toEqual({ record: undefined, left: [] });
  expect(existsSync(drillPath(state))).toBe(false);
  expect(world.resting).toEqual([]);
  expect(world.openGroups).toEqual([]);
});

test("nothing is placed where another engine has the account (exit 7) or it was killed (exit 2)", async () => {
  drilling = new Drilling();
  const { world, state } = drilling;
  const lock = lockAccount("127.0.0.1:9", world.key.id, drilling.place, systemFiles);
  await expect(drilling.drill()).rejects.toMatchObject({ exitCode: 7 });
  lock.release();
  writeFileSync(join(state, "killed.json"), "{}");
  await expect(drilling.drill()).rejects.toMatchObject({ exitCode: 2 });
  expect(world.sent).toEqual([]);
});

test("an engine elsewhere shows by its orders (exit 7)", async () => {
  drilling = new Drilling();
  const { world } = drilling;
  const order = { ticker: TICKERS[0], side: "bid", price: 100 as Price, quantity: 100 as Quantity } as const;
  const terms = { timeInForce: "good-till-canceled", postOnly: true, clientOrderId: "tauroi-other-1" } as const;
  world.served.exchange.create(world.account, { ...order, ...terms }, world.served.catchUp());
  await expect(drilling.drill()).rejects.toMatchObject({ exitCode: 7 });
  expect(world.resting).toHaveLength(1);
});

test("a drill that can't take everything away hasn't passed, although what it has rehearsed went well", async () => {
  drilling = new Drilling();
  const { world } = drilling;
  let isRefused = false;
  drilling.onDeath = () => {
    isRefused = true;
  };
  const refusing = (async (...call: Parameters<typeof fetch>) => {
    const [url, { method } = {}] = call;
    if (isRefused && method === "DELETE" && String(url).includes("/order_groups/")) {
      return Response.json({ error: { code: "forbidden" } }, { status: 403 });
    }
    return await world.fetch(...call);
  }) as typeof fetch;
  const { record, left } = await drilling.drill({ fetch: refusing });
  expect(left).toEqual([expect.stringContaining("can't be closed")]);
  expect(record).toMatchObject({ passed: false, kill: { grade: "CONFIRMED" } });
  expect(record!.why).toContain("can't be closed");
});

test("a stand-in places nothing but a bid at the lowest price there is", async () => {
  drilling = new Drilling();
  const asked = { clientOrderId: "tauroi-one-1000", ticker: TICKERS[0], group: "g" } as const;
  for (const [side, price] of [
    ["bid", 200],
    ["ask", 100],
    ["ask", 9_900],
  ] as const) {
    // biome-ignore format: a table
    const placing = drilling.standIn({ ...asked, side, price: price as Price });
    await expect(drilling.world.passing(placing)).rejects.toThrow(/lowest price/);
  }
  expect(creates()).toBe(0);
});

test("through faults of the wire it comes to the same", async () => {
  drilling = new Drilling({ faults: ["429=0.05", "500-before=0.03", "cut-answer=0.02"] });
  const { left } = await drilling.drill();
  expect(left).toEqual([]);
  expect(drilling.world.resting).toEqual([]);
});
