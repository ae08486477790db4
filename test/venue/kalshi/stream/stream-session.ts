import { onTestFinished } from "vitest";
import { systemClock } from "../../../../src/ambient/clock.ts";
import { Random } from "../../../../src/ambient/random.ts";
import { systemTimers } from "../../../../src/ambient/timers.ts";
import type { BookSnapshot } from "../../../../src/market/order-book.ts";
import { after, type Time } from "../../../../src/market/units.ts";
import { KalshiStream } from "../../../../src/venue/kalshi/stream/kalshi-stream.ts";
import type { StreamOptions } from "../../../../src/venue/kalshi/stream/options.ts";
import type { StreamEvent } from "../../../../src/venue/kalshi/stream/stream-event.ts";

type EventOf<T extends StreamEvent["type"]> = Extract<StreamEvent, { type: T }>;

/** A stream under test: what it has told, and a way to wait for more. Closed when the test ends. */
export class StreamSession {
  readonly events: StreamEvent[] = [];
  readonly stream: KalshiStream;
  #waiting: (() => void)[] = [];
  #skippedMs = 0;

  constructor(url: string, options: Partial<StreamOptions> = {}) {
    const { timing, ...rest } = options;
    this.stream = new KalshiStream(
      {
        url,
        sign: (method, path) => ({ "KALSHI-ACCESS-KEY": "key", "KALSHI-ACCESS-SIGNATURE": `${method} ${path}` }),
        clock: { now: () => this.now },
        exchangeClock: { now: () => this.now },
        timers: systemTimers,
        random: Random.seeded(1),
        timing: {
          silentMs: 60_000,
          answerMs: 60_000,
          snapshotMs: 60_000,
          pulseMs: 10,
          reviewMs: 5,
          reconnect: { attempts: Infinity, firstDelayMs: 4, longestDelayMs: 20 },
          ...timing,
        },
        ...rest,
      },
      (event) => {
        this.events.push(event);
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const resolve of waiting) resolve();
      },
    );
    onTestFinished(() => this.stream.close());
  }

  /** The stream's clock. */
  get now(): Time {
    return after(systemClock.now(), this.#skippedMs);
  }

  /** Puts the stream's clock forward: what waits for time to pass sees it at its next review. */
  skip(ms: number): void {
    this.#skippedMs += ms;
  }

  /** Waits for an event of a kind from the `from`-th told on, and gives it. */
  async told<T extends StreamEvent["type"]>(
    type: T,
    matches: (event: EventOf<T>) => boolean = () => true,
    from = 0,
  ): Promise<EventOf<T>> {
    for (;;) {
      const found = this.events.slice(from).find((event) => event.type === type && matches(event as EventOf<T>));
      if (found) return found as EventOf<T>;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Everything told so far of a kind. */
  all<T extends StreamEvent["type"]>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }

  /** Waits until a book is as expected, looked at whenever it is told of. */
  async book(ticker: string, matches: (book: BookSnapshot) => boolean): Promise<BookSnapshot> {
    for (let from = 0; ; from = this.events.length) {
      const book = this.stream.book(ticker, 10);
      if (book && matches(book)) return book;
      await this.told("book", (event) => event.ticker === ticker, from);
    }
  }
}
