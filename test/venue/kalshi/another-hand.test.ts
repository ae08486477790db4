import { afterEach, describe, expect, test } from "vitest";
import { LIVE_GUARDS } from "../../../src/engine/guards.ts";
import { DOLLAR, type Price, type Quantity } from "../../../src/market/units.ts";
import { LiveHarness } from "./live-harness.ts";
import { TICKERS } from "./stranger.ts";

const [A, B] = TICKERS;
/** Quotes too wide for anybody to take. */
const PATIENT = { halfSpreadCents: 12, skewCentsPerContract: 0 };

let harness: LiveHarness;
afterEach(() => harness.close());

async function opened(options: ConstructorParameters<typeof LiveHarness>[0]): Promise<void> {
  harness = new LiveHarness(options);
  await harness.open();
}

const desk = () => harness.run.session.engine.desk!;
const codes = (ticker: string) =>
  desk()
    .legs.get(ticker)!
    .reasons.map(({ code }) => code);

/** A trader buys in the app, on the account that the engine trades. */
function buy(ticker: string, at: number, size: number): void {
  const now = harness.served.catchUp();
  const terms = { ticker, side: "bid", price: at as Price, quantity: size as Quantity } as const;
  const taken = harness.exchange.create(
    harness.account,
    { ...terms, timeInForce: "immediate-or-cancel", postOnly: false },
    now,
  );
  expect(taken).toMatchObject({ ok: true });
}

describe("a trader in the app", () => {
  test("buys: its fill is told apart and booked, its leg alone waits for an operator, and the account agrees", async () => {
    await opened({ isQuiet: true, flags: { ...PATIENT, duration: "2m" } });
    await harness.pass(15_000);
    buy(A, 6_000, 300);
    await harness.pass(8_000);
    const [fill] = harness.of("foreignFill");
    expect(fill).toMatchObject({ ticker: A, side: "bid", quantity: 300, taker: true });
    expect([desk().account.position(A), desk().account.foreign(A)]).toEqual([300, 300]);
    expect(codes(A)).toContain("foreign-position");
    expect(codes(B)).not.toContain("foreign-position");
    await harness.pass(40_000);
    expect(desk().doubt.drift).toBe("");
    expect(desk().account.check.unexplained).toBe(0);
    harness.run.session.operate("adopt", "test", A);
    expect(codes(A)).not.toContain("foreign-position");
    await harness.play();
    expect(harness.run.account).toEqual({ agrees: true, detail: "agrees" });
  });

  test("is told of by readings as well, when the stream's messages are lost", async () => {
    await opened({ isQuiet: true, faults: ["drop-message=1"], flags: { ...PATIENT, duration: "2m" } });
    await harness.pass(15_000);
    buy(A, 6_000, 200);
    await harness.play();
    expect(harness.of("foreignFill")).toHaveLength(1);
    expect(harness.run.account).toEqual({ agrees: true, detail: "agrees" });
  });
});

test("deposits and withdrawals are read, booked as such, and no result of the day", async () => {
  await opened({ isQuiet: true, flags: { ...PATIENT, duration: "2m" } });
  await harness.pass(15_000);
  const { openingEquity, today } = desk().account;
  await harness.control("deposit", { account: harness.account, dollars: "250" });
  await harness.control("withdraw", { account: harness.account, dollars: "40" });
  await harness.pass(45_000);
  expect(harness.of("flow").map(({ kind, amount }) => [kind, amount])).toEqual([
    ["deposit", 250 * DOLLAR],
    ["withdrawal", 40 * DOLLAR],
  ]);
  expect([desk().account.openingEquity, desk().account.today]).toEqual([openingEquity, today]);
  expect(desk().account.breakerLoss).toBe((openingEquity + 210 * DOLLAR) / 10);
  await harness.play();
  expect(desk().account.check.unexplained).toBe(0);
  expect(harness.run.account).toEqual({ agrees: true, detail: "agrees" });
});

test("cash that goes without any word of it is named, and stops quoting when it is more than a dollar", async () => {
  await opened({
    isQuiet: true,
    flags: { ...PATIENT, duration: "4m" },
    tamper: (answer, { url }) =>
      url.includes("/portfolio/withdrawals") ? Response.json({ withdrawals: [], cursor: "" }) : answer,
  });
  await harness.pass(50_000);
  await harness.control("withdraw", { account: harness.account, dollars: "1" });
  await harness.pass(45_000);
  expect(codes(A)).not.toContain("unexplained-cash");
  expect(desk().account.check.unexplained).toBe(-DOLLAR);
  await harness.control("withdraw", { account: harness.account, dollars: "1" });
  expect(await harness.play()).toMatchObject({ reason: "drift", text: expect.stringContaining("gone unexplained") });
});

describe.each(["no", "yes"])("a market that pays out, with collateral returned: %s", (returned) => {
  test("pays what the books say, to the micro-dollar", async () => {
    const switches = [`collateral-return=${returned}`];
    await opened({ seed: 11, switches, flags: { duration: "3m", skewCentsPerContract: 0.02 } });
    await harness.pass(75_000);
    await harness.control("settle", { winner: B });
    const end = await harness.play();
    expect(end).toEqual({ reason: "settled" });
    expect(harness.of("fill").length).toBeGreaterThan(10);
    expect(desk().account.check.unexplained).toBe(0);
    expect(desk().account.balance).toBe(harness.exchange.balance(harness.account));
    expect(harness.run.account).toEqual({ agrees: true, detail: "agrees" });
    expect(harness.commands.some((command) => command.type === "alert" && command.code === "unexplained-cash")).toBe(
      false,
    );
  });
});

test("every live run has the guards", async () => {
  await opened({ isQuiet: true, flags: { ...PATIENT, duration: "10s" } });
  expect(desk().start.pacing.guards).toEqual(LIVE_GUARDS);
});
