import fc from "fast-check";
import type { Answers, LIMITS } from "../../../src/app/init/answers.ts";
import { profileNames } from "../../../src/app/profiles.ts";

/** The limits, each with the range that its setting accepts; no profile's orders are larger than 5 contracts. */
const limits = fc.record({
  max_daily_loss_pct: fc.double({ min: 0.001, max: 100, noNaN: true }),
  max_event_loss_pct: fc.double({ min: 0.001, max: 100, noNaN: true }),
  min_balance_floor_cents: fc.integer({ min: 0, max: 100_000_000_000 }),
  max_position_per_ticker: fc.double({ min: 1e-6, max: 1_000_000, noNaN: true }),
  max_order_size: fc.integer({ min: 5, max: 100_000 }),
} satisfies Record<(typeof LIMITS)[number], fc.Arbitrary<number>>);

/** Whatever a path may be: quotes, backslashes, letters of every script, control characters but line breaks. */
const path = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .map((text) => `/${text.toWellFormed().replaceAll(/[\n\r]/g, " ")}`)
  .filter((text) => !text.includes("-----BEGIN"));

const id = fc.stringMatching(/^[\w-]{1,128}$/);
const ticker = fc.stringMatching(/^[A-Z0-9.-]{1,30}$/);

/** Answers of every kind that a run accepts. */
export const anyAnswers: fc.Arbitrary<Answers> = fc.record({
  venue: fc.oneof(
    fc.constantFrom("sim", "demo", "prod", "http://127.0.0.1:8137"),
    fc.webUrl({ validSchemes: ["https"] }),
  ),
  target: fc.oneof(fc.record({ series: ticker }), fc.record({ event: ticker })),
  profile: fc.option(fc.constantFrom(...profileNames), { nil: undefined }),
  key: fc.option(fc.record({ id: fc.option(id, { nil: undefined }), file: path }), { nil: undefined }),
  limits,
});

/** Answers somebody might give. */
export const SOME_ANSWERS: Answers = {
  venue: "demo",
  target: { series: "KXTOPMONTHLY" },
  profile: undefined,
  key: undefined,
  limits: {
    max_daily_loss_pct: 10,
    max_event_loss_pct: 25,
    min_balance_floor_cents: 1_000,
    max_position_per_ticker: 50,
    max_order_size: 10,
  },
};
