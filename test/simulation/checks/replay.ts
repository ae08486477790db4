import { replay } from "../../../src/journal/replay.ts";
import type { Check, Violated } from "../check.ts";
import type { World } from "../world.ts";

/** Replaying costs as much as the engine did: so often, in one seed of so many. */
const ONE_SEED_IN = 8;

/** What is durable at the end replays to the same commands. */
export function replayChecks(world: World, violated: Violated): Check {
  return {
    end() {
      if (world.seed % ONE_SEED_IN !== 0) return;
      for (const disk of new Set(world.programs.map(({ options }) => options.disk))) {
        const { first } = replay(disk);
        if (first !== null) violated("a journal replays to the same commands", JSON.stringify(first).slice(0, 2_000));
      }
    },
  };
}
