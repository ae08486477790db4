import type { Start } from "../../engine/start.ts";
import { CENT, type Price } from "../../market/units.ts";

const PAID = /^(\S+) has paid (\d+(?:\.\d+)?)c since$/;

/** What markets have paid between two runs, as the later one's start tells (`bookedWords`): no input of either run says it. */
export function payoutsBetween({ recovery = [] }: Pick<Start, "recovery">): ReadonlyMap<string, Price> {
  return new Map(
    recovery.flatMap((line) => {
      const [, ticker, cents] = PAID.exec(line) ?? [];
      return ticker === undefined ? [] : [[ticker, Math.round(Number(cents) * CENT) as Price] as const];
    }),
  );
}
