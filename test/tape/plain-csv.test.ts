import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PriceGrid } from "../../src/market/price-grid.ts";
import { bindHeader } from "../../src/tape/bound-columns.ts";
import type { ColumnMap } from "../../src/tape/column-map.ts";
import { csvTrades, generalCsvTrades } from "../../src/tape/csv-trades.ts";
import { Names } from "../../src/tape/names.ts";
import { TradeBatch } from "../../src/tape/trade-batch.ts";
import { TapeCounts, TradeReader } from "../../src/tape/trade-reader.ts";

const GRIDS = [
  PriceGrid.wholeCents(),
  new PriceGrid([{ start: 0, end: 10_000, step: 10 } as PriceGrid["ranges"][number]]),
];

/** Every row as text, the counts, and the error if there was one: what two readers must agree on. */
async function outcome(
  read: typeof csvTrades,
  bytes: Uint8Array,
  pieceBytes: number,
  columns: ColumnMap,
  grid: PriceGrid,
): Promise<readonly string[]> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const batch = new TradeBatch(new Names(), "t.csv", "line");
  const counts = new TapeCounts();
  const told: string[] = [];
  try {
    const trades = read("t.csv", pieces(), (header) => {
      return new TradeReader(bindHeader("t.csv", columns, header), grid, counts, batch);
    });
    for await (const { length, names, micros, ticker, event, side, price, quantity, id, line } of trades) {
      for (let row = 0; row < length; row += 1) {
        const words = [micros[row], names.text(ticker[row]!), names.text(event[row]!), side[row], price[row]];
        told.push([...words, quantity[row], id[row], line[row]].join(" | "));
      }
    }
  } catch (error) {
    told.push(String(error));
  }
  return [...told, `${counts.blockTrades} block trades`];
}

async function agree(bytes: Uint8Array, pieceBytes: number, columns: ColumnMap = {}, grid = GRIDS[0]!): Promise<void> {
  const plain = await outcome(csvTrades, bytes, pieceBytes, columns, grid);
  expect(plain).toEqual(await outcome(generalCsvTrades, bytes, bytes.length + 1, columns, grid));
}

/** Mostly `good`, sometimes what a tape may have instead of it. */
const mostly = <T>(good: fc.Arbitrary<T>, ...odd: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 40, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

const time = (second: number, micro: number, form: number): string => {
  const at = new Date(Date.UTC(2024, 1, 28, 23, 59, 0) + second * 1000).toISOString().slice(0, 19);
  const fraction = String(micro).padStart(6, "0");
  return [
    `${at}.${fraction}Z`,
    `${at}.${fraction.slice(0, 3)}Z`,
    `${at.replace("T", " ")}.${fraction}+00:00`,
    `${at}Z`,
  ][form]!;
};

const VALUES: Readonly<Record<string, (index: number) => fc.Arbitrary<string>>> = {
  created_time: (index) =>
    mostly(
      fc
        .tuple(fc.integer({ min: 0, max: 999_999 }), mostly(fc.constant(0), 1, 2, 3))
        .map(([micro, form]) => time(index * 7, micro, form)),
      "",
      "2024-02-30T00:00:00Z",
      "2024-02-28T24:00:00Z",
      "2024-02-28T23:59:60Z",
      "2024-02-28T2a:59:00Z",
      "1969-12-31T23:59:59Z",
      "2023-01-01T00:00:00.1234567Z",
      "2024-02-29T00:00:00.Z",
      "2024-02-29T00:00:00.1234567891Z",
      "1709164800",
    ),
  event_ticker: () => mostly(fc.constantFrom("E-1", "F-2", "Ä-3"), "", "\r", " "),
  ticker: () =>
    mostly(fc.constantFrom("E-1-A", "E-1-B", "F-2-ÅÄÖ", "F-2-a long name of somebody", "NODASH"), "", "-", "\0"),
  yes_price: () =>
    mostly(
      fc.constantFrom("1", "47", "99", "47.00", "007"),
      "0",
      "100",
      "47.5",
      "47.55",
      "47.555",
      "-3",
      "4e1",
      "",
      "1234567890",
      ".",
    ),
  yes_price_dollars: () =>
    mostly(fc.constantFrom("0.4700", "0.01", "0.990000", "0.47"), "1", "0.475", "0.47005", ".47", "0.", ""),
  count: () =>
    mostly(
      fc.constantFrom("1", "250", "0.50", "12.00", "99999999"),
      "0",
      "0.00",
      "0.001",
      "",
      "many",
      "123456789012",
      "1234567890123456",
    ),
  taker_side: () => mostly(fc.constantFrom("yes", "no", ""), "buy", "ask", "YES", "maybe", "toString"),
  trade_id: () => mostly(fc.uuid(), "", "x", "é"),
  is_block_trade: () => mostly(fc.constantFrom("false", "False", ""), "true", "True", "0", "1", "perhaps"),
  note: () =>
    mostly(
      fc.constantFrom("", "a", "né", "\uFEFF"),
      '"',
      '""',
      '"quoted, indeed"',
      '"two\nlines"',
      'half "quoted"',
      "x".repeat(300),
    ),
};

const USUAL = ["created_time", "event_ticker", "ticker", "count", "yes_price", "taker_side", "trade_id"];

const header = mostly(
  fc.constantFrom(
    USUAL,
    ["created_time", "ticker", "yes_price", "count"],
    ["note", "trade_id", "taker_side", "count", "is_block_trade", "yes_price", "ticker", "created_time"],
    ["ticker", "yes_price_dollars", "count", "created_time", "is_block_trade", "note"],
  ),
  ["ticker", "created_time"],
  ["created_time", "ticker", "ticker", "yes_price", "count"],
);

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

const text = header.chain((columns) =>
  fc
    .record({
      rows: fc
        .integer({ min: 0, max: 25 })
        .chain((count) =>
          fc.tuple(
            ...Array.from({ length: count }, (_, index) => fc.tuple(...columns.map((name) => VALUES[name]!(index)))),
          ),
        ),
      ends: fc.array(mostly(fc.constantFrom("\n"), "\r\n", "\n\n", "\r\n\r\n", "\n \n", "\r", ",\n", "\n,"), {
        minLength: 26,
        maxLength: 26,
      }),
      quotedRow: mostly(fc.constant(-1), 0, 1, 5),
      head: mostly(fc.constant(columns.join(",")), columns.map(quoted).join(","), columns.join(" , "), ""),
      start: mostly(fc.constant(""), "\uFEFF", "\n", "\r\n", "\uFEFF\n"),
      lastEnd: fc.boolean(),
    })
    .map(({ rows, ends, quotedRow, head, start, lastEnd }) => {
      const lines = rows.map((fields, index) => (index === quotedRow ? fields.map(quoted) : fields).join(","));
      return (
        start +
        [head, ...lines].map((line, index) => (lastEnd || index < lines.length ? line + ends[index]! : line)).join("")
      );
    }),
);

const piece = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constant(1 << 16));

describe("the reader of plain rows and the general one", () => {
  test("say the same of any tape, in whatever pieces", async () => {
    await fc.assert(
      fc.asyncProperty(text, piece, fc.constantFrom(...GRIDS), async (csv, pieceBytes, grid) => {
        await agree(new TextEncoder().encode(csv), pieceBytes, {}, grid);
      }),
      { numRuns: 800, seed: 11 },
    );
  });

  test("say the same of a tape with any bytes changed", async () => {
    const change = fc.record({
      at: fc.nat(),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(0x0a, 0x0d, 0x22, 0x2c, 0x2e, 0x30)),
    });
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        piece,
        async (csv, changes, pieceBytes) => {
          const bytes = new TextEncoder().encode(csv);
          for (const { at, byte } of changes) bytes[at % Math.max(1, bytes.length)] = byte;
          await agree(bytes, pieceBytes);
        },
      ),
      { numRuns: 500, seed: 12 },
    );
  });

  test("say the same when columns are called otherwise, or one says two things", async () => {
    const rows = [
      "when,what,px,n",
      "1709164800123,E-1-A,0.47,3",
      "1709164800124,E-1-B,0.48,2",
      "170916480012,E-1-A,0.47,3",
    ];
    const bytes = new TextEncoder().encode(rows.join("\n"));
    for (const unit of ["ms", "s", "us"] as const) {
      const columns: ColumnMap = {
        created_time: { name: "when", unit },
        ticker: { name: "what" },
        event_ticker: { name: "what" },
        yes_price: { name: "px", unit: "dollars" },
        count: { name: "n" },
      };
      await agree(bytes, 9, columns);
    }
  });

  test.each([40_000, 70_000])("say the same of a line of %i bytes", async (length) => {
    const row = (second: number, note: string) => `${time(second, 1, 0)},E-1-A,47,1,${note}`;
    const lines = [
      "created_time,ticker,yes_price,count,note",
      row(1, ""),
      row(2, "x".repeat(length)),
      row(3, "a"),
      "x",
    ];
    for (const pieceBytes of [1 << 10, 1 << 17]) await agree(new TextEncoder().encode(lines.join("\n")), pieceBytes);
  });
});
