import { after, DOLLAR, type Money, money, time } from "../../../src/market/units.ts";
import { checksOf } from "../checks.ts";
import type { Scenario } from "../scenario.ts";
import type { Violation } from "../simulate.ts";
import { type Happening, World } from "../world.ts";
import { type Cycle, Cycles } from "./cycles.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Thursdays at 3 in New York the exchange is closed for two hours (KALSHI.md). */
const MAINTENANCE_MS = 2 * HOUR_MS;
/** How many lives of the program are kept to be looked at: the checks ask for those that may still have something to say. */
const LIVES_KEPT = 4;

/** What a month has come to. */
export interface MonthResult {
  readonly seed: number;
  readonly days: number;
  readonly cycles: readonly Cycle[];
  readonly inputs: number;
  readonly fills: number;
  /** The share of the looks, twice a second, at which something of ours rested. */
  readonly uptime: number;
  readonly equityChange: Money;
  readonly violation: Violation | undefined;
}

export interface MonthOptions {
  readonly listener?: (happening: Happening) => void;
  /** Told after each simulated day. */
  readonly onDay?: (day: number, cycles: readonly Cycle[]) => void;
}

/**
 * A month of the workflow's cycles in one process, on one clock, with every check of the simulation: runs are cancelled and machines lost, caches are
 * missing or old, the exchange closes on Thursday nights. Must be called outside of any promise, as `simulate`.
 */
export function playMonth(seed: number, days: number, options: MonthOptions = {}): MonthResult {
  const world = new World(seed, scenarioOf(days));
  if (options.listener !== undefined) world.listeners.push(options.listener);
  let violation: Violation | undefined;
  const violated = (invariant: string, detail: string): void => {
    violation ??= { seed, at: new Date(world.now).toISOString(), invariant, detail };
  };
  world.checks.push(...checksOf(world, violated));
  let looks = 0;
  let resting = 0;
  world.checks.push({
    look() {
      looks++;
      if (world.resting.size > 0) resting++;
    },
  });
  const opening = equity(world);
  maintain(world);
  const cycles = new Cycles(world, world.random.fork("cycles"));
  const run = (forMs: number): void => {
    const until = after(world.now, forMs);
    try {
      while (violation === undefined && world.step(until));
    } catch (error) {
      violated("no error escapes", error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };
  for (let day = 0; day < days && violation === undefined; day++) {
    run(Math.min(1, days - day) * DAY_MS);
    world.programs.splice(0, Math.max(0, world.programs.length - LIVES_KEPT));
    options.onDay?.(day + 1, cycles.done);
  }
  cycles.end();
  while (!cycles.isIdle && violation === undefined) run(1_000);
  run(120_000);
  if (violation === undefined && world.resting.size > 0)
    violated("nothing rests at the end", `${world.resting.size} orders`);
  for (const cycle of cycles.done) {
    if (cycle.unexplained !== 0) violated("no cash is unexplained", JSON.stringify(cycle));
    if (cycle.exitCode !== undefined) violated("no run is refused", JSON.stringify(cycle));
  }
  if (violation === undefined) for (const check of world.checks) check.end?.();
  return {
    seed,
    days,
    cycles: cycles.done,
    inputs: world.inputs,
    fills: world.truth.records(world.account).fills.length,
    uptime: looks === 0 ? 0 : resting / looks,
    equityChange: (equity(world) - opening) as Money,
    violation,
  };
}

/** Cash, and what is held at the middle of its market. */
function equity(world: World): number {
  const { truth, account } = world;
  return world.crowd.tickers.reduce((sum, ticker) => {
    const [bid, ask] = [truth.best(ticker, "bid") ?? 0, truth.best(ticker, "ask") ?? 10_000];
    return sum + (truth.position(account, ticker) * (bid + ask)) / 2;
  }, truth.balance(account) as number);
}

/** The exchange closes every week. */
function maintain(world: World): void {
  const thursday = world.start - (world.start % DAY_MS);
  for (let day = 0; day < 40; day++) {
    const at = thursday + day * DAY_MS + 8 * HOUR_MS;
    if (new Date(at).getUTCDay() !== 4 || at < world.start) continue;
    world.time.after(at - world.start - HOUR_MS, () => {
      const body = JSON.stringify({ in_ms: HOUR_MS, for_ms: MAINTENANCE_MS });
      void world.exchange.sides.admin.serve(
        new Request("http://exchange/admin/controls/maintenance", { method: "POST", body }),
      );
    });
  }
}

function scenarioOf(days: number): Scenario {
  return {
    start: time(Date.UTC(2026, 9, 31, 23, 50)),
    legs: 4,
    balance: money(1_000 * DOLLAR),
    flags: {
      halfSpread: "fixed",
      halfSpreadCents: 2,
      orderSize: 2,
      skewCentsPerContract: 0.5,
      maxPositionPerTicker: 20,
    },
    switches: ["reported-balance=gross", "answer-delay-ms=0..40", "stream-delay-ms=0..40", "read-lag-ms=500..2000"],
    collateralReturn: true,
    halfSpread: 5,
    takesEveryMs: 60_000,
    movesEveryMs: 90_000,
    clockOffsetMs: 0,
    lengthMs: days * DAY_MS,
    sleepsAfterMs: days * DAY_MS,
    wakesAfterMs: days * DAY_MS,
    unattended: true,
    closesInMs: (days + 2) * DAY_MS,
    troubleEveryMs: days * DAY_MS,
    pageLimit: undefined,
  };
}
