import type { Check, Violated } from "../check.ts";
import { ownEpoch } from "../wire.ts";
import type { World } from "../world.ts";

/** What an order must have rested before a reading's moment to be in it: a reading may lag behind what it claims. */
const WRITTEN_MS = 1_500;

/** A reading of the account is whole: everything that has rested since before its moment, and still does, is in it. */
export function readingChecks(world: World, violated: Violated): Check {
  return {
    input(program, input) {
      if (input.type !== "account") return;
      const listed = new Set(input.resting.map(({ clientOrderId }) => clientOrderId));
      for (const { clientOrderId, createdAt } of world.resting.values()) {
        if (createdAt > input.asOf - WRITTEN_MS || listed.has(clientOrderId!)) continue;
        const whose = ownEpoch(clientOrderId) === program.epoch ? "ours" : "of another start";
        violated(
          "a reading of the account is whole",
          `${clientOrderId}, ${whose}, is not in the reading as of ${input.asOf}`,
        );
      }
    },
  };
}
