import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { OrderGroup } from "../../engine/input.ts";
import { after, CONTRACT, type Quantity, type Time } from "../../market/units.ts";
import type { AccountPlace } from "./account-reading.ts";
import type { Notify } from "./notice.ts";
import { epochOf } from "./own-id.ts";
import type { OwnOrders } from "./own-orders.ts";
import type { RestClient } from "./rest/client.ts";
import { KalshiError } from "./rest/error.ts";
import { userDataTimestamp } from "./rest/exchange.ts";
import { fills } from "./rest/fills.ts";
import { createOrderGroup } from "./rest/order-groups.ts";
import type { GroupMessage } from "./stream/message.ts";
import { mayPass, wait } from "./waiting.ts";

/** The exchange sums fills over this window. */
const WINDOW_MS = 15_000;
/** Fills and the word that the group is triggered may cross: this long is waited before it is judged whose doing it was. */
const JUDGE_AFTER_MS = 2_000;
/** Fills that the stream has lost are read before anybody is accused, as soon as the exchange vouches for the moment; for so long. */
const READ_WITHIN_MS = 20_000;
const READ_EVERY_MS = 1_000;
const READ_LAG_MS = 1_000;
/** A failure that may pass is tried again at once, so often; what couldn't be made then is asked for again after so long. */
const ATTEMPTS = 3;
const PAUSE_MS = 500;
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
  readonly epoch: string;
  readonly orders: Pick<OwnOrders, "byOrderId">;
  /** Contracts of ours filled since a moment, as far as was told. */
  readonly filledSince: (from: Time) => Quantity;
  readonly notify: Notify;
  readonly emit: (input: OrderGroup) => void;
  /** Another hand has made the group fall. */
  readonly accuse: (detail: string) => void;
}

/**
 * The order group that every order of this start belongs to: a guard of the exchange's own against a burst of fills, and what a later start fences this
 * one off by. When it is triggered by a burst, its orders are gone and new ones refused; a new group is made when the burst is over (a triggered
 * one is never reset). When it falls without one and not by our own kill, somebody else has taken the account.
 */
export class EpochGroup {
  readonly #parts: EpochGroupParts;
  readonly limit: Quantity;
  #id: string | undefined;
  #blocked: string | undefined;
  /** Groups that may have been made without our having heard of it. */
  #lost = 0;
  /** It was said that there is none. */
  #isWithout = false;
  /** A kill of ours triggers it. */
  #isOurDoing = false;

  constructor(parts: EpochGroupParts) {
    this.#parts = parts;
    this.limit = (Math.max(LEAST_CONTRACTS, ORDERS_OF_BURST * parts.orderSize) * CONTRACT) as Quantity;
  }

  /** What creates are sent with; undefined when the exchange wouldn't make a group. */
  get id(): string | undefined {
    return this.#id;
  }

  /** How many groups beside it may be there by our own doing, empty: the answer about them never came. */
  get lost(): number {
    return this.#lost;
  }

  /** Why nothing may be placed now; undefined when it may. */
  get blocked(): string | undefined {
    return this.#blocked;
  }

  /** Makes the group. When that fails, trading goes on without one, it is said, and tried again. */
  async create(): Promise<void> {
    const { clock, notify, emit } = this.#parts;
    this.#id = undefined;
    try {
      this.#id = await this.#make();
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
      if (!this.#isWithout) notify("warning", "no-order-group", `orders have no group to guard them: ${error.message}`);
      this.#isWithout = true;
      this.#parts.timers.after(AGAIN_AFTER_MS, () => void this.create());
      return;
    }
    emit({ type: "orderGroup", at: clock.now(), id: this.#id }); // kept before any order that is placed into it
    if (this.#isWithout) notify("info", "order-group", "new orders have a group to guard them again");
    this.#isWithout = false;
  }

  /** One that nobody knows to have been made stays empty: asking again is harmless. */
  async #make(): Promise<string> {
    const { client, place, timers } = this.#parts;
    const { exchangeIndex, subaccount } = place;
    const request = createOrderGroup({ limit: this.limit, exchangeIndex, ...(subaccount !== 0 && { subaccount }) });
    for (let attempt = 1; ; attempt++) {
      try {
        return await client.write(request);
      } catch (error) {
        if (!mayPass(error)) throw error;
        this.#lost++;
        if (attempt === ATTEMPTS) throw error;
      }
      await wait(timers, PAUSE_MS);
    }
  }

  /** We trigger it ourselves, to cancel what is in it: that it falls from now on accuses nobody. */
  triggeredByUs(): void {
    this.#isOurDoing = true;
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
    if (!this.#isOurDoing) this.#parts.timers.after(JUDGE_AFTER_MS, () => void this.#judge(how, at));
  }

  async #judge(how: string, at: Time): Promise<void> {
    const { filledSince, notify, timers, accuse } = this.#parts;
    const from = after(at, -WINDOW_MS - JUDGE_AFTER_MS);
    let filled = filledSince(from);
    if (how === "triggered" && filled < this.limit) filled = await this.#readFilled(from, at);
    if (this.#isOurDoing) return;
    if (how === "deleted" || filled < this.limit) {
      this.#blocked = `the order group was ${how} by another hand: nothing is placed any more`;
      accuse(`another hand has taken the account: our order group was ${how}, and not by fills`);
      return;
    }
    const contracts = filled / CONTRACT;
    this.#blocked = `${contracts} contracts were filled within ${WINDOW_MS / 1_000} s: the order group was triggered`;
    notify("warning", "order-group", `${this.#blocked}; a new one is made when that is past`);
    timers.after(WINDOW_MS - JUDGE_AFTER_MS, () => void this.#renew());
  }

  /** Contracts of this start filled since a moment, by the exchange's own list, once that is of a moment after `at`. Zero when that can't be had. */
  async #readFilled(from: Time, at: Time): Promise<Quantity> {
    const { client, clock, timers, place, orders, epoch } = this.#parts;
    for (const until = after(clock.now(), READ_WITHIN_MS); clock.now() < until; await wait(timers, READ_EVERY_MS)) {
      try {
        const asOf = await client.read(userDataTimestamp());
        if (asOf <= after(at, READ_LAG_MS)) continue;
        const minSeconds = Math.floor(from / 1_000);
        const listed = await client.all(fills({ minSeconds, subaccount: place.subaccount }));
        const ours = listed.filter(({ orderId }) => epochOf(orders.byOrderId(orderId)?.clientOrderId) === epoch);
        return ours.reduce((sum, { quantity }) => sum + quantity, 0) as Quantity;
      } catch (error) {
        if (!mayPass(error)) break;
      }
    }
    return 0 as Quantity;
  }

  async #renew(): Promise<void> {
    await this.create();
    this.#blocked = undefined;
  }
}
