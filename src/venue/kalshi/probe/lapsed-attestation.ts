import { after } from "../../../market/units.ts";
import { apiKeys } from "../rest/account.ts";
import { KalshiError } from "../rest/error.ts";
import { known, type Result, unknown } from "./fact.ts";
import type { Probe } from "./probe.ts";
import { farSpot } from "./spots.ts";

const NAME = "cancel_without_attestation";
const BEFORE_MS = 15_000;
const BEHIND_MS = 4_000;
/** The order's life behind the lapse: it ends by itself where nobody may cancel it. */
const REST_MS = 25_000;

/** V-13: whether an order can be cancelled when the location attestation has lapsed since it was placed. Only where that is about to happen. */
export const lapsedAttestation: Probe = {
  facts: [NAME],
  does: "has an order rest while the attestation lapses, and cancels it",
  async measure(bench) {
    const { attestedUntil: until } = await bench.read(apiKeys());
    if (until === undefined) return [unknown(NAME, "the account has never attested its location: nothing lapses")];
    const leftMs = until - bench.now();
    const when = new Date(until).toISOString();
    if (leftMs <= BEFORE_MS / 2) {
      return [unknown(NAME, `the attestation lapsed at ${when}, and an order would have to be there from before`)];
    }
    if (leftMs - BEFORE_MS > bench.waitMs) {
      const mend =
        "run `tauroi doctor --probe --facts 13 --wait 10m` in the minutes before, or leave it and renew in time";
      return [unknown(NAME, `the attestation has to lapse meanwhile, which it does at ${when}: ${mend}`)];
    }
    const group = await bench.group();
    const spot = await farSpot(bench);
    await bench.sleepUntil(after(until, -BEFORE_MS));
    const placed = await bench.create({ ...spot, group, expiresAt: after(until, REST_MS) });
    await bench.sleepUntil(after(until, BEHIND_MS));
    const control = await bench.tryCreate({ ...spot, group, lifeMs: REST_MS });
    if (!(control instanceof KalshiError)) return [unknown(NAME, "orders are still accepted: it hasn't lapsed")];
    if (control.kind !== "attestation")
      return [unknown(NAME, `orders are refused for another reason: ${control.message}`)];
    return [judged(await bench.tryCancel(placed))];
  },
};

function judged(refusal: KalshiError | undefined): Result {
  if (refusal === undefined) return known(NAME, true, "an order was cancelled, and new ones were refused");
  const told = `a cancel: HTTP ${refusal.status} (${refusal.code ?? refusal.reason})`;
  return refusal.kind === "attestation" ? known(NAME, false, told) : unknown(NAME, "refused for another reason", told);
}
