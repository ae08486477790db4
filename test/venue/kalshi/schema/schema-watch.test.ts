import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemFiles } from "../../../../src/ambient/files.ts";
import { openSchemaWatch, schemaSightings } from "../../../../src/app/schema-sightings.ts";
import type { Time } from "../../../../src/market/units.ts";
import { DOCUMENTED } from "../../../../src/venue/kalshi/documented-interface.ts";
import { SchemaWatch } from "../../../../src/venue/kalshi/schema-watch.ts";
import { readMessage } from "../../../../src/venue/kalshi/stream/reader.ts";
import { descriptionsPresent, documentedInterface } from "./documented.ts";
import { routesInUse } from "./routes.ts";

const AT = 1_795_380_000_000 as Time;
const clock = { now: () => AT };

function watching(): { readonly watch: SchemaWatch; readonly said: string[] } {
  const said: string[] = [];
  return { watch: new SchemaWatch({ clock, say: (text) => said.push(text) }), said };
}

const seen = (watch: SchemaWatch) => watch.sightings.map(({ kind, where, what, count }) => [kind, where, what, count]);

const TRADE = {
  trade_id: "t",
  ticker: "A",
  count_fp: "1.00",
  yes_price_dollars: "0.5000",
  no_price_dollars: "0.5000",
  taker_side: "yes",
  taker_outcome_side: "yes",
  taker_book_side: "bid",
  created_time: "2026-11-22T00:00:00Z",
  is_block_trade: false,
};

const DELTA = {
  market_ticker: "A",
  market_id: "m",
  price_dollars: "0.5000",
  delta_fp: "1.00",
  side: "yes",
  ts_ms: AT,
  ts: "2026-11-22T00:00:00Z",
};

describe.skipIf(!descriptionsPresent)("what is known of the exchange's interface", () => {
  test("is what its own descriptions say", () => {
    expect(DOCUMENTED).toEqual(documentedInterface(routesInUse()));
    expect(Object.keys(DOCUMENTED.answers).length).toBeGreaterThan(35);
  });
});

describe("the schema watch", () => {
  test("says nothing of what is documented", () => {
    const { watch, said } = watching();
    watch.answer("GET", "/markets/trades", 200, JSON.stringify({ trades: [TRADE], cursor: "" }));
    watch.answer("GET", "/markets/{ticker}", 404, JSON.stringify({ error: { code: "not_found", message: "no" } }));
    watch.message({ type: "orderbook_delta", sid: 1, seq: 2, sending_ts_ms: AT, msg: DELTA });
    watch.message({ type: "error", id: 1, msg: { code: 8, msg: "unknown channel" } });
    watch.message({ type: "subscribed", id: 1, msg: { channel: "trade", sid: 3 } });
    expect(said).toEqual([]);
    expect(watch.sightings).toEqual([]);
  });

  test("counts unknown fields, words, codes and types, and names each once", () => {
    const { watch, said } = watching();
    const odd = { ...TRADE, taker_outcome_side: "perhaps", venue_fee: "0.01" };
    for (const _ of [1, 2]) watch.answer("GET", "/markets/trades", 200, JSON.stringify({ trades: [odd], cursor: "" }));
    watch.answer(
      "POST",
      "/portfolio/events/orders",
      400,
      JSON.stringify({ error: { code: "moon_phase", message: "" } }),
    );
    watch.answer("POST", "/portfolio/events/orders", 400, JSON.stringify({ code: "moon_phase" }));
    watch.message({ type: "error", msg: { code: 77, msg: "?" } });
    watch.message({ type: "weather", sid: 4, msg: {} });
    watch.message({ type: "orderbook_delta", sid: 1, seq: 2, msg: { ...DELTA, queue: "1" } });
    expect(seen(watch)).toEqual([
      ["value", "GET /markets/trades", "trades[].taker_outcome_side = perhaps", 2],
      ["field", "GET /markets/trades", "trades[].venue_fee", 2],
      ["code", "POST /portfolio/events/orders", "moon_phase", 2],
      ["code", "stream", "77", 1],
      ["type", "stream", "weather", 1],
      ["field", "stream orderbook_delta", "msg.queue", 1],
    ]);
    expect(said).toHaveLength(6);
    expect(said[1]).toContain("trades[].venue_fee");
  });

  test("is never why something can't be read, and leaves the reading as it is", () => {
    const { watch } = watching();
    const text = JSON.stringify({
      type: "orderbook_delta",
      sid: 1,
      seq: 2,
      msg: { ...DELTA, queue: { deep: [1, null, "x"] } },
    });
    expect(readMessage(text, watch)).toEqual(readMessage(text));
    for (const body of [
      "",
      "[]",
      "null",
      "no JSON",
      '{"trades": 3}',
      '{"trades": [null, 4, []]}',
      '{"error": "too many requests"}',
    ]) {
      for (const status of [200, 429, 500]) watch.answer("GET", "/markets/trades", status, body);
    }
    for (const message of [{}, { type: 3 }, { type: "ticker", msg: null }, { type: "error" }]) watch.message(message);
  });

  test("looks at a few of the frequent messages, and at all of the others", () => {
    const { watch } = watching();
    const looked = (type: string): number =>
      Array.from({ length: 1_024 }, () => watch.wants(type)).filter(Boolean).length;
    expect(looked("orderbook_delta")).toBe(4);
    expect(looked("ticker")).toBe(4);
    expect(looked("fill")).toBe(1_024);
  });

  test("bounds what it remembers", () => {
    const { watch, said } = watching();
    for (let number = 0; number < 2_000; number++) {
      watch.message({ type: "fill", sid: 1, msg: { [`made_up_${number}`]: 1 } });
    }
    expect(watch.sightings.length).toBe(500);
    expect(said.length).toBe(500);
  });

  test("goes on with what was counted before, and says it no more", () => {
    const state = mkdtempSync(join(tmpdir(), "tauroi-schema-"));
    const said: string[] = [];
    for (const _ of [1, 2]) {
      const { watch, keep } = openSchemaWatch(state, systemFiles, clock, (text) => said.push(text));
      watch.message({ type: "weather", msg: {} });
      keep();
    }
    expect(said).toHaveLength(1);
    expect(schemaSightings(state, systemFiles)).toEqual([
      { kind: "type", where: "stream", what: "weather", count: 2, firstAt: AT, lastAt: AT },
    ]);
    systemFiles.writeText(join(state, "schema-sightings.json"), '[{"kind": "odd"}]');
    expect(schemaSightings(state, systemFiles)).toEqual([]);
    expect(schemaSightings(undefined, systemFiles)).toEqual([]);
    rmSync(state, { recursive: true });
  });
});
