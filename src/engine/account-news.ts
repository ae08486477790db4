import type { LegStatus } from "../market/event.ts";
import { type Money, type Time, toContracts, toDollars } from "../market/units.ts";
import type { Desk } from "./desk.ts";
import type { AccountReading, Flow, ForeignFill, SettlementInput } from "./input.ts";
import { type Comparison, ORDER_PREFIX } from "./reconciliation.ts";

/** A market in one of these has closed, whatever its close time says. */
const PAST_CLOSE: ReadonlySet<LegStatus> = new Set(["closed", "determined", "disputed", "amended", "finalized"]);

/** Takes in what the exchange tells of the account as a whole: what rests, what is held, the balance, and what others have done to it. */
export function takeAccountNews(desk: Desk, news: AccountReading | ForeignFill | Flow | SettlementInput): void {
  if (news.type === "settlement") settle(desk, news);
  else if (news.type === "foreignFill") bookForeignFill(desk, news);
  else if (news.type === "flow") bookFlow(desk, news);
  else takeReading(desk, news);
}

/** An operator takes over what another hand has changed: on one leg, or everything that nobody can explain. */
export function adopt(desk: Desk, ticker: string | undefined): void {
  desk.foreign.adopt(ticker);
  for (const leg of desk.legs.values()) {
    if (ticker !== undefined && leg.ticker !== ticker) continue;
    const foreign = desk.account.foreign(leg.ticker);
    desk.account.ledger?.adoptForeign(leg.ticker);
    if (foreign === 0) continue;
    desk.alert("info", "adopted", `${toContracts(foreign)} of another hand are ours now`, leg.ticker);
  }
  if (desk.doubt.differences !== "") desk.foreign.adopting = ticker ?? EVERYTHING; // as soon as a reading shows them again
  if (ticker !== undefined) return;
  desk.tenancy.adopt();
  desk.account.check.adopt();
  desk.doubt.cash = undefined;
}

/** What `adopting` is when every difference is meant: no ticker has such a name. */
const EVERYTHING = "*";

function takeReading(desk: Desk, reading: AccountReading): void {
  const { account, reconciliation, doubt, killSwitch } = desk;
  if (!account.opened) openAccount(desk, reading);
  const before = account.check.convention;
  const comparison = reconciliation.compare(reading, desk.orders, account.books);
  for (const { clientOrderId, ticker } of comparison.stray) {
    desk.alert("warning", "stray-order", `cancelling ${clientOrderId}, which no table of ours has`, ticker);
    desk.gate.spend(desk.gate.costs.cancel, desk.now);
    desk.send({ type: "cancel", clientOrderId, ticker });
    if (!clientOrderId.startsWith(`${ORDER_PREFIX}${desk.start.epoch}-`)) doubt.sawStranger(desk.now);
  }
  if (comparison.isNew && desk.foreign.listed(comparison.foreign)) {
    const text = desk.foreign.orderReason ?? `another hand has ${comparison.foreign.length} orders resting: counted`;
    desk.alert("warning", "foreign-order", text);
  }
  takeOver(desk, reading, comparison);
  if (comparison.unexplained !== undefined) nameCash(desk, comparison.unexplained);
  doubt.cash = account.unexplainedFall;
  sayConvention(desk, before);
  const drift = doubt.compared(comparison);
  if (drift !== undefined) desk.alert("critical", "drift", drift);
  if (reconciliation.cleanAt === reading.at) {
    desk.foreign.adopting = undefined;
    doubt.agreed(reading.asOf);
  }
  killSwitch.onReading(reading, desk.orders, (ticker, at) => isPastClose(desk, ticker, at));
  for (const order of desk.orders.live()) desk.orderSent(order);
  account.value(desk.legs);
  desk.exposureChanged();
  desk.touchAll();
}

function openAccount(desk: Desk, reading: AccountReading): void {
  desk.account.open(reading, desk.legs);
  const carried = new Set(desk.start.carried?.legs.map(({ ticker }) => ticker));
  for (const { ticker, position } of reading.positions) {
    if (!desk.legs.has(ticker) || carried.has(ticker)) continue;
    desk.alert("info", "adopted", `${toContracts(position)} held from before are ours now, at their mark`, ticker);
  }
}

/** Positions that no fill explains: elsewhere they are nobody's business but the balance's; here an operator must want it. */
function takeOver(desk: Desk, reading: AccountReading, { positions }: Comparison): void {
  const { account, foreign } = desk;
  for (const { ticker, position, isTraded } of positions) {
    if (!isTraded && position === 0) {
      account.settledElsewhere(ticker, reading);
      desk.alert("info", "elsewhere", "not held any more, and not traded here: taken as paid out", ticker);
    } else if (!isTraded || foreign.adopting === EVERYTHING || foreign.adopting === ticker) {
      const text = `${toContracts(position)} are held, by our books ${toContracts(account.position(ticker))}: taken over`;
      account.takeOver(ticker, position, desk.legs.get(ticker));
      desk.alert(isTraded ? "warning" : "info", "adopted", text, ticker);
    }
  }
}

function nameCash(desk: Desk, unexplained: Money): void {
  const { check } = desk.account;
  const change = (unexplained - check.unexplained) as Money;
  check.name(unexplained);
  if (desk.foreign.adopting === EVERYTHING) check.adopt();
  const text = `unexplained cash: ${usd(change)}, ${usd(unexplained)} in all`;
  desk.alert(desk.account.unexplainedFall === undefined ? "warning" : "critical", "unexplained-cash", text);
}

/** How the exchange reckons is said once, where it turns out to be other than usual. */
function sayConvention(desk: Desk, before: Partial<Desk["account"]["check"]["convention"]>): void {
  const { collateral, balance } = desk.account.check.convention;
  if (collateral === "returned" && before.collateral === undefined) {
    desk.alert("info", "convention", "the exchange returns the collateral of NOs that exclude each other");
  }
  if (balance === "net" && before.balance === undefined) {
    desk.alert("info", "convention", "the exchange tells the balance less what resting orders need");
  }
}

/** Another hand's fill: booked, for the account is one, and the leg isn't quoted until an operator adopts it. */
function bookForeignFill(desk: Desk, fill: ForeignFill): void {
  const { account, foreign, guards } = desk;
  if (!account.applyFill(fill)) return; // seen before
  const { ticker, side, quantity, price } = fill;
  const wrongFees = guards.fees.booked(fill, desk.fees);
  if (desk.legs.has(ticker)) {
    foreign.filled(ticker);
    if (wrongFees !== undefined) desk.alert("warning", "fee-model", wrongFees, ticker);
  }
  const did = side === "bid" ? "bought" : "sold";
  const text = `another hand ${did} ${toContracts(quantity)} at ${price / 100}c: ${toContracts(account.foreign(ticker))} of ${toContracts(account.position(ticker))} held are its`;
  desk.alert("warning", "foreign-fill", text, ticker);
  desk.filled(ticker);
}

function bookFlow(desk: Desk, flow: Flow): void {
  if (!desk.account.applyFlow(flow)) return;
  desk.alert("info", "flow", `${flow.kind} of ${usd(flow.amount)}`);
  desk.account.value(desk.legs);
  desk.exposureChanged();
}

/** A leg has paid out: its position is closed, and it isn't quoted any more. */
function settle(desk: Desk, { ticker, value }: SettlementInput): void {
  const leg = desk.legs.get(ticker);
  if (leg === undefined) return;
  leg.settledAt = value;
  leg.desired = undefined;
  leg.reasons = [];
  leg.unserved = true;
  desk.account.applySettlement(ticker, value);
  desk.fair.update(leg, [...desk.legs.values()]);
  desk.account.value(desk.legs);
  desk.exposureChanged(leg);
  if (desk.fair.joinsLegs) desk.touchAll();
}

function isPastClose(desk: Desk, ticker: string, at: Time): boolean {
  const leg = desk.legs.get(ticker)?.leg;
  return leg !== undefined && (leg.closeTime <= at || PAST_CLOSE.has(leg.status));
}

function usd(amount: Money): string {
  return `${amount < 0 ? "-" : ""}$${toDollars(Math.abs(amount) as Money).toFixed(6)}`;
}
