import type { Clock } from "../../ambient/clock.ts";
import type { Timer, Timers } from "../../ambient/timers.ts";
import type { Fill, ForeignFill } from "../../engine/input.ts";
import { after, type Quantity, type Time } from "../../market/units.ts";
import type { AccountPlace } from "./account-reading.ts";
import type { Notify } from "./notice.ts";
import { isOurs } from "./own-id.ts";
import type { OwnOrders } from "./own-orders.ts";
import type { RestClient } from "./rest/client.ts";
import { KalshiError } from "./rest/error.ts";
import { type AccountFill, fills } from "./rest/fills.ts";
import { oneOrder } from "./rest/orders.ts";
import type { FillMessage } from "./stream/message.ts";

/** Fills are read back to this long before what is known, since a reading may lag (SAFETY.md, Start). */
export const FILLS_MARGIN_MS = 10 * 60_000;

/** When fills that the exchange has spoken of and not told are read: first soon, the message may be on its way, then less and less often. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000, 16_000];

/** Fills are kept at hand for so long. */
const RECENT_MS = 60_000;

interface OwnFillsParts {
  readonly client: RestClient;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly orders: OwnOrders;
  readonly place: AccountPlace;
  readonly emit: (fill: Fill | ForeignFill) => void;
  readonly notify: Notify;
}

/**
 * The account's fills, each told once, whoever tells it first: the stream, which loses messages without a trace, or a reading. An order of which the
 * exchange says that more was filled than was told makes the missing ones be read. A fill whose order has no name of ours is another hand's, and told
 * as such; one whose order's name isn't known yet is told when it is.
 */
export class OwnFills {
  readonly #parts: OwnFillsParts;
  readonly #seen = new Set<string>();
  /** Fills that came before the first reading, which says whether the books open with them. */
  #early: Fill[] | undefined = [];
  #timer: Timer | undefined;
  #tries = 0;
  #forced = false;
  /** Those told of late, oldest first. */
  readonly #recent: Fill[] = [];

  constructor(parts: OwnFillsParts) {
    this.#parts = parts;
  }

  /** The books open with a reading that holds these already: only others are told. */
  begin(known: readonly AccountFill[]): void {
    for (const { tradeId } of known) this.#seen.add(tradeId);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const fill of early) this.#tell(fill);
    if (this.#forced) this.#await();
  }

  fromStream({ tradeId, clientOrderId, orderId, ticker, side, price, quantity, fee, taker }: FillMessage): void {
    const order = this.#parts.orders.byOrderId(orderId);
    const name = clientOrderId || order?.clientOrderId;
    if (name === undefined) {
      this.want(true); // a reading asks for its order's name: it may be ours
      return;
    }
    const at = this.#parts.clock.now();
    this.#tell({ type: "fill", at, tradeId, clientOrderId: name, ticker, side, price, quantity, fee, taker });
  }

  /**
   * Tells those of a reading that are new. Of orders that aren't known by the exchange's name their own is asked for first; throws KalshiError, and tells
   * none, when that fails.
   */
  async fromReading(read: readonly AccountFill[]): Promise<void> {
    const fresh = read.filter(({ tradeId }) => !this.#seen.has(tradeId));
    const names = new Map<string, string>();
    for (const { orderId } of fresh) {
      if (!names.has(orderId)) names.set(orderId, await this.#nameOf(orderId));
    }
    for (const { tradeId, orderId, ticker, side, price, quantity, fee, isTaker } of fresh) {
      const at = this.#parts.clock.now();
      const clientOrderId = names.get(orderId) ?? orderId;
      this.#tell({ type: "fill", at, tradeId, clientOrderId, ticker, side, price, quantity, fee, taker: isTaker });
    }
  }

  /** Fills told since a moment that a list of the exchange's hasn't. */
  ahead(listed: readonly AccountFill[], from: Time): readonly Fill[] {
    const known = new Set(listed.map(({ tradeId }) => tradeId));
    return this.#recent.filter(({ at, tradeId }) => at >= from && !known.has(tradeId));
  }

  /** Contracts of ours filled since a moment, by when they were told. */
  since(from: Time): Quantity {
    let total = 0;
    for (const { at, quantity, clientOrderId } of this.#recent) {
      if (at >= from && isOurs(clientOrderId)) total += quantity;
    }
    return total as Quantity;
  }

  /** Has the fills read soon: because some order lacks some, or (`anyway`) because messages were missed. */
  want(anyway = false): void {
    this.#forced ||= anyway;
    this.#tries = 0;
    this.#await();
  }

  #await(): void {
    if (this.#timer !== undefined || this.#early !== undefined) return;
    this.#timer = this.#parts.timers.after(WAITS_MS[this.#tries]!, () => void this.#catchUp());
  }

  async #catchUp(): Promise<void> {
    const { client, clock, place } = this.#parts;
    if (this.#forced || this.#lacking) {
      const minSeconds = Math.floor((clock.now() - FILLS_MARGIN_MS) / 1_000);
      const wasForced = this.#forced;
      this.#forced = false; // what is wanted from here on, this reading may not have
      try {
        await this.fromReading(await client.all(fills({ minSeconds, subaccount: place.subaccount })));
      } catch (error) {
        if (!(error instanceof KalshiError)) throw error;
        this.#forced ||= wasForced;
      }
    }
    this.#timer = undefined;
    if (!this.#forced && !this.#lacking) return;
    if (++this.#tries < WAITS_MS.length) this.#await();
    else this.#parts.notify("warning", "fills-missing", "the exchange speaks of fills that it doesn't list");
  }

  get #lacking(): boolean {
    for (const { filled, booked } of this.#parts.orders.all()) if (filled > booked) return true;
    return false;
  }

  async #nameOf(orderId: string): Promise<string> {
    const { client, orders } = this.#parts;
    const known = orders.byOrderId(orderId);
    if (known !== undefined) return known.clientOrderId;
    try {
      return (await client.read(oneOrder(orderId))).clientOrderId || orderId;
    } catch (error) {
      if (error instanceof KalshiError && error.kind === "not-found") return orderId;
      throw error; // told under another name, it would never be found to be ours: the next reading asks again
    }
  }

  #tell(fill: Fill): void {
    if (this.#early !== undefined) {
      this.#early.push(fill);
      return;
    }
    if (this.#seen.has(fill.tradeId)) return;
    this.#seen.add(fill.tradeId);
    const order = this.#parts.orders.get(fill.clientOrderId);
    if (order !== undefined) order.booked = (order.booked + fill.quantity) as Quantity;
    this.#recent.push(fill);
    while (this.#recent.length > 0 && this.#recent[0]!.at < after(fill.at, -RECENT_MS)) this.#recent.shift();
    this.#parts.emit(isOurs(fill.clientOrderId) ? fill : foreign(fill));
  }
}

function foreign({ at, tradeId, ticker, side, price, quantity, fee, taker }: Fill): ForeignFill {
  return { type: "foreignFill", at, tradeId, ticker, side, price, quantity, fee, taker };
}
