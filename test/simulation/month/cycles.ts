import type { Random } from "../../../src/ambient/random.ts";
import { nextStart, parseCron } from "../../../src/app/cron.ts";
import { cycle } from "../../../src/app/cycle.ts";
import type { Row } from "../../../src/journal/store.ts";
import type { Time } from "../../../src/market/units.ts";
import type { Disk } from "../disk.ts";
import type { Machine } from "../life.ts";
import type { Program } from "../program.ts";
import type { World } from "../world.ts";
import { backstop } from "./backstop.ts";

const MINUTE_MS = 60_000;
const CRON = parseCron("0 */5 * * *");
/** As the workflow has them: .github/workflows/trade.yml and `tauroi cycle`. */
const CYCLE = { marginMs: 5 * MINUTE_MS, leastMs: 10 * MINUTE_MS, atMostMs: 330 * MINUTE_MS } as const;
/** GitHub starts a scheduled run when it can. */
const LATEST_MS = 12 * MINUTE_MS;
/** Building, restoring the cache. */
const PREPARES_MS = [40_000, 120_000] as const;
/** Without a journal the workflow lets strangers' orders grow old. */
const GROWS_OLD_MS = 65_000;
/** A cancelled run gets SIGINT, so much later SIGTERM, and then SIGKILL. */
const KILLED_AFTER_MS = 10_000;
const LOOK_MS = 100;

/** How a run of the workflow came to its end. */
export type Ending = "by itself" | "cancelled" | "machine lost" | "refused";

/** What one run of the workflow has come to. */
export interface Cycle {
  readonly begunAt: Time;
  readonly state: "none" | "newest" | "older";
  readonly ending: Ending;
  /** It could not end in the time that a cancelled run has: it was killed. */
  readonly isKilled: boolean;
  readonly exitCode: number | undefined;
  readonly fills: number;
  /** Cash that its engine could not explain, in micro-dollars. */
  readonly unexplained: number;
  /** So long after its last word, at most, an order of ours rested. */
  readonly restedMs: number;
}

/** What is left of a journal when its oldest segments are dropped, as its size bound does: this session and the one before. */
function bounded(rows: Row[]): Row[] {
  const last = rows.at(-1)?.session ?? 0;
  const first = rows.findIndex(({ segment, session }) => segment !== undefined && session >= last - 1);
  return first < 0 ? rows : rows.slice(first);
}

/** A saved state folder: the journal's rows. */
type Cache = readonly Row[];

interface Running {
  readonly program: Program;
  readonly disk: Disk;
  readonly begunAt: Time;
  readonly state: Cycle["state"];
  cancelledAt: Time | undefined;
}

/**
 * GitHub, as it runs the workflow: a run when cron says so or a little later, on a new machine with what the cache has; cancelled now and then by somebody,
 * by the next run where it is late, or lost with its machine. Each that isn't lost ends with the backstop and saves its state.
 */
export class Cycles {
  readonly done: Cycle[] = [];
  readonly #world: World;
  readonly #random: Random;
  readonly #caches: Cache[] = [];
  #running: Running | undefined;
  #isOver = false;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
    this.#schedule();
  }

  /** Cron starts nothing any more, and what runs is cancelled. */
  end(): void {
    this.#isOver = true;
    this.#cancel();
  }

  get isIdle(): boolean {
    return this.#running === undefined;
  }

  #schedule(): void {
    const at = nextStart(CRON, this.#world.now);
    const late = Math.round(this.#random.uniform() ** 2 * LATEST_MS);
    this.#world.time.after(at - this.#world.now, () => {
      if (this.#isOver) return;
      this.#schedule();
      this.#world.time.after(late, () => this.#due());
    });
  }

  /** A new run: it begins once the one before it has ended, which it cancels. */
  #due(): void {
    if (this.#isOver) return;
    if (this.#running === undefined) {
      this.#world.time.after(this.#random.integer(...PREPARES_MS), () => this.#prepared());
      return;
    }
    this.#cancel();
    this.#world.time.after(1_000, () => this.#due());
  }

  #prepared(): void {
    if (this.#isOver || this.#running !== undefined) return;
    const [newest] = this.#caches.slice(-1);
    const luck = this.#random.uniform();
    const state =
      newest === undefined || luck < 0.1 ? "none" : luck < 0.2 && this.#caches.length > 1 ? "older" : "newest";
    const rows = state === "none" ? [] : state === "newest" ? newest! : this.#caches.at(-2)!;
    const { machine, disk } = this.#world.machine(this.#random.integer(-400, 400));
    disk.rows = [...rows];
    this.#world.happens("a run is prepared", `${state} state, ${rows.length} rows`);
    this.#world.time.after(rows.length === 0 ? GROWS_OLD_MS : 0, () => this.#start(machine, disk, state));
  }

  #start(machine: Machine, disk: Disk, state: Cycle["state"]): void {
    const { now } = this.#world;
    const { durationMs } = cycle({ schedule: CRON, now, ...CYCLE });
    const duration = `${Math.floor(durationMs / 1_000)}s`;
    const program = this.#world.launch(machine, disk, { flags: { ...this.#world.scenario.flags, duration } });
    const running: Running = { program, disk, begunAt: now, state, cancelledAt: undefined };
    this.#running = running;
    const luck = this.#random.uniform();
    if (luck < 0.3) {
      this.#world.time.after(this.#random.integer(5_000, durationMs), () => {
        if (this.#running !== running) return;
        if (luck < 0.18) this.#cancel();
        else this.#loseMachine(running);
      });
    }
    this.#look(running);
  }

  #look(running: Running): void {
    this.#world.time.after(LOOK_MS, () => {
      if (this.#running !== running) return;
      const { outcome } = running.program;
      if (outcome.type === "ended" || outcome.type === "refused") {
        this.#over(
          running,
          outcome.type === "refused" ? "refused" : running.cancelledAt === undefined ? "by itself" : "cancelled",
        );
        return;
      }
      if (running.cancelledAt !== undefined && this.#world.now - running.cancelledAt >= KILLED_AFTER_MS) {
        this.#kill(running);
        this.#over(running, "cancelled", true);
        return;
      }
      this.#look(running);
    });
  }

  #cancel(): void {
    const running = this.#running;
    if (running === undefined || running.cancelledAt !== undefined) return;
    running.cancelledAt = this.#world.now;
    const { run } = running.program;
    this.#world.happens("the run is cancelled", run === undefined ? "while it begins" : "");
    run?.session.operate("stop", "signal SIGINT"); // one that begins is heard of no more than one that hangs
  }

  #loseMachine(running: Running): void {
    this.#world.happens("the run's machine is lost", "");
    this.#kill(running);
    running.disk.rows = []; // nobody reads them any more
    this.#record(running, "machine lost", false);
  }

  #kill({ program, disk }: Running): void {
    program.life.end();
    disk.lose(program.life);
    this.#world.network.abandon(program.life);
  }

  /** What the workflow does after the program, whatever became of it. */
  #over(running: Running, ending: Ending, isKilled = false): void {
    const { program, disk } = running;
    program.life.end();
    disk.lose(program.life);
    this.#world.network.abandon(program.life);
    this.#record(running, ending, isKilled);
    backstop(this.#world, () => {
      disk.rows = bounded(disk.rows);
      if (this.#random.chance(0.95)) this.#caches.push(disk.rows);
      this.#caches.splice(0, this.#caches.length - 2);
    });
  }

  #record({ program, begunAt, state }: Running, ending: Ending, isKilled: boolean): void {
    const account = program.run?.session.engine.desk?.account;
    const legs = program.run?.session.engine.desk?.legs.values() ?? [];
    this.#running = undefined;
    const error = program.outcome.type === "refused" ? program.outcome.error : undefined;
    const at = this.done.length;
    this.done.push({
      begunAt,
      state,
      ending,
      isKilled,
      exitCode: (error as { readonly exitCode?: number } | undefined)?.exitCode,
      fills: [...legs].reduce((sum, { fills }) => sum + fills, 0),
      unexplained: account?.check.unexplained ?? 0,
      restedMs: 0,
    });
    const endedAt = this.#world.now;
    const watch = (): void => {
      if (this.#world.resting.size === 0 || this.#running !== undefined) return;
      this.done[at] = { ...this.done[at]!, restedMs: this.#world.now - endedAt };
      this.#world.time.after(LOOK_MS, watch);
    };
    watch();
  }
}
