import type { Check, Violated } from "../check.ts";
import type { World } from "../world.ts";

/** A program that can't begin says why, with an exit code; one that runs never loses its way. */
export function endingChecks(_world: World, violated: Violated): Check {
  return {
    over({ outcome, epoch }) {
      if (outcome.type === "refused") {
        const { error } = outcome;
        const isExpected = error instanceof Error && "exitCode" in error;
        if (!isExpected)
          violated("no error escapes", `${epoch}: ${error instanceof Error ? error.stack : String(error)}`);
      } else if (outcome.type === "ended" && outcome.end.reason === "crashed") {
        const { error } = outcome.end;
        violated("no error escapes", `${epoch}: ${error instanceof Error ? error.stack : String(error)}`);
      }
    },
  };
}
