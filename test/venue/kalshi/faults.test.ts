import { afterEach, describe, expect, test } from "vitest";
import { FAULT_NAMES, type FaultName } from "../../../src/venue/sim/server/fault-kinds.ts";
import { expectAgreement } from "./agreement.ts";
import { LiveHarness } from "./live-harness.ts";

const WRITES = "/portfolio/events/orders*";

/** How each fault is switched on, and how often it must have struck for the test to mean anything. */
const CASES: Readonly<Record<FaultName, { readonly faults: readonly string[]; readonly least: number }>> = {
  latency: { faults: ["latency=200..1500"], least: 50 },
  "answer-latency": { faults: ["answer-latency=200..1500"], least: 50 },
  "drop-request": { faults: [`drop-request=0.05@${WRITES}`, "drop-request=0.03@GET"], least: 5 },
  "drop-answer": { faults: [`drop-answer=0.05@${WRITES}`, "drop-answer=0.03@GET"], least: 5 },
  "429": { faults: ["429=0.1"], least: 10 },
  "500-before": { faults: ["500-before=0.1"], least: 10 },
  "500-after": { faults: ["500-after=0.1"], least: 10 },
  "cut-answer": { faults: ["cut-answer=0.1"], least: 10 },
  "stream-latency": { faults: ["stream-latency=100..1500"], least: 50 },
  "drop-message": { faults: ["drop-message=0.2"], least: 10 },
  duplicate: { faults: ["duplicate=0.1"], least: 10 },
  reorder: { faults: ["reorder=0.1"], least: 10 },
  "sequence-gap": { faults: ["sequence-gap=0.02"], least: 3 },
  "cut-frame": { faults: ["cut-frame=0.01"], least: 2 },
  "late-snapshot": { faults: ["late-snapshot=300..1500", "cut-frame=0.01"], least: 3 },
  "slow-consumer": { faults: ["slow-consumer=300..2000"], least: 5 },
  "channel-error": { faults: ["channel-error=0.005"], least: 2 },
  "clock-skew": { faults: ["clock-skew=2500"], least: 50 },
};

const ALL_AT_ONCE = [
  "latency=0..300",
  "answer-latency=0..300",
  `drop-request=0.01@${WRITES}`,
  `drop-answer=0.01@${WRITES}`,
  "429=0.02",
  "500-before=0.02",
  "500-after=0.02",
  "cut-answer=0.02",
  "stream-latency=0..200",
  "drop-message=0.05",
  "duplicate=0.02",
  "reorder=0.02",
  "sequence-gap=0.005",
  "cut-frame=0.002",
  "channel-error=0.001",
  "clock-skew=-1500",
];

let harness: LiveHarness;
afterEach(() => harness.close());

describe("with a fault on, our orders, fills, positions and balance are the exchange's in the end", () => {
  test.each(FAULT_NAMES)("%s", async (name) => {
    const { faults, least } = CASES[name];
    harness = new LiveHarness({ seed: 11, flags: { duration: "90s" } });
    if (name === "clock-skew" || name === "late-snapshot") harness.served.faults.set(faults);
    await harness.open();
    harness.served.faults.set(faults);
    expect(await harness.play()).toEqual({ reason: "stopped", by: "duration", mayRest: 0 });
    expect(harness.served.faults.struck[name]).toBeGreaterThanOrEqual(least);
    expectAgreement(harness);
    expect(harness.of("placed").length).toBeGreaterThan(10);
    expect(harness.of("fill").length).toBeGreaterThan(5);
  });

  test("all of them at once", async () => {
    harness = new LiveHarness({
      seed: 11,
      flags: { duration: "3m" },
      switches: ["expiry-sweep-ms=4000", "stream-delay-ms=0..300"],
    });
    await harness.open();
    harness.served.faults.set(ALL_AT_ONCE);
    expect(await harness.play()).toEqual({ reason: "stopped", by: "duration", mayRest: 0 });
    expectAgreement(harness);
    const struck = Object.values(harness.served.faults.struck).filter((count) => count > 0);
    expect(struck.length).toBeGreaterThanOrEqual(12);
    expect(harness.of("fill").length).toBeGreaterThan(5);
  });
});
