import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { OrderGroup } from "../../engine/input.ts";
import { after, CONTRACT, type Quantity, type Time } from "../../market/units.ts";
import type { AccountPlace } from "./account-reading.ts";
import type { Notify } from "./notice.ts";
import { epochOf } from "./own-id.ts";
import type { OwnOrders } from "./own-orders.ts";
import { refusalCode } from "./refusal-code.ts";
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
/** Statuses by which the exchange says for good that it makes no groups for this account. */
const NEVER: ReadonlySet<number | undefined> = new Set([400, 403, 404, 405, 410, 422]);
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
 * one off by: nothing is placed while there is none. When it is triggered by a burst, its orders are gone and new ones refused; a new group is made when the burst is over (a triggered
 * one is never reset). When it falls without one and not by our own kill, somebody else has taken the account.
 */
export class EpochGroup {
  readonly #parts: EpochGroupParts;
  readonly limit: Quantity;
  #id: string | undefined;
  readonly #made = new Set<string>();
  /** Why the group takes no orders any more; undefined while it does. */
  #fallen: string | undefined;
  /** Why orders wait for a group; undefined when none does. */
  #awaited: string | undefined = "the order group has not been made yet";
  /** Groups that may have been made without our having heard of it. */
  #lost = 0;
  /** It was said that there is none, and what follows from it. */
  #said: "waits" | "does-without" | undefined;
  #beside: (() => Promise<string | undefined>) | undefined;
  /** A kill of ours triggers it. */
  #isOurDoing = false;

  constructor(parts: EpochGroupParts) {
    this.#parts = parts;
    this.limit = (Math.max(LEAST_CONTRACTS, ORDERS_OF_BURST * parts.orderSize) * CONTRACT) as Quantity;
  }

  /** What creates are sent with; undefined while there is none, and where the exchange makes no groups for this account. */
  get id(): string | undefined {
    return this.#id;
  }

  /** Whether a group is of this start's own making. */
  isOwn(id: string): boolean {
    return this.#made.has(id);
  }

  /** How many groups beside it may be there by our own doing, empty: the answer about them never came. */
  get lost(): number {
    return this.#lost;
  }

  /** Why nothing may be placed now; undefined when it may. */
  get blocked(): string | undefined {
    return this.#fallen ?? this.#awaited;
  }

  /**
   * The start is over: who else has begun has been looked for behind the group's making. A group that is made from now on is seen by nobody who has looked
   * already: before anything is placed into it, `beside` tells what shows that somebody is there.
   */
  begun(beside: () => Promise<string | undefined>): void {
    this.#beside = beside;
  }

  /**
   * Makes the group. When that fails it is said and tried again, and nothing is placed until there is one: without a group no later start could fence this one
   * off. Only where the exchange definitely makes none for this account, trading goes on without.
   */
  async create(): Promise<void> {
    const { clock, notify, emit } = this.#parts;
    this.#id = undefined;
    if (this.#said !== "does-without") this.#awaited ??= "a new order group has not been made yet";
    this.#fallen = undefined;
    let id: string;
    try {
      id = await this.#make();
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
      this.#goWithout(error);
      this.#parts.timers.after(AGAIN_AFTER_MS, () => void this.create());
      return;
    }
    this.#id = id;
    this.#made.add(id);
    emit({ type: "orderGroup", at: clock.now(), id }); // kept before any order that is placed into it
    const isAlone = await this.#lookBeside();
    if (!isAlone || this.#id !== id) return;
    this.#awaited = undefined;
    if (this.#said !== undefined) notify("info", "order-group", "new orders have a group to guard them again");
    this.#said = undefined;
  }

  #goWithout(error: KalshiError): void {
    const { notify } = this.#parts;
    const isForGood = NEVER.has(error.status) && refusalCode(error) === "other";
    if (isForGood) {
      this.#awaited = undefined;
      const text = `the exchange makes no order group for this account: orders are placed without its guard: ${error.message}`;
      if (this.#said !== "does-without") notify("critical", "no-order-group", text);
      this.#said = "does-without";
      return;
    }
    this.#awaited = `there is no order group to guard orders: ${error.message}`;
    const text = `nothing is placed until there is an order group: ${error.message}`;
    if (this.#said !== "waits") notify("warning", "no-order-group", text);
    this.#said = "waits";
  }

  /** False when somebody else is on the account, who is accused. Asks until that is known. */
  async #lookBeside(): Promise<boolean> {
    const { timers, accuse } = this.#parts;
    if (this.#beside === undefined) return true;
    for (;;) {
      try {
        const sign = await this.#beside();
        if (sign === undefined) return true;
        this.#awaited = "another engine is on the account: nothing is placed any more";
        accuse(`another engine trades on this account: ${sign}`);
        return false;
      } catch (error) {
        if (!(error instanceof KalshiError)) throw error;
        this.#awaited = `whether another engine has begun can't be seen: ${error.message}`;
      }
      await wait(timers, AGAIN_AFTER_MS);
    }
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
    if (this.#fallen !== undefined || this.#id === undefined) return;
    const at = this.#parts.clock.now();
    this.#fallen = `the order group was ${how}`;
    if (!this.#isOurDoing) this.#parts.timers.after(JUDGE_AFTER_MS, () => void this.#judge(how, at));
  }

  async #judge(how: string, at: Time): Promise<void> {
    const { filledSince, notify, timers, accuse } = this.#parts;
    const from = after(at, -WINDOW_MS - JUDGE_AFTER_MS);
    let filled = filledSince(from);
    if (how === "triggered" && filled < this.limit) filled = await this.#readFilled(from, at);
    if (this.#isOurDoing) return;
    if (how === "deleted" || filled < this.limit) {
      this.#fallen = `the order group was ${how} by another hand: nothing is placed any more`;
      accuse(`another hand has taken the account: our order group was ${how}, and not by fills`);
      return;
    }
    const contracts = filled / CONTRACT;
    this.#fallen = `${contracts} contracts were filled within ${WINDOW_MS / 1_000} s: the order group was triggered`;
    notify("warning", "order-group", `${this.#fallen}; a new one is made when that is past`);
    timers.after(WINDOW_MS - JUDGE_AFTER_MS, () => void this.create());
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
}
