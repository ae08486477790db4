import { describe, expect, test } from "vitest";
import { readTapes } from "../../src/tape/taker-orders.ts";
import { TapeError } from "../../src/tape/tape-error.ts";
import { failure, inMemory, ordersOf } from "./tape-text.ts";

const HEADER = "created_time,event_ticker,ticker,yes_price,count";
const GOOD = "2025-06-04T14:02:03.221164Z,E-25JUN,E-25JUN-A,47,3";

const tape = (...rows: readonly string[]) => inMemory("t.csv", `${[HEADER, ...rows].join("\n")}\n`);

describe("what a row becomes", () => {
  test("prices are 1/100 cents, quantities 1/100 contracts, times epoch milliseconds", async () => {
    expect(await ordersOf(tape(GOOD))).toEqual([
      {
        event: "E-25JUN",
        trades: 1,
        order: {
          ticker: "E-25JUN-A",
          at: Date.UTC(2025, 5, 4, 14, 2, 3, 221),
          side: "unknown",
          prints: [{ price: 4_700, quantity: 300 }],
        },
      },
    ]);
  });

  test("columns are found by their names, and a taker of YES is a buyer, of NO a seller", async () => {
    const text = [
      "trade_id,taker_side,count,ticker,yes_price,created_time",
      "x,yes,0.50,E-25JUN-A,1,2025-06-04T14:02:03Z",
      "y,no,12,E-25JUN-A,99,2025-06-04T14:02:04.5Z",
      "z,,1,E-25JUN-A,50,2025-06-04T14:02:05.123456789Z",
    ].join("\r\n");
    const orders = await ordersOf(inMemory("t.csv", text));
    expect(orders.map(({ event }) => event)).toEqual(["E-25JUN", "E-25JUN", "E-25JUN"]);
    expect(orders.map(({ order }) => [order.side, order.at % 100_000, order.prints])).toEqual([
      ["buy", 23_000, [{ price: 100, quantity: 50 }]],
      ["sell", 24_500, [{ price: 9_900, quantity: 1_200 }]],
      ["unknown", 25_123, [{ price: 5_000, quantity: 100 }]],
    ]);
  });

  test("quotes, a byte order mark, blank lines and pieces that cut a row change nothing", async () => {
    const plain = await ordersOf(tape(GOOD, GOOD.replace("03.2", "04.2")));
    const odd = `\uFEFF${HEADER}\r\n\r\n"${GOOD.split(",").join('","')}"\r\n\n${GOOD.replace("03.2", "04.2")}`;
    expect(await ordersOf(inMemory("t.csv", odd, 7))).toEqual(plain);
  });
});

/** Each bad tape, the line at fault, and words that the message must have: the value and the mend. */
const BAD: readonly (readonly [name: string, text: string, line: number, ...words: string[]])[] = [
  ["nothing at all", "", 1, "empty", "header"],
  ["blank lines only", "\n\n\n", 1, "empty"],
  ["a header alone", `${HEADER}\n`, 1, "no trades"],
  ["no price column", `created_time,ticker,count\n${GOOD}\n`, 1, '"yes_price"', "must name"],
  ["no header", `${GOOD}\n`, 1, '"created_time"', GOOD],
  ["a field too few", `${HEADER}\n${GOOD}\n2025-06-04T14:02:04Z,E,A,47\n`, 3, "4 fields", "5", "mend"],
  ["a field too many, after a blank line", `${HEADER}\n\n${GOOD},9\n`, 3, "6 fields"],
  ["a quote never closed", `${HEADER}\n${GOOD}\n"2025,E,A,4,7\n${GOOD}\n`, 3, "quote"],
  ["text after a quote", `${HEADER}\n"a"b,E,A,4,7\n`, 2, "mend the quotes"],
  ["a time that is none", `${HEADER}\nyesterday,E,A,47,1\n`, 2, '"yesterday"', "2025-06-04T14:02:03.221164Z"],
  ["a day that is none", `${HEADER}\n2025-02-29T00:00:00Z,E,A,47,1\n`, 2, '"2025-02-29T00:00:00Z"'],
  ["an hour that is none", `${HEADER}\n2025-02-28T24:00:00Z,E,A,47,1\n`, 2, "UTC time"],
  ["a time elsewhere", `${HEADER}\n2025-02-28T20:00:00+02:00,E,A,47,1\n`, 2, "UTC time"],
  ["a blank ticker", `${HEADER}\n2025-06-04T14:02:03Z,E,,47,1\n`, 2, "ticker", "blank"],
  ["a blank event", `${HEADER}\n2025-06-04T14:02:03Z,,A,47,1\n`, 2, "event_ticker", "blank"],
  ["a price that is none", `${HEADER}\n2025-06-04T14:02:03Z,E,A,4c,1\n`, 2, '"4c"', "number of cents"],
  ["a price of zero", `${HEADER}\n2025-06-04T14:02:03Z,E,A,0,1\n`, 2, '"0"', "1 to 99"],
  ["a price of a dollar", `${HEADER}\n2025-06-04T14:02:03Z,E,A,100,1\n`, 2, '"100"', "1 to 99"],
  ["a negative price", `${HEADER}\n2025-06-04T14:02:03Z,E,A,-5,1\n`, 2, '"-5"', "1 to 99"],
  ["a price between ticks", `${HEADER}\n2025-06-04T14:02:03Z,E,A,47.5,1\n`, 2, '"47.5"', "47 and 48"],
  ["a price finer than a unit", `${HEADER}\n2025-06-04T14:02:03Z,E,A,47.001,1\n`, 2, '"47.001"'],
  ["a count of nothing", `${HEADER}\n2025-06-04T14:02:03Z,E,A,47,0\n`, 2, 'count "0"', "positive"],
  ["a count that is none", `${HEADER}\n2025-06-04T14:02:03Z,E,A,47,many\n`, 2, '"many"'],
  [
    "time going backwards",
    `${HEADER}\n${GOOD}\n${GOOD}\n2025-06-04T14:02:03.221163Z,E,A,47,1\n`,
    4,
    "14:02:03.221163Z",
    "14:02:03.221164Z of line 3",
    "sort",
  ],
  [
    "a side that is none",
    `created_time,ticker,yes_price,count,taker_side\n2025-06-04T14:02:03Z,A,47,1,maybe\n`,
    2,
    '"maybe"',
    "yes, no",
  ],
];

describe("what is refused", () => {
  test.each(BAD.map((bad) => [bad[0], bad] as const))("%s", async (_name, [, text, line, ...words]) => {
    for (const pieceBytes of [1 << 16, 5]) {
      const error = await failure(ordersOf(inMemory("some/tape.csv", text, pieceBytes)));
      expect(error).toBeInstanceOf(TapeError);
      expect(error.message).toMatch(new RegExp(`^some/tape\\.csv: line ${line}: `));
      expect((error as TapeError).line).toBe(line);
      for (const word of words) expect(error.message).toContain(word);
    }
  });

  test("the first fault of a tape is the one told, and the orders before it were read", async () => {
    const rows = [
      HEADER,
      GOOD,
      GOOD.replace("03.2", "04.2"),
      GOOD.replace(",47,", ",147,").replace("03.2", "05.2"),
      "x",
    ];
    const seen: number[] = [];
    const read = async () => {
      for await (const batch of readTapes([inMemory("t.csv", rows.join("\n"))])) seen.push(batch.length);
    };
    const error = await failure(read());
    expect(error.message).toContain('t.csv: line 4: yes_price "147"');
    expect(seen).toEqual([1]); // the second order may have had more rows
  });
});
