import { Random } from "../../../../src/ambient/random.ts";
import { VirtualTime } from "../../../../src/ambient/virtual-time.ts";
import { after, DOLLAR, money, time } from "../../../../src/market/units.ts";
import { KalshiKey } from "../../../../src/venue/kalshi/key.ts";
import type { Bench } from "../../../../src/venue/kalshi/probe/bench.ts";
import type { Result } from "../../../../src/venue/kalshi/probe/fact.ts";
import { openBench } from "../../../../src/venue/kalshi/probe/open-bench.ts";
import type { LeftGroups } from "../../../../src/venue/kalshi/probe/own-groups.ts";
import { type ProbeRun, runProbes } from "../../../../src/venue/kalshi/probe/run.ts";
import { ADMIN_ROOT } from "../../../../src/venue/sim/server/admin.ts";
import { API_ROOT } from "../../../../src/venue/sim/server/route.ts";
import { ServedExchange } from "../../../../src/venue/sim/server/served-exchange.ts";
import { parseSwitches } from "../../../../src/venue/sim/server/switches.ts";
import { ASLEEP, ExchangeInProcess } from "../../../wire/exchange.ts";
import { Passage } from "../../../wire/passage.ts";
import { PlainWire } from "../../../wire/plain-wire.ts";
import { step } from "../../../wire/step.ts";
import { testKey } from "../../sim/server/open-server.ts";
import { SERIES, Stranger } from "../stranger.ts";

const START = time(Date.UTC(2026, 10, 18, 17)); // a Wednesday at noon in New York
const HOUR_MS = 3_600_000;
const KEY = testKey("trader");
export const KEY_PEM = KEY.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const ADDRESS = `http://127.0.0.1:9${API_ROOT}`; // nobody listens there

export interface ProbeWorldOptions {
  readonly switches?: readonly string[];
  readonly seed?: number;
  readonly isPlayMoney?: boolean;
  readonly waitMs?: number;
  /** Nobody needs to measure how far readings can be believed. */
  readonly isReadLagKnown?: boolean;
  readonly faults?: readonly string[];
  /** Nobody else trades; otherwise somebody takes parts of whatever rests, wherever it rests. */
  readonly isQuiet?: boolean;
}

/** Probes and the embedded exchange in one process, on one virtual clock. */
export class ProbeWorld {
  readonly time = new VirtualTime(START);
  readonly served: ServedExchange;
  readonly account = KEY.keyId;
  readonly key = KalshiKey.fromPem(KEY.keyId, KEY_PEM);
  readonly restUrl = ADDRESS;
  readonly abort = new AbortController();
  /** What the probes' record holds. */
  kept: LeftGroups = { open: [], before: null };
  /** Requests that the program has sent, method and path. */
  readonly sent: string[] = [];
  /** Done before the request of this number, from 1 on, goes out, and once it is on its way. */
  onRequest: ((number: number, moment: "before" | "behind") => void) | undefined;
  /** Told of each request before it goes out: "GET /trade-api/v2/exchange/status". */
  watch: ((request: string) => void) | undefined;
  /** Changes the answer to a path before the program has it. */
  tamper: ((path: string, body: Record<string, unknown>) => object) | undefined;
  /** The program is no more: nothing that it does reaches anybody. */
  isDead = false;
  readonly #options: ProbeWorldOptions;
  readonly #inProcess: ExchangeInProcess;
  readonly #passage: Passage;
  readonly #wire: PlainWire;

  constructor(options: ProbeWorldOptions = {}) {
    this.#options = options;
    const { seed = 7, switches = [] } = options;
    const { rules, behaviour, precision } = parseSwitches(switches);
    const stage = new Stranger({
      start: START,
      seed,
      account: KEY.keyId,
      closeInMs: 48 * HOUR_MS,
      rules,
      isQuiet: options.isQuiet ?? true,
    });
    this.served = new ServedExchange({ stage, seed, clock: this.time, timers: ASLEEP, behaviour });
    const { keyId, publicKeyPem } = KEY;
    const attestedUntil = after(START, 30 * 24 * HOUR_MS);
    const balance = money(1_000 * DOLLAR);
    this.served.openAccount(keyId, { keyId, publicKeyPem, attestedUntil, balance, ...(precision && { precision }) });
    this.served.faults.set(options.faults ?? []);
    this.#inProcess = new ExchangeInProcess(this.served, this.time, after(START, -HOUR_MS));
    this.#wire = new PlainWire(this.time, this.#inProcess, Random.seeded(seed).fork("wire"));
    this.#passage = new Passage(this.time, (until) => step(this.time, this.#inProcess, until));
  }

  async bench(epoch = "probe"): Promise<Bench> {
    const { waitMs = 0, isPlayMoney = true } = this.#options;
    const random = Random.seeded(3);
    const opening = openBench({
      restUrl: this.restUrl,
      key: this.key,
      clock: this.time,
      timers: this.time,
      uniform: () => random.uniform(),
      fetch: this.fetch,
      target: { series: SERIES },
      epoch,
      isPlayMoney,
      waitMs,
      signal: this.abort.signal,
      keep: async (left) => {
        if (!this.isDead) this.kept = left;
      },
    });
    const bench = await this.passing(opening);
    if (this.#options.isReadLagKnown ?? true) bench.readingsLag(0);
    return bench;
  }

  /** Runs the probes of some facts to their end. */
  async probe(...numbers: number[]): Promise<ProbeRun> {
    const bench = await this.bench();
    return await this.passing(runProbes(bench, new Set(numbers), () => undefined));
  }

  passing<T>(promise: Promise<T>): Promise<T> {
    return this.#passage.passing(promise);
  }

  pass(ms: number): Promise<void> {
    return this.#passage.pass(ms);
  }

  /** Orders of the probing account that rest, and its groups that take orders. */
  get resting(): readonly { readonly orderId: string }[] {
    return this.served.exchange.resting(this.account);
  }

  get openGroups(): readonly string[] {
    const groups = this.served.exchange.groups.list(this.account);
    return groups.filter(({ triggered }) => !triggered).map(({ orderGroupId }) => orderGroupId);
  }

  /** Does what one of the exchange's controls does, at once. */
  async control(name: string, values: object = {}): Promise<void> {
    const init = { method: "POST", body: JSON.stringify(values) };
    const response = await this.#inProcess.sides.admin.serve(
      new Request(`http://exchange${ADMIN_ROOT}/controls/${name}`, init),
    );
    if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  }

  close(): void {
    this.#passage.close();
    this.#inProcess.streams.close();
    this.served.close();
  }

  /** What a program reaches the exchange by. */
  readonly fetch = (async (...call: Parameters<typeof fetch>) => {
    const [url, { method = "GET" } = {}] = call;
    this.onRequest?.(this.sent.length + 1, "before");
    if (this.isDead) return await new Promise<never>(() => undefined);
    const request = `${method} ${new URL(String(url)).pathname}`;
    this.watch?.(request);
    this.sent.push(request);
    const answering = this.#wire.fetch(...call);
    this.onRequest?.(this.sent.length, "behind");
    const answer = await answering;
    if (this.isDead) return await new Promise<never>(() => undefined);
    if (this.tamper === undefined || answer.status !== 200) return answer;
    const { status, headers } = answer;
    const told = this.tamper(new URL(String(url)).pathname, (await answer.json()) as Record<string, unknown>);
    return Response.json(told, { status, headers });
  }) as typeof fetch;
}

/** The one result of this name. */
export function resultOf(run: ProbeRun, name: Result["name"]): Result {
  const found = run.results.find((result) => result.name === name);
  if (found === undefined) throw new Error(`nothing was measured of ${name}`);
  return found;
}
