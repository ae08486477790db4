import type { CloseReason } from "../../engine/input.ts";
import { after, type Price, type Quantity, type Side, type Time } from "../../market/units.ts";

/**
 * What is known of an order's create: under way, accepted, refused, or nothing for sure. The engine's own order table decides what follows
 * from it; this is only what it takes to speak to the exchange about the order.
 */
export type Fate = "sent" | "accepted" | "refused" | "unknown";

/** An order of this account. */
export interface OwnOrder {
  /** The exchange's id where the order was given none. */
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly quantity: Quantity;
  /** When it was sent, or first seen. */
  readonly since: Time;
  price: Price;
  /** The exchange's id; undefined until it is known. */
  orderId: string | undefined;
  fate: Fate;
  /** How much the exchange has said was filled, and how much of that has been told as fills. */
  filled: Quantity;
  booked: Quantity;
  /** The exchange has said that it is off the book, by whatever it said so. */
  isOver: boolean;
  /** Its end has been told, with this reason. */
  closed: CloseReason | "cancelled" | undefined;
  /** To be cancelled as soon as its id is known. */
  isCancelWanted: boolean;
}

/** Orders that ended so long ago are forgotten, some time after the engine forgets them. */
const REMEMBER_MS = 30 * 60_000;
const LOOK_EVERY = 500; // orders between two looks for what may be forgotten

/** The account's orders by both names: ours, which commands use, and the exchange's, which requests and fills use. */
export class OwnOrders {
  readonly #byClientId = new Map<string, OwnOrder>();
  readonly #byOrderId = new Map<string, OwnOrder>();
  #added = 0;

  get(clientOrderId: string): OwnOrder | undefined {
    return this.#byClientId.get(clientOrderId);
  }

  byOrderId(orderId: string): OwnOrder | undefined {
    return this.#byOrderId.get(orderId);
  }

  all(): IterableIterator<OwnOrder> {
    return this.#byClientId.values();
  }

  add(order: Pick<OwnOrder, "clientOrderId" | "ticker" | "side" | "quantity" | "since" | "price" | "fate">): OwnOrder {
    const added: OwnOrder = {
      ...order,
      orderId: undefined,
      filled: 0 as Quantity,
      booked: 0 as Quantity,
      isOver: false,
      closed: undefined,
      isCancelWanted: false,
    };
    this.#byClientId.set(order.clientOrderId, added);
    if (++this.#added % LOOK_EVERY === 0) this.#forget(order.since);
    return added;
  }

  /** The exchange's name of an order has become known. */
  name(order: OwnOrder, orderId: string): void {
    order.orderId = orderId;
    this.#byOrderId.set(orderId, order);
  }

  #forget(now: Time): void {
    for (const order of this.#byClientId.values()) {
      const isDone = order.fate === "refused" || (order.isOver && order.booked >= order.filled);
      if (!isDone || now < after(order.since, REMEMBER_MS)) continue;
      this.#byClientId.delete(order.clientOrderId);
      if (order.orderId !== undefined) this.#byOrderId.delete(order.orderId);
    }
  }
}
