import type { AccountCheck } from "../app/account-check.ts";
import type { SessionEnd } from "../app/session.ts";
import { EXIT } from "./exit-code.ts";

/** With what a run ends that no signal has ended. `account`: what its last comparison with the exchange came to, where there was one. */
export function runExitCode(
  end: Exclude<SessionEnd, { reason: "crashed" }>,
  account: AccountCheck | undefined,
): number {
  if (account?.agrees === false && end.reason !== "halted" && end.reason !== "taken") return EXIT.reconciliationDrift;
  switch (end.reason) {
    case "stopped":
      return end.mayRest === 0 ? EXIT.fine : EXIT.venueUnreachable;
    case "settled":
    case "killed":
      return EXIT.fine;
    case "halted":
      return EXIT.haltedByRisk;
    case "drift":
      return EXIT.reconciliationDrift;
    case "taken":
      return EXIT.accountHeld;
  }
}
