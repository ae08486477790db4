import type { Check, Violated } from "../check.ts";
import type { Life } from "../life.ts";
import type { Sent } from "../network.ts";
import { isCreate, ownEpoch } from "../wire.ts";
import type { World } from "../world.ts";

/** TTL of an order, and what the program's knowledge of the exchange's clock may be off by. */
const LONGEST_TTL_MS = 45_000;
const CLOCK_ALLOWANCE_MS = 1_600;
/** By these alone the exchange says that it makes no groups for the account; a pause (409), a throttle or silence is no such word. */
const NEVER: ReadonlySet<number> = new Set([400, 403, 404, 405, 410, 422]);

interface CreateBody {
  readonly client_order_id: string;
  readonly ticker: string;
  readonly side: string;
  readonly post_only?: boolean;
  readonly time_in_force?: string;
  readonly cancel_order_on_pause?: boolean;
  readonly self_trade_prevention_type?: string;
  readonly expiration_time?: number;
  readonly order_group_id?: string;
}

/**
 * Every create is post-only, expires in time, is of a group (unless the exchange makes none for the account), has an id of its epoch that was never used, and
 * is durable before it is sent.
 */
export function createChecks(world: World, violated: Violated): Check {
  const used = new Set<string>();
  /** Lives that the exchange has told that it makes no groups for the account. */
  const withoutGroups = new Set<Life>();
  const makesGroup = ({ method, path }: Sent): boolean => method === "POST" && path.endsWith("/order_groups/create");
  return {
    answered(request) {
      const status = request.answer?.status ?? 0;
      if (makesGroup(request) && NEVER.has(status)) withoutGroups.add(request.life);
    },
    sent(request) {
      if (!isCreate(request)) return;
      const body = JSON.parse(request.body) as CreateBody;
      const id = body.client_order_id;
      const program = world.programs.find(({ life }) => life === request.life)!;
      if (ownEpoch(id) !== program.epoch) violated("ids are of their epoch", id);
      if (used.has(id)) violated("no id is used twice", `${id} is sent again`);
      used.add(id);
      if (!program.options.disk.intents.has(id)) violated("intents are durable before they are sent", id);
      if (body.post_only !== true) violated("every create is post-only", request.body);
      if (body.time_in_force !== "good_till_canceled" || body.cancel_order_on_pause !== true)
        violated("every create has the protocol's terms", request.body);
      if (body.self_trade_prevention_type !== "taker_at_cross")
        violated("every create has the protocol's terms", request.body);
      if (body.order_group_id === undefined && !withoutGroups.has(request.life))
        violated("every create is of a group", id);
      const ttl = (body.expiration_time ?? Number.POSITIVE_INFINITY) * 1_000 - world.exchange.now;
      const isSettled = world.now - world.clocksTroubledAt > 60_000;
      if (isSettled && ttl > LONGEST_TTL_MS + CLOCK_ALLOWANCE_MS)
        violated("orders expire by the exchange's clock", `${id} would rest for ${ttl} ms`);
    },
  };
}
