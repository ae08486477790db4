import { afterEach, describe, expect, test } from "vitest";
import type { Quantity } from "../../src/market/units.ts";
import { type HarnessOptions, type LiveHarness, START } from "../venue/kalshi/live-harness.ts";
import { EVENT, TICKERS } from "../venue/kalshi/stranger.ts";
import type { EngineLife, LifeOptions } from "./engine-life.ts";
import { EngineLives } from "./engine-lives.ts";

const [A] = TICKERS;
/** Never filled: nobody is there to. */
const QUIET: HarnessOptions = { isQuiet: true };

const stage = new EngineLives();
const alive = (options: LifeOptions): Promise<EngineLife> => stage.alive(options);
let harness: LiveHarness;
function exchange(options?: HarnessOptions): void {
  harness = stage.exchange(options);
}

afterEach(() => stage.close());

describe("two engines on one account", () => {
  test("the second doesn't begin while the first is alive, and leaves it alone", async () => {
    exchange(QUIET);
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    const before = harness.exchange.resting(harness.account).length;
    expect(before).toBeGreaterThan(0);
    await expect(alive({ epoch: "two" })).rejects.toMatchObject({
      exitCode: 7,
      message: expect.stringContaining("tauroi-one-"),
    });
    await harness.pass(60_000);
    expect(first.of("intruder")).toEqual([]);
    expect(harness.exchange.resting(harness.account).length).toBeGreaterThan(0);
  });

  test("the second takes over where it is told to: the first ends, and they never both quote", async () => {
    exchange(QUIET);
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    const playing = first.run.play();
    const opening = alive({ epoch: "two", takeover: true });
    let quotedBoth = false;
    const whose = (): Set<string> => {
      return new Set(
        harness.exchange.resting(harness.account).map(({ clientOrderId = "" }) => clientOrderId.split("-")[1]!),
      );
    };
    for (let step = 0; step < 600; step++) {
      await harness.pass(50);
      quotedBoth ||= whose().size > 1;
    }
    expect(await harness.passing(playing)).toMatchObject({ reason: "taken" });
    const second = await opening;
    await harness.pass(10_000);
    expect(quotedBoth).toBe(false);
    expect(whose()).toEqual(new Set(["two"]));
    expect(second.of("intruder")).toEqual([]);
  });

  test("one that has begun and not quoted yet ends when another begins after it", async () => {
    exchange(QUIET);
    await harness.control("pause-trading");
    const first = await alive({ epoch: "one" });
    const playing = first.run.play();
    await harness.pass(5_000);
    const second = await alive({ epoch: "two" });
    await harness.control("resume");
    expect(await harness.passing(playing)).toMatchObject({ reason: "taken" });
    await harness.pass(30_000);
    expect(first.of("placed")).toEqual([]);
    expect(second.of("placed").length).toBeGreaterThan(0);
  });

  test("of two, one of which gets its order group only when the other has begun, one ends, though neither has quoted", async () => {
    exchange(QUIET);
    harness.served.faults.set(["500-before=1@POST/portfolio/order_groups/create"]);
    const lives = [await alive({ epoch: "one" })];
    await harness.control("pause-trading");
    harness.served.faults.set([]);
    lives.push(await alive({ epoch: "two" }));
    expect(harness.exchange.groups.list(harness.account)).toHaveLength(1);
    const ended = Promise.race(lives.map(({ run }) => run.play()));
    expect(await harness.passing(ended)).toMatchObject({ reason: "taken" });
    await harness.control("resume");
    await harness.pass(40_000);
    expect(lives.map((life) => life.of("placed").length > 0).sort()).toEqual([false, true]);
  });

  test("an order group with another hand's order in it is left alone", async () => {
    exchange(QUIET);
    const made = harness.exchange.groups.create(harness.account, 500 as Quantity, harness.served.catchUp());
    if (!made.ok) throw new Error(made.detail);
    const { orderGroupId } = made.group;
    harness.place(harness.account, A!, "bid", 1_000, 100, { clientOrderId: "app-1", orderGroupId });
    await harness.pass(5_000); // readings lag
    await alive({ epoch: "one", flags: { foreignOrders: "count" } });
    expect(harness.exchange.groups.get(harness.account, orderGroupId)?.triggered).toBe(false);
    expect(harness.exchange.resting(harness.account).map((order) => order.clientOrderId)).toContain("app-1");
  });

  test("one that wakes up long after the fence and places an order ends the other", async () => {
    exchange(QUIET);
    const life = await alive({ epoch: "two" });
    const playing = life.run.play();
    await harness.pass(40_000);
    harness.place(harness.account, A!, "bid", 1_000, 100, { clientOrderId: "tauroi-one-1" });
    expect(await harness.passing(playing)).toMatchObject({
      reason: "taken",
      text: expect.stringContaining("tauroi-one-1"),
    });
    const ours = harness.exchange
      .resting(harness.account)
      .filter(({ clientOrderId }) => clientOrderId?.startsWith("tauroi-two"));
    expect(ours).toEqual([]);
  });
});

describe("a start waits, or says clearly why it can't be", () => {
  test("an exchange that is paused: until it opens", async () => {
    exchange(QUIET);
    await harness.control("pause-exchange");
    const opening = alive({ epoch: "one" });
    await harness.pass(30_000);
    expect(stage.lives.at(-1)!.notices.map(({ code }) => code)).toEqual(["exchange-paused"]);
    await harness.control("resume");
    const life = await opening;
    await harness.pass(15_000);
    expect(life.of("placed").length).toBeGreaterThan(0);
  });

  test("a pause of trading alone: it goes through, and quotes afterwards", async () => {
    exchange(QUIET);
    await harness.control("pause-trading");
    const life = await alive({ epoch: "one" });
    await harness.pass(10_000);
    expect(life.commands.filter(({ type }) => type === "place")).toEqual([]);
    await harness.control("resume");
    await harness.pass(30_000);
    expect(life.of("placed").length).toBeGreaterThan(0);
  });

  test("an answer about its own order group that got lost is nobody else's beginning", async () => {
    let isLost = false;
    exchange({
      ...QUIET,
      tamper(answer, { method, url }) {
        if (isLost || method !== "POST" || !url.endsWith("/order_groups/create")) return answer;
        isLost = true;
        return new Response("", { status: 502 });
      },
    });
    const life = await alive({ epoch: "one" });
    expect(isLost).toBe(true);
    expect(harness.exchange.groups.list(harness.account)).toHaveLength(2);
    await harness.pass(15_000);
    expect(life.of("placed").length).toBeGreaterThan(0);
  });

  test("an event that has closed", async () => {
    exchange({ ...QUIET, closeInMs: 60_000 });
    await harness.pass(70_000);
    await expect(alive({ epoch: "one", flags: { series: undefined, event: EVENT } })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("none of its markets trades any more"),
    });
  });

  test("a clock that is wrong by more than any signature may be", async () => {
    exchange(QUIET);
    harness.served.faults.set(["clock-skew=40000"]);
    const life = await alive({ epoch: "one" });
    expect(life.notices).toContainEqual(
      expect.objectContaining({ code: "clock", text: expect.stringContaining("behind the exchange's") }),
    );
    await harness.pass(15_000);
    expect(life.of("placed").length).toBeGreaterThan(0);
  });

  test("readings of the account that stand still", async () => {
    const at = new Date(START).toISOString();
    exchange({
      ...QUIET,
      tamper: (answer, { url }) => (url.includes("user_data_timestamp") ? Response.json({ as_of_time: at }) : answer),
    });
    await expect(alive({ epoch: "one" })).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining("stand still"),
    });
    expect(harness.time.now()).toBeLessThan(START + 90_000);
  });

  test.each(["orders", "fills", "positions", "settlements", "deposits"])(
    "a list of %s that has no end",
    async (list) => {
      exchange({
        ...QUIET,
        tamper(answer, { url }) {
          if (!url.includes(`/portfolio/${list}?`) && !url.endsWith(`/portfolio/${list}`)) return answer;
          const name = list === "positions" ? "market_positions" : list;
          return Response.json({ [name]: [], cursor: "again" });
        },
      });
      await expect(alive({ epoch: "one" })).rejects.toMatchObject({
        exitCode: 4,
        message: expect.stringContaining("not complete"),
      });
    },
  );
});
