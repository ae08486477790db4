import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { MeasuredLatency } from "../../../src/venue/dry/measured-latency.ts";

test("a command takes as long as one of the last 64 readings took, and each of them comes up", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000), { minLength: 1, maxLength: 200 }), fc.nat(), (took, seed) => {
      const latency = new MeasuredLatency(Random.seeded(seed));
      for (const ms of took) latency.measured(ms);
      const drawn = new Set(Array.from({ length: 2_000 }, () => latency.draw()));
      expect(drawn).toEqual(new Set(took.slice(-64)));
    }),
    { numRuns: 20 },
  );
});

test("before anything was measured it takes what is usual", () => {
  const latency = new MeasuredLatency(Random.seeded(1));
  for (let draw = 0; draw < 100; draw++) {
    const ms = latency.draw();
    expect(ms).toBeGreaterThanOrEqual(40);
    expect(ms).toBeLessThanOrEqual(160);
  }
});
