import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { Time } from "../../src/market/units.ts";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { type Folder, tapeText } from "./tape-commands.ts";

const DAY_MS = 86_400_000;

/** Words that name tapes with an event for each day named (25JAN01), so many orders long, and their settlements. The leg A wins. */
export function sweptTapes(folder: Folder, days: readonly (readonly [name: string, day: number])[], orders = 40) {
  const text = days.map(([name, day], place) => {
    const moved = ordersOf(manySteps(300 + place, orders)).map(
      (order): TakerOrder => ({ ...order, at: (order.at + day * DAY_MS) as Time }),
    );
    return tapeText(moved, (ticker) => ticker.replace("1JAN", name));
  });
  const tapes = text.map((each, place) => folder.written(`${days[place]![0]}.csv`, each));
  const results = days.flatMap(([name]) =>
    ["A", "B", "C", "D", "E"].map((leg) => `E-${name}-${leg},${leg === "A" ? "yes" : "no"}`),
  );
  const settlements = folder.written("settlements.csv", `ticker,result\n${results.join("\n")}\n`);
  return ["--tape", ...tapes, "--settlements", settlements, "--setting", "study"]; // its rules quote from the first order on
}
