import { costOf } from "../rest/account.ts";
import { KalshiError } from "../rest/error.ts";
import type { Bench } from "./bench.ts";
import { known, type Result, unknown } from "./fact.ts";
import { hasFailed, type Probe } from "./probe.ts";
import { farSpot } from "./spots.ts";

const REFUSAL = "group_refusal_status";
const CALLS: readonly (readonly [method: string, route: string])[] = [
  ["POST", "/portfolio/order_groups/create"],
  ["PUT", "/portfolio/order_groups/{order_group_id}/trigger"],
  ["PUT", "/portfolio/order_groups/{order_group_id}/reset"],
  ["PUT", "/portfolio/order_groups/{order_group_id}/limit"],
  ["DELETE", "/portfolio/order_groups/{order_group_id}"],
];

/** V-5: what calls to an order group cost, by the exchange's own table, and how it refuses an order into one that takes none any more. */
export const groupCalls: Probe = {
  facts: ["group_call_tokens", REFUSAL],
  does: "triggers and deletes an order group and places into it",
  async measure(bench) {
    const tokens = cost(bench);
    try {
      return [tokens, await refusal(bench)];
    } catch (error) {
      if (!hasFailed(error)) throw error;
      return [tokens, unknown(REFUSAL, error.message)]; // the table of costs was read all the same
    }
  },
};

function cost({ costs }: Bench): Result {
  const each = CALLS.map(([method, route]) => ({ call: `${method} ${route}`, tokens: costOf(costs, method, route) }));
  const dearest = Math.max(...each.map(({ tokens }) => tokens));
  return known(
    "group_call_tokens",
    dearest,
    ...each.map(({ call, tokens }) => `${call}: ${tokens}, by GET /account/endpoint_costs`),
  );
}

async function refusal(bench: Bench): Promise<Result> {
  const spot = await farSpot(bench);
  const group = await bench.group();
  const control = await bench.create({ ...spot, group }); // the same order goes through while the group is open
  await bench.cancel(control);
  await bench.trigger(group);
  const triggered = await bench.tryCreate({ ...spot, group });
  await bench.removeGroup(group);
  const deleted = await bench.tryCreate({ ...spot, group });
  const [afterTrigger, afterDelete] = [triggered, deleted].map(told);
  const seen = [`into a triggered group: ${afterTrigger}`, `into a deleted group: ${afterDelete}`];
  if (!(triggered instanceof KalshiError) || triggered.status === undefined) {
    return unknown(REFUSAL, "an order into a triggered group was accepted", ...seen);
  }
  if (!(deleted instanceof KalshiError)) return unknown(REFUSAL, "an order into a deleted group was accepted", ...seen);
  return known(REFUSAL, triggered.status, ...seen);
}

function told(answer: unknown): string {
  if (!(answer instanceof KalshiError)) return "accepted";
  return `HTTP ${answer.status ?? "none"}${answer.code === undefined ? "" : ` ${answer.code}`}`;
}
