import { afterEach, describe, expect, test } from "vitest";
import { type Price, quantity, time } from "../../../src/market/units.ts";
import { type HarnessOptions, LiveHarness } from "./live-harness.ts";
import { TICKERS } from "./stranger.ts";

const [A, B] = TICKERS;
/** Quotes one contract far from the market: rests for long, and is renewed. */
const PATIENT = { halfSpreadCents: 8, maxHalfSpreadCents: 8, orderSize: 1 };

let harness: LiveHarness;
afterEach(() => harness.close());

async function opened(options: HarnessOptions = {}): Promise<LiveHarness> {
  harness = new LiveHarness(options);
  await harness.open();
  return harness;
}

/** An order that the venue is asked for and the engine knows nothing of. */
function asked(clientOrderId: string, at: number, lifeMs = 40_000) {
  const expiresAt = time(Math.floor((harness.time.now() + lifeMs) / 1_000) * 1_000);
  const terms = { ticker: A, side: "bid", price: at as Price, quantity: quantity(300), expiresAt } as const;
  return { type: "place", clientOrderId, ...terms } as const;
}

test("fills of another hand's order while the account is read for the first time count once", async () => {
  const switches = ["read-lag-ms=4000..4000", "as-of-overstates-ms=4000"]; // so that the reading lacks fills that the stream has told
  harness = new LiveHarness({ flags: { ...PATIENT, duration: "30s", foreignOrders: "count" }, switches });
  const orderId = harness.place(harness.account, B, "bid", 3_300, 20_000, { clientOrderId: "app-1" });
  await harness.open();
  harness.run.session.operate("pull", "test");
  await harness.pass(10_000);
  harness.exchange.cancel(harness.account, orderId, harness.served.catchUp());
  await harness.pass(10_000);
  expect(harness.of("foreignFill").filter(({ ticker }) => ticker === B).length).toBeGreaterThan(0);
  const desk = harness.run.session.engine.desk!;
  for (const { ticker, position } of harness.exchange.positions(harness.account)) {
    expect([ticker, desk.account.position(ticker)]).toEqual([ticker, position]);
  }
  expect(desk.account.balance).toBe(harness.exchange.balance(harness.account));
});

test("trades missed at a lost connection are read although the first readings of them fail", async () => {
  await opened();
  await harness.pass(5_000);
  harness.served.faults.set(["cut-frame=next:1@trade", "500-before=1@GET/markets/trades"]);
  await harness.pass(25_000);
  harness.served.faults.set([]);
  await harness.pass(15_000);
  await harness.control("pause-trading"); // so that none is on its way when they are counted
  await harness.pass(8_000);
  let volume = 0;
  const told = [...harness.of("start")[0]!.history, ...harness.of("trade").map(({ order }) => order)];
  for (const { prints } of told) for (const print of prints) volume += print.quantity;
  expect(volume).toBe(harness.volume);
});

describe("an order", () => {
  test("whose id is taken already is looked for, and cancelled when that is wanted", async () => {
    await opened({ flags: PATIENT, isQuiet: true });
    await harness.pass(5_000);
    harness.served.faults.set(["drop-message=1"]);
    const clientOrderId = "tauroi-t7-9999";
    const orderId = harness.place(harness.account, A, "bid", 2_000, 300, { clientOrderId });
    harness.run.venue.send(asked(clientOrderId, 2_000));
    await harness.pass(300);
    expect(harness.of("refused").filter((input) => input.clientOrderId === clientOrderId)).toMatchObject([
      { code: "duplicate" },
    ]);
    harness.run.venue.send({ type: "cancel", clientOrderId, ticker: A });
    await harness.pass(3_000);
    expect(harness.exchange.records(harness.account).order(orderId)?.status).toBe("canceled");
  });

  test("that was gone before its create was answered is not taken out of others' books", async () => {
    await opened({ flags: PATIENT, isQuiet: true });
    await harness.pass(5_000);
    harness.served.faults.set(["answer-latency=3000..3000@POST/portfolio/events/orders"]);
    harness.run.venue.send(asked("tauroi-t7-9998", 2_000));
    const mine = () =>
      harness.exchange.resting(harness.account).find(({ clientOrderId }) => clientOrderId === "tauroi-t7-9998");
    await harness.until(() => mine() !== undefined);
    harness.exchange.cancel(harness.account, mine()!.orderId, harness.served.catchUp());
    await harness.pass(7_000);
    harness.place("other-maker", A, "bid", 2_000, 300, {});
    await harness.pass(1_000);
    const book = harness.of("book").findLast(({ ticker }) => ticker === A)!.book;
    expect(book.bids.filter(({ price }) => price === 2_000)).toEqual([{ price: 2_000, quantity: 300 }]);
  });

  test("of which only a look-up tells is taken out of others' books", async () => {
    await opened({ flags: PATIENT, isQuiet: true });
    await harness.pass(5_000);
    const clientOrderId = "tauroi-t7-9997";
    const unheard = ["drop-message=1", "sequence-gap=1@orderbook_delta"];
    harness.served.faults.set([...unheard, "500-after=next:1@POST/portfolio/events/orders"]);
    harness.run.venue.send(asked(clientOrderId, 2_000));
    await harness.until(() => harness.exchange.records(harness.account).find(clientOrderId) !== undefined);
    await harness.pass(300);
    harness.served.faults.set([]);
    harness.place("other-maker", A, "bid", 1_000, 100, {}); // shows the gap: the new snapshot has our order in it
    await harness.until(() => harness.of("placed").some((placed) => placed.clientOrderId === clientOrderId));
    const before = harness.inputs.length;
    harness.place("other-maker", A, "bid", 1_100, 100, {});
    await harness.pass(1_000);
    const told = harness.inputs.slice(before).filter((input) => input.type === "book" && input.ticker === A);
    expect(told.length).toBeGreaterThan(0);
    for (const input of told) expect(JSON.stringify(input)).not.toContain('"price":2000');
    expect(harness.exchange.book(A, 5).bids).toContainEqual({ price: 2_000, quantity: 300 });
  });

  test("and the engine's time are not led astray by the date of a single answer", async () => {
    let isWrong = false;
    const tamper = (answer: Response, { url }: { readonly url: string }): Response => {
      if (!url.endsWith("/exchange/status")) return answer;
      const headers = new Headers(answer.headers);
      if (isWrong) headers.set("date", new Date(harness.time.now() + 3_600_000).toUTCString());
      isWrong = false;
      return new Response(answer.body, { status: answer.status, headers });
    };
    await opened({ flags: PATIENT, tamper });
    await harness.pass(5_000);
    isWrong = true;
    await harness.pass(60_000);
    expect(isWrong).toBe(false);
    expect(harness.inputs.at(-1)!.at - harness.time.now()).toBeLessThan(2_000);
    const resting = () => harness.exchange.resting(harness.account);
    await harness.until(() => resting().length > 0); // it may be on the move
    for (const { expiresAt } of resting()) {
      expect(expiresAt! - harness.time.now()).toBeLessThanOrEqual(46_000);
    }
  });

  test.each([undefined, 120_000])("is not sent when it would live for %s ms", async (lifeMs) => {
    await opened({ flags: PATIENT, isQuiet: true });
    const { expiresAt, ...order } = asked("tauroi-t7-9997", 2_000, lifeMs);
    harness.run.venue.send({ ...order, expiresAt: lifeMs === undefined ? undefined : expiresAt });
    await harness.pass(500);
    expect(harness.of("refused").at(-1)).toMatchObject({ clientOrderId: "tauroi-t7-9997", code: "other" });
    expect(
      harness.exchange
        .records(harness.account)
        .orders()
        .map(({ clientOrderId }) => clientOrderId),
    ).not.toContain("tauroi-t7-9997");
  });
});

test("an order group that couldn't be made is made later", async () => {
  harness = new LiveHarness({ flags: { ...PATIENT }, isQuiet: true });
  harness.served.faults.set(["500-before=1@POST/portfolio/order_groups/create"]);
  await harness.open();
  harness.served.faults.set([]);
  await harness.pass(35_000);
  const [group] = harness.exchange.groups.list(harness.account);
  const clientOrderId = "tauroi-t7-9996";
  harness.run.venue.send(asked(clientOrderId, 2_000));
  await harness.pass(500);
  const order = harness.exchange.resting(harness.account).find((resting) => resting.clientOrderId === clientOrderId);
  expect(order?.orderGroupId).toBe(group!.orderGroupId);
  expect(harness.notices.filter(({ code }) => code === "no-order-group")).toHaveLength(1);
});
