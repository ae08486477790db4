import { Random } from "../ambient/random.ts";
import { FairValues } from "../backtest/fair-values.ts";
import { HourlyMoves, type HourRow, suggestedCalendar } from "../backtest/score/hours.ts";
import type { LegRecord } from "../tape/settlements.ts";
import { readTapes } from "../tape/taker-orders.ts";
import type { TapeFile } from "../tape/tape-file.ts";
import { EXIT } from "./exit-code.ts";
import { Progress } from "./progress.ts";
import { textTable } from "./text-table.ts";

export interface ScoreHours {
  readonly tapes: readonly TapeFile[];
  readonly settlements: ReadonlyMap<string, LegRecord>;
  readonly seed: number;
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** `tauroi score --hours`: when the series moves, and a calendar of that to look at. */
export async function scoreHours({ tapes, settlements, seed, json, print }: ScoreHours): Promise<number> {
  const values = new FairValues(settlements);
  const moves = new HourlyMoves();
  const progress = new Progress("orders");
  for await (const orders of readTapes(tapes)) {
    for (const order of orders) moves.add(values.observe(order));
    await progress.add(orders.length);
  }
  progress.end();
  const rows = moves.rows(Random.seeded(seed));
  const calendar = suggestedCalendar(rows);
  if (json) print(JSON.stringify({ rows: rows.map(document), calendar }, null, 2));
  else {
    print(
      textTable(["days", "hour", "orders", "leg hours", "moves", "95%"], rows.map(cells), [
        "hour",
        "orders",
        "leg hours",
        "moves",
      ]),
    );
    print(
      calendar === "" ? "\nNo hour stands out: there is no calendar to suggest." : `\n# for calendar_file\n${calendar}`,
    );
  }
  return EXIT.fine;
}

function document({ legHours, interval, ...row }: HourRow) {
  return { ...row, leg_hours: legHours, interval_95: interval ?? null };
}

function cells({ kind, hour, orders, legHours, ratio, interval }: HourRow): readonly string[] {
  const [low, high] = interval ?? [];
  const shown = low === undefined || high === undefined ? "-" : `${low.toFixed(2)} to ${high.toFixed(2)}`;
  return [kind, `${String(hour).padStart(2, "0")}:00`, String(orders), String(legHours), ratio.toFixed(2), shown];
}
