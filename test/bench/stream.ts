/**
 * Speed of the stream's way in, from the text of a message to a checked, applied book and the news that it changed, beside a bare JSON.parse of
 * the same texts in the same run. Over the recording in ../shared/data/l2.
 */
import type { Clock } from "../../src/ambient/clock.ts";
import type { Time } from "../../src/market/units.ts";
import { SchemaWatch } from "../../src/venue/kalshi/schema-watch.ts";
import { BookWatch } from "../../src/venue/kalshi/stream/book-watch.ts";
import { Intake } from "../../src/venue/kalshi/stream/intake.ts";
import { PulseMeter } from "../../src/venue/kalshi/stream/pulse-meter.ts";
import { Subscriptions } from "../../src/venue/kalshi/stream/subscriptions.ts";
import { type Recorded, readRecording } from "../venue/kalshi/stream/recording.ts";
import type { BenchResult } from "./result.ts";

const ROUNDS = 40;
const NOW = 1_778_477_621_000 as Time;
const STANDING: Clock = { now: () => NOW };

function milliseconds(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function fail(what: string): never {
  throw new Error(`the recording can't be replayed: ${what}`);
}

function parse(texts: readonly string[]): void {
  for (const text of texts) JSON.parse(text);
}

/** A connection's messages through everything that stands between the socket and who is told; how often a book was told of. */
function replay(texts: readonly string[], tickers: ReadonlySet<string>): number {
  let told = 0;
  const books = new BookWatch(1, "on-no");
  const subscriptions = new Subscriptions(
    {
      send: () => undefined,
      uniform: () => 0,
      covered: (channel, markets) => channel === "orderbook_delta" && books.covered(markets, NOW),
      ended: (_, detail) => fail(detail),
      error: (_, detail) => fail(detail),
      refused: (_, __, detail) => fail(detail),
      fail,
    },
    1,
  );
  const schemaWatch = new SchemaWatch({ clock: STANDING }); // as every run has one
  const intake = new Intake(
    subscriptions,
    { clock: STANDING, exchangeClock: STANDING, schemaWatch },
    new PulseMeter(),
    {
      take: (message) => {
        if (message.type !== "orderbook_delta" && message.type !== "orderbook_snapshot") return;
        if (books.take(message, NOW) !== undefined) fail("a book contradicts itself");
      },
      gap: (_, detail) => fail(detail),
      trouble: ({ detail }) => fail(detail),
      fail,
    },
  );
  books.watch(tickers);
  subscriptions.want("orderbook_delta", tickers, NOW);
  subscriptions.want("ticker", tickers, NOW);
  subscriptions.opened(NOW);
  intake.handle('{"type":"subscribed","id":1,"msg":{"channel":"orderbook_delta","sid":1}}');
  intake.handle('{"type":"subscribed","id":2,"msg":{"channel":"ticker","sid":2}}');
  for (const text of texts) {
    intake.handle(text);
    told += books.takeChanged().length;
  }
  return told;
}

export function bench(): BenchResult[] {
  const recording = readRecording();
  const tickers = new Set(recording.map(({ text }) => JSON.parse(text).msg.market_ticker as string));
  const connections = [...Map.groupBy(recording, ({ segment }: Recorded) => segment).values()];
  const texts = connections.map((messages) => messages.map(({ text }) => text));
  const times = Array.from({ length: ROUNDS }, () => ({
    ours: milliseconds(() => {
      for (const connection of texts) replay(connection, tickers);
    }),
    bare: milliseconds(() => {
      for (const connection of texts) parse(connection);
    }),
  }));
  const rate = (ms: number): number => recording.length / ms;
  const ours = rate(Math.min(...times.map((time) => time.ours)));
  const bare = rate(Math.min(...times.map((time) => time.bare)));
  return [
    {
      name: "stream: text to checked, applied book",
      value: ours,
      unit: "messages/ms",
      baseline: "JSON.parse alone",
      baseline_value: bare,
      ratio: ours / bare,
    },
  ];
}
