/** How the program ends: when its work is done, or on an error that nobody caught. */

const CRASH_GRACE_MS = 10_000; // for pulling orders when the program has lost its way
const EXIT_GRACE_MS = 1_000; // for what a command left open

const lastActs: ((error: unknown) => Promise<void>)[] = [];
let crashing = false;
let printed: unknown;

/** Registers what must be done before the program ends on an error that nobody caught. */
export function beforeCrash(act: (error: unknown) => Promise<void>): void {
  lastActs.push(act);
}

/**
 * Prints the error, does what was registered, and exits 1. Without it Bun prints an error that nobody caught and may stay
 * alive, with orders resting and nobody at the wheel.
 */
export async function crash(error: unknown): Promise<void> {
  if (error !== printed) console.error(error); // it may come here twice: uncaught, and as what the command then failed with
  printed = error;
  if (crashing) return;
  crashing = true;
  setTimeout(() => process.exit(1), CRASH_GRACE_MS);
  await Promise.allSettled(lastActs.map(async (act) => act(error)));
  process.exit(1);
}

/** Lets the program end by itself, so that everything printed reaches its reader; insists when something keeps it alive. */
export function leave(exitCode: number): void {
  process.exitCode = exitCode;
  setTimeout(() => process.stdout.write("", () => process.exit(exitCode)), EXIT_GRACE_MS).unref();
}
