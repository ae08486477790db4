import { CONTRACT, type Quantity } from "../../../market/units.ts";
import type { OrderGroup } from "../order-groups.ts";
import { ApiError, notFound } from "./api-error.ts";
import { decode, type Fields, type JsonObject } from "./json-body.ts";
import { countOf, requireHere } from "./order-terms.ts";
import { unlessRefused } from "./refused.ts";
import type { Route } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { contracts } from "./wire-format.ts";

const ROOT = "/portfolio/order_groups";

const LIMIT = {
  subaccount: "integer",
  contracts_limit: "integer",
  contracts_limit_fp: "string",
  exchange_index: "integer",
} as const satisfies Fields;

/** Orders that fall together. */
export function groupRoutes({ exchange, behaviour }: ServedExchange): Route[] {
  const cost = () => behaviour.groupCallCost;
  const reads = { method: "GET", signed: true, bucket: "read" } as const;
  const writes = { signed: true, bucket: "write", cost } as const;
  return [
    {
      ...reads,
      route: ROOT,
      handle({ account, query }) {
        const groups = query.onPrimary ? exchange.groups.list(account) : [];
        const bodies = groups.map((group) => ({ id: group.orderGroupId, ...shared(group) }));
        return { body: { order_groups: bodies } };
      },
    },
    {
      ...reads,
      route: `${ROOT}/:order_group_id`,
      handle({ account, path }) {
        const group = exchange.groups.get(account, path["order_group_id"]!);
        if (group === undefined) throw notFound("order group not found");
        return { body: { ...shared(group), orders: group.orders } };
      },
    },
    {
      ...writes,
      method: "POST",
      route: `${ROOT}/create`,
      handle({ account, body, now }) {
        const { group } = unlessRefused(exchange.groups.create(account, limitOf("CreateOrderGroupRequest", body), now));
        return { status: 201, body: { order_group_id: group.orderGroupId, subaccount: 0, exchange_index: 0 } };
      },
    },
    {
      ...writes,
      method: "PUT",
      route: `${ROOT}/:order_group_id/limit`,
      handle({ account, path, body, now }) {
        const limit = limitOf("UpdateOrderGroupLimitRequest", body);
        unlessRefused(exchange.groups.setLimit(account, path["order_group_id"]!, limit, now));
        return { body: {} };
      },
    },
    {
      ...writes,
      method: "PUT",
      route: `${ROOT}/:order_group_id/reset`,
      handle({ account, path, now }) {
        unlessRefused(exchange.groups.reset(account, path["order_group_id"]!, now));
        return { body: {} };
      },
    },
    {
      ...writes,
      method: "PUT",
      route: `${ROOT}/:order_group_id/trigger`,
      handle({ account, path, now }) {
        unlessRefused(exchange.groups.trigger(account, path["order_group_id"]!, now));
        return { body: {} };
      },
    },
    {
      ...writes,
      method: "DELETE",
      route: `${ROOT}/:order_group_id`,
      handle({ account, path, now }) {
        unlessRefused(exchange.groups.delete(account, path["order_group_id"]!, now));
        return { body: {} };
      },
    },
  ];
}

function shared({ limit, triggered }: OrderGroup): object {
  return { contracts_limit_fp: contracts(limit), is_auto_cancel_enabled: !triggered, exchange_index: 0 };
}

/** A limit written as whole contracts, as text or as both, which must agree. */
function limitOf(name: string, json: JsonObject): Quantity {
  const body = decode(name, json, LIMIT);
  requireHere(body);
  const { contracts_limit: whole, contracts_limit_fp: text } = body;
  const given = [whole === undefined ? undefined : whole * CONTRACT, text === undefined ? undefined : countOf(text)];
  const [first, second] = given.filter((limit) => limit !== undefined);
  if (first === undefined || (second !== undefined && first !== second)) {
    const details = "contracts_limit or contracts_limit_fp must be given, and both must agree";
    throw new ApiError(400, "invalid_parameters", "invalid parameters", details);
  }
  return first as Quantity;
}
