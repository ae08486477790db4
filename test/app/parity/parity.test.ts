import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SessionParity, sessionParity } from "../../../src/app/parity/parity.ts";
import type { SessionLog } from "../../../src/app/parity/session-log.ts";
import type { Fill } from "../../../src/engine/input.ts";
import type { Money, Price, Time } from "../../../src/market/units.ts";
import { type Played, played } from "./played-session.ts";

/** Several contracts an order, so that orders are filled in parts. */
const EAGER = { profile: "fixed-3c", halfSpreadCents: 1, orderSize: 4, skewCentsPerContract: 0.25 };

const SESSIONS = [
  ["the documented profile", 1, { profile: "documented", duration: "15m" }],
  ["quotes of a fixed width", 4, { profile: "fixed-3c", duration: "15m" }],
  ["orders that are filled in parts", 7, { ...EAGER, duration: "8m" }],
] as const;

describe.each(SESSIONS)("a session on the embedded exchange: %s", (_, seed, flags) => {
  let session: Played;
  let parity: SessionParity;
  let slow: SessionParity;
  beforeAll(async () => {
    session = await played(seed, flags);
    parity = sessionParity(session.log, 1);
    slow = sessionParity(session.log, 2);
  });
  afterAll(() => session.remove());

  test("comes to the same by `book`: every fill, and the money to the micro-dollar", () => {
    expect(parity).toMatchObject({ verdict: "equal", kind: "paper", differences: [], replay: { mismatches: 0 } });
    expect(parity.told.fills).toBeGreaterThan(3);
    const { judged_1h: _judged, ...book } = parity.predicted.book;
    expect(parity.told).toMatchObject({ ...book, fills: parity.told.fills });
    for (const leg of parity.contracts) {
      expect(leg.book.contracts).toBe(leg.told.contracts);
      expect(leg.book.net_usd).toBeCloseTo(leg.told.net_usd, 9);
    }
  });

  test("what it was told is what the run itself said at its end", () => {
    const { fills, gross_usd, fees_usd, net_usd, contracts } = session.summary;
    expect(parity.told.fills).toBe(fills);
    expect(parity.told.gross_usd).toBeCloseTo(gross_usd, 9);
    expect(parity.told.fees_usd).toBeCloseTo(fees_usd, 9);
    expect(parity.told.net_usd).toBeCloseTo(net_usd, 9);
    for (const { ticker, told } of parity.contracts) {
      expect(told.net_usd).toBeCloseTo(contracts.find((each) => each.ticker === ticker)!.net_usd, 9);
    }
  });

  test("the strict fill models have no more than the kind ones", () => {
    for (const { predicted } of [parity, slow]) {
      const { touch, book, book_public: alone, through } = predicted;
      expect(touch.contracts).toBeGreaterThanOrEqual(book.contracts);
      expect(book.contracts).toBeGreaterThanOrEqual(alone.contracts);
      expect(alone.contracts).toBeGreaterThanOrEqual(through.contracts);
    }
  });

  test("with requests that take twice as long, what differs adds up to what the result differs by", () => {
    expect(slow).toMatchObject({ verdict: "different", latency_scale: 2 });
    expect(slow.request_ms.compared).toBe(2 * parity.request_ms.session!);
    expect(slow.told).toEqual(parity.told);
    const sum = slow.differences.reduce((total, { net_usd }) => total + net_usd, 0);
    expect(sum).toBeCloseTo(slow.difference_usd, 9);
    const contracts = slow.differences.reduce(
      (total, each) => total + each.predicted_contracts - each.session_contracts,
      0,
    );
    expect(slow.told.contracts + contracts).toBe(slow.predicted.book.contracts);
    for (const { cause } of slow.differences) expect(cause).toBe("latency");
  });
});

describe("what is not as it was is found", () => {
  let log: SessionLog;
  let before: SessionParity;
  beforeAll(async () => {
    const session = await played(4, { profile: "fixed-3c", duration: "15m" });
    log = session.log;
    before = sessionParity(log, 1);
    session.remove();
  });

  /** The same session, had the exchange told of other fills. */
  const told = (change: (fill: Fill) => readonly Fill[]): SessionLog => ({
    ...log,
    fills: log.fills.flatMap(change),
    inputs: log.inputs.flatMap((logged) =>
      logged.input.type === "fill" ? change(logged.input).map((input) => ({ ...logged, input })) : [logged],
    ),
  });

  test("slower requests: each fill that is missing or more, and what it costs", () => {
    const slow = sessionParity(log, 20);
    expect(slow.verdict).toBe("different");
    expect(slow.differences.length).toBeGreaterThan(0);
    const [first] = slow.differences;
    const place = log.places.get(first!.client_order_id)!;
    expect(first).toMatchObject({ ticker: place.ticker, side: place.side, price_cents: place.price / 100 });
    expect(slow.predicted.book).not.toEqual(before.predicted.book);
  });

  test("a fill that the exchange doesn't tell of, though its trade was printed beyond our price", () => {
    // Of all fills the first that `through` has as well: nothing but a lost message explains its absence.
    expect(before.predicted.through.fills).toBeGreaterThan(0);
    const found = log.fills.some(({ tradeId }) => {
      const { verdict, differences } = sessionParity(
        told((fill) => (fill.tradeId === tradeId ? [] : [fill])),
        1,
      );
      return verdict === "different" && differences.some(({ cause }) => cause === "unfilled");
    });
    expect(found).toBe(true);
  });

  test("a fill of which no public trade tells", () => {
    const [one] = log.fills;
    const elsewhere = told((fill) =>
      fill === one || fill.tradeId === one!.tradeId ? [{ ...fill, quantity: 90_000 as Fill["quantity"] }] : [fill],
    );
    const { verdict, differences } = sessionParity(elsewhere, 1);
    expect(verdict).toBe("different");
    expect(differences).toMatchObject([
      { client_order_id: one!.clientOrderId, cause: "untold", session_contracts: 900 },
    ]);
  });

  test("a fill at another time than its trade", () => {
    const [one] = log.fills;
    const later = told((fill) =>
      fill.tradeId === one!.tradeId ? [{ ...fill, at: (fill.at + 30_000) as Time }] : [fill],
    );
    expect(sessionParity(later, 1).verdict).toBe("different");
  });

  test("other fees", () => {
    const dearer = told((fill) => [{ ...fill, fee: (fill.fee + 10_000) as Money }]);
    const { verdict, differences, difference_usd: usd } = sessionParity(dearer, 1);
    expect([verdict, differences]).toEqual(["different", []]);
    expect(usd).toBeCloseTo(0.01 * log.fills.length, 9);
  });

  test("other prices", () => {
    const better = told((fill) => [
      { ...fill, price: (fill.side === "bid" ? fill.price - 100 : fill.price + 100) as Price },
    ]);
    expect(sessionParity(better, 1)).toMatchObject({ verdict: "different" });
  });

  test("an engine that answers otherwise", () => {
    const other = { ...log, replay: { ...log.replay, mismatches: 1 } };
    expect(sessionParity(other, 1)).toMatchObject({ verdict: "different", differences: [] });
  });
});
