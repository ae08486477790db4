import type { TakerOrder } from "../market/taker-order.ts";
import type { Price } from "../market/units.ts";
import type { Touch } from "./book-suspicion.ts";
import type { Desk } from "./desk.ts";
import type { LegState } from "./leg-state.ts";

/** Shows the guards a trade, before anything is made of it. */
export function watchTrade(desk: Desk, order: TakerOrder): void {
  const leg = desk.legs.get(order.ticker);
  if (leg === undefined || !desk.guards.books.traded(order, touchOf(leg))) return;
  desk.alert("warning", "suspect-book", "trades print outside the book: a new one is asked for", leg.ticker);
  refresh(desk, leg);
}

/** Shows the guards a leg's new book. */
export function watchBook(desk: Desk, leg: LegState): void {
  const { bid, ask } = leg.others;
  if (!desk.guards.books.shown(leg.ticker, { bid, ask })) return;
  desk.alert("warning", "crossed-book", "the book is crossed: a new one is asked for", leg.ticker);
  refresh(desk, leg);
}

/** Shows the guards what legs are worth by now. */
export function watchFair(desk: Desk): void {
  for (const leg of desk.legs.values()) {
    if (!desk.guards.pickOffs.priced(desk.now, leg.ticker, leg.fairCents)) continue;
    leg.touched = true;
    desk.alert("warning", "picked-off", "fills in a row, each at a loss soon after: pulled", leg.ticker);
  }
}

function refresh(desk: Desk, leg: LegState): void {
  leg.touched = true;
  desk.send({ type: "refreshBook", ticker: leg.ticker });
}

/** The best prices of everybody: a trade may have met our own order. */
function touchOf({ others, live }: LegState): Touch {
  let bid: Price | undefined = others.bid;
  let ask: Price | undefined = others.ask;
  for (const { price } of live.bid) if (bid === undefined || price > bid) bid = price;
  for (const { price } of live.ask) if (ask === undefined || price < ask) ask = price;
  return { bid, ask };
}
