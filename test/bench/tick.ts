/**
 * Tick to order in the running engine: from the text of a book message, as the WebSocket hands it over, to the signed HTTP request being handed to
 * `fetch`. All of the program's own way is in it: reading and checking the message, the book, our own size taken out of it, the engine,
 * the journal's commit to the disk (by its own thread) before a create, building and signing the request. What the runtime does on either side (frames, TLS,
 * sockets) is not. Signing, and the wait for the disk, are measured within it and told apart.
 */
import type { Journal } from "../../src/journal/journal.ts";
import { KalshiKey } from "../../src/venue/kalshi/key.ts";
import { textToSign } from "../../src/venue/kalshi/signing.ts";
import { ed25519Key, KEY_ID, rsaKey } from "../venue/kalshi/key-material.ts";
import type { BenchResult } from "./result.ts";
import { TICKERS, TickWorld } from "./tick-world.ts";

const WARM_UP = 500;
const TICKS = 4_000;
const REPETITIONS = 2_000;
/** What the whole way may take, without signing, at its 99th percentile. */
const LIMIT_MS = 1;
/** Each side of a contract may be quoted anew once a second, and the contracts take turns. */
const BETWEEN_MS = Math.ceil(1_100 / (2 * TICKERS.length) / 10) * 10;

const PATIENCE_MS = 10_000;
const TURNS_PER_MS = 20;

/** One message that led to a request: milliseconds. */
interface Tick {
  readonly whole: number;
  readonly signing: number;
  readonly disk: number;
}

/** A stop-watch that is started by each book message and read by the first order request after it. */
class StopWatch {
  readonly places: Tick[] = [];
  readonly cancels: Tick[] = [];
  /** What the disk takes for the least that can be asked of it, right after. */
  readonly bareDisk: number[] = [];
  #startedAt: number | undefined;
  #signing = 0;
  #disk = 0;

  started(): void {
    this.#startedAt = performance.now();
    this.#signing = this.#disk = 0;
  }

  /** A request is handed over. */
  handed(method: string): void {
    if (this.#startedAt === undefined) return;
    const tick = { whole: performance.now() - this.#startedAt, signing: this.#signing, disk: this.#disk };
    this.#startedAt = undefined; // the second order of the same message isn't another tick
    (method === "POST" ? this.places : this.cancels).push(tick);
  }

  signed<T>(sign: () => T): T {
    const start = performance.now();
    const signature = sign();
    this.#signing += performance.now() - start;
    return signature;
  }

  /** A create waits from now on; to be called when it need not any more. */
  waits(): () => void {
    const start = performance.now();
    return () => {
      this.#disk += performance.now() - start;
    };
  }
}

/** Has every book message start the watch, and every order request stop it; how to undo that. */
function install(watch: StopWatch): () => void {
  const { WebSocket: PlainSocket, fetch: plainFetch } = globalThis;
  class WatchedSocket extends PlainSocket {
    override addEventListener(type: string, listener: (event: Event) => void): void {
      const watched = (event: Event): void => {
        if (event instanceof MessageEvent && String(event.data).includes('"orderbook_delta"')) watch.started();
        listener(event);
      };
      super.addEventListener(type, type === "message" ? watched : listener);
    }
  }
  globalThis.WebSocket = WatchedSocket as typeof WebSocket;
  const watchedFetch = (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> => {
    if (String(input).includes("/portfolio/events/orders")) watch.handed(init?.method ?? "GET");
    return plainFetch(input, init);
  };
  globalThis.fetch = Object.assign(watchedFetch, { preconnect: plainFetch.preconnect });
  return () => {
    globalThis.WebSocket = PlainSocket;
    globalThis.fetch = plainFetch;
  };
}

/** The journal as it is, its commits timed. */
function timed(journal: Journal, watch: StopWatch): Journal {
  return {
    append: (input, commands) => journal.append(input, commands),
    commit(committed) {
      const over = watch.waits();
      journal.commit((problem) => {
        over();
        committed(problem);
      });
    },
    flushDue: (now) => journal.flushDue(now),
    get cutDue() {
      return journal.cutDue;
    },
    cut: (start, state) => journal.cut(start, state),
    onChange: (listener) => journal.onChange(listener),
    health: (now) => journal.health(now),
    markEnded: () => journal.markEnded(),
    close: () => journal.close(),
  };
}

/** Has the other's bid come and go, contract after contract, until there are enough messages that made us quote and withdraw. */
async function measure(): Promise<StopWatch> {
  const watch = new StopWatch();
  const world = new TickWorld({
    key(key) {
      const sign = key.sign.bind(key);
      key.sign = (text) => watch.signed(() => sign(text));
      return key;
    },
    journal: (journal) => timed(journal, watch),
  });
  const uninstall = install(watch);
  try {
    await world.open();
    const { orders } = world.run.session.engine.desk!;
    const live = (ticker: string): readonly string[] => {
      const { bid, ask } = orders.liveOf(ticker);
      return [...bid, ...ask].map(({ state }) => state);
    };
    const until = async (what: string, reached: () => boolean): Promise<void> => {
      const start = performance.now();
      for (let turns = 1; !reached(); turns++) {
        if (performance.now() - start > PATIENCE_MS) throw new Error(`${what}: it doesn't come`);
        await world.pass(turns % TURNS_PER_MS === 0 ? 1 : 0); // what comes over sockets takes turns rather than time
      }
    };
    for (let n = 0; n < WARM_UP + TICKS; n++) {
      if (n === WARM_UP) watch.places.length = watch.cancels.length = 0;
      const ticker = TICKERS[n % TICKERS.length]!;
      await world.pass(BETWEEN_MS);
      const bid = world.bid(ticker);
      await until(`a quote on ${ticker}`, () => live(ticker).join() === "resting");
      await world.pass(BETWEEN_MS);
      world.endBid(bid);
      await until(`no quote on ${ticker}`, () => live(ticker).length === 0);
    }
    for (let n = 0; n < REPETITIONS; n++) watch.bareDisk.push(world.writePage()); // not in between, which would slow the journal
    return watch;
  } finally {
    uninstall();
    await world.close();
  }
}

/** Milliseconds that signatures take by themselves. */
function signing(pem: string): number[] {
  const key = KalshiKey.fromPem(KEY_ID, pem);
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + REPETITIONS; n++) {
    const text = textToSign((1_790_000_000_000 + n) as never, "POST", "/trade-api/v2/portfolio/events/orders");
    const start = performance.now();
    key.sign(text);
    if (n >= WARM_UP) times.push(performance.now() - start);
  }
  return times;
}

interface Beside {
  readonly name: string;
  readonly of: (percent: number) => number;
}

/** To be compared at the 99th percentile only. */
const AT_MOST: Beside = { name: "at most", of: (percent) => (percent === 99 ? LIMIT_MS : Number.NaN) };

/** Median and tails. */
function quantiles(name: string, times: readonly number[], beside?: Beside): BenchResult[] {
  return [50, 99, 99.9].map((percent) => {
    const value = quantile(times, percent);
    const baseline = beside?.of(percent) ?? Number.NaN;
    const isCompared = beside !== undefined && !Number.isNaN(baseline);
    return {
      name: `${name}: p${percent}`,
      value,
      unit: "ms",
      baseline: isCompared ? beside.name : null,
      baseline_value: isCompared ? baseline : null,
      ratio: isCompared ? value / baseline : null,
    };
  });
}

/** The nearest of the values above. */
function quantile(times: readonly number[], percent: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)]!;
}

export async function bench(): Promise<BenchResult[]> {
  const { places, cancels, bareDisk } = await measure();
  const bare: Beside = { name: "one page written and synced", of: (percent) => quantile(bareDisk, percent) };
  const create = (what: string, of: (tick: Tick) => number, beside?: Beside): BenchResult[] =>
    quantiles(`tick to create, ${what}`, places.map(of), beside);
  return [
    ...create("without signing and the disk", ({ whole, signing, disk }) => whole - signing - disk, AT_MOST),
    ...create("without signing", ({ whole, signing }) => whole - signing, AT_MOST),
    ...create("of that waiting for the journal's commit", ({ disk }) => disk, bare),
    ...create("all of it, signed by Ed25519", ({ whole }) => whole),
    ...quantiles(
      "tick to cancel, without signing",
      cancels.map(({ whole, signing }) => whole - signing),
      AT_MOST,
    ),
    ...quantiles("a signature, Ed25519", signing(ed25519Key().pem)),
    ...quantiles("a signature, RSA of 2,048 bits", signing(rsaKey().pem)),
  ];
}
