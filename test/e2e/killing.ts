import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../src/ambient/random.ts";
import type { KillReport } from "./kill-report.ts";
import type { Program } from "./program.ts";
import { ExchangeProcess, epochOf, type RestingOrder, type UnderWay } from "./served-exchange.ts";

export interface KillingOptions {
  readonly program: Program;
  readonly kills: number;
  readonly seed: number;
  /** Whether the exchange's clock leaps after the last kill, instead of one's waiting for what rests to expire. */
  readonly leap: boolean;
  /** Told of each kill. */
  readonly tell?: (text: string) => void;
}

/** No order rests longer than this after its engine is dead. */
const BOUND_MS = 50_000;
/** The exchange takes its time with what writes, so that there is something between a request and its answer. */
const DELAYS = [
  "latency=0..150@/portfolio/events/orders*",
  "answer-latency=50..400@/portfolio/events/orders*",
  "latency=0..50@/portfolio/order_groups*",
  "answer-latency=20..200@/portfolio/order_groups*",
];
const LAGS = ["read-lag-ms=0..300"];
/** For everything that a machine with something else to do may take long for. */
const PATIENCE_MS = 90_000;
const LOOK_MS = 20;
/** After so long without a request an engine is given something to do. */
const QUIET_MS = 1_000;

/**
 * Starts an engine on an exchange that is slow to answer, kills it (SIGKILL) at a random moment, most of them between a
 * request and its answer, starts it again on the same state folder, and so on; watches from the exchange's side that nothing of an
 * earlier start rests beside a new one's quotes and that no order is there twice; and at the end that the books agree, and that nothing
 * rests after a kill that nobody comes back from.
 */
export async function killRepeatedly(options: KillingOptions): Promise<KillReport> {
  const words = ["--seed", `${options.seed}`, ...DELAYS.flatMap((fault) => ["--fault", fault])];
  const exchange = await ExchangeProcess.start(options.program, ...words, "--switch", ...LAGS);
  const state = await mkdtemp(join(tmpdir(), "tauroi-killed-"));
  try {
    return await new Killing(options, exchange, state).run();
  } finally {
    await exchange.stop();
    await rm(state, { recursive: true, force: true });
  }
}

/** One start of the engine, to its end. */
interface Life {
  readonly number: number;
  readonly engine: Bun.Subprocess<"ignore", "pipe", "pipe">;
  /** What its order ids have in common, once its log has told. */
  epoch: string | undefined;
  quoted: boolean;
  /** The last lines of its log. */
  readonly log: string[];
}

/** Follows an engine's log, which tells its epoch before anything is placed. */
async function listen(life: Life): Promise<void> {
  let text = "";
  for await (const bytes of life.engine.stderr) {
    const lines = (text + new TextDecoder().decode(bytes)).split("\n");
    text = lines.pop() ?? "";
    life.log.push(...lines);
    life.log.splice(0, life.log.length - 3);
    life.epoch ??= lines.map((line) => /"epoch":"([^"]+)"/.exec(line)?.[1]).find((epoch) => epoch !== undefined);
  }
}

async function endOf({ engine, log }: Life): Promise<string> {
  return `exit code ${await engine.exited}: ${log.join(" | ")}`;
}

/** When an engine is to die. */
type Moment =
  | { readonly when: "writing"; readonly afterWrites: number; readonly delayMs: number }
  | { readonly when: "asking"; readonly afterRequests: number }
  | { readonly when: "quoting"; readonly delayMs: number }
  | { readonly when: "any"; readonly delayMs: number };

class Killing {
  readonly #random: Random;
  readonly #violations: string[] = [];
  readonly #counts = { duringRequest: 0, duringWrite: 0, beforeQuoting: 0, quotingStarts: 0, startsWithOrphans: 0 };
  /** Requests of engines that are dead, whose answers are still to come. */
  #ofTheDead: ReadonlySet<number> = new Set();
  #fills = 0;

  constructor(
    private readonly options: KillingOptions,
    private readonly exchange: ExchangeProcess,
    private readonly state: string,
  ) {
    this.#random = Random.seeded(options.seed);
  }

  async run(): Promise<KillReport> {
    for (let kill = 1; kill < this.options.kills; kill++) await this.#lifeAndDeath(kill);
    const account = await this.#wholeRun();
    const lastRestedSeconds = await this.#lastKill();
    const orders = await this.exchange.everyOrder();
    this.#checkIds(orders.map(({ clientOrderId }) => clientOrderId));
    return {
      kills: this.options.kills,
      ...this.#counts,
      orders: orders.length,
      fills: this.#fills,
      lastRestedSeconds,
      account,
      violations: this.#violations,
    };
  }

  async #lifeAndDeath(number: number): Promise<void> {
    const moment = this.#moment();
    const before = await this.exchange.resting();
    const life = this.#start(number);
    const { engine } = life;
    const isTime = this.#waiting(moment);
    const startedAt = performance.now();
    let busyMs = 0;
    while (engine.exitCode === null) {
      const [requests, orders] = [await this.#underWay(), await this.exchange.resting()];
      this.#look(orders, life);
      const aliveMs = performance.now() - startedAt;
      if (isTime(requests, life.quoted, aliveMs)) break;
      if (life.quoted && requests.length > 0) busyMs = aliveMs;
      if (life.quoted && moment.when === "writing" && aliveMs - busyMs > QUIET_MS) {
        busyMs = aliveMs;
        await this.#fillSomething(); // a quiet engine moves its quotes after a fill
      }
      if (performance.now() - startedAt > PATIENCE_MS) {
        this.#violations.push(`start ${number}: no moment to kill it (${JSON.stringify(moment)}) in ${PATIENCE_MS} ms`);
        break;
      }
      await Bun.sleep(LOOK_MS);
    }
    if (engine.exitCode !== null) {
      this.#violations.push(`start ${number}: the engine ended by itself, ${await endOf(life)}`);
      return;
    }
    engine.kill("SIGKILL");
    await engine.exited;
    const underWay = await this.#underWay(); // nobody but the dead engine asks for anything
    this.#ofTheDead = new Set((await this.exchange.underWay()).map(({ number: request }) => request));
    this.#look(await this.exchange.resting(), life);
    if (underWay.length > 0) this.#counts.duringRequest += 1;
    if (underWay.some(isWrite)) this.#counts.duringWrite += 1;
    if (!life.quoted) this.#counts.beforeQuoting += 1;
    else if (before.length > 0) this.#counts.startsWithOrphans += 1;
    this.options.tell?.(
      `${number}: ${moment.when}, ${underWay.length} under way, ${Math.round(performance.now() - startedAt)} ms`,
    );
    if (this.#random.uniform() < 0.3) await this.#fillSomething();
  }

  /** The requests of the engine that lives, or has just died, which aren't answered yet. */
  async #underWay(): Promise<readonly UnderWay[]> {
    return (await this.exchange.underWay()).filter(({ number }) => !this.#ofTheDead.has(number));
  }

  /** Judges what rests now, while an engine lives: beside its quotes there may be nothing else. */
  #look(orders: readonly RestingOrder[], life: Life): void {
    const own = orders.filter((order) => epochOf(order) === life.epoch);
    if (own.length === 0) return;
    if (!life.quoted) this.#counts.quotingStarts += 1;
    life.quoted = true;
    for (const order of orders) {
      if (epochOf(order) === life.epoch) continue;
      this.#violations.push(`start ${life.number}: ${order.client_order_id} of another start rests beside its quotes`);
    }
    const places = own.map(({ ticker, book_side }) => `${ticker} ${book_side}`);
    const twice = places.find((place, index) => places.indexOf(place) !== index);
    if (twice !== undefined) this.#violations.push(`start ${life.number}: two orders rest as ${twice}`);
  }

  /** A whole run: what it says of its account, checked against what the exchange says. */
  async #wholeRun(): Promise<string> {
    const life = this.#start(this.options.kills, "--duration", "15s", "--json");
    const { engine } = life;
    const output = new Response(engine.stdout).text();
    let filled = false;
    while (engine.exitCode === null) {
      const orders = await this.exchange.resting();
      this.#look(orders, life);
      if (!filled && orders.length > 0) {
        await this.#fillSomething();
        filled = true;
      }
      await Bun.sleep(LOOK_MS);
    }
    const exitCode = await engine.exited;
    if (exitCode !== 0) {
      const end = await endOf(life);
      this.#violations.push(`the last whole run ended with ${end}`);
      return end;
    }
    if (!life.quoted) this.#violations.push("the last whole run never quoted");
    const summary = JSON.parse(await output) as Summary;
    if (!summary.account.agrees) this.#violations.push(`the books differ at the end: ${summary.account.detail}`);
    const { positions } = await this.exchange.account();
    const theirs = new Map(positions.map(({ ticker, position_fp }) => [ticker, Number(position_fp)]));
    for (const { ticker, position } of summary.contracts) {
      if (position === (theirs.get(ticker) ?? 0)) continue;
      this.#violations.push(`${ticker}: the engine holds ${position}, the exchange says ${theirs.get(ticker) ?? 0}`);
    }
    const left = await this.exchange.resting();
    if (left.length > 0) this.#violations.push(`${left.length} orders rest after a run that has ended`);
    return summary.account.detail;
  }

  /** Kills an engine that quotes, and starts none again. Answers for how many seconds something still rested. */
  async #lastKill(): Promise<number> {
    const life = this.#start(this.options.kills);
    const { engine } = life;
    const startedAt = performance.now();
    while (!life.quoted && engine.exitCode === null && performance.now() - startedAt < PATIENCE_MS) {
      this.#look(await this.exchange.resting(), life);
      await Bun.sleep(LOOK_MS);
    }
    if (!life.quoted) this.#violations.push("the engine that was to be killed last never quoted");
    engine.kill("SIGKILL");
    await engine.exited;
    const { at: killedAt } = await this.exchange.restingAt();
    if (this.options.leap) await this.exchange.faults(...DELAYS, `clock-skew=${BOUND_MS - 1_000}`);
    for (;;) {
      const { at, orders } = await this.exchange.restingAt();
      const passed = at - killedAt;
      if (orders.length === 0) return passed / 1_000;
      if (passed > BOUND_MS) {
        this.#violations.push(`${orders.length} orders rest ${passed} ms after the last kill`);
        return passed / 1_000;
      }
      await Bun.sleep(LOOK_MS * 5);
    }
  }

  #start(number: number, ...more: string[]): Life {
    const { exchange, state, options } = this;
    const words = ["run", "--live", "--headless", "--profile", "documented", "--venue", exchange.url, "--state", state];
    const engine = options.program.startWith(exchange.credentials, ...words, ...more);
    const life: Life = { number, engine, epoch: undefined, quoted: false, log: [] };
    void listen(life);
    return life;
  }

  #moment(): Moment {
    const draw = this.#random.uniform();
    if (draw < 0.6) {
      return { when: "writing", afterWrites: this.#random.integer(0, 10), delayMs: this.#random.integer(0, 30) };
    }
    if (draw < 0.75) return { when: "asking", afterRequests: this.#random.integer(0, 30) };
    if (draw < 0.9) return { when: "quoting", delayMs: this.#random.integer(0, 4_000) };
    return { when: "any", delayMs: this.#random.integer(0, 6_000) };
  }

  /** Whether the moment has come, asked again and again with what is so now. */
  #waiting(moment: Moment): (requests: readonly UnderWay[], quoted: boolean, aliveMs: number) => boolean {
    const seen = new Set<number>();
    let since: number | undefined;
    return (requests, quoted, aliveMs) => {
      switch (moment.when) {
        case "any":
          return aliveMs >= moment.delayMs;
        case "quoting":
          if (quoted) since ??= aliveMs;
          return since !== undefined && aliveMs - since >= moment.delayMs;
        case "asking":
          for (const { number } of requests) seen.add(number);
          return requests.length > 0 && seen.size > moment.afterRequests;
        case "writing": {
          const writes = requests.filter(isAboutOrders);
          for (const { number } of writes) seen.add(number);
          const isDue = seen.size > moment.afterWrites && writes.length > 0;
          if (isDue) Bun.sleepSync(moment.delayMs);
          return isDue;
        }
      }
    };
  }

  /** Another account takes one of our orders, whether an engine lives or not. */
  async #fillSomething(): Promise<void> {
    const orders = await this.exchange.resting();
    const order = orders[this.#random.integer(0, Math.max(0, orders.length - 1))];
    if (order === undefined) return;
    const side = order.book_side === "bid" ? "ask" : "bid";
    const terms = { ticker: order.ticker, side, price: order.yes_price_dollars, count: "1" };
    const answer = await this.exchange.control("place", {
      account: "passer-by",
      ...terms,
      time_in_force: "immediate_or_cancel",
    });
    if (Number((answer as { fill_count?: string }).fill_count ?? 0) > 0) this.#fills += 1;
  }

  #checkIds(ids: readonly string[]): void {
    const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
    for (const id of twice) this.#violations.push(`the order id ${id} was used twice`);
    const strange = ids.find((id) => !/^tauroi-[a-z0-9]+-\d+$/.test(id));
    if (strange !== undefined) this.#violations.push(`${strange} is no order id of ours`);
  }
}

/** A create, an amend or a cancel; a start writes other things too. */
function isAboutOrders({ request }: Pick<UnderWay, "request">): boolean {
  return isWrite({ request }) && request.includes("/portfolio/events/orders");
}

function isWrite({ request }: Pick<UnderWay, "request">): boolean {
  return !request.startsWith("GET ");
}

/** What `run --json` says, as far as it is looked at here. */
interface Summary {
  readonly contracts: readonly { readonly ticker: string; readonly position: number }[];
  readonly account: { readonly agrees: boolean; readonly detail: string };
}
