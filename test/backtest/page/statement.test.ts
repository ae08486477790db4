import { describe, expect, test } from "vitest";
import { backtestStatement } from "../../../src/backtest/page/statement.ts";
import type { BacktestDocument } from "../../../src/backtest/report/document-shape.ts";

interface Told {
  readonly dates?: number;
  readonly profiles: readonly {
    readonly name: string;
    readonly inSample: boolean | null;
    readonly cents: number;
    readonly interval: readonly [number, number] | null;
  }[];
}

/** As much of a document as the statement is made of. */
function told({ dates = 100, profiles }: Told) {
  const document = {
    tried: { configurations: profiles.length, runs: 3 * profiles.length, expected_largest_t: 1.7 },
    profiles: profiles.map(({ name, inSample }) => ({ profile: name, in_sample: inSample })),
    configurations: profiles.flatMap(({ name, inSample, cents, interval }) =>
      ["touch", "through"].map((fills) => ({
        profile: name,
        fill_model: fills,
        in_sample: inSample,
        events: 300,
        dates,
        cents_per_contract: fills === "touch" ? cents + 100 : cents,
        interval_95: interval,
      })),
    ),
  };
  return backtestStatement(document as unknown as BacktestDocument, "2025-01-01", "2025-06-30");
}

const HONEST = { name: "honest", inSample: false, cents: 1, interval: [0.5, 1.5] } as const;

describe("the first line", () => {
  test("names events, dates, span, interval and tries, and what no tape can show", () => {
    const { text, trust } = told({ profiles: [HONEST] });
    expect(trust).toBe("evidence");
    for (const part of [
      "300 events on 100 dates, 2025-01-01 to 2025-06-30.",
      "Out of sample",
      "honest, net 1.00 cents a contract, 95% interval 0.50 to 1.50, all of it above zero.",
      "1 configuration was tried in 3 runs",
      "a t of 1.7",
      "It can't show how others would have answered",
    ])
      expect(text).toContain(part);
  });

  test("says that what was chosen on these events is no evidence, and doesn't head with it", () => {
    const { text, trust } = told({
      profiles: [{ name: "chosen", inSample: true, cents: 9, interval: [8, 10] }, HONEST],
    });
    expect(trust).toBe("caution");
    expect(text).toContain(
      "In sample: chosen was chosen on some of these very events, so its figures are no evidence.",
    );
    expect(text).toContain("Best of the others by the strictest fills (through): honest, net 1.00");
  });

  test("says when the interval has zero in it, when it is a loss, and when dates are few", () => {
    expect(told({ profiles: [{ ...HONEST, cents: 0.1, interval: [-1, 1] }] }).text).toContain(
      "which has zero in it: no profit is shown",
    );
    expect(told({ profiles: [{ ...HONEST, cents: -2, interval: [-3, -1] }] }).text).toContain(
      "net \u22122.00 cents a contract, 95% interval \u22123.00 to \u22121.00, all of it below zero: a loss",
    );
    const few = told({ dates: 8, profiles: [HONEST] });
    expect(few.trust).toBe("caution");
    expect(few.text).toContain("8 dates are too few to judge by; intervals are too narrow.");
    expect(told({ dates: 1, profiles: [{ ...HONEST, interval: null }] }).text).toContain("one date has no interval");
  });

  test("says that it isn't known where a profile came from, and that nothing was traded", () => {
    const { text, trust } = told({ profiles: [{ ...HONEST, inSample: null }] });
    expect(text).toContain("Whether the profiles were chosen on these events isn't known.");
    expect(trust).toBe("caution");
    const mixed = told({ profiles: [HONEST, { ...HONEST, name: "mine", inSample: null }] });
    expect(mixed.text).toContain("Whether mine was chosen on these events isn't known.");
    expect(mixed.text).not.toContain("Out of sample");
    expect(told({ profiles: [] }).text).toBe("Nothing was traded: this shows nothing.");
  });
});
