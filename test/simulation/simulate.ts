import { after, type Time } from "../../src/market/units.ts";
import { checksOf } from "./checks.ts";
import { Keeper } from "./keeper.ts";
import { Onlooker } from "./onlooker.ts";
import type { Struck } from "./strikes.ts";
import { Troubles } from "./troubles.ts";
import { type Happening, World } from "./world.ts";

const ENOUGH_INPUTS = 500;
const LONGEST_MS = 4 * 3_600_000;
/** Where a day was lost the program waits for the next one. */
const LONGEST_AFTER_LOSS_MS = 30 * 3_600_000;
/** The last life of the program is ended so long before the end: nothing of it may rest by then. */
const LAST_MS = 60_000;

/** Something that must never be false was. */
export interface Violation {
  readonly seed: number;
  readonly at: string;
  readonly invariant: string;
  readonly detail: string;
}

/** What one seed has shown. */
export interface SeedResult {
  readonly seed: number;
  readonly hours: number;
  readonly inputs: number;
  readonly inputsWithResting: number;
  readonly lives: number;
  readonly crashes: number;
  readonly struck: Readonly<Record<string, Struck>>;
  /** How lives came to an end by themselves: why a session ended, or the exit code of a start that was refused. */
  readonly endings: Readonly<Record<string, number>>;
  readonly violation: Violation | undefined;
}

export interface SimulateOptions {
  /** Told of everything that happens. */
  readonly listener?: (happening: Happening) => void;
  /** Invariants that are known not to hold, while something else is looked for. */
  readonly ignored?: ReadonlySet<string>;
}

/**
 * Lives through a seed's world: an hour or more of the exchange's time, until enough has happened while orders rested, or the first violation.
 * Never throws. Must be called outside of any promise: everything that waits is made to go on in here.
 */
export function simulate(seed: number, options: SimulateOptions = {}): SeedResult {
  const world = new World(seed);
  if (options.listener !== undefined) world.listeners.push(options.listener);
  let violation: Violation | undefined;
  const violated = (invariant: string, detail: string): void => {
    if (options.ignored?.has(invariant) !== true)
      violation ??= { seed, at: new Date(world.now).toISOString(), invariant, detail };
  };
  const { machine, disk } = world.machine(world.scenario.clockOffsetMs);
  const keeper = new Keeper(world, world.random.fork("keeper"), machine, disk);
  world.checks.push(...checksOf(world, violated));
  new Troubles(world, keeper);

  const run = (until: Time): void => {
    try {
      while (violation === undefined && world.step(until));
    } catch (error) {
      violated("no error escapes", error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };
  run(after(world.start, world.scenario.lengthMs));
  const onlooker = new Onlooker(world, keeper);
  const longestMs = (): number => (keeper.hasLostDay ? LONGEST_AFTER_LOSS_MS : LONGEST_MS);
  while (violation === undefined && world.inputsWithResting < ENOUGH_INPUTS && world.now < world.start + longestMs()) {
    onlooker.look();
    run(after(world.now, 60_000));
  }
  if (violation === undefined && world.inputsWithResting < ENOUGH_INPUTS)
    violated(
      "the program comes back",
      `orders rested at ${world.inputsWithResting} inputs in ${longestMs() / 3_600_000} h`,
    );
  keeper.isOver = true;
  keeper.crash();
  run(after(world.now, LAST_MS));
  if (violation === undefined) for (const check of world.checks) check.end?.();
  return {
    seed,
    hours: (world.now - world.start) / 3_600_000,
    inputs: world.inputs,
    inputsWithResting: world.inputsWithResting,
    lives: world.programs.length,
    crashes: keeper.crashes,
    struck: Object.fromEntries(world.strikes.kinds),
    endings: endingsOf(world),
    violation,
  };
}

function endingsOf(world: World): Readonly<Record<string, number>> {
  const endings: Record<string, number> = {};
  for (const { outcome } of world.programs) {
    const name =
      outcome.type === "ended"
        ? outcome.end.reason
        : outcome.type === "refused"
          ? `exit ${(outcome.error as { readonly exitCode?: number }).exitCode}`
          : undefined;
    if (name !== undefined) endings[name] = (endings[name] ?? 0) + 1;
  }
  return endings;
}
