import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../src/ambient/random.ts";
import { type LastEngine, lastEngine } from "../../src/journal/recover.ts";
import type { Program } from "./program.ts";
import { ExchangeProcess, epochOf, type RestingOrder } from "./served-exchange.ts";

export interface CyclingOptions {
  readonly program: Program;
  readonly cycles: number;
  readonly seed: number;
  /** Told of each run. */
  readonly tell?: (text: string) => void;
}

/** What became of the runs. */
export interface CycleReport {
  readonly cycles: number;
  readonly endings: Readonly<Record<string, number>>;
  readonly states: Readonly<Record<string, number>>;
  /** Runs of which something rested. */
  readonly quoted: number;
  readonly fills: number;
  readonly unexplainedMicroDollars: number;
  /** For so long something of ours rested after a run's last word, at most, by the exchange's clock. */
  readonly longestRestSeconds: number;
  readonly violations: readonly string[];
}

const RUN = "16s";
/** What a cancelled run gets after SIGINT, as GitHub does it. */
const TERM_AFTER_MS = 7_500;
const KILL_AFTER_MS = 10_000;
const BOUND_MS = 50_000;
/** Orders of a run that the state doesn't know would be another engine's if they were newer. Cron's cycles are hours apart; without a journal the workflow waits. */
const GROWS_OLD_MS = 65_000;
const LOOK_MS = 100;

type Ending = "by itself" | "cancelled" | "machine lost";
type State = "none" | "newest" | "older";

/**
 * Runs of the workflow's trading step, one after another, each with the state folder that a cache would bring: the newest, an older one or none. They end by
 * themselves, are cancelled as GitHub cancels (SIGINT, SIGTERM, SIGKILL) or lose their machine (SIGKILL, and no backstop). Watches from the
 * exchange's side that nothing is left behind, and from the journal's that no cash is unexplained.
 */
export async function cycleRepeatedly(options: CyclingOptions): Promise<CycleReport> {
  const exchange = await ExchangeProcess.start(
    options.program,
    "--seed",
    `${options.seed}`,
    "--fault",
    "latency=0..60",
  );
  const folder = await mkdtemp(join(tmpdir(), "tauroi-cycles-"));
  try {
    return await new Cycling(options, exchange, folder).run();
  } finally {
    await exchange.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

class Cycling {
  readonly #random: Random;
  readonly #violations: string[] = [];
  readonly #endings: Record<string, number> = {};
  readonly #states: Record<string, number> = {};
  /** Saved state folders, oldest first. */
  readonly #caches: string[] = [];
  #quoted = 0;
  #fills = 0;
  #unexplained = 0;
  #longestRestMs = 0;

  constructor(
    private readonly options: CyclingOptions,
    private readonly exchange: ExchangeProcess,
    private readonly folder: string,
  ) {
    this.#random = Random.seeded(options.seed);
  }

  async run(): Promise<CycleReport> {
    for (let cycle = 1; cycle <= this.options.cycles; cycle++) await this.#cycle(cycle);
    return {
      cycles: this.options.cycles,
      endings: this.#endings,
      states: this.#states,
      quoted: this.#quoted,
      fills: this.#fills,
      unexplainedMicroDollars: this.#unexplained,
      longestRestSeconds: this.#longestRestMs / 1_000,
      violations: this.#violations,
    };
  }

  async #cycle(number: number): Promise<void> {
    const what = this.#state();
    const state = join(this.folder, `state-${number}`);
    const [before, newest] = this.#caches.slice(-2);
    const cache = what === "none" ? undefined : what === "newest" ? (newest ?? before) : before;
    if (cache === undefined) {
      await mkdir(state, { mode: 0o700 });
    } else await cp(cache, state, { recursive: true });
    if (what !== "newest" && number > 1) await Bun.sleep(GROWS_OLD_MS);
    const ending: Ending = this.#random.weighted(["by itself", "cancelled", "machine lost"], [5, 4, 2]);
    this.#endings[ending] = (this.#endings[ending] ?? 0) + 1;
    this.#states[what] = (this.#states[what] ?? 0) + 1;

    const summary = join(this.folder, `summary-${number}.md`);
    const words = ["run", "--live", "--headless", "--profile", "documented", "--venue", this.exchange.url, "--json"];
    const engine = this.options.program.startWith(
      this.exchange.credentials,
      ...words,
      ...["--state", state, "--duration", RUN, "--summary", summary],
    );
    const out = new Response(engine.stdout).text();
    const log = new Response(engine.stderr).text();
    const epochs = await this.#untilOver(engine, ending);
    if (epochs.length > 0) this.#quoted++;
    const exitCode = await engine.exited;
    const said = `run ${number} (${what} state, ${ending}, exit ${engine.signalCode ?? exitCode})`;
    this.options.tell?.(said);
    const expected = ending === "by itself" ? [0] : ending === "cancelled" ? [130] : [137];
    if (!expected.includes(exitCode)) this.#violations.push(`${said}: ${(await log).slice(-600)}`);
    for (const epoch of epochs.slice(1)) this.#violations.push(`${said}: ${epoch} quotes as well`);
    if (ending === "machine lost") await this.#gone(said, BOUND_MS);
    else {
      await this.#judge(said, await out, summary);
      await this.#gone(said, 0);
      await this.#backstop(said);
      this.#caches.push(state);
    }
    const left = leftOn(state);
    if (left === undefined && epochs.length === 0 && ending !== "by itself") return; // it ended before it began
    if (left === undefined) this.#violations.push(`${said}: its journal can't be read`);
    else {
      this.#unexplained += Math.abs(left.engine.desk?.account.check.unexplained ?? 0);
    }
  }

  #state(): State {
    if (this.#caches.length < 2) return this.#caches.length === 0 ? "none" : "newest";
    return this.#random.weighted<State>(["none", "older", "newest"], [1, 2, 7]);
  }

  /** Lets the run go on until it ends as it is to; whose orders have rested meanwhile. */
  async #untilOver(engine: Bun.Subprocess, ending: Ending): Promise<readonly string[]> {
    const startedAt = performance.now();
    const endAfterMs = this.#random.integer(1_500, 15_000);
    const epochs = new Set<string>();
    let toldAt: number | undefined;
    while (engine.exitCode === null && engine.signalCode === null) {
      const now = performance.now();
      if (ending !== "by itself" && toldAt === undefined && now - startedAt > endAfterMs) {
        toldAt = now;
        engine.kill(ending === "cancelled" ? "SIGINT" : "SIGKILL");
      }
      if (ending === "cancelled" && toldAt !== undefined) {
        if (now - toldAt > KILL_AFTER_MS) engine.kill("SIGKILL");
        else if (now - toldAt > TERM_AFTER_MS) engine.kill("SIGTERM");
      }
      const orders = await this.exchange.resting();
      for (const order of orders) epochs.add(epochOf(order));
      if (orders.length > 0 && this.#random.chance(0.1)) await this.#take(this.#random.choice(orders));
      await Bun.sleep(LOOK_MS);
    }
    return [...epochs];
  }

  /** Another account takes from one of our orders. */
  async #take({ ticker, book_side: side, yes_price_dollars: price }: RestingOrder): Promise<void> {
    const terms = { ticker, side: side === "bid" ? "ask" : "bid", price, count: "1" };
    const order = { account: "passer-by", ...terms, time_in_force: "immediate_or_cancel" };
    const answer = (await this.exchange.control("place", order)) as { readonly fill_count?: string };
    if (Number(answer.fill_count ?? 0) > 0) this.#fills++;
  }

  /** Nothing of ours rests so long after a run's end. */
  async #gone(said: string, withinMs: number): Promise<void> {
    const { at: endedAt } = await this.exchange.restingAt();
    for (;;) {
      const { at, orders } = await this.exchange.restingAt();
      this.#longestRestMs = Math.max(this.#longestRestMs, orders.length === 0 ? 0 : at - endedAt);
      if (orders.length === 0) return;
      if (at - endedAt > withinMs) {
        this.#violations.push(`${said}: ${orders.length} orders rest ${at - endedAt} ms after it`);
        return;
      }
      await Bun.sleep(LOOK_MS);
    }
  }

  async #backstop(said: string): Promise<void> {
    const own = await mkdtemp(join(this.folder, "backstop-"));
    const words = ["kill", "--ours", "--json", "--state", own, "--venue", this.exchange.url];
    const killing = this.options.program.startWith(
      { ...this.exchange.credentials, XDG_STATE_HOME: own, XDG_RUNTIME_DIR: own, TMPDIR: own },
      ...words,
    );
    const text = await new Response(killing.stdout).text();
    if ((await killing.exited) !== 0)
      this.#violations.push(`${said}: the backstop ends with ${killing.exitCode}: ${text}`);
  }

  /** What the run says of itself; one that is cancelled before it trades says nothing. */
  async #judge(said: string, text: string, file: string): Promise<void> {
    if (text === "") return; // it is complained of already, unless it was cancelled before it traded
    if (!(await Bun.file(file).text()).includes("net")) this.#violations.push(`${said}: no job summary`);
    const summary = JSON.parse(text) as { readonly account: { readonly agrees: boolean; readonly detail: string } };
    if (!summary.account.agrees) this.#violations.push(`${said}: the books differ: ${summary.account.detail}`);
  }
}

function leftOn(state: string): LastEngine | undefined {
  const left = lastEngine(state, "tauroi test");
  return left !== undefined && "engine" in left ? left : undefined;
}
