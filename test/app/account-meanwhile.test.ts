import { afterEach, describe, expect, test } from "vitest";
import { after, DOLLAR, type Money } from "../../src/market/units.ts";
import type { HarnessOptions, LiveHarness } from "../venue/kalshi/live-harness.ts";
import { EVENT, TICKERS } from "../venue/kalshi/stranger.ts";
import type { EngineLife, LifeOptions } from "./engine-life.ts";
import { EngineLives } from "./engine-lives.ts";

/** What has happened to the account while no engine ran on it, by others' doing. */

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

describe("an event that has paid out while nothing ran", () => {
  test.each(TICKERS)(
    "is booked at what it paid, in the day that goes on with the next event: %s wins",
    async (winner) => {
      exchange();
      const first = await alive({ epoch: "one" });
      await stage.filled(first, 6);
      await harness.pass(1_000);
      await harness.until(() => stage.held().size > 0); // six fills may also come to nothing
      const { openingEquity } = first.desk.account;
      const state = first.crash();
      await harness.control("settle", { winner });
      const next = harness.rollOver();

      const second = await alive({ epoch: "two", state });
      expect([...second.desk.legs.keys()]).toEqual(next);
      expect(stage.held().size).toBe(0);
      stage.expectBooks(second);
      const { settlements } = harness.exchange.records(harness.account);
      const paid = settlements.filter(({ yes, no }) => yes !== no);
      expect(paid.length).toBeGreaterThan(0);
      const words = second.of("start")[0]!.recovery!.join("\n");
      for (const { ticker } of paid) {
        expect(words).toContain(`${ticker} has paid ${ticker === winner ? 100 : 0}c since`);
      }
      const { account } = second.desk;
      expect(account.openingEquity).toBe(openingEquity);
      expect(account.today).toBe(harness.exchange.balance(harness.account) - openingEquity); // nothing is held any more
      expect(await second.stop()).toMatchObject({ reason: "stopped", mayRest: 0 });
      expect(second.run.account).toEqual({ agrees: true, detail: "agrees" });
    },
  );
});

test("an event that pays out in the midst of a start is booked once", async () => {
  let next = "";
  exchange({
    ...QUIET,
    switches: ["read-lag-ms=0"],
    tamper(answer, { url }) {
      if (next === "" || !url.includes(next)) return answer;
      next = next === "/portfolio/balance" ? "/historical/cutoff" : ""; // what is read after the account itself
      if (next !== "") return answer;
      harness.exchange.settle(EVENT, A!, harness.served.catchUp());
      return answer;
    },
  });
  const first = await alive({ epoch: "one" });
  await harness.pass(2_000);
  stage.byHand(A!, "bid", 9_900, 7);
  stage.byHand(B!, "ask", 100, 5);
  await harness.pass(40_000);
  const state = first.crash();
  expect(stage.held().size).toBe(2);
  next = "/portfolio/balance";
  const second = await alive({ epoch: "two", state });
  expect(second.of("start")[0]!.unexplained).toBeUndefined();
  expect(await second.play()).toMatchObject({ reason: "settled" });
  stage.expectBooks(second);
  expect(second.run.account).toEqual({ agrees: true, detail: "agrees" });
});

/** After a start began, at every stage of it: readings lag, so a list of payments may show what the balance doesn't yet. */
const PAID_AFTER_MS = Array.from({ length: 16 }, (_, step) => 1_000 + 400 * step);

test.each(PAID_AFTER_MS)(
  "money that comes in %i ms after a start began is explained by it, or told by the run",
  async (ms) => {
    exchange({ ...QUIET, switches: ["read-lag-ms=1000..4000", "as-of-overstates-ms=1000", "answer-delay-ms=20..150"] });
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    const state = first.crash();
    harness.time.after(ms, () => harness.exchange.deposit(harness.account, (7 * DOLLAR) as Money));
    const second = await alive({ epoch: "two", state });
    expect(second.of("start")[0]!.unexplained).toBeUndefined();
    await harness.pass(20_000);
    stage.expectBooks(second);
    expect(second.desk.account.check.unexplained).toBe(0);
    expect(second.desk.account.today).toBe(0);
  },
);

describe("another hand, while nothing ran", () => {
  test("has traded: it is booked and told, and the leg waits until an operator adopts it", async () => {
    exchange(QUIET);
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    const state = first.crash();
    stage.byHand(A!, "bid", 9_900, 7);
    await harness.pass(3_000);
    const second = await alive({ epoch: "two", state });
    stage.expectBooks(second);
    expect(second.desk.account.position(A!)).toBe(700);
    expect(second.of("start")[0]!.recovery?.join("\n")).toContain("by another hand");
    await harness.pass(15_000);
    const placed = (): Set<string> =>
      new Set(second.commands.flatMap((it) => (it.type === "place" ? [it.ticker] : [])));
    expect(placed().has(A!)).toBe(false);
    expect(placed().size).toBeGreaterThan(0);
    second.run.session.operate("adopt", "viewer", A);
    await harness.pass(5_000);
    expect(placed().has(A!)).toBe(true);
  });

  test("has an order resting: nothing is quoted, and it is left alone", async () => {
    exchange(QUIET);
    const foreign = harness.place(harness.account, B!, "bid", 1_000, 100, {});
    const life = await alive({ epoch: "one", unattended: false });
    expect(life.of("start")[0]!.recovery).toContain("another hand has 1 order resting");
    await harness.pass(20_000);
    expect(life.commands.filter(({ type }) => type === "place")).toEqual([]);
    expect(harness.exchange.resting(harness.account).map(({ orderId }) => orderId)).toEqual([foreign]);
  });

  test("has lost the day: it is halted, and so is every start of the day", async () => {
    exchange(QUIET);
    const first = await alive({ epoch: "one" });
    await harness.pass(5_000);
    first.run.session.operate("pull", "viewer"); // it is not to meet our own
    await harness.pass(2_000);
    const other = { timeInForce: "good-till-canceled" } as const;
    harness.place("other-maker", A!, "ask", 9_000, 30_000, other);
    stage.byHand(A!, "bid", 9_000, 300 + 400); // through the others' book
    harness.place("other-maker", A!, "bid", 1_000, 90_000, other);
    stage.byHand(A!, "ask", 1_000, 300 + 400 + 400);
    const playing = first.run.play();
    await harness.pass(60_000);
    expect(first.desk.account.today).toBeLessThan(-100 * DOLLAR);
    expect(await harness.passing(playing)).toMatchObject({ reason: "halted" });
    await first.close();
    const second = await alive({ epoch: "two", state: first.state });
    expect(await second.play()).toMatchObject({ reason: "halted" });
    expect(second.commands.filter(({ type }) => type === "place")).toEqual([]);
    await harness.pass(70_000);
    const third = await alive({ epoch: "three" });
    expect(await third.play()).toMatchObject({ reason: "halted" });
    expect(third.commands.filter(({ type }) => type === "place")).toEqual([]);
  });
});

describe("collateral that the exchange has returned", () => {
  test("is nobody's gain of yesterday, nor a loss of today", async () => {
    exchange({ ...QUIET, switches: ["collateral-return=yes"] });
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    for (const ticker of [A!, B!]) {
      first.run.session.operate("pull", "viewer", ticker);
      await harness.pass(2_000);
      harness.place("other-maker", ticker, "bid", 3_600, 3_000, { timeInForce: "good-till-canceled" });
      stage.byHand(ticker, "ask", 3_600, 30);
    }
    await harness.pass(70_000);
    const { convention } = first.desk.account.check;
    expect(convention).toEqual({ collateral: "returned", balance: "gross" });
    const state = first.crash();
    harness.time.runUntil(after(harness.time.now(), 14 * 3_600_000)); // past midnight in New York
    const second = await alive({ epoch: "two", state });
    stage.expectBooks(second);
    expect(second.of("start")[0]!.convention).toEqual(convention);
    expect(Math.abs(second.desk.account.today)).toBeLessThan(5 * DOLLAR); // $30 are returned; the marks differ
  });
});

test("what is known of how the exchange reckons is known to the next run too, be it half of it", async () => {
  exchange({ ...QUIET, switches: ["reported-balance=net"] });
  const first = await alive({ epoch: "one" });
  await harness.pass(100_000); // nothing is held, so nothing shows what becomes of collateral
  expect(first.desk.account.check.convention).toEqual({ balance: "net" });
  const state = first.crash();
  const second = await alive({ epoch: "two", state });
  expect(second.of("start")[0]!.convention).toEqual({ balance: "net" });
  expect(second.desk.account.check.convention).toEqual({ balance: "net" });
});

describe("an account that is rounded to whole cents, whose fees are told without that", () => {
  test("is gone on from however often it is started, with nothing unexplained, and to the micro-dollar", async () => {
    exchange({ switches: ["precision=cent", "fee-cost-includes-rounding=no"] });
    let state: string | undefined;
    let cost = 0;
    for (const epoch of ["one", "two", "three"]) {
      const life = await alive({ epoch, ...(state !== undefined && { state }) });
      expect(life.of("start")[0]!.unexplained).toBeUndefined();
      expect(life.of("start")[0]!.recovery?.join(" ") ?? "").not.toContain("than explained");
      await stage.filled(life, 12);
      await harness.pass(40_000);
      const { account } = life.desk;
      expect(account.check.unexplained).toBe(0);
      cost += account.check.rounding;
      state = life.crash();
    }
    const hidden = harness.exchange
      .records(harness.account)
      .fills.reduce((sum, { fee, feeCost }) => sum + fee - feeCost, 0);
    expect(hidden).toBeGreaterThan(0);
    expect(cost).toBeGreaterThan(0);
    expect(cost).toBeLessThanOrEqual(hidden);
  });
});

test("a payment counts by its name, whatever its time is said to be", async () => {
  let isPaid = false;
  const paid = { id: "slow-1", status: "applied", type: "ach", amount_cents: 50_000, fee_cents: 0 };
  exchange({
    ...QUIET,
    tamper(answer, { url }) {
      if (!isPaid || !url.includes("/portfolio/deposits")) return answer;
      // Asked for long before the first run, which has not seen it in the balance; when it was applied isn't told.
      return Response.json({ deposits: [{ ...paid, created_ts: 1_700_000_000, finalized_ts: null }], cursor: "" });
    },
  });
  const first = await alive({ epoch: "one" });
  await harness.pass(2_000);
  const state = first.crash();
  await harness.control("deposit", { dollars: "500" });
  isPaid = true;
  const second = await alive({ epoch: "two", state });
  stage.expectBooks(second);
  expect(second.of("start")[0]!.recovery).toContain("$500.00 came in from outside since");
  expect(second.desk.account.today).toBe(0);
});

describe("what nobody can explain", () => {
  /** An exchange that shows five contracts more of A than it has ever told of. */
  const strange: HarnessOptions = {
    ...QUIET,
    tamper(answer, { url }) {
      if (!isStrange || !url.includes("/portfolio/positions")) return answer;
      const shown = {
        ticker: A,
        position_fp: "5.00",
        fees_paid_dollars: "0",
        total_traded_dollars: "0",
        exchange_index: 0,
      };
      const more = { market_exposure_dollars: "0", realized_pnl_dollars: "0", last_updated_ts: null };
      return Response.json({ market_positions: [{ ...shown, ...more }], event_positions: [], cursor: "" });
    },
  };
  let isStrange = false;
  afterEach(() => {
    isStrange = false;
  });

  async function left(): Promise<string> {
    exchange(strange);
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    isStrange = true;
    return first.crash();
  }

  test("cash that has gone keeps a headless run from beginning; what was withdrawn or deposited doesn't", async () => {
    exchange({
      ...QUIET,
      tamper(answer, { url }) {
        if (!isStrange || !url.includes("/portfolio/balance")) return answer;
        return Response.json({ balance_dollars: "1000.40", portfolio_value: 0, updated_ts: 1_795_000_000 });
      },
    });
    const first = await alive({ epoch: "one" });
    await harness.pass(12_000);
    const state = first.crash();
    await harness.control("deposit", { dollars: "500" });
    await harness.control("withdraw", { dollars: "498" });
    const second = await alive({ epoch: "two", state });
    stage.expectBooks(second);
    expect(second.of("start")[0]!.recovery).toContain("$2.00 came in from outside since");
    expect(second.desk.account.today).toBe(0);
    const again = second.crash();
    isStrange = true; // $1.60 less
    const problem = { exitCode: 5, message: expect.stringContaining("$1.60 less cash than explained") };
    await expect(alive({ epoch: "three", state: again })).rejects.toMatchObject(problem);
  });

  test("keeps a headless run from beginning, however often it is tried", async () => {
    const state = await left();
    const problem = { exitCode: 5, message: expect.stringContaining(`${A}: by our books 0, the exchange says 5`) };
    await expect(alive({ epoch: "two", state })).rejects.toMatchObject(problem);
    expect(harness.exchange.resting(harness.account)).toEqual([]);
    await stage.lives.at(-1)!.close();
    await expect(alive({ epoch: "three", state })).rejects.toMatchObject(problem);
  });

  test("is shown where somebody looks: nothing is quoted until it is adopted, nor after another crash", async () => {
    const second = await alive({ epoch: "two", state: await left(), unattended: false });
    await harness.pass(10_000);
    expect(second.run.snapshot().stateReason).toContain("by our books 0, the exchange says 5");
    expect(second.commands.filter(({ type }) => type === "place")).toEqual([]);
    const third = await alive({ epoch: "three", state: second.crash(), unattended: false });
    await harness.pass(10_000);
    expect(third.commands.filter(({ type }) => type === "place")).toEqual([]);
    third.run.session.operate("adopt", "viewer");
    await harness.pass(15_000);
    expect(third.commands.filter(({ type }) => type === "place").length).toBeGreaterThan(0);
    expect(third.desk.account.position(A!)).toBe(500);
  });
});
