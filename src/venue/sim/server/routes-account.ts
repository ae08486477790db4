import type { Bucket } from "./behaviour.ts";
import { costOf } from "./request-line.ts";
import { API_ROOT, DEFAULT_COST, type Route } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { unixSeconds } from "./wire-format.ts";

/** What an account may do and what that costs. `routes` are all that there are. */
export function accountRoutes(served: ServedExchange, routes: () => readonly Route[]): Route[] {
  const { exchange, behaviour, keys } = served;
  const usual = { method: "GET", signed: true, bucket: "read" } as const;
  return [
    {
      ...usual,
      route: "/account/limits",
      handle() {
        const { name, read, write } = behaviour.tier;
        return { body: { usage_tier: name, read: bucketBody(read), write: bucketBody(write), grants: [] } };
      },
    },
    {
      ...usual,
      signed: false,
      route: "/account/endpoint_costs",
      handle() {
        const special = routes().filter((route) => costOf(route) !== DEFAULT_COST);
        const costs = special.map((route) => {
          return { method: route.method, path: `${API_ROOT}${route.route}`, cost: costOf(route) };
        });
        return { body: { default_cost: DEFAULT_COST, endpoint_costs: costs } };
      },
    },
    {
      ...usual,
      route: "/api_keys",
      handle({ account }) {
        const listed = keys.of(account).map(({ keyId, type }) => {
          return { api_key_id: keyId, name: `${type} key`, scopes: behaviour.keyScopes };
        });
        const until = exchange.accountTerms(account).attestedUntil;
        return {
          body: { api_keys: listed, ...(until !== undefined && { api_key_region_expiration_ts: unixSeconds(until) }) },
        };
      },
    },
  ];
}

function bucketBody({ refillRate, capacity }: Bucket): object {
  return { refill_rate: refillRate, bucket_capacity: capacity };
}
