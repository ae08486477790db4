import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import { after, CONTRACT, type Quantity, type Time } from "../../market/units.ts";
import type { AccountPlace } from "./account-reading.ts";
import type { Notify } from "./notice.ts";
import type { RestClient } from "./rest/client.ts";
import { KalshiError } from "./rest/error.ts";
import { createOrderGroup } from "./rest/order-groups.ts";
import type { GroupMessage } from "./stream/message.ts";

/** The exchange sums fills over this window. */
const WINDOW_MS = 15_000;
/** Fills and the word that the group is triggered may cross: this long is waited before it is judged whose doing it was. */
const JUDGE_AFTER_MS = 2_000;
/** A group that couldn't be made is asked for again after so long. */
const AGAIN_AFTER_MS = 30_000;
const LEAST_CONTRACTS = 5;
const ORDERS_OF_BURST = 3;

interface EpochGroupParts {
  readonly client: RestClient;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly place: AccountPlace;
  /** In contracts. */
  readonly orderSize: number;
  /** Contracts of ours filled since a moment. */
  readonly filledSince: (from: Time) => Quantity;
  readonly notify: Notify;
}

/**
 * The order group that every order of this start belongs to: a guard of the exchange's own against a burst of fills. When it is triggered by a burst,
 * its orders are gone and new ones refused; a new group is made when the burst is over (a triggered one is never reset). When it is triggered or deleted
 * without one, somebody else has done it, and nothing is placed any more.
 */
export class EpochGroup {
  readonly #parts: EpochGroupParts;
  readonly limit: Quantity;
  #id: string | undefined;
  #blocked: string | undefined;
  /** It was said that there is none. */
  #isWithout = false;

  constructor(parts: EpochGroupParts) {
    this.#parts = parts;
    this.limit = (Math.max(LEAST_CONTRACTS, ORDERS_OF_BURST * parts.orderSize) * CONTRACT) as Quantity;
  }

  /** What creates are sent with; undefined when the exchange wouldn't make a group. */
  get id(): string | undefined {
    return this.#id;
  }

  /** Why nothing may be placed now; undefined when it may. */
  get blocked(): string | undefined {
    return this.#blocked;
  }

  /** Makes the group. When that fails, trading goes on without one, it is said, and tried again. */
  async create(): Promise<void> {
    const { client, place, notify } = this.#parts;
    const { exchangeIndex, subaccount } = place;
    this.#id = undefined;
    try {
      this.#id = await client.write(
        createOrderGroup({ limit: this.limit, exchangeIndex, ...(subaccount !== 0 && { subaccount }) }),
      );
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
      if (!this.#isWithout) notify("warning", "no-order-group", `orders have no group to guard them: ${error.message}`);
      this.#isWithout = true;
      this.#parts.timers.after(AGAIN_AFTER_MS, () => void this.create());
      return;
    }
    if (this.#isWithout) notify("info", "order-group", "new orders have a group to guard them again");
    this.#isWithout = false;
  }

  take({ groupId, change }: GroupMessage): void {
    if (groupId !== this.#id) return;
    if (change === "triggered" || change === "deleted") this.fell(change);
  }

  /** The group takes no orders any more: the exchange has said so, or refused one because of it. */
  fell(how: string): void {
    if (this.#blocked !== undefined || this.#id === undefined) return;
    const at = this.#parts.clock.now();
    this.#blocked = `the order group was ${how}`;
    this.#parts.timers.after(JUDGE_AFTER_MS, () => this.#judge(how, at));
  }

  #judge(how: string, at: Time): void {
    const { filledSince, notify, timers } = this.#parts;
    const filled = filledSince(after(at, -WINDOW_MS - JUDGE_AFTER_MS));
    if (how === "deleted" || filled < this.limit) {
      this.#blocked = `the order group was ${how} by another hand: nothing is placed any more`;
      notify("critical", "order-group", `${this.#blocked}; end whatever else uses this account, then start anew`);
      return;
    }
    const contracts = filled / CONTRACT;
    this.#blocked = `${contracts} contracts were filled within ${WINDOW_MS / 1_000} s: the order group was triggered`;
    notify("warning", "order-group", `${this.#blocked}; a new one is made when that is past`);
    timers.after(WINDOW_MS - JUDGE_AFTER_MS, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    await this.create();
    this.#blocked = undefined;
  }
}
