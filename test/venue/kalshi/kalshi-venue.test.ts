import { afterEach, describe, expect, test } from "vitest";
import { after, price, quantity } from "../../../src/market/units.ts";
import { expectAgreement } from "./agreement.ts";
import { type HarnessOptions, LiveHarness, START } from "./live-harness.ts";
import { EVENT, SERIES, TICKERS } from "./stranger.ts";

const [A, B, C] = TICKERS;

let harness: LiveHarness;
afterEach(() => harness.close());

async function opened(options: HarnessOptions = {}): Promise<LiveHarness> {
  harness = new LiveHarness(options);
  await harness.open();
  return harness;
}

/** Quotes one contract far from the market: rests for long, and is renewed. */
const PATIENT = { halfSpreadCents: 8, maxHalfSpreadCents: 8, orderSize: 1 };

describe("a run begins with", () => {
  test("the event of the series, its grid, fees, books, the account, and trades merged into taker orders", async () => {
    await opened();
    const start = harness.of("start")[0]!;
    const { event } = start;
    expect(event).toMatchObject({
      ticker: EVENT,
      series: SERIES,
      mutuallyExclusive: true,
      fees: { type: "quadratic_with_maker_fees", multiplier: 1 },
    });
    expect(event.legs.map(({ ticker, title, status }) => [ticker, title, status])).toEqual([
      [A, "Artist A", "active"],
      [B, "Artist B", "active"],
      [C, "Artist C", "active"],
    ]);
    expect(event.legs[0]).toEqual(harness.exchange.event(EVENT).legs[0]);
    expect(start.pacing.writeTokens).toMatchObject({ perSecond: 100, capacity: 100, reserve: 30 });
    expect(start.history.length).toBeGreaterThanOrEqual(240);
    const times = start.history.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(harness.of("account")[0]).toMatchObject({ resting: [], positions: [], balance: 1_000_000_000 });
    expect(new Set(harness.of("book").map(({ ticker }) => ticker))).toEqual(new Set(TICKERS));
  });

  test("only the markets that are named", async () => {
    await opened({ flags: { series: undefined, market: [A, C], duration: "20s" } });
    await harness.play();
    expect(harness.of("start")[0]!.event.legs.map(({ ticker }) => ticker)).toEqual([A, C]);
    const traded = new Set(
      [...harness.of("trade"), ...harness.of("book")].map((it) => ("order" in it ? it.order.ticker : it.ticker)),
    );
    expect(traded).toEqual(new Set([A, C]));
  });

  test.each([
    [{ series: "KXNONE" }, /series KXNONE: the exchange has no open event/],
    [{ series: undefined, event: "KXNONE-1" }, /event KXNONE-1: the exchange has none/],
    [{ series: undefined, market: [A, "KXNONE-1-X"] }, /market KXNONE-1-X: the exchange has none/],
  ])("nothing where there is nothing: %j", async (flags, text) => {
    harness = new LiveHarness({ flags });
    await expect(harness.open()).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(text) });
  });
});

describe("orders", () => {
  test("carry every guard that the exchange offers, and belong to this start's group", async () => {
    await opened({ flags: PATIENT });
    await harness.pass(10_000);
    const resting = harness.exchange.resting(harness.account);
    expect(resting.length).toBeGreaterThan(0);
    const [group] = harness.exchange.groups.list(harness.account);
    expect(group).toMatchObject({ limit: 500, triggered: false });
    for (const order of resting) {
      expect(order).toMatchObject({
        clientOrderId: expect.stringMatching(/^tauroi-t7-\d+$/),
        orderGroupId: group!.orderGroupId,
        postOnly: true,
        cancelOnPause: true,
        selfTradePrevention: "taker-at-cross",
        timeInForce: "good-till-canceled",
      });
      expect(order.expiresAt! % 1_000).toBe(0);
      expect(order.expiresAt! - harness.time.now()).toBeLessThanOrEqual(45_000);
    }
  });

  test("are kept alive by their expiry alone, which is the exchange's time however wrong the machine's clock is", async () => {
    harness = new LiveHarness({ flags: PATIENT, faults: ["clock-skew=20000"], isQuiet: true });
    harness.served.behaviour.signatureWindowMs = 60_000; // the first requests are signed before anything is known of its clock
    await harness.open();
    harness.served.behaviour.signatureWindowMs = 1_500;
    await harness.pass(60_000);
    const amended = harness.of("amended");
    expect(amended.length).toBeGreaterThanOrEqual(2);
    expect(amended.every(({ expiresAt }) => expiresAt! > after(START, 20_000))).toBe(true);
    expect(harness.of("closed").filter(({ reason }) => reason === "expired")).toEqual([]);
    for (const { expiresAt, clientOrderId = "" } of harness.exchange.resting(harness.account)) {
      expect(harness.run.session.engine.desk!.orders.get(clientOrderId)?.expiresAt).toBe(expiresAt);
    }
  });

  test("of an earlier start are found and cancelled", async () => {
    harness = new LiveHarness({ flags: { ...PATIENT, duration: "30s" }, takeover: true });
    const left = harness.place(harness.account, B, "bid", 1_000, 100, { clientOrderId: "tauroi-old-7" });
    await harness.open();
    await harness.play();
    expect(harness.exchange.records(harness.account).order(left)?.status).toBe("canceled");
    expectOnlyOurs("tauroi-old-7");
  });

  test("of somebody else on the account stop all quoting, and are left alone", async () => {
    await opened({ flags: { ...PATIENT, duration: "60s" } });
    await harness.pass(5_000);
    const foreign = harness.place(harness.account, B, "bid", 1_000, 100, {});
    await harness.pass(40_000);
    expect(harness.exchange.resting(harness.account).map(({ orderId }) => orderId)).toEqual([foreign]);
    const { desk } = harness.run.session.engine;
    for (const leg of desk!.legs.values()) expect(leg.reasons.map(({ code }) => code)).toContain("foreign-order");
    await harness.play();
    expect(harness.exchange.resting(harness.account).map(({ orderId }) => orderId)).toEqual([foreign]);
  });

  function expectOnlyOurs(stray: string): void {
    const orders = harness.exchange.records(harness.account).orders();
    expect(orders.filter(({ clientOrderId }) => clientOrderId === stray)).toHaveLength(1);
    expect(harness.exchange.resting(harness.account)).toEqual([]);
  }
});

describe("a kill", () => {
  test.each(["yes", "no"])("leaves nothing and has its proof, cancel-all allowed: %s", async (allowed) => {
    await opened({ switches: [`cancel-all-allowed=${allowed}`] });
    await harness.until(() => harness.exchange.resting(harness.account).length > 0);
    const playing = harness.run.play();
    harness.run.session.operate("kill", "test");
    expect(await harness.passing(playing)).toEqual({ reason: "killed", by: "test" });
    expectAgreement(harness);
    expect(harness.of("cancelledAll").length).toBeGreaterThan(0);
  });
});

describe("what becomes of the exchange and the event is told", () => {
  test("a pause of trading: orders are gone by it, and quoting goes on after it", async () => {
    await opened({ flags: { ...PATIENT, duration: "90s" } });
    await harness.pass(10_000);
    await harness.control("pause-trading");
    await harness.pass(10_000);
    expect(harness.of("exchange").at(-1)).toMatchObject({ trading: false });
    expect(harness.of("closed").map(({ reason }) => reason)).toContain("pause");
    const before = harness.of("placed").length;
    await harness.control("resume");
    await harness.pass(20_000);
    expect(harness.of("exchange").at(-1)).toMatchObject({ trading: true });
    expect(harness.of("placed").length).toBeGreaterThan(before);
    await harness.play();
    expectAgreement(harness);
  });

  test("the next pause, by the schedule and by the week", async () => {
    await opened({ flags: PATIENT });
    await harness.pass(1_000);
    const thursday = Date.UTC(2026, 10, 19, 8); // 03:00 in New York
    expect(harness.of("exchange")[0]).toMatchObject({ trading: true, nextPauseAt: thursday });
    await harness.control("maintenance", { in_ms: 3_600_000, for_ms: 600_000 });
    await harness.pass(310_000);
    const announced = harness.of("exchange").at(-1)?.nextPauseAt ?? 0;
    expect(announced).toBeGreaterThan(START + 3_600_000);
    expect(announced).toBeLessThan(START + 3_660_000);
  });

  test("status, close and grid of a leg, by the stream at once", async () => {
    await opened({ flags: PATIENT });
    await harness.pass(5_000);
    await harness.control("deactivate", { ticker: A });
    await harness.control("close-time", { ticker: B, in_ms: 7_200_000 });
    const fine = [{ start: "0.0000", end: "1.0000", step: "0.0010" }];
    await harness.control("price-ranges", { ticker: C, price_ranges: fine });
    await harness.pass(2_000);
    const last = new Map(harness.of("leg").map(({ leg }) => [leg.ticker, leg]));
    expect(last.get(A)).toMatchObject({ status: "inactive" });
    expect(last.get(B)).toEqual(harness.exchange.event(EVENT).legs[1]);
    expect(last.get(C)?.priceRanges).toEqual([{ start: 0, end: 10_000, step: 10 }]);
    await harness.control("activate", { ticker: A });
    await harness.pass(2_000);
    expect(harness.of("leg").at(-1)?.leg).toMatchObject({ ticker: A, status: "active" });
  });

  test("fees: a series' change when it is due, an event's own at once", async () => {
    await opened({ flags: PATIENT });
    await harness.control("series-fees", { fee_type: "quadratic", in_ms: 90_000 });
    await harness.pass(80_000);
    expect(harness.of("fees")).toEqual([]);
    await harness.pass(20_000);
    expect(harness.of("fees").map(({ fees }) => fees)).toEqual([{ type: "quadratic", multiplier: 1 }]);
    await harness.control("event-fees", { fee_type: "quadratic_with_maker_fees", fee_multiplier: 0.5 });
    await harness.pass(1_000);
    expect(harness.of("fees").at(-1)?.fees).toEqual({ type: "quadratic_with_maker_fees", multiplier: 0.5 });
  });

  test("the close and the result, to the end: every leg pays, and the books agree", async () => {
    await opened({ closeInMs: 11 * 60_000 });
    const playing = harness.run.play();
    await harness.pass(11 * 60_000 + 20_000);
    expect(harness.of("leg").at(-1)?.leg.status).toBe("closed");
    await harness.control("settle", { winner: A });
    expect(await harness.passing(playing)).toEqual({ reason: "settled" });
    expectAgreement(harness);
    expect(new Map(harness.of("settlement").map(({ ticker, value }) => [ticker, value]))).toEqual(
      new Map([
        [A, price(10_000)],
        [B, price(0)],
        [C, price(0)],
      ]),
    );
  });

  test("an attestation that is about to lapse ends quoting while cancels are still taken", async () => {
    harness = new LiveHarness({ flags: { ...PATIENT, duration: "30s" } });
    await harness.control("attestation", { account: harness.account, in_ms: 50 * 60_000 });
    await harness.open();
    await harness.play();
    expect(harness.of("exchange")[0]).toMatchObject({ trading: false });
    expect(harness.notices).toContainEqual(expect.objectContaining({ severity: "critical", code: "attestation" }));
    expect(harness.commands.filter(({ type }) => type === "place")).toEqual([]);
  });
});

describe("public data", () => {
  test("has every trade of the exchange once, over lost connections too", async () => {
    await opened();
    harness.served.faults.set([
      "cut-frame=0.02@trade",
      "sequence-gap=0.05@trade",
      "duplicate=0.05@trade",
      "reorder=0.1@trade",
    ]);
    await harness.pass(80_000);
    harness.served.faults.set([]);
    await harness.control("pause-trading"); // so that none is on its way when they are counted
    await harness.pass(8_000);
    const { struck } = harness.served.faults;
    expect(struck["cut-frame"] + struck["sequence-gap"] + struck["duplicate"]).toBeGreaterThan(4);
    const volume = (
      orders: readonly { readonly order: { readonly prints: readonly { readonly quantity: number }[] } }[],
    ) => orders.reduce((sum, { order }) => sum + order.prints.reduce((all, print) => all + print.quantity, 0), 0);
    const history = harness.of("start")[0]!.history.map((order) => ({ order }));
    expect(volume(history) + volume(harness.of("trade"))).toBe(harness.volume);
  });

  test("counts as lost while the stream is down, and books are not kept over it", async () => {
    await opened({ flags: { ...PATIENT, duration: "60s" } });
    await harness.pass(5_000);
    harness.served.faults.set(["cut-frame=next:1"]);
    await harness.pass(10_000);
    const feed = harness.of("heartbeat").map(({ feed: state }) => state);
    expect(feed.filter((state) => state === "lost").length).toBeGreaterThan(0);
    expect(feed.at(-1)).toBe("live");
    await harness.play();
    expectAgreement(harness);
  });
});

test("a price amend towards the market, and one that grows, are never sent", async () => {
  await opened({ flags: PATIENT, isQuiet: true });
  await harness.pass(10_000);
  const order = harness.exchange.resting(harness.account).find(({ side }) => side === "bid")!;
  const { clientOrderId = "", ticker, side } = order;
  const amend = {
    type: "amend",
    clientOrderId,
    ticker,
    side,
    filled: quantity(0),
    expiresAt: order.expiresAt,
  } as const;
  const { venue } = harness.run;
  venue.send({ ...amend, price: price(order.price + 100), remaining: order.remaining });
  venue.send({ ...amend, price: order.price, remaining: quantity(order.remaining + 100) });
  await harness.pass(500);
  const refused = harness.of("refused").filter(({ request }) => request === "amend");
  expect(refused.map(({ detail }) => detail)).toEqual([
    "not sent: it moves towards the market",
    "not sent: it makes the order larger",
  ]);
  expect(harness.exchange.order(order.orderId)).toMatchObject({ price: order.price, remaining: order.remaining });
});
