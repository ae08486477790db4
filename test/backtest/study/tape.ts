import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Who crossed the spread: `yes` bought YES (lifting asks), `no` bought NO, that is sold YES (hitting bids). */
export type Taker = "yes" | "no";

/** All prints of one taker order: equal ticker, microsecond and side, in sweep order. */
export interface Order {
  readonly leg: number;
  /** Microseconds since the epoch. */
  readonly time: number;
  readonly taker: Taker;
  /** Price in cents and contracts of each print, yes-takers ascending, no-takers descending. */
  readonly prints: readonly (readonly [cents: number, count: number])[];
  readonly first: number;
  readonly last: number;
  /** In cents. */
  readonly vwap: number;
}

/** A settled event with its tape in time order. */
export interface StudyEvent {
  readonly name: string;
  readonly tickers: readonly string[];
  /** 0 or 100 for each leg. */
  readonly settlements: readonly number[];
  readonly orders: readonly Order[];
}

/** Rows of a plain CSV file (no quotes, no commas inside a field), plain or gzip, as records by column name. */
function* rowsOf(file: string): Generator<(column: string) => string> {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const lines = text.split("\n");
  const columns = lines[0]!.trim().split(",");
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index]!.trim();
    if (line === "") continue;
    const fields = line.split(",");
    yield (column) => fields[columns.indexOf(column)] ?? "";
  }
}

/** `2024-08-15T14:12:35.361338Z` in microseconds since the epoch. */
function microseconds(words: string): number {
  const seconds = Date.parse(`${words.slice(0, 19)}Z`) / 1000;
  const fraction = words.slice(20).replace(/Z$/, "");
  return seconds * 1e6 + Number(fraction.padEnd(6, "0") || 0);
}

/** The events of the tapes whose settlements show exactly one `yes`, with listed legs only. */
export function eventsOf(tapes: readonly string[], settlementsFile: string): readonly StudyEvent[] {
  const listed = new Map<string, Map<string, string>>();
  for (const row of rowsOf(settlementsFile)) {
    const legs = listed.get(row("event_ticker")) ?? new Map<string, string>();
    listed.set(row("event_ticker"), legs.set(row("ticker"), row("result")));
  }
  const usable = new Map(
    [...listed].filter(([, legs]) => [...legs.values()].filter((it) => it === "yes").length === 1),
  );

  const merged = new Map<
    string,
    Map<string, { time: number; leg: number; taker: Taker; prints: [number, number][] }>
  >();
  for (const tape of tapes) {
    for (const row of rowsOf(tape)) {
      const legs = usable.get(row("event_ticker"));
      const leg = legs === undefined ? -1 : [...legs.keys()].indexOf(row("ticker"));
      if (leg < 0) continue;
      const orders = merged.get(row("event_ticker")) ?? new Map();
      merged.set(row("event_ticker"), orders);
      const taker = row("taker_side") as Taker;
      const key = `${leg} ${row("created_time")} ${taker}`;
      const order = orders.get(key) ?? { time: microseconds(row("created_time")), leg, taker, prints: [] };
      orders.set(key, order);
      order.prints.push([Number(row("yes_price")), Number(row("count"))]);
    }
  }
  return [...merged].map(([name, orders]) => {
    const legs = usable.get(name)!;
    return {
      name,
      tickers: [...legs.keys()],
      settlements: [...legs.values()].map((result) => (result === "yes" ? 100 : 0)),
      orders: [...orders.values()].map(orderOf).sort((a, b) => a.time - b.time),
    };
  });
}

/** An order of its prints in whatever order they come. */
export function orderOf(words: {
  time: number;
  leg: number;
  taker: Taker;
  prints: readonly (readonly [number, number])[];
}): Order {
  const prints = words.prints.toSorted((a, b) => (words.taker === "yes" ? a[0] - b[0] : b[0] - a[0]));
  const count = prints.reduce((sum, [, size]) => sum + size, 0);
  const cents = prints.reduce((sum, [price, size]) => sum + price * size, 0);
  return { ...words, prints, first: prints[0]![0], last: prints.at(-1)![0], vwap: cents / count };
}
