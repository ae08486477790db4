import type { GroupChanged } from "../../fact.ts";
import { contracts } from "../wire-format.ts";

const EVENT_TYPES = {
  created: "created",
  triggered: "triggered",
  reset: "reset",
  deleted: "deleted",
  "limit-updated": "limit_updated",
} as const satisfies Readonly<Record<GroupChanged["change"], string>>;

/** What has become of an order group; the limit is told when it is new. */
export function groupBody({ change, group, at }: GroupChanged): object {
  return {
    event_type: EVENT_TYPES[change],
    order_group_id: group.orderGroupId,
    ...((change === "created" || change === "limit-updated") && { contracts_limit_fp: contracts(group.limit) }),
    ts_ms: at,
  };
}
