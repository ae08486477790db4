import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { CancelAll as CancelAllCommand } from "../../engine/command.ts";
import type { Quantity } from "../../market/units.ts";
import type { VenueInput } from "../venue.ts";
import type { AccountPlace } from "./account-reading.ts";
import { Killer, type KillNews } from "./kill/killer.ts";
import type { Notify } from "./notice.ts";
import type { OrderNews } from "./order-news.ts";
import type { OwnOrders } from "./own-orders.ts";
import type { RestClient } from "./rest/client.ts";
import type { Order } from "./rest/orders.ts";

interface CancelAllParts {
  readonly client: RestClient;
  readonly clock: Clock;
  readonly timers: Timers;
  /** A number in [0, 1), for the jitter of waits. */
  readonly uniform: () => number;
  readonly orders: OwnOrders;
  readonly news: OrderNews;
  readonly place: AccountPlace;
  /** The order group that this start places into now. */
  readonly group: { readonly id: string | undefined };
  readonly emit: (input: VenueInput) => void;
  readonly notify: Notify;
}

/**
 * Takes everything off the book when the engine asks for it: a killer, whose results are told as inputs. Asking again changes nothing, but for everything
 * after it was for ours alone.
 */
export class CancelAll {
  readonly #parts: CancelAllParts;
  #killer: Killer | undefined;
  #isOursOnly = false;

  constructor(parts: CancelAllParts) {
    this.#parts = parts;
  }

  send(command: CancelAllCommand): void {
    const ours = command.ours === true;
    if (this.#killer !== undefined && (ours || !this.#isOursOnly)) return;
    this.#killer?.stop();
    this.#isOursOnly = ours;
    const { client, timers, uniform, place, group } = this.#parts;
    this.#killer = new Killer({
      client,
      timers,
      uniform,
      by: "engine",
      oursOnly: ours,
      subaccount: place.subaccount,
      exchangeIndex: place.exchangeIndex,
      groups: group.id === undefined ? [] : [group.id],
      told: (news) => this.#take(news),
    });
    this.#killer.start();
  }

  /** Sends nothing more. */
  close(): void {
    this.#killer?.stop();
  }

  #take(news: KillNews): void {
    const { clock, emit, notify, news: orderNews } = this.#parts;
    switch (news.type) {
      case "listed":
        for (const order of [...news.list.open, ...news.list.pastClose]) orderNews.fromReading(order);
        return;
      case "ended":
        this.#ended(news.order, news.reducedBy);
        return;
      case "cancelledAll":
        if (this.#killer?.progress.cancelAll === "accepted") orderNews.cancelledAll();
        emit({ type: "cancelledAll", at: clock.now() });
        return;
      case "forbidden": {
        const text = "this account may not cancel everything at once: orders are cancelled one by one";
        notify("warning", "no-cancel-all", text);
        return;
      }
      case "changed":
      case "failed": // the engine draws its own conclusions, from its own readings
    }
  }

  #ended({ orderId }: Order, reducedBy: Quantity | undefined): void {
    const { clock, orders, news, emit } = this.#parts;
    const order = orders.byOrderId(orderId);
    if (order === undefined) return;
    const { clientOrderId } = order;
    const at = clock.now();
    if (reducedBy !== undefined) {
      news.cancelled(order, reducedBy);
      emit({ type: "cancelled", at, clientOrderId, reducedBy });
    } else {
      news.vanished(order);
      const detail = `${clientOrderId} does not rest`;
      emit({ type: "refused", at, clientOrderId, request: "cancel", code: "gone", detail });
    }
  }
}
