import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { tapeFile } from "../../src/ambient/tape-source.ts";
import { loadProfileFile, toProfile } from "../../src/app/profiles.ts";
import { TapeSelection } from "../../src/backtest/event-tape.ts";
import { PLAIN } from "../../src/backtest/outcome.ts";
import { recordedFacts } from "../../src/backtest/recorded-event.ts";
import { runBacktest } from "../../src/backtest/runner.ts";
import type { BookSnapshot } from "../../src/market/order-book.ts";
import { BookSteps } from "../../src/tape/recording/book-steps.ts";
import { openRecording, type Recording } from "../../src/tape/recording/recording.ts";
import { recordedRows } from "../../src/tape/recording/row-reader.ts";
import { readTapes } from "../../src/tape/taker-orders.ts";
import { BookReplay } from "../../src/venue/sim/replay/book-replay.ts";
import { readPlayedStream } from "../../src/venue/sim/replay/played-stream.ts";
import { readRecordedEvent } from "../../src/venue/sim/replay/recorded-event.ts";
import { SIMULATION_START } from "../../src/venue/sim/simulated-event.ts";
import { RecordWorld, simulatedStage } from "./record-world.ts";

const LENGTH_MS = 900_000;
const folder = mkdtempSync(join(tmpdir(), "tauroi-playback-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function opened(path: string): Recording {
  return openRecording(path, { readText: systemFiles.readText, open: tapeFile })!;
}

/** Each change of the books with the whole book that it leaves behind, and each print, by market. */
async function heard(recording: Recording): Promise<ReadonlyMap<string, readonly string[]>> {
  const steps = new BookSteps(true);
  const told = new Map<string, string[]>();
  const tell = (ticker: string, what: object): void => {
    told.getOrInsertComputed(ticker, () => []).push(JSON.stringify(what));
  };
  for (const file of recording.stream) {
    for await (const row of recordedRows(file, "stream")) {
      const { type, market_ticker: ticker, msg } = row;
      if (type === "trade")
        tell(`${ticker} prints`, [msg["yes_price_dollars"], msg["count_fp"], msg["taker_book_side"]]);
      for (const step of steps.take(row)) {
        const book: BookSnapshot | undefined = steps.known.get(ticker)?.snapshot(1_000);
        if (step.type === "change") tell(ticker, { side: step.side, price: step.price, by: step.by, book });
        else if (step.type === "snapshot") tell(ticker, { book });
      }
    }
  }
  return told;
}

describe("a recording that is played on the exchange", () => {
  test("gives the same books and prints, message for message", async () => {
    const first = new RecordWorld(simulatedStage(7), 7);
    await first.record(join(folder, "first"), LENGTH_MS);
    first.close();
    const original = opened(join(folder, "first"));
    const { recorded } = await readRecordedEvent(original.trades, new Map());
    const played = await readPlayedStream(original);
    const fees = { type: "quadratic", multiplier: 1 } as const;
    const stage = new BookReplay(
      { recorded: { ...recorded, played: played! }, speed: 1, fees, rules: {} },
      SIMULATION_START,
    );

    const second = new RecordWorld({ stage, openedAt: SIMULATION_START }, 8);
    await second.record(join(folder, "second"), LENGTH_MS + 5_000);
    second.close();
    expect(first.watch.sightings).toEqual([]);
    expect(second.watch.sightings).toEqual([]);

    const [was, is] = [await heard(original), await heard(opened(join(folder, "second")))];
    expect(was.size).toBeGreaterThan(10);
    for (const [ticker, messages] of was) {
      expect(messages.length, ticker).toBeGreaterThan(1);
      expect(is.get(ticker), ticker).toEqual(messages);
    }
    expect([...is.keys()].sort()).toEqual([...was.keys()].sort());
  });

  test("is traded by the recorded queue, where books were recorded and nowhere else", async () => {
    const recording = opened(join(folder, "first"));
    const facts = await recordedFacts(recording);
    const collected = new TapeSelection();
    for await (const orders of readTapes(recording.trades)) for (const order of orders) collected.add(order);
    const options = { minTrades: 1, feeType: "quadratic", unsettled: "mark", facts: [facts] } as const;
    const { events } = collected.select({ ...options, settlements: facts.settlements });
    const profile = toProfile(loadProfileFile("fixed-3c").values);
    const configurations = (["touch", "book"] as const).map((fillModel) => {
      return { profile, model: "kalman", fillModel, variant: PLAIN } as const;
    });
    const [touch, book] = await runBacktest({ events, configurations, setting: "realistic", seed: 1, workers: 1 });
    const times = (outcome: typeof touch) =>
      outcome!.events.flatMap(({ legs }) => legs.flatMap(({ log }) => [...log.at]));
    expect(times(touch).length).toBeGreaterThan(20);
    expect(times(book).length).toBeGreaterThan(0);
    expect(Math.min(...times(touch))).toBeLessThan(SIMULATION_START); // the history has no books
    expect(Math.min(...times(book))).toBeGreaterThan(SIMULATION_START);
  });
});
