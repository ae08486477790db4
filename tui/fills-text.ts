import type { FillView, View } from "../src/app/view.ts";
import { type Line, line } from "./line.ts";
import { cents, usd } from "./numbers.ts";
import { table } from "./table.ts";
import { timeOfDay } from "./times.ts";

/** Our fills, newest first. */
export function fillsText(view: View, columns: number): Line[] {
  if (view.fills.length === 0) return [line("no fills yet", "quiet")];
  const titles = new Map(view.contracts.map(({ label, title }) => [label, title]));
  return table<FillView>(
    [
      { title: "UTC", width: 8, importance: 3, draw: ({ at }) => line(timeOfDay(at), "quiet") },
      { title: "", width: 6, importance: 6, draw: ({ side }) => line(side === "bid" ? "bought" : "sold", side) },
      { title: "count", width: 6, align: "right", importance: 5, draw: ({ contracts }) => line(String(contracts)) },
      { title: "at", width: 6, align: "right", importance: 4, draw: ({ priceCents }) => line(`${cents(priceCents)}c`) },
      { title: "fee", width: 7, align: "right", importance: 1, draw: ({ feeUsd }) => line(fee(feeUsd)) },
      {
        title: "contract",
        width: 5,
        grows: true,
        importance: 7,
        draw: ({ label }) => line(titles.get(label) || label),
      },
    ],
    view.fills,
    columns,
  );
}

/** Fees come in hundredths of a cent. */
function fee(amount: number): string {
  return amount === 0 ? usd(0) : `$${amount.toFixed(4)}`;
}
