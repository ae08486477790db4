import type { ContractView, FillView, QuoteView, View } from "../src/app/view.ts";
import { horizonWord, markoutLines } from "./event-charts.ts";
import { type Line, line } from "./line.ts";
import { cents, fineUsd, signedTenth, usd } from "./numbers.ts";
import { type TableColumn, table } from "./table.ts";
import { age, remaining, timeOfDay } from "./times.ts";

interface WorkingOrder {
  readonly contract: ContractView;
  readonly side: "bid" | "ask";
  readonly quote: QuoteView;
}

/** What of ours may be live, and what was filled. */
export function ordersText(view: View, columns: number, engineNow: number): Line[] {
  const orders = view.contracts.flatMap((contract) => [
    ...contract.bid.working.map((quote) => ({ contract, side: "bid", quote }) as const),
    ...contract.ask.working.map((quote) => ({ contract, side: "ask", quote }) as const),
  ]);
  return [
    line(ordersTitle(orders), "strong"),
    ...(orders.length === 0 ? [] : table(orderColumns(engineNow), orders, columns)),
    [],
    line("Fills, newest first", "strong"),
    ...markoutLines(view.markouts, columns),
    ...(view.fills.length === 0 ? [line("no fills yet", "quiet")] : table(fillColumns(view), view.fills, columns)),
  ];
}

function ordersTitle(orders: readonly WorkingOrder[]): string {
  if (orders.length === 0) return "No orders that may be live";
  const unsure = orders.filter(({ quote }) => quote.state === "unknown").length;
  const flying = orders.filter(({ quote }) => quote.state === "in flight").length;
  const details = [flying > 0 ? `${flying} in flight` : "", unsure > 0 ? `${unsure} OF UNKNOWN FATE` : ""];
  const tail = details.filter(Boolean).join(", ");
  const words = orders.length === 1 ? "1 order that may be live" : `${orders.length} orders that may be live`;
  return tail === "" ? words : `${words}: ${tail}`;
}

function orderColumns(engineNow: number): readonly TableColumn<WorkingOrder>[] {
  return [
    { title: "", width: 4, importance: 8, draw: ({ side }) => line(side === "bid" ? "buy" : "sell", side) },
    { title: "count", width: 6, align: "right", importance: 5, draw: ({ quote }) => line(String(quote.contracts)) },
    { title: "at", width: 6, align: "right", importance: 7, draw: ({ quote }) => line(`${cents(quote.priceCents)}c`) },
    {
      title: "state",
      width: 9,
      importance: 6,
      draw: ({ quote }) => line(quote.state, quote.state === "unknown" ? "alarm" : "plain"),
    },
    {
      title: "sent",
      width: 9,
      align: "right",
      importance: 2,
      draw: ({ quote }) => line(quote.sentAt === null ? "not yet" : age(engineNow - quote.sentAt)),
    },
    {
      title: "expires in",
      width: 10,
      align: "right",
      importance: 3,
      draw: ({ quote }) => line(quote.expiresAt === null ? "never" : remaining(quote.expiresAt - engineNow)),
    },
    {
      title: "contract",
      width: 8,
      grows: true,
      importance: 9,
      draw: ({ contract }) => line(contract.title || contract.label),
    },
  ];
}

function fillColumns(view: View): readonly TableColumn<FillView>[] {
  const titles = new Map(view.contracts.map(({ ticker, title }) => [ticker, title]));
  return [
    { title: "UTC", width: 8, importance: 3, draw: ({ at }) => line(timeOfDay(at), "quiet") },
    { title: "", width: 6, importance: 8, draw: ({ side }) => line(side === "bid" ? "bought" : "sold", side) },
    { title: "count", width: 6, align: "right", importance: 5, draw: ({ contracts }) => line(String(contracts)) },
    { title: "at", width: 6, align: "right", importance: 7, draw: ({ priceCents }) => line(`${cents(priceCents)}c`) },
    { title: "fee", width: 7, align: "right", importance: 1, draw: ({ feeUsd }) => line(fee(feeUsd)) },
    ...view.markouts.map(
      ({ horizonMs }, place): TableColumn<FillView> => ({
        title: horizonWord(horizonMs),
        width: 6,
        align: "right",
        importance: 2,
        draw: ({ markoutsCents }) => markoutCell(markoutsCents[place] ?? null),
      }),
    ),
    {
      title: "contract",
      width: 8,
      grows: true,
      importance: 9,
      draw: ({ ticker, label }) => line(titles.get(ticker) || label),
    },
  ];
}

function markoutCell(value: number | null): Line {
  return line(signedTenth(value), value === null ? "quiet" : value < 0 ? "warn" : "plain");
}

/** Fees come in hundredths of a cent. */
function fee(amount: number): string {
  return amount === 0 ? usd(0) : fineUsd(amount);
}
