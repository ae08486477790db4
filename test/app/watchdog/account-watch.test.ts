import { afterEach, describe, expect, test } from "vitest";
import { AccountWatch } from "../../../src/app/watchdog/account-watch.ts";
import type { DayStart } from "../../../src/app/watchdog/profit.ts";
import { DOLLAR, PRICE_ONE, type Time } from "../../../src/market/units.ts";
import { KalshiKey } from "../../../src/venue/kalshi/key.ts";
import { RestClient } from "../../../src/venue/kalshi/rest/client.ts";
import { markets } from "../../../src/venue/kalshi/rest/markets.ts";
import { type HarnessOptions, KEY_PEM, LiveHarness } from "../../venue/kalshi/live-harness.ts";
import { TICKERS } from "../../venue/kalshi/stranger.ts";

const [A, B] = TICKERS;
let harness: LiveHarness;
afterEach(() => harness.close());

function watched(options: HarnessOptions = {}) {
  harness = new LiveHarness(options);
  const { account, time } = harness;
  const client = new RestClient({
    baseUrl: harness.addresses.restUrl,
    key: KalshiKey.fromPem(account, KEY_PEM),
    clock: time,
    timers: time,
    uniform: () => 0.5,
    fetch: harness.wire.fetch,
  });
  const starts: DayStart[] = [];
  const watch = (dayStart?: DayStart): AccountWatch =>
    new AccountWatch({
      client,
      place: { exchangeIndex: 0, subaccount: 0 },
      dayStart,
      keep: (start) => starts.push(start),
    });
  const look = (by: AccountWatch) => harness.passing(by.look());
  return { client, watch, look, starts };
}

/** A whole second so much later. */
function inSeconds(seconds: number): Time {
  return (Math.ceil(harness.time.now() / 1_000) * 1_000 + seconds * 1_000) as Time;
}

/** The others' maker takes all its orders away. */
function emptyBook(): void {
  for (const { orderId } of harness.exchange.resting("other-maker")) {
    harness.exchange.cancel("other-maker", orderId, harness.served.catchUp());
  }
}

describe("a look at the account", () => {
  test("finds what was lost or won, by the exchange's own figures, also for a watchdog that comes later", async () => {
    const { client, watch, look, starts } = watched({ flags: { duration: "60s" } });
    const first = watch();
    expect(await look(first)).toMatchObject({ lost: 0, worth: 1_000 * DOLLAR, fillsLastMinute: 0 });
    await harness.play();
    await harness.pass(70_000);
    const seen = await look(first);
    const later = await look(watch(starts[0]));
    // What an account has is its cash and what its contracts are worth at others' orders: a YES its price, a NO $1 less it.
    let worth: number = harness.exchange.balance(harness.account);
    const found = new Map(
      (await harness.passing(client.all(markets({ tickers: TICKERS })))).map((it) => [it.ticker, it]),
    );
    for (const { ticker, position } of harness.exchange.positions(harness.account)) {
      const { yesBid, yesAsk } = found.get(ticker)!;
      worth += position >= 0 ? position * yesBid : -position * (PRICE_ONE - yesAsk);
    }
    expect(seen.lost).toBe(1_000 * DOLLAR - worth);
    expect(later.lost).toBe(seen.lost);
    expect(starts).toHaveLength(1);
    expect(seen.lost).not.toBe(0);
  });

  test("counts fills of the last minute and orders of ours; those of other hands, and of closed markets, are no concern", async () => {
    const { watch, look } = watched({ isQuiet: true, switches: ["expiry-sweep-ms=600000", "close-sweep-ms=600000"] });
    const { account } = harness;
    emptyBook();
    const ours = { expiresAt: inSeconds(40) };
    harness.place(account, A, "bid", 1_000, 300, { ...ours, clientOrderId: "tauroi-x-1" });
    harness.place(account, B, "bid", 1_000, 200, { ...ours, clientOrderId: "tauroi-x-2" });
    harness.place(account, B, "ask", 9_000, 100, { clientOrderId: "tauroi-x-3" });
    harness.place(account, A, "bid", 900, 5_000, {});
    harness.place("other-taker", A, "ask", 1_000, 100, { postOnly: false, timeInForce: "immediate-or-cancel" });
    await harness.pass(3_000);
    const by = watch();
    const seen = await look(by);
    expect(seen.ours).toEqual({ orders: 3, quantity: 200 + 200 + 100, overdue: 0, unbounded: 1 });
    expect(seen.fillsLastMinute).toBeGreaterThan(0);
    await harness.pass(60_000);
    expect((await look(by)).ours).toMatchObject({ orders: 3, overdue: 2, unbounded: 1 });
    expect((await look(by)).fillsLastMinute).toBe(0);
  });

  test("is not put off by one odd book: what counts is the median of a minute", async () => {
    const { watch, look } = watched({ isQuiet: true });
    const { account } = harness;
    const by = watch();
    await look(by);
    harness.place(account, A, "bid", 4_200, 1_000, {
      clientOrderId: "tauroi-x-1",
      expiresAt: inSeconds(40),
    });
    harness.place("other-taker", A, "ask", 4_200, 1_000, { postOnly: false, timeInForce: "immediate-or-cancel" });
    for (let n = 0; n < 8; n++) {
      await harness.pass(2_500);
      await look(by);
    }
    const before = await look(by);
    emptyBook();
    harness.place("other-maker", A, "bid", 100, 100, {});
    harness.place("other-maker", A, "ask", 200, 100, {});
    const odd = await look(by);
    expect(odd.lost).toBe(before.lost);
    await harness.pass(70_000);
    expect((await look(by)).lost).toBeGreaterThan(before.lost);
  });
});
