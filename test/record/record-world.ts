import { systemFiles } from "../../src/ambient/files.ts";
import { Random } from "../../src/ambient/random.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { after, DOLLAR, type Money, type Time } from "../../src/market/units.ts";
import { findRecorded } from "../../src/record/event-facts.ts";
import { type RecordEnd, Recorder } from "../../src/record/recorder.ts";
import { RecordingStore } from "../../src/record/recording-store.ts";
import { StreamRecorder } from "../../src/record/stream-recorder.ts";
import type { RecordingFormat } from "../../src/tape/recording/recording-format.ts";
import { KalshiKey } from "../../src/venue/kalshi/key.ts";
import { RestClient } from "../../src/venue/kalshi/rest/client.ts";
import { SchemaWatch } from "../../src/venue/kalshi/schema-watch.ts";
import { ServedExchange, type Stage } from "../../src/venue/sim/server/served-exchange.ts";
import { SIMULATION_START } from "../../src/venue/sim/simulated-event.ts";
import { Simulation } from "../../src/venue/sim/simulation.ts";
import { KEY_ID, rsaKey } from "../venue/kalshi/key-material.ts";
import { ASLEEP, ExchangeInProcess } from "../wire/exchange.ts";
import { Passage } from "../wire/passage.ts";
import { PlainWire } from "../wire/plain-wire.ts";
import { step } from "../wire/step.ts";

const HOUR_MS = 3_600_000;
const ADDRESSES = { restUrl: "http://127.0.0.1:1/trade-api/v2", streamUrl: "ws://127.0.0.1:1/trade-api/ws/v2" };
const KEY = rsaKey();

/** The simulated event with its crowd, six hours old. */
export function simulatedStage(seed: number, hoursToClose = 48): { readonly stage: Stage; readonly openedAt: Time } {
  const closeTime = after(SIMULATION_START, hoursToClose * HOUR_MS);
  const fees = { type: "quadratic_with_maker_fees", multiplier: 1 } as const;
  const options = { seed, closeTime, preHistoryMs: 6 * HOUR_MS, fees, rules: {}, pauses: [] };
  return { stage: new Simulation(options, SIMULATION_START), openedAt: after(SIMULATION_START, -6 * HOUR_MS) };
}

/** An exchange and recorders of it, in this process and on one virtual clock. */
export class RecordWorld {
  readonly time: VirtualTime;
  readonly served: ServedExchange;
  readonly client: RestClient;
  readonly said: string[] = [];
  /** What the exchange sends beyond what is documented of the real one. */
  readonly watch: SchemaWatch;
  readonly #exchange: ExchangeInProcess;
  readonly #wire: PlainWire;
  readonly #passage: Passage;
  readonly #random: Random;

  constructor(
    { stage, openedAt }: { readonly stage: Stage; readonly openedAt: Time },
    seed: number,
    now = SIMULATION_START,
  ) {
    this.#random = Random.seeded(seed);
    this.time = new VirtualTime(now);
    this.served = new ServedExchange({ stage, seed, clock: this.time, timers: ASLEEP, faults: [] });
    this.served.openAccount("recorder", {
      balance: (1_000 * DOLLAR) as Money,
      keyId: KEY_ID,
      publicKeyPem: KEY.publicKey.export({ type: "spki", format: "pem" }) as string,
    });
    this.#exchange = new ExchangeInProcess(this.served, this.time, openedAt);
    this.#wire = new PlainWire(this.time, this.#exchange, this.#random.fork("wire"));
    this.#passage = new Passage(this.time, (until) => step(this.time, this.#exchange, until));
    this.watch = new SchemaWatch({ clock: this.time });
    this.client = new RestClient({
      schemaWatch: this.watch,
      baseUrl: ADDRESSES.restUrl,
      key: KalshiKey.fromPem(KEY_ID, KEY.pem),
      clock: this.time,
      timers: this.time,
      uniform: () => this.#random.uniform(),
      fetch: this.#wire.fetch,
    });
  }

  pass(ms: number): Promise<void> {
    return this.#passage.pass(ms);
  }

  passing<T>(promise: Promise<T>): Promise<T> {
    return this.#passage.passing(promise);
  }

  /** Records for so long, and ends as asked; or, `killed`, leaves everything as it is at that moment. */
  async record(
    folder: string,
    ms: number,
    options: {
      readonly formats?: readonly RecordingFormat[];
      readonly windowMs?: number;
      readonly checkpointMs?: number;
      readonly killed?: boolean;
    } = {},
  ): Promise<RecordEnd | undefined> {
    const { formats = ["jsonl"], windowMs = HOUR_MS, checkpointMs = 30_000, killed = false } = options;
    const { event } = this.served;
    const found = await this.passing(findRecorded(this.client, { event: event.ticker }, this.time.now()));
    const store = new RecordingStore(folder, { venue: "test", event: event.ticker, tickers: [], formats }, systemFiles);
    const stream = new StreamRecorder({
      url: ADDRESSES.streamUrl,
      key: KalshiKey.fromPem(KEY_ID, KEY.pem),
      clock: this.time,
      exchangeClock: this.client.exchangeClock,
      timers: this.time,
      random: this.#random.fork("stream"),
      store,
      schemaWatch: this.watch,
      say: (text) => this.said.push(text),
      full: () => recorder.commit(),
      openSocket: this.#wire.openSocket,
    });
    const recorder = await this.passing(
      Recorder.begin({
        client: this.client,
        store,
        clock: this.time,
        timers: this.time,
        venue: "test",
        found,
        target: { event: event.ticker },
        windowMs,
        checkpointMs,
        stream,
        historyOnly: false,
        say: (text) => this.said.push(text),
        hearProgress: () => undefined,
      }),
    );
    stream.open(found.markets.map(({ ticker }) => ticker)).catch(() => undefined);
    const run = recorder.run();
    await this.pass(ms);
    if (killed) {
      recorder.stop(); // it does nothing more that counts: its store is gone
      store.close();
      run.catch(() => undefined);
      return undefined;
    }
    recorder.stop();
    const end = await this.passing(run);
    store.close();
    return end;
  }

  close(): void {
    this.#passage.close();
    this.#exchange.streams.close();
    this.served.close();
  }
}
