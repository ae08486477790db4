import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { Time } from "../../src/market/units.ts";
import { RecordingStore } from "../../src/record/recording-store.ts";
import { TradeRecorder } from "../../src/record/trade-recorder.ts";
import { RestClient } from "../../src/venue/kalshi/rest/client.ts";
import { rowsIn } from "./recorded-folder.ts";

const root = mkdtempSync(join(tmpdir(), "tauroi-trades-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const START = Date.UTC(2026, 10, 1, 23, 50);
const MINUTE = 60_000;
const CUTOFF = new Date(START + 5 * MINUTE).toISOString();

interface Listed {
  readonly id: string;
  readonly at: number;
  readonly ticker: string;
  readonly block?: boolean;
}

/** An exchange that lists these trades, newest first, in pages of two, the older ones in its archive; each read of a route is counted. */
function listing(trades: readonly Listed[]) {
  const answer = (url: URL): object => {
    if (url.pathname.endsWith("/historical/cutoff")) {
      return { market_settled_ts: CUTOFF, trades_created_ts: CUTOFF, orders_updated_ts: CUTOFF };
    }
    const { ticker, min_ts: from, max_ts: to, cursor } = Object.fromEntries(url.searchParams);
    const isArchive = url.pathname.includes("/historical/");
    const wanted = trades
      .filter((each) => each.ticker === ticker && each.at >= Number(from) * 1_000 && each.at <= Number(to) * 1_000)
      .filter((each) => each.at < Date.parse(CUTOFF) === isArchive)
      .sort((one, other) => other.at - one.at);
    const first = Number(cursor ?? 0);
    const page = wanted.slice(first, first + 2).map(({ id, at, block = false }) => ({
      trade_id: id,
      ticker,
      count_fp: "1.00",
      yes_price_dollars: "0.5000",
      taker_outcome_side: "yes",
      created_time: new Date(at).toISOString(),
      is_block_trade: block,
    }));
    return { trades: page, cursor: first + 2 < wanted.length ? String(first + 2) : "" };
  };
  return (async (url: URL | string) => Response.json(answer(new URL(String(url))))) as unknown as typeof fetch;
}

function recorder(name: string, trades: readonly Listed[]) {
  const time = new VirtualTime(START as Time);
  const client = new RestClient({
    baseUrl: "http://127.0.0.1:1/trade-api/v2",
    clock: time,
    timers: time,
    uniform: () => 0.5,
    fetch: listing(trades),
  });
  const folder = join(root, name);
  const store = new RecordingStore(folder, { venue: "test", event: "E", tickers: [], formats: ["jsonl"] }, systemFiles);
  const open = () => new TradeRecorder({ client, store, event: "E", from: START as Time, windowMs: 24 * 60 * MINUTE });
  const ids = async () => {
    store.finish();
    return (await rowsIn(folder, "trades", "jsonl")).map(({ trade_id: id }) => id);
  };
  return { store, open, ids, folder };
}

const market = (ticker: string, openAt = START) => ({ ticker, openAt: openAt as Time });

describe("trades read over REST", () => {
  test("are all there, once, in time order over markets, archive and midnight", async () => {
    const trades: Listed[] = Array.from({ length: 31 }, (_, minute) => {
      const ticker = minute % 3 === 0 ? "E-A" : "E-B";
      return {
        id: `t${String(minute).padStart(2, "0")}`,
        at: START + minute * MINUTE + 123,
        ticker,
        block: minute === 4,
      };
    });
    const { open, ids, store } = recorder("all", trades);
    const reading = open();
    const now = (START + 25 * MINUTE) as Time;
    while (await reading.next([market("E-A"), market("E-B")], now));
    // Asked again later, by another process, it goes on.
    while (await open().next([market("E-A"), market("E-B")], (START + 60 * MINUTE) as Time));
    expect(await ids()).toEqual(trades.map(({ id }) => id));
    expect(store.counts).toMatchObject({ trades: 31, blockTrades: 1, lateTrades: 0 });
    expect(systemFiles.list(join(root, "all")).filter((name) => name.startsWith("trades"))).toEqual([
      "trades-2026-11-01.jsonl",
      "trades-2026-11-02.jsonl",
    ]);
    store.close();
  });

  test("that are listed late, or of a market that is added, are kept in files of their own", async () => {
    const trades: Listed[] = [
      { id: "a", at: START + 8 * MINUTE, ticker: "E-A" },
      { id: "c", at: START + 10 * MINUTE, ticker: "E-A" },
    ];
    const { open, ids, store, folder } = recorder("late", trades);
    const reading = open();
    while (await reading.next([market("E-A")], (START + 11 * MINUTE) as Time));
    trades.push(
      { id: "b", at: START + 9.5 * MINUTE, ticker: "E-A" },
      { id: "n", at: START + 6 * MINUTE, ticker: "E-N" },
    );
    while (await reading.next([market("E-A"), market("E-N", START + 6 * MINUTE)], (START + 12 * MINUTE) as Time));
    expect((await ids()).sort()).toEqual(["a", "b", "c", "n"]);
    expect(store.counts.lateTrades).toBe(2);
    expect(systemFiles.list(folder).filter((name) => name.includes("late"))).toHaveLength(1);
    store.close();
  });
});
