import type { ContractView, MoneyView, View } from "../src/app/view.ts";
import { budgetLine } from "./budget-text.ts";
import { fairCell, inventoryCell, marketCell, riskCell, zCell } from "./contract-cells.ts";
import { differenceLines } from "./differences.ts";
import { engineNow, type Feed, isPast } from "./feed.ts";
import { type Line, line } from "./line.ts";
import { cents, count, fairCents, fineUsd, signedUsd, UNKNOWN, usd } from "./numbers.ts";
import { outcomesText } from "./outcomes-text.ts";
import { STATE_TONE } from "./reason-phrase.ts";
import { contractTable } from "./table.ts";
import { age, dateAndTime, remaining, timeOfDay } from "./times.ts";
import { headed, type WholeText } from "./whole-text.ts";

const HALF_A_CENT = 0.005;

/** The event as a whole: its legs in a table, their sums, the money and how well all of it is known. */
export function eventText(view: View, feed: Feed, columns: number): WholeText {
  const { event, contracts } = view;
  const now = engineNow(view, feed);
  const above = [
    line(`${event.ticker}  ${event.title}`, "strong"),
    ...differenceLines(view, columns),
    line(`closes in ${remaining(event.closesAt - now)} (${dateAndTime(event.closesAt)} UTC), profile ${view.profile}`),
  ];
  const legs = legTable(contracts, isPast(feed), columns);
  return headed(above, { ...legs, lines: [...legs.lines, [], ...belowLegs(view, feed, columns)] });
}

function legTable(contracts: readonly ContractView[], past: boolean, columns: number): WholeText {
  return contractTable(
    [
      { title: "contract", width: 14, grows: true, importance: 9, draw: (row) => line(row.title || row.label) },
      { title: "leg", width: 5, importance: 0, draw: (row) => line(row.label, "quiet") },
      { title: "fair", width: 8, importance: 8, draw: fairCell },
      { title: "market", width: 9, importance: 7, draw: marketCell },
      { title: "z", width: 5, align: "right", importance: 2, draw: zCell },
      { title: "held", width: 6, align: "right", importance: 6, draw: inventoryCell },
      { title: "risk", width: 4, align: "right", importance: 5, draw: (row) => riskCell(row, 0) },
      { title: "fills", width: 5, align: "right", importance: 1, draw: (row) => line(count(row.fills)) },
      { title: "net", width: 9, align: "right", importance: 4, draw: (row) => line(signedUsd(row.netUsd)) },
      {
        title: past ? "was" : "state",
        width: 8,
        importance: 3,
        draw: (row) => line(row.state, STATE_TONE[row.state]),
      },
    ],
    contracts,
    columns,
  );
}

function belowLegs(view: View, feed: Feed, columns: number): Line[] {
  const { money, truth, contracts } = view;
  const now = engineNow(view, feed);
  return [
    ...outcomesText(view, columns),
    ...sums(contracts),
    ...arbitrageLine(view.arbitrage),
    ...view.sources.map(({ source, state, detail }) =>
      line(`${source} is ${state}: ${detail}`, state === "blind" ? "warn" : "plain"),
    ),
    line(
      `gross ${signedUsd(money.grossUsd)}, fees ${usd(money.feesUsd)}, net ${signedUsd(money.netUsd)}; ` +
        `balance ${usd(money.balanceUsd)}, floor ${usd(money.floorUsd)}`,
    ),
    ...roundingLine(money),
    ...unexplainedLine(money),
    line(
      truth.reconciled === null
        ? "not reconciled with the exchange yet"
        : `${truth.reconciled.ok ? "reconciled" : "DRIFT"} at ${timeOfDay(truth.reconciled.at)} UTC, ${age(now - truth.reconciled.at)} ago: ${truth.reconciled.detail || "everything agrees"}`,
      truth.reconciled?.ok === false ? "alarm" : "plain",
    ),
    budgetLine(truth.tokens, now),
    line(
      `${isPast(feed) ? "state was" : "state"} ${view.state}${view.stateReason === "" ? "" : `: ${view.stateReason}`}`,
    ),
  ];
}

/** What the exchange has kept of changes of the balance, or given back: no fee tells it. */
function roundingLine({ roundingUsd }: MoneyView): Line[] {
  const amount = fineUsd(Math.abs(roundingUsd));
  if (amount === fineUsd(0) || amount === UNKNOWN) return [];
  return [
    line(
      roundingUsd > 0
        ? `rounding has kept ${amount} of the balance, beside the fees`
        : `rounding has given back ${amount} to the balance, beside the fees`,
    ),
  ];
}

/** Cash of unknown origin, also while it is too little to stop for. */
function unexplainedLine({ unexplainedUsd }: MoneyView): Line[] {
  if (Math.abs(unexplainedUsd) < HALF_A_CENT) return [];
  return [line(`${signedUsd(unexplainedUsd)} of the balance is unexplained cash`, "warn")];
}

/** Shown for whoever trades by hand: nothing here acts on it. */
function arbitrageLine(arbitrage: View["arbitrage"]): Line[] {
  if (arbitrage === null) return [];
  const { kind, gainCents, contracts } = arbitrage;
  const text = `to ${kind} at the others' best prices gains ${cents(gainCents)}c after fees, whoever wins, for ${count(contracts)} contracts`;
  return [line(text, "warn")];
}

/** One leg wins, so fair values should add up to 100; the others' bids to less, their asks to more. */
function sums(contracts: readonly ContractView[]): Line[] {
  const fair = sum(contracts.map(({ fairCents: fairValue }) => fairValue));
  const bids = sum(contracts.map(({ othersBidCents }) => othersBidCents));
  const asks = sum(contracts.map(({ othersAskCents }) => othersAskCents));
  const missing = asks.missing > 0 ? ` (${asks.missing} missing)` : "";
  return [
    line(
      `fair values add up to ${fairCents(fair.total)}c${fair.missing > 0 ? ` (${fair.missing} unknown)` : ""}, ` +
        `the others' bids to ${cents(bids.total)}c, asks to ${cents(asks.total)}c${missing}`,
    ),
  ];
}

function sum(values: readonly (number | null)[]): { readonly total: number; readonly missing: number } {
  const known = values.filter((value) => value !== null);
  return { total: known.reduce((total, value) => total + value, 0), missing: values.length - known.length };
}
