import fc from "fast-check";
import { expect, test } from "vitest";
import { Calibrations } from "../../src/backtest/calibrations.ts";
import { openTape } from "../../src/backtest/tape-columns.ts";
import { walkForward } from "../../src/backtest/walk-forward.ts";
import { eventOn } from "./several-events.ts";

const TAPES = [0, 1, 2].map((day) => openTape(eventOn(day, 90 + day, 60)));

test("what is remembered is what would be worked out, of every event and cadence, in whatever order they are asked for", () => {
  const asked = fc.array(fc.record({ tape: fc.constantFrom(...TAPES), intervalS: fc.constantFrom(60, 300) }));
  fc.assert(
    fc.property(asked, (given) => {
      const calibrations = new Calibrations();
      for (const { tape, intervalS } of given) {
        expect(calibrations.of(tape, intervalS)).toEqual(walkForward(tape.orders, intervalS));
      }
    }),
    { numRuns: 15 },
  );
});
