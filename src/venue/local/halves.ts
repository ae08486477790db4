import type { Time } from "../../market/units.ts";

/** Some contracts at a price that one of trades and book has told of, and the other hasn't yet. */
export interface Half {
  quantity: number;
  readonly at: Time;
}

/** Contracts in all. */
export function sum(halves: readonly Half[] = []): number {
  return halves.reduce((total, { quantity }) => total + quantity, 0);
}

/** Drops what was told then or earlier: oldest first. */
export function dropOld(halves: Half[], until: number): void {
  while (halves[0] !== undefined && halves[0].at <= until) halves.shift();
}

/** Takes up to so much from the oldest on, once those of `until` and earlier are dropped; what could not be taken. */
export function takeFrom(halves: Half[], quantity: number, until: number): number {
  dropOld(halves, until);
  let left = quantity;
  for (let first = halves[0]; first !== undefined && left > 0; first = halves[0]) {
    const taken = Math.min(left, first.quantity);
    first.quantity -= taken;
    left -= taken;
    if (first.quantity === 0) halves.shift();
  }
  return left;
}
