import type { Channel } from "./channel.ts";
import type { StreamCommand, Subscribe, Update } from "./command.ts";
import type { Dispatch } from "./dispatch.ts";
import { type MarketChoice, marketChoice, type NamedMarkets, namedMarkets } from "./market-choice.ts";
import type { ConnectionReply } from "./outgoing.ts";
import type { Shown } from "./shown-market.ts";
import { Snapshots } from "./snapshots.ts";
import { errorBody } from "./stream-error.ts";
import type { StreamHall } from "./stream-hall.ts";
import { Subscription } from "./subscription.ts";

/** One connection's subscriptions: at most one to each channel. */
export class Subscriptions {
  readonly #hall: StreamHall;
  readonly #dispatch: Dispatch;
  readonly #snapshots: Snapshots;
  readonly #reply: (reply: ConnectionReply) => void;
  readonly #bySid = new Map<number, Subscription>();
  #sids = 0;

  /** `reply` sends answers that belong to no subscription. */
  constructor(hall: StreamHall, dispatch: Dispatch, reply: (reply: ConnectionReply) => void) {
    this.#hall = hall;
    this.#dispatch = dispatch;
    this.#snapshots = new Snapshots(hall, dispatch);
    this.#reply = reply;
  }

  to(channel: Channel): Subscription | undefined {
    return this.#bySid.values().find((subscription) => subscription.channel === channel);
  }

  /** The exchange has ended it. */
  forget({ sid }: Subscription): void {
    this.#bySid.delete(sid);
  }

  clear(): void {
    for (const subscription of this.#bySid.values()) subscription.ended = true;
    this.#bySid.clear();
  }

  carryOut(id: number | undefined, command: StreamCommand | undefined, shown: Shown): void {
    switch (command?.cmd) {
      case "subscribe":
        this.#subscribe(id, command, shown);
        break;
      case "unsubscribe":
        for (const sid of command.sids) this.#unsubscribe(id, sid);
        break;
      case "update_subscription":
        this.#update(id, command, shown);
        break;
      case "list_subscriptions": {
        const msg = Array.from(this.#bySid.values(), ({ channel, sid }) => ({ channel, sid }));
        this.#reply({ type: "ok", id, msg });
      }
    }
  }

  /** To all the channels, or to none. */
  #subscribe(id: number | undefined, command: Subscribe, shown: Shown): void {
    const chosen = new Map<Channel, readonly string[] | undefined>();
    for (const channel of command.channels) {
      const choice = this.#choice(channel, command);
      if ("code" in choice) {
        this.#reply({ type: "error", id, msg: choice });
        return;
      }
      chosen.set(channel, choice.tickers);
    }
    for (const [channel, tickers] of chosen) {
      const existing = this.to(channel);
      const subscription = existing ?? this.#open(channel, command, tickers);
      if (existing === undefined) this.#dispatch.send(subscription, { type: "subscribed", id });
      const fresh = existing === undefined ? (tickers ?? []) : existing.add(tickers);
      if (existing !== undefined) this.#confirm(existing, id);
      this.#snapshots.first(subscription, fresh, shown, command.sendInitialSnapshot);
    }
  }

  #choice(channel: Channel, { markets, useYesPrice }: Subscribe): MarketChoice {
    const choice = marketChoice(channel, markets, this.#hall.markets);
    if ("code" in choice) return choice;
    const existing = this.to(channel);
    const isBook = channel === "orderbook_delta";
    if (isBook && existing && useYesPrice !== undefined && useYesPrice !== existing.useYesPrice) {
      return errorBody(11, "use_yes_price differs from that of the subscription");
    }
    return this.#isOverLimit(existing, choice.tickers ?? []) ? errorBody(26) : choice;
  }

  #open(channel: Channel, command: Subscribe, tickers: readonly string[] | undefined): Subscription {
    const { useYesPrice = false, skipTickerAck } = command;
    const { time } = this.#hall.served;
    const subscription = new Subscription(++this.#sids, channel, useYesPrice, skipTickerAck, tickers, time);
    this.#bySid.set(subscription.sid, subscription);
    return subscription;
  }

  #unsubscribe(id: number | undefined, sid: number): void {
    const subscription = this.#known(id, sid);
    if (subscription === undefined) return;
    this.#bySid.delete(sid);
    this.#dispatch.send(subscription, { type: "unsubscribed", id }, () => {
      subscription.ended = true;
    });
  }

  #update(id: number | undefined, command: Update, shown: Shown): void {
    const subscription = this.#known(id, command.sid);
    if (subscription === undefined) return;
    const named = this.#updated(subscription, command);
    if ("code" in named) {
      this.#dispatch.send(subscription, { type: "error", id, msg: named });
    } else if (command.action === "get_snapshot") {
      this.#snapshots.send(subscription, named.tickers, shown, id);
    } else if (command.action === "delete_markets") {
      subscription.delete(named.tickers);
      this.#confirm(subscription, id);
    } else {
      const fresh = subscription.add(named.tickers);
      this.#confirm(subscription, id);
      this.#snapshots.first(subscription, fresh, shown, command.sendInitialSnapshot);
    }
  }

  #known(id: number | undefined, sid: number): Subscription | undefined {
    const subscription = this.#bySid.get(sid);
    if (subscription === undefined) this.#reply({ type: "error", id, msg: errorBody(7) });
    return subscription;
  }

  /** The markets that an update names, or why it can't be carried out. */
  #updated(subscription: Subscription, { action, markets }: Update): NamedMarkets {
    const { channel, rules } = subscription;
    const isSnapshot = action === "get_snapshot";
    const isKnown = isSnapshot
      ? channel === "orderbook_delta"
      : action === "add_markets" || action === "delete_markets";
    if (!isKnown || rules.markets === "none") return errorBody(13);
    const named = namedMarkets(channel, markets, this.#hall.markets);
    if ("code" in named) return named;
    if (named.tickers.length === 0 || (isSnapshot && !markets.asList)) return errorBody(14);
    if (action === "delete_markets" && subscription.markets === undefined) {
      return errorBody(11, "the subscription is to every market");
    }
    if (action === "add_markets" && this.#isOverLimit(subscription, named.tickers)) return errorBody(26);
    return named;
  }

  #isOverLimit(subscription: Subscription | undefined, tickers: readonly string[]): boolean {
    const markets = new Set([...(subscription?.markets ?? []), ...tickers]);
    return markets.size > this.#hall.limits.markets;
  }

  #confirm(subscription: Subscription, id: number | undefined): void {
    const { markets, skipsMarketList } = subscription;
    const msg = markets === undefined || skipsMarketList ? {} : { market_tickers: markets };
    this.#dispatch.send(subscription, { type: "ok", id, msg });
  }
}
