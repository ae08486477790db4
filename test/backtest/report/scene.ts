import type { Selection } from "../../../src/backtest/event-tape.ts";
import type { ConfigurationOutcome, EventOutcome, Variant } from "../../../src/backtest/outcome.ts";
import type { DocumentParts } from "../../../src/backtest/report/document.ts";
import type { FillModel } from "../../../src/venue/local/fills.ts";
import { takes } from "../scenes.ts";
import { eventOf, type FillWords, legOf, outcomeOf } from "./outcomes.ts";

export const SELECTION: Selection = {
  events: [],
  trades: 1_000,
  leftOut: [{ reason: "fewer than 5 trades", tickers: ["E-24AUG16-X", "E-24AUG16-Y"], trades: 7 }],
  unsettled: [],
  settlementsWithoutTrades: ["E-24AUG16-Z"],
};

const DAY_MS = 86_400_000;
const START = Date.UTC(2024, 8, 1);

/** September and October, whose names sort the other way: one event a day, each of two legs; what we buy in the first leg earns `edge` cents per contract on average. */
export function eventsWith(edge: number, days = 60): readonly EventOutcome[] {
  return Array.from({ length: days }, (_, day) => {
    const at = START + day * DAY_MS;
    const [, month, date] = /^\w+ (\w+) (\d+)/.exec(
      new Date(at).toUTCString().replace(/^(\w+), (\d+) (\w+)/, "$1 $3 $2"),
    )!;
    const event = `E-24${month!.toUpperCase()}${date}`;
    const luck = ((day * 7) % 11) - 5; // of eleven days, none in sum
    const first: FillWords = { at: 1_000, side: "bid", contracts: 5, price: 50, fair: 52, fee: 2 };
    const second: FillWords = { at: 2_000, side: "ask", contracts: 2, price: 20, fair: 19, fee: 1 };
    return eventOf(
      event,
      at + DAY_MS,
      legOf({
        ticker: `${event}-A`,
        value: 50 + edge + luck,
        fills: [first],
        orders: [takes(1_000, "sell", [[5, 49]], `${event}-A`)],
      }),
      legOf({ ticker: `${event}-B`, value: 20, fills: [second] }),
    );
  });
}

/** One profile under the three fill models, each stricter by a cent. */
export function profileRuns(
  profile: string,
  edge: number,
  variant?: Variant,
  fillModels: readonly FillModel[] = ["touch", "queue", "through"],
): readonly ConfigurationOutcome[] {
  return fillModels.map((fillModel, strictness) =>
    outcomeOf(profile, fillModel, eventsWith(edge - strictness), variant),
  );
}

export function partsOf(outcomes: readonly ConfigurationOutcome[], more: Partial<DocumentParts> = {}): DocumentParts {
  return {
    tapes: ["e.csv"],
    selection: SELECTION,
    feeType: "quadratic_with_maker_fees",
    setting: "realistic",
    seed: 1,
    outcomes,
    ...more,
  };
}
