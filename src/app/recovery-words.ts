import type { Order } from "../engine/order.ts";
import { type Money, toContracts, toDollars } from "../market/units.ts";
import type { AccountAtStart } from "../venue/kalshi/account-at-start.ts";
import { isOurs } from "../venue/kalshi/own-id.ts";
import type { Missed } from "./missed.ts";

/** What was found resting at the start, and what became of it. */
export function restingWords({
  cancelled,
  pastClose,
  state,
}: Pick<AccountAtStart, "cancelled" | "pastClose" | "state">): string[] {
  const foreign = state.resting.filter(({ clientOrderId }) => !isOurs(clientOrderId));
  return [
    ...(cancelled.length === 0 ? [] : [`cancelled ${orders(cancelled.length)} of earlier engines that rested`]),
    ...(pastClose.length === 0
      ? []
      : [`${orders(pastClose.length)} of earlier engines can't be cancelled nor trade: the market has closed`]),
    ...(foreign.length === 0 ? [] : [`another hand has ${orders(foreign.length)} resting`]),
  ];
}

/** What has happened since earlier runs left off. */
export function bookedWords({ ours, foreign, contracts, settled, flows }: Missed): string[] {
  const fills = ours + foreign;
  const whose = foreign === 0 ? "" : `, ${foreign} of them by another hand`;
  return [
    ...(fills === 0
      ? []
      : [`booked ${count(fills, "fill")} made since (contracts: ${toContracts(contracts)}${whose})`]),
    ...settled.map(({ ticker, value }) => `${ticker} has paid ${value / 100}c since`),
    ...(flows === 0 ? [] : [`${dollars(flows)} ${flows > 0 ? "came in from outside" : "went outside"} since`]),
  ];
}

/** What became of orders that the last engine left without a known end: each is found by its id, or was never placed. */
export function intentWords(left: readonly Order[], { orders: listed, ordersAreWhole }: AccountAtStart): string[] {
  if (left.length === 0) return [];
  const byId = new Map(listed.map((order) => [order.clientOrderId, order.status]));
  const fates = new Map<string, number>();
  for (const { clientOrderId } of left) {
    const status = byId.get(clientOrderId);
    const fate =
      status === "executed"
        ? "filled"
        : status !== undefined
          ? "cancelled or lapsed"
          : ordersAreWhole
            ? "never placed"
            : "not listed any more";
    fates.set(fate, (fates.get(fate) ?? 0) + 1);
  }
  const words = Array.from(fates, ([fate, times]) => `${times} ${fate}`).join(", ");
  return [`${orders(left.length)} that the last engine left: ${words}`];
}

export function dollars(amount: number): string {
  return `${amount < 0 ? "-" : ""}$${toDollars(Math.abs(amount) as Money).toFixed(2)}`;
}

function orders(many: number): string {
  return count(many, "order");
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}
