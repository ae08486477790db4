import type { Random } from "../../src/ambient/random.ts";
import { newYorkDay } from "../../src/risk/new-york-day.ts";
import type { Disk } from "./disk.ts";
import type { Machine } from "./life.ts";
import type { Program } from "./program.ts";
import type { Scenario } from "./scenario.ts";
import type { World } from "./world.ts";

const LOOK_MS = 500;
const DRIFT = 5;
const MOST_UNEXPLAINED = 3;
/** So often the program is started on a day that it has lost, until whoever keeps it sees that it is in vain. */
const MOST_HALTED = 3;
const PAST_MIDNIGHT_MS = 90_000;

/** What is done to a machine's disk between two lives of the program. */
export type StateLoss = "kept" | "lost" | "stale";

/** Whoever keeps the program running on one machine: starts it again when it has ended or crashed, sometimes at once, sometimes late. */
export class Keeper {
  readonly machine: Machine;
  readonly disk: Disk;
  readonly #world: World;
  readonly #random: Random;
  #nextStartAt = 0;
  #asleepUntil = 0;
  #unexplained = 0;
  #halted = 0;
  /** It has waited for a day to end on which too much was lost. */
  hasLostDay = false;
  #isHandled = new Set<Program>();
  /** It is not started again: the simulation ends. */
  isOver = false;
  crashes = 0;
  /** What the program is told on its command line from the next start on. */
  flags: Scenario["flags"];
  /** Called with the next program as it starts. */
  onStart: ((program: Program) => void)[] = [];

  constructor(world: World, random: Random, machine: Machine, disk: Disk) {
    this.#world = world;
    this.#random = random;
    this.machine = machine;
    this.disk = disk;
    this.flags = world.scenario.flags;
    this.#look();
    world.time.after(world.scenario.sleepsAfterMs, () => this.#sleep());
  }

  /** The program as it is now, starting or running. */
  get program(): Program | undefined {
    return this.#world.running(this.disk);
  }

  /** The process is killed, or its machine loses power: at once, whatever it was doing. */
  crash(loss: StateLoss = "kept"): void {
    const { program } = this;
    if (program === undefined) return;
    this.crashes++;
    this.#world.happens(`${program.life.name} crashes`, loss);
    program.life.end();
    this.disk.lose(program.life);
    this.#world.network.abandon(program.life);
    if (loss !== "kept") {
      const rows = this.disk.rows.length;
      this.disk.forget(loss === "lost" ? 0 : this.#random.integer(0, rows));
    }
    this.#isHandled.add(program);
    this.#waitFor(this.#random.choice([100, 1_000, 5_000, 20_000, 60_000, 90_000]));
  }

  #look(): void {
    this.#world.time.after(LOOK_MS, () => {
      this.#look();
      if (this.isOver) return;
      const last = this.#world.programs.findLast(({ options }) => options.disk === this.disk);
      if (last !== undefined && !this.#isHandled.has(last) && this.program === undefined) {
        this.#isHandled.add(last);
        last.life.end();
        this.disk.lose(last.life); // its end didn't wait for a disk that stalls for long
        this.#world.network.abandon(last.life);
        this.#giveUp(last);
        this.#waitFor(this.#random.choice([2_000, 10_000, 66_000]));
      }
      const startsAt = Math.max(this.#nextStartAt, this.#asleepUntil);
      if (this.program === undefined && this.#world.now >= startsAt) this.#start();
    });
  }

  /** The program is stopped, or its machine switched off, until somebody wants it to trade again. The exchange and everybody else go on. */
  #sleep(): void {
    this.#sleepUntil(this.#world.start + this.#world.scenario.wakesAfterMs);
    const session = this.program?.run?.session;
    if (session === undefined || this.#random.chance(0.5)) this.crash();
    else session.operate("stop", "simulation");
  }

  #sleepUntil(time: number): void {
    this.#asleepUntil = Math.max(this.#asleepUntil, time);
  }

  /**
   * What nobody can explain keeps an unattended program from starting: in the end somebody looks, and names an empty folder. A day that is lost keeps it
   * from trading: it is left alone until the next, on which it may lose more.
   */
  #giveUp({ outcome, run }: Program): void {
    if (run?.session.engine.desk?.account.halted !== undefined && ++this.#halted >= MOST_HALTED) {
      this.#halted = 0;
      this.hasLostDay = true;
      this.#sleepUntil(newYorkDay(this.#world.now).end + PAST_MIDNIGHT_MS);
      const { maxDailyLossPct: _, ...flags } = this.flags;
      this.flags = flags;
    }
    const isUnexplained =
      outcome.type === "refused" && (outcome.error as { readonly exitCode?: number }).exitCode === DRIFT;
    this.#unexplained = isUnexplained ? this.#unexplained + 1 : 0;
    if (this.#unexplained < MOST_UNEXPLAINED) return;
    this.#unexplained = 0;
    this.disk.forget(0);
  }

  #waitFor(ms: number): void {
    this.#nextStartAt = this.#world.now + ms;
  }

  #start(): void {
    const program = this.#world.launch(this.machine, this.disk, { flags: this.flags });
    for (const action of this.onStart.splice(0)) action(program);
  }
}
