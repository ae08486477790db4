import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BookColumnBuilder, bookSteps } from "../../../src/backtest/book-columns.ts";
import type { Price, Quantity, Time } from "../../../src/market/units.ts";
import { type BookStep, BookSteps } from "../../../src/tape/recording/book-steps.ts";
import type { StreamRow } from "../../../src/tape/recording/rows.ts";
import { MarketBook } from "../../../src/venue/kalshi/stream/market-book.ts";
import { readMessage } from "../../../src/venue/kalshi/stream/reader.ts";
import { readRecording, recordingPresent } from "../../venue/kalshi/stream/recording.ts";

function row(type: string, segment: number, seq: number, msg: StreamRow["msg"], at = 1_000 + seq): StreamRow {
  return { recv_ms: at, segment, type, sid: 1, seq, sending_ts_ms: null, market_ticker: "A", msg };
}

const snapshot = (segment: number, seq: number) =>
  row("orderbook_snapshot", segment, seq, { yes_dollars_fp: [["0.4500", "10.00"]] });
const delta = (segment: number, seq: number, by: string, ts?: number) =>
  row("orderbook_delta", segment, seq, { price_dollars: "0.4500", delta_fp: by, side: "yes", ts_ms: ts });

function told(...rows: readonly StreamRow[]): string[] {
  const steps = new BookSteps(true);
  return rows.flatMap((each) => steps.take(each).map(({ type, at }) => `${type} ${at}`));
}

describe("recorded books", () => {
  test("count from a snapshot on, and are lost with a missing number or another connection", () => {
    expect(told(delta(1, 1, "1.00"), snapshot(1, 2), delta(1, 3, "2.00"))).toEqual(["snapshot 1002", "change 1003"]);
    expect(told(snapshot(1, 1), delta(1, 3, "1.00"), snapshot(1, 4))).toEqual([
      "snapshot 1001",
      "lost 1003",
      "snapshot 1004",
    ]);
  });

  test("are lost from the last message on that an ended connection brought, not when another begins", () => {
    expect(told(snapshot(1, 1), snapshot(2, 90))).toEqual(["snapshot 1001", "lost 1001", "snapshot 1090"]);
    const ticker = row("ticker", 1, 5, {});
    expect(told(snapshot(1, 1), ticker, snapshot(2, 90))).toEqual(["snapshot 1001", "lost 1005", "snapshot 1090"]);
  });

  test("are lost when they contradict themselves, or can't be read", () => {
    expect(told(snapshot(1, 1), delta(1, 2, "-10.01"), delta(1, 3, "1.00"))).toEqual(["snapshot 1001", "lost 1002"]);
    expect(told(snapshot(1, 1), delta(1, 2, "one"))).toEqual(["snapshot 1001", "lost 1002"]);
  });

  test("are told in the exchange's time, which never goes back", () => {
    expect(told(snapshot(1, 1), delta(1, 2, "1.00", 5_000), delta(1, 3, "1.00", 4_000), delta(1, 4, "1.00"))).toEqual([
      "snapshot 1001",
      "change 5000",
      "change 5000",
      "change 5000",
    ]);
  });

  test.skipIf(!recordingPresent)("of two real markets are those that the live stream would keep", () => {
    const steps = new BookSteps(false);
    let live = new MarketBook("on-no");
    let compared = 0;
    for (const [index, { segment, type, receivedMs, text }] of readRecording().entries()) {
      const { seq = null, msg } = JSON.parse(text);
      const ticker = String(msg.market_ticker);
      const numbers = { sid: 1, seq, sending_ts_ms: null, market_ticker: ticker };
      steps.take({ recv_ms: Math.floor(receivedMs), segment, type, ...numbers, msg });
      const message = readMessage(text);
      if (message.type === "orderbook_snapshot") {
        live = new MarketBook("on-no");
        live.load(message.yes, message.no);
      } else if (message.type === "orderbook_delta") live.change(message.side, message.price, message.change);
      if (index % 500 !== 0 || type === "ticker") continue;
      const book = { bids: live.levels("bid", 1_000), asks: live.levels("ask", 1_000) };
      expect(steps.known.get(ticker)?.snapshot(1_000)).toEqual(book);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(100);
  });
});

describe("books in columns", () => {
  test("are the same steps again", () => {
    const level = fc.record({
      price: fc.integer({ min: 1, max: 9_999 }).map((value) => value as Price),
      quantity: fc.integer({ min: 1, max: 1e9 }).map((value) => value as Quantity),
    });
    const at = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }).map((value) => value as Time);
    const ticker = fc.constantFrom("A", "B", "C");
    const levels = fc.array(level, { maxLength: 4 });
    const step: fc.Arbitrary<BookStep> = fc.oneof(
      fc.record({ type: fc.constant("lost" as const), at, ticker: fc.option(ticker, { nil: undefined }) }),
      fc.record({ type: fc.constant("snapshot" as const), at, ticker, bids: levels, asks: levels }),
      fc.record({
        type: fc.constant("change" as const),
        at,
        ticker,
        side: fc.constantFrom("bid" as const, "ask" as const),
        price: fc.integer({ min: 1, max: 9_999 }).map((value) => value as Price),
        by: fc.integer({ min: -1e9, max: 1e9 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const builder = new BookColumnBuilder();
        for (const each of steps) builder.add(each);
        expect([...bookSteps(builder.columns()!)]).toEqual(steps);
      }),
    );
  });
});
