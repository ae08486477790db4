import { balance } from "../rest/balance.ts";
import { KalshiError } from "../rest/error.ts";
import type { Bench } from "./bench.ts";
import { known } from "./fact.ts";
import type { Probe } from "./probe.ts";

const OLDEST_MS = 120_000;
const PRECISION_MS = 500;

/** V-12: how old a signature may be, by reading the balance with ever older ones. Bisected to half a second. */
export const signatureAge: Probe = {
  facts: ["signature_refused_from_ms"],
  does: "reads the balance with old signatures",
  async measure(bench) {
    if (await isTaken(bench, OLDEST_MS)) {
      return [
        known(
          "signature_refused_from_ms",
          OLDEST_MS,
          `one ${OLDEST_MS / 1_000} s old was accepted; older ones were not tried`,
        ),
      ];
    }
    let taken = 0;
    let refused = OLDEST_MS;
    while (refused - taken > PRECISION_MS) {
      const ageMs = Math.round((taken + refused) / 2);
      if (await isTaken(bench, ageMs)) taken = ageMs;
      else refused = ageMs;
    }
    const seen = `accepted ${taken} ms old, refused ${refused} ms old, by the exchange's clock to half a second`;
    return [known("signature_refused_from_ms", refused, seen)];
  },
};

async function isTaken(bench: Bench, ageMs: number): Promise<boolean> {
  try {
    await bench.signedAgo(ageMs).read(balance(bench.place));
    return true;
  } catch (error) {
    if (error instanceof KalshiError && error.kind === "clock") return false;
    throw error;
  }
}
