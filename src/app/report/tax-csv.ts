import { NEW_YORK, timeIn } from "../../market/local-time.ts";
import { CONTRACT, DOLLAR, type Price, toContracts } from "../../market/units.ts";
import { isDryAccount } from "../dry-account.ts";
import type { Booked, BookedKind } from "./booked.ts";
import type { RealisedChange } from "./fifo.ts";

const HEADER =
  "time_utc,time_new_york,kind,ticker,side,price_usd,contracts,proceeds_usd,cost_usd,fee_usd,realised_usd,method,trade_id,account";

/** How results are reckoned, in every row: lots by FIFO; `realised_usd` is before fees, which stand apart. */
const METHOD = "FIFO before fees";

const KINDS: Readonly<Record<BookedKind, string>> = {
  fill: "fill",
  foreign: "fill of another hand",
  settlement: "settlement",
  between: "booked while no engine ran",
  adjusted: "position corrected",
  left: "left the books at its mark",
  found: "held before",
};

/**
 * A row for every change of the books, in their order. Buying YES and selling it are told as the exchange's cash moves in our convention: a sale brings its
 * price, also when it opens a short (a NO). Amounts are exact to the micro-dollar.
 */
export function taxCsv(realised: readonly RealisedChange[]): string {
  return `${[HEADER, ...realised.map(row)].join("\n")}\n`;
}

function row({ change, realised }: RealisedChange): string {
  const { at, kind, ticker, quantity, fee, price, tradeId, costBasis } = change;
  const cash = costBasis === undefined ? change.cash : -costBasis;
  return [
    new Date(at).toISOString(),
    timeIn(NEW_YORK, at),
    KINDS[kind],
    ticker,
    sideOf(change),
    // Of what was found the price is its mark, and not what it had cost.
    price === undefined || costBasis !== undefined ? "" : dollarsOfPrice(price),
    String(Math.abs(toContracts(quantity))),
    cash > 0 ? exact(cash) : exact(0),
    cash < 0 ? exact(-cash) : exact(0),
    exact(fee),
    exact(realised),
    METHOD,
    tradeId ?? "",
    accountOf(change),
  ]
    .map(quoted)
    .join(",");
}

/** Whose orders it was of; what never was on an exchange says so in every row. */
function accountOf({ account }: Booked): string {
  if (account !== undefined && !isDryAccount(account)) return account;
  return `${account ?? "rehearsal"}: nothing was traded`;
}

function sideOf({ quantity }: Booked): string {
  return quantity === 0 ? "" : quantity > 0 ? "buy" : "sell";
}

/** In dollars with all six decimals: no digit of a micro-dollar is lost. */
export function exact(microDollars: number): string {
  const digits = Math.abs(microDollars).toString().padStart(7, "0");
  return `${microDollars < 0 ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function dollarsOfPrice(price: Price): string {
  return exact((price * DOLLAR) / (CONTRACT * CONTRACT));
}

/** A cell; one that a spreadsheet would take for a formula is kept from being one. */
function quoted(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) || /^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
