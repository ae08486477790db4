import { describe, expect, test } from "vitest";
import { position, priceFromCents, quantityFromContracts, type Side } from "../../src/market/units.ts";
import { keepResting } from "../../src/strategy/keep.ts";
import { DOCUMENTED } from "./documented.ts";

interface Case {
  readonly side?: Side;
  readonly at: number;
  /** Price and contracts that are wanted now; null when nothing is. */
  readonly target: readonly [cents: number, contracts?: number] | null;
  readonly left?: number;
  readonly of?: number;
  readonly inventory?: readonly [whenPlaced: number, now: number];
  readonly multiplier?: readonly [whenPlaced: number, now: number];
  readonly reservation?: number;
  readonly driftLimit?: number;
}

function kept({ side = "bid", at, target, left = 1, of = 1, ...rest }: Case): boolean {
  const [placedInventory, inventory] = rest.inventory ?? [0, 0];
  const [placedMultiplier, multiplier] = rest.multiplier ?? [1, 1];
  return keepResting(
    {
      side,
      price: priceFromCents(at),
      original: quantityFromContracts(of),
      inventoryWhenPlaced: position(Math.round(placedInventory * 100)),
      multiplierWhenPlaced: placedMultiplier,
    },
    quantityFromContracts(left),
    target === null
      ? undefined
      : { price: priceFromCents(target[0]), quantity: quantityFromContracts(target[1] ?? 10) },
    {
      filled: position(Math.round(inventory * 100)),
      multiplier,
      reservationCents: rest.reservation ?? (side === "bid" ? 99 : 1),
    },
    { ...DOCUMENTED, staleOrderDriftCents: rest.driftLimit ?? 3 },
  );
}

describe("a resting order", () => {
  test("goes when nothing is wanted on its side", () => {
    expect(kept({ at: 47, target: null })).toBe(false);
  });

  test.each([
    ["at its target", 47, true],
    ["3c under it", 50, true],
    ["3c over it", 44, true],
    ["3.01c under it", 50.01, false],
    ["3.01c over it", 43.99, false],
  ])("%s, all else as it was: kept is %s", (_, target, expected) => {
    expect(kept({ at: 47, target: [target] })).toBe(expected);
    expect(kept({ side: "ask", at: 47, target: [target] })).toBe(expected);
  });

  test("stays only at its target when inventory has changed, by as little as it may", () => {
    expect(kept({ at: 47, target: [46], inventory: [2, 3] })).toBe(false);
    expect(kept({ at: 47, target: [46], inventory: [2, 2.01] })).toBe(false);
    expect(kept({ at: 47, target: [47], inventory: [2, 3] })).toBe(true);
  });

  test("stays only at its target when the multiplier has changed", () => {
    expect(kept({ at: 47, target: [46], multiplier: [1, 2] })).toBe(false);
    expect(kept({ at: 47, target: [47], multiplier: [2, 1] })).toBe(true);
  });

  test.each([
    ["bid", 47, 47, true],
    ["bid", 47, 46.99, false],
    ["ask", 53, 53, true],
    ["ask", 53, 53.01, false],
  ] as const)("a %s at %s with the reservation price at %s: kept is %s", (side, at, reservation, expected) => {
    const near = side === "bid" ? at - 2 : at + 2;
    expect(kept({ side, at, target: [near], reservation })).toBe(expected);
    expect(kept({ side, at, target: [at], reservation })).toBe(expected);
  });

  test("with a negative edge goes whatever drift is allowed", () => {
    expect(kept({ at: 47, target: [44], reservation: 46, driftLimit: 50 })).toBe(false);
  });

  test("that was partly filled stays with half or more of it left, and goes with less", () => {
    expect(kept({ at: 47, target: [47], left: 5, of: 10, inventory: [0, 5] })).toBe(true);
    expect(kept({ at: 47, target: [47], left: 4.99, of: 10, inventory: [0, 5.01] })).toBe(false);
    expect(kept({ at: 47, target: [47], left: 0.5, of: 1, inventory: [0, 0.5] })).toBe(true);
    expect(kept({ at: 47, target: [47], left: 0.49, of: 1, inventory: [0, 0.51] })).toBe(false);
  });

  test("smaller than wanted stays: it is never enlarged in place", () => {
    expect(kept({ at: 47, target: [47, 10], left: 3, of: 3 })).toBe(true);
  });

  test("larger than wanted goes", () => {
    expect(kept({ at: 47, target: [47, 2], left: 3, of: 3 })).toBe(false);
  });

  test("stays at drift 0 only at its target", () => {
    expect(kept({ at: 47, target: [47.01], driftLimit: 0 })).toBe(false);
    expect(kept({ at: 47, target: [47], driftLimit: 0 })).toBe(true);
  });
});
