import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFixedPoint, UnitError } from "../../../../src/market/units.ts";
import { readHot } from "../../../../src/venue/kalshi/stream/fast-reader.ts";
import { readFixedPoint } from "../../../../src/venue/kalshi/stream/fixed-point.ts";
import { MESSAGE_SCHEMAS, readMessage } from "../../../../src/venue/kalshi/stream/reader.ts";
import { MARKET_ID, wireDelta, wireHot, wireSnapshot, wireTicker, wireTrade } from "./wire.ts";

/** JSON texts of values that a field may turn out to hold, among them numbers that few expect. */
const exotic = fc.oneof(
  fc.constantFrom(
    ...["null", "true", "0", "-0", "1", "-1", "1.0", "1e3", "1.5", "1e400", "-1e400", "9007199254740991"],
    ...[
      "9007199254740992",
      "9007199254740993",
      "8640000000000000",
      "8640000000000001",
      "0.1e1",
      "1E-7",
      "{}",
      "[]",
      "[[]]",
    ],
    ...[
      '""',
      '" "',
      '"0"',
      '"-0"',
      '"-0.00"',
      '"1"',
      '"1."',
      '".5"',
      '"+1"',
      '"1e1"',
      '" 1"',
      '"1 "',
      '"0x1"',
      '"1,0"',
    ],
    ...[
      '"NaN"',
      '"Infinity"',
      '"1.0000"',
      '"1.00001"',
      '"1.0000000"',
      '"0.123450"',
      '"0.1234000"',
      '"1.0001"',
      '"-0.5"',
    ],
    ...[
      '"90071992547409.91"',
      '"90071992547409.92"',
      '"999999999999999"',
      '"1000000000000000"',
      '"٣"',
      '"1.٣"',
      '"0.5\\u0000"',
    ],
    ...['"yes"', '"no"', '"YES"', '"bid"', '"ask"', '"maybe"', '"orderbook_delta"', '"ticker"', '"trade"'],
    ...[
      '[["0.5"]]',
      '[["0.5","1.00"]]',
      '[["0.5","1.00","x"]]',
      '[["0.5",1]]',
      "[null]",
      '{"0":["0.5","1.00"],"length":1}',
    ],
  ),
  fc.json({ maxDepth: 2 }),
);

type Path = readonly (string | number)[];

function pathsIn(value: unknown, to: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [to];
  return [to, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...to, key]))];
}

/** The JSON text of a value, with the text `by` in the place of what is at `path`, or with it added under an unknown name there. */
function withText(value: unknown, path: Path, by: string | undefined, how: "replace" | "remove" | "add"): string {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (how !== "add" || typeof value !== "object" || value === null || Array.isArray(value)) return by ?? "null";
    const text = JSON.stringify(value);
    return `${text.slice(0, -1)}${text === "{}" ? "" : ","}"unheard_of":${by}}`;
  }
  const entries = Object.entries(value as object).flatMap(([name, inner]) => {
    if (name !== String(key)) return inner === undefined ? [] : [[name, JSON.stringify(inner)] as const];
    if (how === "remove" && rest.length === 0) return [];
    return [[name, withText(inner, rest, by, how)] as const];
  });
  if (Array.isArray(value)) return `[${entries.map(([, text]) => text).join(",")}]`;
  return `{${entries.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

/** Texts of hot messages as they should be, and as they should not. */
const texts = fc
  .tuple(wireHot, fc.array(fc.tuple(fc.nat(), exotic, fc.constantFrom("replace", "remove", "add")), { maxLength: 2 }))
  .map(([message, mutations]) => {
    let text = JSON.stringify(message);
    for (const [at, by, how] of mutations) {
      const value = JSON.parse(text);
      const paths = pathsIn(value);
      text = withText(value, paths[at % paths.length]!, by, how);
    }
    return text;
  });

describe("the fast reader", () => {
  it("accepts and rejects the same texts as the schemas, and reads the same from them", () => {
    let [accepted, rejected] = [0, 0];
    fc.assert(
      fc.property(texts, (text) => {
        const value = JSON.parse(text);
        fc.pre(typeof value === "object" && value !== null && !Array.isArray(value));
        const fast = readHot(value);
        const schema = typeof value.type === "string" ? MESSAGE_SCHEMAS.get(value.type) : undefined;
        const hot =
          schema !== undefined && ["orderbook_delta", "orderbook_snapshot", "ticker", "trade"].includes(value.type);
        const slow = hot ? schema.safeParse(value) : undefined;
        expect(fast).toStrictEqual(slow?.success ? slow.data : undefined);
        if (fast) accepted++;
        else rejected++;
      }),
      { numRuns: 4_000, seed: 5 },
    );
    expect(Math.min(accepted, rejected)).toBeGreaterThan(500); // both were tried
  });

  it("accepts every well-formed message", () => {
    for (const message of [wireDelta, wireSnapshot, wireTicker, wireTrade]) {
      fc.assert(
        fc.property(message, (value) => readHot(JSON.parse(JSON.stringify(value))) !== undefined),
        { numRuns: 300, seed: 1 },
      );
    }
  });

  it("reads a decimal as the exact reader does, and gives NaN where that one throws", () => {
    const decimals = fc.oneof(
      fc.string({ unit: fc.constantFrom(..."0123456789.-+e ") }),
      fc.stringMatching(/^-?\d{1,17}(\.\d{0,7})?$/),
      fc.stringMatching(/^-?\d{1,4}\.\d{1,4}0{0,4}$/),
    );
    const exact = (text: string, places: number): number => {
      try {
        return parseFixedPoint(text, places, "value");
      } catch (error) {
        if (error instanceof UnitError) return Number.NaN;
        throw error;
      }
    };
    fc.assert(
      fc.property(decimals, fc.constantFrom(2, 4, 6), (text, places) => {
        expect(readFixedPoint(text, places)).toBe(exact(text, places));
      }),
      { numRuns: 5_000, seed: 2 },
    );
  });
});

describe("reading a message", () => {
  it("gives exact units, prices on the side they came on", () => {
    const text =
      '{"type":"orderbook_delta","sid":2,"seq":3,"sending_ts_ms":1669149841005,"msg":{"market_ticker":"FED-23DEC-T3","market_id":' +
      `"${MARKET_ID}","price_dollars":"0.960","delta_fp":"-54.00","side":"yes","ts_ms":1669149841000,"client_order_id":"tauroi-a-1"}}`;
    expect(readMessage(text)).toStrictEqual({
      type: "orderbook_delta",
      sid: 2,
      seq: 3,
      id: undefined,
      sentAt: 1_669_149_841_005,
      ticker: "FED-23DEC-T3",
      side: "bid",
      price: 9_600,
      change: -5_400,
      at: 1_669_149_841_000,
      clientOrderId: "tauroi-a-1",
    });
  });

  it("takes an absent side of a snapshot for an empty one", () => {
    const text =
      '{"type":"orderbook_snapshot","sid":1,"seq":1,"msg":{"market_ticker":"A","no_dollars_fp":[["0.0010","2.50"]]}}';
    expect(readMessage(text)).toMatchObject({ yes: [], no: [10, 250] });
  });

  it("takes a ticker's 0.0000 and 1.0000 for empty sides", () => {
    const msg = {
      market_ticker: "A",
      price_dollars: "0.0000",
      yes_bid_dollars: "0.0000",
      yes_ask_dollars: "1.0000",
      yes_bid_size_fp: "0.00",
      yes_ask_size_fp: "0.00",
      volume_fp: "0.00",
      open_interest_fp: "0.00",
      ts_ms: 1,
    };
    const message = readMessage(JSON.stringify({ type: "ticker", sid: 1, msg }));
    expect(message).toMatchObject({ bid: undefined, ask: undefined, lastPrice: undefined });
    const quoted = { ...msg, yes_bid_dollars: "0.5700", yes_bid_size_fp: "80.88", price_dollars: "0.5900" };
    expect(readMessage(JSON.stringify({ type: "ticker", sid: 1, msg: quoted }))).toMatchObject({
      bid: { price: 5_700, quantity: 8_088 },
      lastPrice: 5_900,
    });
  });

  it("says what can't be used, and where it stood in its sequence", () => {
    expect(readMessage('{"type":"orderb')).toMatchObject({ type: "unread", kind: "garbage" });
    expect(readMessage("[1]")).toMatchObject({ type: "unread", kind: "garbage" });
    expect(readMessage('{"sid":1}')).toMatchObject({ type: "unread", kind: "garbage" });
    expect(readMessage('{"type":"quote_created","sid":4,"seq":9}')).toMatchObject({
      kind: "unknown-type",
      claims: "quote_created",
      sid: 4,
      seq: 9,
    });
    const unreadable = readMessage('{"type":"trade","sid":4,"seq":9,"msg":{"trade_id":"t","yes_price_dollars":"1.5"}}');
    expect(unreadable).toMatchObject({ kind: "unreadable", claims: "trade", sid: 4, seq: 9 });
    expect(unreadable).toHaveProperty("problem", expect.stringContaining("yes_price_dollars"));
  });
});
