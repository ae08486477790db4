import fc from "fast-check";
import type { Command } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Start } from "../../src/engine/start.ts";
import { PriceGrid } from "../../src/market/price-grid.ts";
import { type Money, money, price, quantity, type Time } from "../../src/market/units.ts";
import { PRIOR } from "../../src/model/parameters.ts";
import { DOCUMENTED } from "../strategy/documented.ts";

/** A start of an event with one leg and nothing known of it. */
export function start(epoch = "e1", at = 1_000): Start {
  return {
    type: "start",
    at: at as Time,
    epoch,
    version: "tauroi test",
    event: {
      ticker: "EVENT",
      series: "SERIES",
      title: "An event with one leg",
      mutuallyExclusive: true,
      fees: { type: "quadratic", multiplier: 1 },
      legs: [
        {
          ticker: "EVENT-A",
          title: "A",
          status: "active",
          closeTime: 10_000_000_000 as Time,
          priceRanges: PriceGrid.wholeCents().ranges,
        },
      ],
    },
    profile: { ...DOCUMENTED, halfSpread: "fixed" },
    rules: "all",
    model: "kalman",
    limits: {
      maxPositionPerTicker: 50,
      maxOrderSize: 10,
      maxDailyLossPct: 10,
      minBalanceFloor: 10_000_000 as Money,
      maxEventLossPct: 25,
    },
    pacing: {
      moves: "acknowledged",
      writeTokens: undefined,
      orderTtlMs: undefined,
      reconcileEveryMs: undefined,
      staleAfterMs: undefined,
    },
    history: [],
    parameters: [{ ticker: "EVENT-A", parameters: PRIOR }],
  };
}

export const tick = (at: number): Input => ({ type: "tick", at: at as Time });

/** Any input that follows a start, its fields at random. */
export const anyInput: fc.Arbitrary<Input> = fc.oneof(
  fc.nat().map(tick),
  fc.record({
    type: fc.constant("signal" as const),
    at: fc.nat().map((at) => at as Time),
    source: fc.string({ unit: "grapheme" }),
    ticker: fc.string(),
    severity: fc.constantFrom("clear" as const, "widen" as const, "pull" as const),
    until: fc.nat().map((at) => at as Time),
    reason: fc.string({ unit: "binary" }),
  }),
  fc.record({
    type: fc.constant("fill" as const),
    at: fc.nat().map((at) => at as Time),
    tradeId: fc.uuid(),
    clientOrderId: fc.string(),
    ticker: fc.constant("null"),
    side: fc.constantFrom("bid" as const, "ask" as const),
    price: fc.integer({ min: 0, max: 10_000 }).map((value) => price(value)),
    quantity: fc.nat().map((value) => quantity(value)),
    fee: fc.maxSafeInteger().map((value) => money(value)),
    taker: fc.boolean(),
  }),
);

/** Any command, its fields at random. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.constant({ type: "cancelAll" as const }),
  fc.record({
    type: fc.constant("place" as const),
    clientOrderId: fc.string(),
    ticker: fc.string(),
    side: fc.constantFrom("bid" as const, "ask" as const),
    price: fc.integer({ min: 0, max: 10_000 }).map((value) => price(value)),
    quantity: fc.nat().map((value) => quantity(value)),
    expiresAt: fc.option(
      fc.nat().map((at) => at as Time),
      { nil: undefined },
    ),
  }),
  fc.record({
    type: fc.constant("alert" as const),
    severity: fc.constantFrom("info" as const, "critical" as const),
    code: fc.string(),
    text: fc.string({ unit: "grapheme" }),
  }),
);
