import { scoreDocument } from "../backtest/score/score-document.ts";
import { Scorer } from "../backtest/score/scorer.ts";
import { readTapes } from "../tape/taker-orders.ts";
import type { Action } from "./command.ts";
import { EXIT } from "./exit-code.ts";
import { Progress } from "./progress.ts";
import { scoreHours } from "./score-hours.ts";
import type { ScoreOptions } from "./score-options.ts";
import { scoreTable } from "./score-table.ts";
import { namedSettlements, namedTapes } from "./tape-files.ts";

/** `tauroi score`: nothing is printed before all of the tapes is scored. */
export const action: Action<ScoreOptions> = async ({ options, print }) => {
  const { tape, settlements: path, spacing: spacingMs = 0, seed, json } = options;
  const { files: tapes } = namedTapes(tape);
  const settlements = await namedSettlements(path);
  if (options.hours === true) return scoreHours({ tapes, settlements, seed, json: json === true, print });
  const scorer = new Scorer({ settlements, spacingMs });
  const progress = new Progress("orders");
  for await (const orders of readTapes(tapes)) {
    for (const order of orders) scorer.add(order);
    await progress.add(orders.length);
  }
  progress.end();
  const document = scoreDocument({ tapes: tape, orders: scorer.orders, spacingMs, seed, tallies: scorer.finish() });
  print(json ? JSON.stringify(document, null, 2) : scoreTable(document));
  return EXIT.fine;
};
