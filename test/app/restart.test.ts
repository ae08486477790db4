import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type LastEngine, lastEngine } from "../../src/journal/recover.ts";
import { after, DOLLAR } from "../../src/market/units.ts";
import type { HarnessOptions, LiveHarness } from "../venue/kalshi/live-harness.ts";
import { TICKERS } from "../venue/kalshi/stranger.ts";
import type { EngineLife, LifeOptions } from "./engine-life.ts";
import { EngineLives } from "./engine-lives.ts";

const [A, B] = TICKERS;
/** Never filled: nobody is there to. */
const QUIET: HarnessOptions = { isQuiet: true };

const stage = new EngineLives();
const alive = (options: LifeOptions): Promise<EngineLife> => stage.alive(options);
let harness: LiveHarness;
function exchange(options?: HarnessOptions): void {
  harness = stage.exchange(options);
}

afterEach(() => stage.close());

describe("after a crash", () => {
  test("with fills while nothing ran, the books are the exchange's and the result goes on", async () => {
    exchange();
    const first = await alive({ epoch: "one" });
    await stage.filled(first, 4);
    await harness.until(() => harness.exchange.resting(harness.account).length >= 2);
    const state = first.crash();
    const left = lastEngine(state, "tauroi test") as LastEngine; // the last moment's rows may be lost
    await harness.pass(20_000);
    const known = left.engine.desk!.account.ledger!.save().seen.length;

    const second = await alive({ epoch: "two", state });
    stage.expectBooks(second);
    const { ledger, openingEquity } = second.desk.account;
    expect(openingEquity).toBe(first.desk.account.openingEquity);
    // Judged by the exchange's records alone: everything bought and sold, whoever heard of it.
    let [cash, fees] = [0, 0];
    for (const { side, price, quantity, feeCost } of harness.exchange.records(harness.account).fills) {
      cash += (side === "bid" ? -1 : 1) * price * quantity;
      fees += feeCost;
    }
    const legs = TICKERS.map((ticker) => ledger!.leg(ticker));
    expect(legs.reduce((sum, { realised, costBasis }) => sum + realised - costBasis, 0)).toBe(cash);
    expect(ledger!.fees).toBe(fees);
    const start = second.of("start")[0]!;
    const made = harness.exchange.records(harness.account).fills.filter(({ at }) => at < start.at);
    const missed = made.length - known;
    expect(missed).toBeGreaterThan(0);
    expect(start.recovery?.join("\n")).toMatch(new RegExp(`booked ${missed} fills? made since`));
    expect(await second.stop()).toMatchObject({ reason: "stopped", mayRest: 0 });
    expect(second.run.account).toEqual({ agrees: true, detail: "agrees" });
  });

  test("and another one much later, nothing is booked a second time", async () => {
    exchange();
    const first = await alive({ epoch: "one" });
    await stage.filled(first, 2);
    const state = first.crash();
    harness.time.runUntil(after(harness.time.now(), 40 * 60_000));
    const second = await alive({ epoch: "two", state });
    stage.expectBooks(second);
    await harness.pass(1_000);
    const again = second.crash();
    const third = await alive({ epoch: "three", state: again });
    stage.expectBooks(third);
    expect(third.of("start")[0]!.unexplained).toBeUndefined();
    const { fills } = harness.exchange.records(harness.account);
    expect(third.desk.account.fees).toBe(fills.reduce((sum, { feeCost }) => sum + feeCost, 0));
  });

  test("its orders are gone before the next engine places any, and what pulled legs there were stay pulled", async () => {
    exchange(QUIET);
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    first.run.session.operate("pull", "viewer", A);
    first.run.session.operate("reduce", "viewer", B);
    await harness.pass(5_000);
    const rested = harness.exchange.resting(harness.account);
    expect(rested.length).toBeGreaterThan(0);
    const state = first.crash();
    const second = await alive({ epoch: "two", state });
    expect(harness.exchange.resting(harness.account)).toEqual([]);
    for (const { orderId } of rested) {
      expect(harness.exchange.records(harness.account).order(orderId)?.status).toBe("canceled");
    }
    await harness.pass(15_000);
    const placed = new Set(second.commands.flatMap((it) => (it.type === "place" ? [it.ticker] : [])));
    expect(placed.has(A!)).toBe(false);
    expect(placed.size).toBeGreaterThan(0);
    expect(second.desk.legs.get(A!)?.manualPull?.text).toBe("pulled by viewer");
    expect(second.desk.legs.get(B!)?.reduceOnly).toBe(true);
    second.run.session.operate("resume", "viewer", A);
    await harness.pass(5_000);
    expect(second.commands.some((it) => it.type === "place" && it.ticker === A)).toBe(true);
  });
});

describe("after the program was exchanged for a newer version", () => {
  test("books, the day and the operator's orders go on", async () => {
    exchange();
    const first = await alive({ epoch: "one" });
    await stage.filled(first, 4);
    first.run.session.operate("pull", "viewer", A);
    first.run.session.set({ orderSize: 2, halfSpreadCents: 4, zPull: 2 }, "cli", B);
    await harness.pass(1_000);
    const { openingEquity } = first.desk.account;
    const second = await alive({ epoch: "two", state: first.crash(), program: "tauroi next" });
    stage.expectBooks(second);
    expect(second.of("start")[0]!.recovery?.join("\n")).toContain(
      "the last session ran tauroi test, this is tauroi next",
    );
    expect(second.desk.account.openingEquity).toBe(openingEquity);
    expect(second.desk.legs.get(A!)?.manualPull?.text).toBe("pulled by viewer");
    // What may add risk was meant for the session that it was said to: no start trades more than its own settings say.
    expect(second.desk.legs.get(B!)?.settings).toEqual({ halfSpreadCents: 4, zPull: 2 });
    expect(second.of("start")[0]!.recovery).toEqual(
      expect.arrayContaining([
        `${B}: as an operator has set it, half_spread_cents = 4, z_pull = 2`,
        `${B}: no more as an operator had set it, order_size = 2: that may add risk, and is to be set anew (tauroi set)`,
      ]),
    );
    let [cash, fees] = [0, 0];
    for (const { side, price, quantity, feeCost } of harness.exchange.records(harness.account).fills) {
      cash += (side === "bid" ? -1 : 1) * price * quantity;
      fees += feeCost;
    }
    const legs = TICKERS.map((ticker) => second.desk.account.ledger!.leg(ticker));
    expect(legs.reduce((sum, { realised, costBasis }) => sum + realised - costBasis, 0)).toBe(cash);
    expect(second.desk.account.fees).toBe(fees);
    await harness.pass(20_000);
    expect(second.of("placed").length).toBeGreaterThan(0);
  });
});

describe("an order of an earlier engine that is still under way", () => {
  test("is refused, since its group has been triggered", async () => {
    exchange(QUIET);
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    const [group] = harness.exchange.groups.list(harness.account);
    const state = first.crash();
    const second = await alive({ epoch: "two", state });
    const late = { clientOrderId: "tauroi-one-999", orderGroupId: group!.orderGroupId };
    expect(() => harness.place(harness.account, A!, "bid", 1_000, 100, late)).toThrow(/group/);
    const groups = harness.exchange.groups.list(harness.account);
    expect(groups.map(({ triggered }) => triggered).sort()).toEqual([false, true]);
    expect(second.desk.tenancy.orderGroups).not.toContain(group!.orderGroupId);
  });

  test("is waited for where some were placed into no group of late, although there was one", async () => {
    exchange(QUIET);
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    const without = harness.place(harness.account, A!, "bid", 1_000, 100, { clientOrderId: "tauroi-one-998" });
    harness.exchange.cancel(harness.account, without, harness.served.catchUp());
    await harness.pass(3_000); // readings lag
    const state = first.crash();
    const second = alive({ epoch: "two", state });
    await harness.pass(15_000);
    const late = harness.place(harness.account, A!, "bid", 1_000, 100, { clientOrderId: "tauroi-one-999" });
    const life = await second;
    expect(life.notices.map(({ code }) => code)).toContain("no-fence");
    expect(harness.exchange.records(harness.account).order(late)?.status).toBe("canceled");
    await harness.pass(60_000);
    await alive({ epoch: "three", state: life.crash() });
    expect(stage.lives.at(-1)!.notices.map(({ code }) => code)).not.toContain("no-fence");
  });

  test("is waited for where the exchange makes no groups, and cancelled", async () => {
    exchange(QUIET);
    harness.served.faults.set(["500-before=1@POST/portfolio/order_groups/create"]);
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    const state = first.crash();
    const died = harness.time.now();
    const second = alive({ epoch: "two", state });
    await harness.pass(20_000);
    const late = harness.place(harness.account, A!, "bid", 1_000, 100, { clientOrderId: "tauroi-one-999" });
    const life = await second;
    expect(harness.time.now() - died).toBeGreaterThan(35_000);
    expect(harness.exchange.records(harness.account).order(late)?.status).toBe("canceled");
    expect(harness.exchange.resting(harness.account)).toEqual([]);
    expect(life.notices.map(({ code }) => code)).toContain("no-fence");
  });
});

describe("without the journal of earlier runs", () => {
  test("a lost one: what the exchange shows is taken over, and the day goes on", async () => {
    exchange();
    const first = await alive({ epoch: "one" });
    await stage.filled(first, 4);
    first.crash();
    await expect(alive({ epoch: "two" })).rejects.toMatchObject({ exitCode: 7 }); // nobody can tell that it is dead
    await harness.pass(110_000);
    const third = await alive({ epoch: "three" });
    stage.expectBooks(third);
    expect(third.desk.account.openingEquity).toBe(1_000 * DOLLAR);
    expect(third.of("start")[0]!.recovery?.[0]).toContain("nothing is known of earlier runs");
    await harness.pass(20_000);
    expect(third.of("placed").length).toBeGreaterThan(0);
  });

  test("one of another account: the same", async () => {
    exchange();
    const first = await alive({ epoch: "one" });
    await stage.filled(first, 2);
    const state = first.crash();
    await harness.close();
    exchange({ ...QUIET, seed: 9 }); // listens elsewhere, and has never seen what the journal tells of
    const second = await alive({ epoch: "two", state });
    stage.expectBooks(second);
    expect(second.of("start")[0]!.recovery?.[0]).toContain("it is of another account, 127.0.0.1:");
    await harness.pass(20_000);
    expect(second.of("placed").length).toBeGreaterThan(0);
  });

  test("a damaged one: the same, and where it has been put is said first", async () => {
    exchange(QUIET);
    const first = await alive({ epoch: "one" });
    await harness.pass(5_000);
    const state = first.crash();
    writeFileSync(join(state, "journal.sqlite"), "x".repeat(10_000));
    await harness.pass(100_000);
    const second = await alive({ epoch: "two", state });
    const { recovery } = second.of("start")[0]!;
    expect(recovery?.[0]).toMatch(/^the journal was set aside as .*journal-set-aside-.*; a new one is begun$/);
    const told = second.commands.flatMap((command) => (command.type === "alert" ? [command.text] : []));
    expect(told).toEqual(expect.arrayContaining([...recovery!]));
  });

  test("an older copy of it: the same", async () => {
    exchange();
    const first = await alive({ epoch: "one" });
    await stage.filled(first, 2);
    const old = first.copy();
    await stage.filled(first, 4);
    first.run.session.operate("pull", "viewer", A);
    const state = first.crash();
    const second = await alive({ epoch: "two", state });
    await stage.filled(second, 4);
    await second.stop();
    await harness.pass(70_000);
    const third = await alive({ epoch: "three", state: old });
    stage.expectBooks(third);
    expect(third.desk.account.openingEquity).toBe(first.desk.account.openingEquity);
    expect(third.of("start")[0]!.recovery?.join("\n")).toContain("the journal is older than tauroi-two-");
    await harness.pass(20_000);
    expect(third.of("placed").length).toBeGreaterThan(0);
  });
});
