import { writeOutput } from "../ambient/output-file.ts";
import { FAIR_HEADER, fairLine, writeFairCsv } from "../backtest/fair-csv.ts";
import { type FairValue, FairValues } from "../backtest/fair-values.ts";
import type { LegRecord } from "../tape/settlements.ts";
import { readTapes } from "../tape/taker-orders.ts";
import type { TapeFile } from "../tape/tape-file.ts";
import type { Action } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { FairOptions } from "./fair-options.ts";
import { Progress } from "./progress.ts";
import { namedSettlements, namedTapes } from "./tape-files.ts";

type Batches = AsyncIterable<readonly FairValue[]>;
type Writer = (batches: Batches, write: (bytes: Uint8Array) => void) => Promise<void>;

/** `tauroi fair`: what the model says after every order of the tapes, row by row. */
export const action: Action<FairOptions> = async ({ options: { tape, settlements, out }, print }) => {
  const { files: tapes } = namedTapes(tape);
  if (out === undefined) {
    const legs = await namedSettlements(settlements);
    print(FAIR_HEADER);
    for await (const values of fairValues(tapes, legs)) print(values.map(fairLine).join("\n"));
    return EXIT.fine;
  }
  const writeTo = await writerFor(out); // a wrong ending is told before anything is read
  const legs = await namedSettlements(settlements);
  await writeOutput(out, (write) => writeTo(fairValues(tapes, legs), write));
  return EXIT.fine;
};

async function* fairValues(
  tapes: readonly TapeFile[],
  legs: ReadonlyMap<string, LegRecord>,
): AsyncGenerator<readonly FairValue[]> {
  const values = new FairValues(legs);
  const progress = new Progress("orders");
  for await (const orders of readTapes(tapes)) {
    yield orders.map((order) => values.observe(order));
    await progress.add(orders.length);
  }
  progress.end();
}

async function writerFor(path: string): Promise<Writer> {
  if (path.endsWith(".csv")) return writeFairCsv;
  if (path.endsWith(".parquet")) return (await import("../backtest/fair-parquet.ts")).writeFairParquet;
  const problem = `--out ${path}: what kind of file? Let its name end in .csv or .parquet`;
  throw new CommandFailure(problem, EXIT.usage);
}
