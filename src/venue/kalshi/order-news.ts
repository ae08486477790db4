import type { Clock } from "../../ambient/clock.ts";
import type { CloseReason } from "../../engine/input.ts";
import { after, type Quantity, type Time } from "../../market/units.ts";
import type { VenueInput } from "../venue.ts";
import { closeReason } from "./close-reason.ts";
import type { OwnOrder, OwnOrders } from "./own-orders.ts";
import type { Order as ListedOrder } from "./rest/orders.ts";
import type { OrderMessage } from "./stream/message.ts";
import type { OwnOrder as SeenOrder } from "./stream/own-size.ts";

/** A cancel-all also takes off what is created within the minute after it. */
const CANCEL_ALL_MS = 60_000;

interface OrderNewsParts {
  readonly clock: Clock;
  readonly orders: OwnOrders;
  readonly emit: (input: VenueInput) => void;
  /** The exchange's name of an order has become known. */
  readonly named: (order: OwnOrder) => void;
  /** More of an order was filled than has been told. */
  readonly fillsMissing: () => void;
  /** Nobody knows what became of an order. */
  readonly lookFor: (order: OwnOrder) => void;
  /** An order would have crossed the book of its market. */
  readonly crossed: (ticker: string) => void;
  /** What rests of an order by now, so that the book of others leaves it out. */
  readonly rests: (ticker: string, order: SeenOrder) => void;
}

/**
 * What becomes of our orders, from whoever tells it: answers, the stream and look-ups race each other, repeat themselves and lose things. Each fact goes
 * to the engine once, and once an order is off the book nothing that was said of it before counts.
 */
export class OrderNews {
  readonly #parts: OrderNewsParts;
  #cancelledAllAt: Time | undefined;

  constructor(parts: OrderNewsParts) {
    this.#parts = parts;
  }

  /** A create was answered. Nothing of it rests and nothing was filled: the exchange took it off at once, since it would have crossed. */
  accepted(order: OwnOrder, orderId: string, filled: Quantity, remaining: Quantity): void {
    this.#accept(order, orderId);
    if (!order.isOver) this.#show(order, filled, remaining); // its end may have overtaken this answer
    this.#filled(order, filled);
    if (remaining === 0) order.isOver = true;
    if (remaining === 0 && filled < order.quantity) this.#close(order, "post-only-cross", filled);
  }

  refused(order: OwnOrder): void {
    if (order.fate === "sent") order.fate = "refused";
  }

  /** A create without a definite answer. */
  doubted(order: OwnOrder): void {
    if (order.fate === "sent") order.fate = "unknown";
    if (order.fate === "unknown") this.#parts.lookFor(order);
  }

  /** The exchange says that it isn't there, not why. */
  vanished(order: OwnOrder): void {
    order.isOver = true;
    this.#show(order, order.filled, 0 as Quantity);
    if (!this.isSettled(order)) this.#parts.lookFor(order);
  }

  /** A cancel was answered. */
  cancelled(order: OwnOrder, reducedBy: Quantity): void {
    order.isOver = true;
    order.closed ??= "cancelled";
    const filled = Math.max(0, order.quantity - reducedBy) as Quantity;
    this.#show(order, filled, 0 as Quantity);
    this.#filled(order, filled);
  }

  /** The exchange accepted a cancel-all. */
  cancelledAll(): void {
    this.#cancelledAllAt = this.#parts.clock.now();
  }

  fromStream(message: OrderMessage): void {
    const { clientOrderId, orderId, ticker, side, price, initial, filled, status, reason } = message;
    const { orders, clock } = this.#parts;
    const name = clientOrderId ?? orderId;
    const given = { clientOrderId: name, ticker, side, quantity: initial, since: clock.now(), price };
    const known = orders.get(name) ?? orders.byOrderId(orderId); // our own name of it may be left out
    const order = known ?? orders.add({ ...given, fate: "accepted" });
    if (known === undefined) order.filled = order.booked = filled; // another's, or from before our time
    this.#accept(order, orderId);
    this.#filled(order, filled);
    if (status === "canceled") this.#close(order, closeReason(reason, this.#isAfterCancelAll), filled);
    else if (status === "executed") order.isOver = true;
  }

  /** What a reading or a look-up has listed. True when its fate is known by that. */
  fromListing(order: OwnOrder, { orderId, status, filled, remaining }: ListedOrder): boolean {
    if (status === "resting" && order.isOver) return false; // from before it went
    if (order.fate === "unknown" && filled >= order.filled) this.#show(order, filled, remaining); // no answer has told of it
    this.#accept(order, orderId);
    this.#filled(order, filled);
    if (status === "canceled") this.#close(order, closeReason(undefined, this.#isAfterCancelAll), filled);
    else if (status === "executed") order.isOver = true;
    return true;
  }

  /** An order that rests, from a complete reading: known from now on, if it wasn't. */
  fromReading(listed: ListedOrder): void {
    const { orders, clock } = this.#parts;
    const { ticker, side, price, initial, orderId } = listed;
    const name = listed.clientOrderId || orderId;
    const known = orders.get(name);
    if (known !== undefined) {
      this.fromListing(known, listed);
      return;
    }
    const order = orders.add({
      clientOrderId: name,
      ticker,
      side,
      quantity: initial,
      since: clock.now(),
      price,
      fate: "accepted",
    });
    order.filled = order.booked = listed.filled; // filled before our time
    orders.name(order, orderId);
  }

  /** Whether nothing about an order is open any more. */
  isSettled({ fate, closed, isOver, filled, quantity }: OwnOrder): boolean {
    if (fate === "refused" || closed !== undefined) return true;
    return isOver ? filled >= quantity : fate === "accepted";
  }

  get #isAfterCancelAll(): boolean {
    return this.#cancelledAllAt !== undefined && this.#parts.clock.now() < after(this.#cancelledAllAt, CANCEL_ALL_MS);
  }

  #accept(order: OwnOrder, orderId: string): void {
    const { orders, clock, emit, named } = this.#parts;
    const isNews = order.orderId === undefined;
    if (isNews) orders.name(order, orderId);
    if (order.fate !== "accepted") {
      order.fate = "accepted";
      emit({ type: "placed", at: clock.now(), clientOrderId: order.clientOrderId, orderId });
    }
    if (isNews) named(order);
  }

  /** The exchange took it off the book. */
  #close(order: OwnOrder, reason: CloseReason, filled: Quantity): void {
    order.isOver = true;
    if (order.closed !== undefined) return;
    order.closed = reason;
    if (reason === "post-only-cross") this.#parts.crossed(order.ticker);
    this.#show(order, filled, 0 as Quantity);
    const reducedBy = Math.max(0, order.quantity - filled) as Quantity;
    const { clientOrderId } = order;
    this.#parts.emit({ type: "closed", at: this.#parts.clock.now(), clientOrderId, reason, reducedBy });
  }

  #filled(order: OwnOrder, filled: Quantity): void {
    if (filled > order.filled) order.filled = filled;
    if (order.filled > order.booked) this.#parts.fillsMissing();
  }

  #show({ clientOrderId, ticker, side, price }: OwnOrder, filled: Quantity, remaining: Quantity): void {
    this.#parts.rests(ticker, { clientOrderId, side, price, remaining, filled });
  }
}
