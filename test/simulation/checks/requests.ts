import type { Check, Violated } from "../check.ts";
import type { Sent } from "../network.ts";
import { amendedOrder } from "../wire.ts";
import type { World } from "../world.ts";

const CANCEL_ALL_MINUTE_MS = 60_000;
/** Lists of an account that are of one subaccount. */
const OF_SUBACCOUNT = /\/portfolio\/(positions|orders|fills|balance)$/;

/** What requests may never say. */
export function requestChecks(world: World, violated: Violated): Check {
  /** When each life was told that its cancel-all is accepted. */
  const acceptedAt = new Map<Sent["life"], number>();
  const isCancelAll = ({ method, path }: Sent): boolean =>
    method === "DELETE" && path.endsWith("/portfolio/events/orders");
  return {
    sent(request) {
      const { method, path, query, body, life } = request;
      if (method === "PUT" && path.endsWith("/reset")) violated("a group is never reset", path);
      const isEngine = world.programs.some((program) => program.life === life); // a kill is of every subaccount
      if (isEngine && method === "GET" && OF_SUBACCOUNT.test(path) && query.get("subaccount") === null)
        violated("the account is read with its subaccount stated", `${path}?${query}`);
      const last = acceptedAt.get(life);
      if (isCancelAll(request) && last !== undefined && world.now < last + CANCEL_ALL_MINUTE_MS)
        violated("no second cancel-all within its minute", `${world.now - last} ms after the first was accepted`);
      const orderId = amendedOrder(request);
      if (orderId !== undefined) checkAmend(orderId, body);
    },
    answered(request) {
      const status = request.answer?.status ?? 0;
      if (isCancelAll(request) && status >= 200 && status < 300) acceptedAt.set(request.life, world.now);
    },
  };

  function checkAmend(orderId: string, text: string): void {
    const order = world.resting.get(orderId);
    if (order === undefined) return;
    const { price, count } = JSON.parse(text) as { readonly price: string; readonly count: string };
    const to = Math.round(Number(price) * 10_000);
    const isTowards = order.side === "bid" ? to > order.price : to < order.price;
    if (isTowards)
      violated("an amend never moves towards the market", `${order.clientOrderId}: ${order.price} to ${to}`);
    if (Math.round(Number(count) * 100) > order.initial)
      violated("an amend never makes an order larger", `${order.clientOrderId}: ${text}`);
  }
}
