import { CalibrationRun } from "../backtest/calibration.ts";
import {
  type CalibrationDocument,
  calibrationDocument,
  type TickerCalibration,
} from "../backtest/calibration-document.ts";
import { volatilityTermDocument } from "../backtest/volatility-term-document.ts";
import { readTapes } from "../tape/taker-orders.ts";
import type { CalibrateOptions } from "./calibrate-options.ts";
import type { Action } from "./command.ts";
import { EXIT } from "./exit-code.ts";
import { Progress } from "./progress.ts";
import { namedSettlements, namedTapes } from "./tape-files.ts";
import { textTable } from "./text-table.ts";
import { volatilityTermTable } from "./volatility-term-table.ts";

/** `tauroi calibrate`: nothing is printed before all of the tapes is read. */
export const action: Action<CalibrateOptions> = async ({ options: { tape, settlements, json }, print }) => {
  const { files: tapes } = namedTapes(tape);
  const run = new CalibrationRun(await namedSettlements(settlements));
  const progress = new Progress("orders");
  let count = 0;
  for await (const orders of readTapes(tapes)) {
    for (const order of orders) run.observe(order);
    count += orders.length;
    await progress.add(orders.length);
  }
  progress.end();
  const document = calibrationDocument({
    tapes: tape,
    orders: count,
    legs: run.finish(),
    terms: volatilityTermDocument(run.terms, settlements !== undefined),
  });
  print(json ? JSON.stringify(document, null, 2) : calibrationTable(document));
  return EXIT.fine;
};

const HEADER = [
  "ticker",
  "orders",
  "from",
  "sigma_b",
  "sigma2/h",
  "error",
  "jumps/h",
  "/order",
  "size",
  "noise c",
  "bounce c",
  "bad %",
  "bounds",
  "NIS",
  "p",
] as const;

const NUMBERS = HEADER.filter((name) => name !== "ticker" && name !== "from" && name !== "bounds");

/** A document for people: one line a contract, then the term structure. */
function calibrationTable({ tickers, orders, volatility_term: term }: CalibrationDocument): string {
  const table = textTable(HEADER, tickers.map(cells), NUMBERS);
  const notes =
    `${orders} orders. sigma_b in logit per sqrt(hour), jumps included; size of a jump in logit; NIS and the p of\n` +
    "Ljung-Box over predictions with the parameters' kind. --json has all of it, with the PIT histograms.";
  return `${table}\n\n${notes}\n\n${volatilityTermTable(term)}`;
}

function cells(ticker: TickerCalibration): readonly string[] {
  const { parameters, standard_errors: errors, provenance } = ticker;
  const diagnostics = ticker.diagnostics[provenance];
  return [
    ticker.ticker,
    String(ticker.orders),
    provenance,
    parameters.sigma_b.toFixed(3),
    parameters.sigma2_per_hour.toPrecision(2),
    errors.sigma2_per_hour?.toPrecision(2) ?? "-",
    parameters.jumps_per_hour.toFixed(3),
    parameters.jumps_per_order.toFixed(3),
    Math.sqrt(parameters.jump_variance).toFixed(2),
    Math.sqrt(parameters.noise_cents2).toFixed(2),
    parameters.bounce_cents.toFixed(2),
    (100 * parameters.outlier_probability).toFixed(1),
    ticker.bound_hits.join(" ") || "-",
    diagnostics?.nis.toFixed(2) ?? "-",
    diagnostics?.ljung_box?.p.toFixed(3) ?? "-",
  ];
}
