import { afterEach, describe, expect, test } from "vitest";
import { Random } from "../../../../src/ambient/random.ts";
import { after, type Time } from "../../../../src/market/units.ts";
import { KalshiKey } from "../../../../src/venue/kalshi/key.ts";
import { Killer, type KillerOptions, type KillNews } from "../../../../src/venue/kalshi/kill/killer.ts";
import { RestClient } from "../../../../src/venue/kalshi/rest/client.ts";
import { type HarnessOptions, KEY_PEM, LiveHarness } from "../live-harness.ts";
import { TICKERS } from "../stranger.ts";

const [A, B] = TICKERS;
let harness: LiveHarness;
afterEach(() => harness.close());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
}

interface Scene extends HarnessOptions {
  readonly kill?: Partial<KillerOptions>;
  /** How far this machine's clock is from the exchange's. */
  readonly clockOffMs?: number;
}

/** An account with two orders of ours in one group, one of ours in none and a foreign one, and a killer that knows nothing but the key. */
async function scene({ kill, clockOffMs = 0, ...options }: Scene = {}) {
  harness = new LiveHarness({ isQuiet: true, ...options });
  const sent: Sent[] = [];
  const news: KillNews[] = [];
  const { account, exchange, served } = harness;
  const expiresAt = after(harness.time.now(), 40_000);
  const made = exchange.groups.create(account, 1_000_000 as never, served.catchUp());
  if (!made.ok) throw new Error(made.detail);
  const { orderGroupId } = made.group;
  const ours = [
    harness.place(account, A, "bid", 1_000, 100, { clientOrderId: "tauroi-x-1", orderGroupId, expiresAt }),
    harness.place(account, A, "ask", 9_000, 100, { clientOrderId: "tauroi-x-2", orderGroupId, expiresAt }),
    harness.place(account, B, "bid", 1_000, 100, { clientOrderId: "tauroi-w-7", expiresAt }),
  ];
  const foreign = harness.place(account, B, "bid", 900, 100, {});
  const machine = { aheadMs: clockOffMs };
  const clock = { now: () => after(harness.time.now(), machine.aheadMs) };
  const client = new RestClient({
    baseUrl: harness.addresses.restUrl,
    key: KalshiKey.fromPem(account, KEY_PEM),
    clock,
    timers: harness.time,
    uniform: () => 0.5,
    fetch: harness.wire.fetch,
    onAttempt: ({ method, route, status }) => sent.push({ method, path: route, status }),
  });
  const killer = new Killer({
    client,
    timers: harness.time,
    uniform: () => Random.seeded(1).uniform(),
    by: "test",
    oursOnly: false,
    subaccount: undefined,
    groups: [],
    told: (one) => news.push(one),
    ...kill,
  });
  await harness.pass(3_000); // readings lag by up to 2 s: the orders are shown from here on
  const cancelAlls = (status?: number) =>
    sent.filter(
      (one) =>
        one.method === "DELETE" && one.path === "/portfolio/events/orders" && (status ?? one.status) === one.status,
    );
  return { killer, machine, sent, news, ours, foreign, orderGroupId, cancelAlls };
}

const resting = () => harness.exchange.resting(harness.account).map(({ orderId }) => orderId);
const seconds = (from: Time, to: Time) => (to - from) / 1_000;

async function proven(killer: Killer, withinMs = 120_000): Promise<void> {
  killer.start();
  const late = Promise.withResolvers<void>();
  harness.time.after(withinMs, () => late.resolve());
  await harness.passing(Promise.race([killer.proven, late.promise]));
}

describe("a killer that knows nothing but a key", () => {
  test("has the exchange cancel everything, once, and confirms it by the exchange's own clock", async () => {
    const { killer, cancelAlls, orderGroupId } = await scene();
    const began = harness.time.now();
    killer.start();
    expect(killer.progress).toMatchObject({ grade: "LOCAL", mayRest: undefined, by: "test" });
    await harness.passing(killer.proven);
    const { grade, confirmedAt, cancelledAllAt, pastClose } = killer.progress;
    expect([grade, pastClose]).toEqual(["CONFIRMED", []]);
    expect(resting()).toEqual([]);
    expect(confirmedAt).toBeGreaterThan(cancelledAllAt ?? Number.POSITIVE_INFINITY);
    expect(seconds(began, harness.time.now())).toBeLessThan(15);
    expect(cancelAlls()).toEqual([expect.objectContaining({ status: 204 })]);
    expect(harness.exchange.groups.get(harness.account, orderGroupId)?.triggered).toBe(true);
  });

  test.each<[string, Scene]>([
    ["statuses of 500 before it is done", { faults: ["500-before=next:9"] }],
    ["statuses of 500 after it is done", { faults: ["500-after=next:9"] }],
    ["requests that get lost", { faults: ["drop-request=next:6"] }],
    ["answers that get lost", { faults: ["drop-answer=next:6"] }],
    ["connections that are cut", { faults: ["cut-answer=next:8"] }],
    ["an empty bucket", { faults: ["429=next:25"] }],
    ["a clock that is half a minute ahead", { clockOffMs: 30_000 }],
    ["a clock that is an hour behind", { clockOffMs: -3_600_000 }],
    ["all of it", { faults: ["500-after=0.2", "drop-request=0.1", "drop-answer=0.1", "429=0.3"] }],
  ])("gets through %s, and never sends a second cancel-all after the first that was answered", async (_, given) => {
    const { killer, cancelAlls } = await scene(given);
    await proven(killer);
    expect(killer.progress.grade).toBe("CONFIRMED");
    expect(resting()).toEqual([]);
    const answered = cancelAlls(204);
    expect(answered.length).toBeLessThanOrEqual(1);
    if (answered.length === 1) expect(cancelAlls().at(-1)).toBe(answered[0]);
  });

  test("cancels what is listed, in batches, where the account may not cancel everything", async () => {
    const { killer, sent, news, cancelAlls } = await scene({ switches: ["cancel-all-allowed=no"] });
    await proven(killer);
    expect(killer.progress).toMatchObject({ grade: "CONFIRMED", cancelAll: "forbidden" });
    expect(resting()).toEqual([]);
    expect(cancelAlls()).toHaveLength(1);
    expect(sent.some(({ path }) => path.endsWith("/batched"))).toBe(true);
    expect(news.map(({ type }) => type)).toEqual(expect.arrayContaining(["forbidden", "ended", "cancelledAll"]));
  });

  test("does so through a bucket that somebody else keeps nearly empty", async () => {
    const { killer } = await scene({ switches: ["cancel-all-allowed=no"], faults: ["429=0.8"] });
    for (let n = 0; n < 45; n++) harness.place(harness.account, A, "bid", 100 + (n % 9) * 100, 100, {});
    await harness.pass(2_500);
    await proven(killer, 170_000);
    expect(killer.progress.grade).toBe("CONFIRMED");
    expect(resting()).toEqual([]);
  });

  test("fences an engine that doesn't know of it: what that sends into its group later doesn't rest", async () => {
    const { killer, orderGroupId } = await scene({ kill: { oursOnly: true } });
    await proven(killer);
    const now = harness.served.catchUp();
    const late = harness.exchange.create(
      harness.account,
      {
        ticker: A,
        side: "bid",
        price: 1_000,
        quantity: 100,
        timeInForce: "good-till-canceled",
        postOnly: true,
        orderGroupId,
      } as never,
      now,
    );
    expect(late.ok).toBe(false);
  });
});

describe("with ours alone", () => {
  test("orders of other hands stay, and no cancel-all is sent", async () => {
    const { killer, foreign, cancelAlls } = await scene({ kill: { oursOnly: true } });
    await proven(killer);
    expect(killer.progress).toMatchObject({ grade: "CONFIRMED", cancelAll: "unasked" });
    expect(resting()).toEqual([foreign]);
    expect(cancelAlls()).toEqual([]);
  });

  test("it takes until no create of ours can arrive any more, where no group is known", async () => {
    const { killer } = await scene({ kill: { oursOnly: true } });
    await proven(killer);
    const { at, confirmedAt = at } = killer.progress;
    expect(seconds(at, confirmedAt)).toBeGreaterThan(35);
  });

  test("a known group that is triggered shortens that", async () => {
    const { killer, orderGroupId } = await scene();
    killer.stop();
    await harness.close();
    const again = await scene({ kill: { oursOnly: true, groups: [orderGroupId] } });
    const began = harness.time.now();
    await proven(again.killer);
    expect(again.killer.progress.grade).toBe("CONFIRMED");
    expect(seconds(began, harness.time.now())).toBeLessThan(15);
  });
});

describe("a known group that the exchange doesn't find", () => {
  test("may be on another subaccount or shard, and shortens nothing: a create into it may still arrive", async () => {
    const { killer } = await scene({ kill: { oursOnly: true, groups: ["somewhere-else"] } });
    await proven(killer);
    const { at, grade, confirmedAt = at } = killer.progress;
    expect(grade).toBe("CONFIRMED");
    expect(seconds(at, confirmedAt)).toBeGreaterThan(35);
  });
});

describe("what can't be proven is not claimed", () => {
  test("nobody answers: LOCAL, until every order that could rest has expired", async () => {
    const { killer } = await scene({ faults: ["drop-request=1"] });
    const began = harness.time.now();
    killer.start();
    await harness.pass(60_000);
    expect(killer.progress).toMatchObject({ grade: "LOCAL", mayRest: undefined, trouble: { kind: "unavailable" } });
    await harness.until(() => killer.progress.grade !== "LOCAL");
    expect(killer.progress.grade).toBe("BY BOUND");
    expect(seconds(began, harness.time.now())).toBeGreaterThanOrEqual(90);
    await harness.pass(100_000);
    expect(killer.progress.grade).toBe("BY BOUND");
    killer.stop();
  });

  test("a clock that leaps ahead hastens no bound", async () => {
    const { killer, machine } = await scene({ faults: ["drop-request=1"] });
    killer.start();
    machine.aheadMs = 3_600_000;
    await harness.pass(60_000);
    expect(killer.progress.grade).toBe("LOCAL");
    killer.stop();
  });

  test("an engine may go on renewing: no bound is claimed at all", async () => {
    const { killer } = await scene({ faults: ["drop-request=1"], kill: { mayBeRenewed: true } });
    killer.start();
    await harness.pass(150_000);
    expect(killer.progress.grade).toBe("LOCAL");
    killer.stop();
  });

  test("the exchange cancels nothing, and what rests never expires: LOCAL, and so many still rest", async () => {
    const { killer } = await scene({});
    await harness.control("pause-exchange");
    killer.start();
    await harness.pass(20_000);
    expect(killer.progress).toMatchObject({ grade: "LOCAL", stillResting: 4, lastExpiry: undefined });
    killer.stop();
  });
});

test("orders of a closed market are listed apart: they can't trade, and refuse to be cancelled", async () => {
  const { killer, news } = await scene({
    closeInMs: 4_000,
    switches: ["close-sweep-ms=600000", "expiry-sweep-ms=600000"],
  });
  await harness.pass(2_000);
  await proven(killer);
  expect(killer.progress).toMatchObject({ grade: "CONFIRMED", stillResting: 0 });
  expect(killer.progress.pastClose).toHaveLength(4);
  expect(news.some(({ type }) => type === "ended")).toBe(false);
});
