import { afterAll, expect, test } from "vitest";
import { Folder, tauroi } from "./tape-commands.ts";

const folder = new Folder();
afterAll(() => folder.remove());

/** Two events of two contracts, a trade a minute each; some are block trades, some rows are there twice. */
function tape(): string {
  const rows: string[] = [];
  for (let minute = 0; minute < 40; minute += 1) {
    const time = `2025-01-01T10:${String(minute).padStart(2, "0")}:00Z`;
    for (const [place, ticker] of ["E-1JAN-A", "E-1JAN-B", "F-1JAN-A", "F-1JAN-B"].entries()) {
      const price = 40 + (minute % 5) + place;
      const row = [time, ticker.slice(0, -2), ticker, price, 5, minute % 2 === 0 ? "yes" : "no", `${ticker}-${minute}`];
      rows.push([...row, minute === 7].join(","));
      if (minute % 10 === 3) rows.push([...row, false].join(","));
    }
  }
  return `created_time,event_ticker,ticker,yes_price,count,taker_side,trade_id,is_block_trade\n${rows.join("\n")}\n`;
}

const words = (results: string, ...more: string[]): readonly string[] => {
  const settlements = folder.written(`results-${results.length}.csv`, `ticker,result\n${results}`);
  const trades = folder.written("trades.csv", tape());
  return ["backtest", "--tape", trades, "--settlements", settlements, "--profile", "fixed-3c", ...more];
};

test("rows that became no trade are counted and told: 4 block trades and 16 that were there before", async () => {
  const settled = words("E-1JAN-A,yes\nE-1JAN-B,no\nF-1JAN-A,no\nF-1JAN-B,yes\n");
  const { out } = await tauroi(...settled, "--json");
  expect(JSON.parse(out)).toMatchObject({ trades: 156, left_out_rows: { block_trades: 4, repeated: 16 } });
  expect((await tauroi(...settled)).out).toContain(
    "left out, rows: 4 block trades, 16 of trades that were there already",
  );
});

test("who is marked at the last print is who was traded, not who was left out", async () => {
  const one = words("E-1JAN-A,yes\nE-1JAN-B,no\nF-1JAN-A,\nF-1JAN-B,\n");
  const skipped = await tauroi(...one);
  expect(skipped.out).toContain("left out, its event is not settled: 2 (F-1JAN-A, F-1JAN-B)");
  expect(skipped.out).not.toContain("marked at the last print");
  const marked = await tauroi(...one, "--unsettled", "mark");
  expect(marked.out).toContain("without settlement, marked at the last print: 2 (F-1JAN-A, F-1JAN-B)");
});
