import type { Quantity, Time } from "../../market/units.ts";
import { CONTRACT } from "../../market/units.ts";
import type { Account } from "./account.ts";
import type { GroupChanged } from "./fact.ts";
import type { Floor } from "./floor.ts";
import { identifier } from "./identifier.ts";
import type { WorkingOrder } from "./order.ts";
import { pausedRefusal } from "./pause.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** An order group as the exchange shows it. */
export interface OrderGroup {
  readonly orderGroupId: string;
  /** What may be filled in the window, in 1/100 contract. */
  readonly limit: Quantity;
  /** What was filled within the window up to now. */
  readonly filled: Quantity;
  /** It has cancelled its orders and takes no new ones until it is reset. */
  readonly triggered: boolean;
  /** Ids of its resting orders. */
  readonly orders: readonly string[];
  readonly createdAt: Time;
  readonly updatedAt: Time;
}

export interface GroupAnswer {
  readonly ok: true;
  readonly group: OrderGroup;
}

/** The exchange's own copy. */
interface WorkingGroup {
  readonly orderGroupId: string;
  readonly account: Account;
  readonly createdAt: Time;
  updatedAt: Time;
  limit: Quantity;
  state: "active" | "triggered" | "deleted";
  fills: { readonly at: Time; readonly quantity: Quantity }[];
}

const MOST_LIMIT = 1_000_000 * CONTRACT;

/**
 * Orders that fall together: when what a group's orders were filled in the last 15 seconds reaches its limit, all of
 * them are cancelled and no new ones are taken until it is reset. All of this works during a trading pause too.
 */
export class OrderGroups {
  readonly #floor: Floor;
  readonly #groups = new Map<string, WorkingGroup>();

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  /** `limit` is from 1 to 1,000,000 contracts. */
  create(accountName: string, limit: Quantity, now: Time): GroupAnswer | Refusal {
    this.#floor.advance(now);
    const account = this.#floor.account(accountName);
    const refusal = this.#pausedRefusal() ?? limitRefusal(limit);
    if (refusal) return refusal;
    const orderGroupId = identifier("group", this.#groups.size + 1);
    const created = {
      orderGroupId,
      account,
      createdAt: now,
      updatedAt: now,
      limit,
      state: "active",
      fills: [],
    } as const;
    const group: WorkingGroup = { ...created, fills: [] };
    this.#groups.set(orderGroupId, group);
    return this.#told(group, "created");
  }

  /** Undefined when the account has none of this id any more, or never had. */
  get(accountName: string, orderGroupId: string): OrderGroup | undefined {
    const group = this.#groups.get(orderGroupId);
    if (group?.account.name !== accountName || group.state === "deleted") return undefined;
    return this.#shown(group);
  }

  /** Every group of an account that was not deleted, oldest first. */
  list(accountName: string): readonly OrderGroup[] {
    const groups = [...this.#groups.values()];
    return groups
      .filter(({ account, state }) => account.name === accountName && state !== "deleted")
      .map((group) => this.#shown(group));
  }

  /** Cancels the group's orders and takes no more. Again, it changes nothing. */
  trigger(accountName: string, orderGroupId: string, now: Time): GroupAnswer | Refusal {
    return this.#change(accountName, orderGroupId, now, (group) => {
      return group.state === "triggered" ? this.#answer(group) : this.#trigger(group);
    });
  }

  /** Forgets what was filled and takes orders again. */
  reset(accountName: string, orderGroupId: string, now: Time): GroupAnswer | Refusal {
    return this.#change(accountName, orderGroupId, now, (group) => {
      group.state = "active";
      group.fills = [];
      return this.#told(group, "reset");
    });
  }

  /** A limit below what was filled within the window triggers the group. */
  setLimit(accountName: string, orderGroupId: string, limit: Quantity, now: Time): GroupAnswer | Refusal {
    const refusal = limitRefusal(limit);
    return this.#change(accountName, orderGroupId, now, (group) => {
      if (refusal) return refusal;
      group.limit = limit;
      const answer = this.#told(group, "limit-updated");
      return group.state === "active" && this.#trips(group) ? this.#trigger(group) : answer;
    });
  }

  /** Cancels the group's orders and ends it. */
  delete(accountName: string, orderGroupId: string, now: Time): GroupAnswer | Refusal {
    return this.#change(accountName, orderGroupId, now, (group) => {
      group.state = "deleted";
      this.#takeOff(group);
      return this.#told(group, "deleted");
    });
  }

  /** For the order desk: why a new order of this group is refused; undefined when it is not. */
  refusal(account: Account, orderGroupId: string): Refusal | undefined {
    const group = this.#groups.get(orderGroupId);
    if (group?.account !== account) {
      // a 404 would say that the order isn't there
      return refuse("group-not-found", `there is no order group ${orderGroupId} of this account`, { status: 400 });
    }
    if (group.state === "active") return undefined;
    const status = this.#floor.rules.groupRefusalStatus;
    return refuse("group-triggered", `order group ${orderGroupId} was ${group.state}`, { status });
  }

  /** For the order desk: when the group was created; undefined where there is none. */
  createdAt(orderGroupId: string | undefined): Time | undefined {
    return orderGroupId === undefined ? undefined : this.#groups.get(orderGroupId)?.createdAt;
  }

  /** For the order desk: what has just been filled. Triggers the groups that have reached their limits. */
  count(fills: readonly { readonly order: WorkingOrder; readonly quantity: Quantity }[]): void {
    const touched = new Set<WorkingGroup>();
    for (const { order, quantity } of fills) {
      const group = order.orderGroupId === undefined ? undefined : this.#groups.get(order.orderGroupId);
      if (group === undefined) continue;
      group.fills.push({ at: this.#floor.now, quantity });
      touched.add(group);
    }
    for (const group of touched) if (group.state === "active" && this.#trips(group)) this.#trigger(group);
  }

  /** For the order desk: whether a group of this id takes no orders. */
  closed(orderGroupId: string | undefined): boolean {
    return orderGroupId !== undefined && this.#groups.get(orderGroupId)?.state !== "active";
  }

  #change(
    accountName: string,
    orderGroupId: string,
    now: Time,
    change: (group: WorkingGroup) => GroupAnswer | Refusal,
  ): GroupAnswer | Refusal {
    this.#floor.advance(now);
    const account = this.#floor.account(accountName);
    const group = this.#groups.get(orderGroupId);
    if (group?.account !== account || group.state === "deleted") {
      return refuse("group-not-found", `there is no order group ${orderGroupId} of this account`);
    }
    return this.#pausedRefusal() ?? change(group);
  }

  #trigger(group: WorkingGroup): GroupAnswer {
    group.state = "triggered";
    this.#takeOff(group);
    return this.#told(group, "triggered");
  }

  #takeOff(group: WorkingGroup): void {
    for (const order of [...this.#orders(group)]) {
      if (!this.#floor.market(order.ticker).ended) this.#floor.takeOff(order, "group");
    }
  }

  #trips(group: WorkingGroup): boolean {
    const filled = this.#filled(group);
    return this.#floor.rules.groupTripsAt === "limit" ? filled >= group.limit : filled > group.limit;
  }

  #filled(group: WorkingGroup): Quantity {
    const since = this.#floor.now - this.#floor.rules.groupWindowMs;
    group.fills = group.fills.filter(({ at }) => at > since);
    return group.fills.reduce((sum, { quantity }) => sum + quantity, 0) as Quantity;
  }

  *#orders(group: WorkingGroup): Generator<WorkingOrder> {
    for (const order of group.account.orders.all()) if (order.orderGroupId === group.orderGroupId) yield order;
  }

  #shown(group: WorkingGroup): OrderGroup {
    const { orderGroupId, limit, createdAt, updatedAt, state } = group;
    const orders = [...this.#orders(group)].map(({ orderId }) => orderId);
    return {
      orderGroupId,
      limit,
      filled: this.#filled(group),
      triggered: state !== "active",
      orders,
      createdAt,
      updatedAt,
    };
  }

  #answer(group: WorkingGroup): GroupAnswer {
    return { ok: true, group: this.#shown(group) };
  }

  #told(group: WorkingGroup, change: GroupChanged["change"]): GroupAnswer {
    group.updatedAt = this.#floor.now;
    const answer = this.#answer(group);
    const { name: account } = group.account;
    this.#floor.emit({ type: "group", at: this.#floor.now, change, account, group: answer.group });
    return answer;
  }

  #pausedRefusal(): Refusal | undefined {
    return this.#floor.state === "exchange-paused" ? pausedRefusal(this.#floor.state) : undefined;
  }
}

function limitRefusal(limit: Quantity): Refusal | undefined {
  if (Number.isSafeInteger(limit) && limit >= CONTRACT && limit <= MOST_LIMIT) return undefined;
  return refuse("invalid-group-limit", `${limit} is not a limit from 1 to 1,000,000 contracts`);
}
