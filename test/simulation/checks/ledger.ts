import type { Check, Violated } from "../check.ts";
import type { Program } from "../program.ts";
import { ownEpoch } from "../wire.ts";
import type { World } from "../world.ts";

/** Books that differ for longer than this aren't being corrected. */
const TOLERATED_MS = 100_000;

/** Nobody quotes on wrong books: while orders rest, positions agree with the exchange's, and they agree at the end to the last contract. */
export function ledgerChecks(world: World, violated: Violated): Check {
  const wrongSince = new Map<Program, number>();
  return {
    look() {
      for (const program of world.programs) {
        const { life, run, epoch } = program;
        if (!life.isActive) continue;
        const desk = run?.session.engine.desk;
        const quotes = [...world.resting.values()].some(({ clientOrderId }) => ownEpoch(clientOrderId) === epoch);
        if (desk === undefined || !quotes || world.network.isParted || difference(program) === undefined)
          wrongSince.delete(program);
        else if (world.now - wrongSince.getOrInsertComputed(program, () => world.now) > TOLERATED_MS)
          violated("nobody quotes on wrong books", difference(program)!);
      }
    },
  };

  function difference({ run }: Program): string | undefined {
    const { account } = run!.session.engine.desk!;
    for (const ticker of world.crowd.tickers) {
      const [ours, theirs] = [account.position(ticker), world.truth.position(world.account, ticker)];
      if (ours !== theirs) return `${ticker}: ${ours} in our books, ${theirs} on the exchange`;
    }
    return undefined;
  }
}
