import type { Fact } from "../../fact.ts";
import { bookDelta } from "./book-message.ts";
import type { Channel } from "./channel.ts";
import { fillBody } from "./fill-message.ts";
import { groupBody } from "./group-message.ts";
import { orderBody } from "./order-message.ts";
import type { DataType } from "./outgoing.ts";
import { tradeBodies } from "./trade-message.ts";

/** Something to be told on a channel. */
export interface Notice {
  readonly channel: Channel;
  readonly type: DataType;
  /** The market it is about; undefined when it is about none, so that a choice of markets leaves nobody out. */
  readonly ticker: string | undefined;
  /** The only account that is told; undefined for everybody. */
  readonly account: string | undefined;
  /** What a reader is told. */
  readonly msg: (reader: Reader) => object;
}

/** Who reads a notice, and how. */
export interface Reader {
  readonly account: string;
  readonly useYesPrice: boolean;
}

/** The exchange's shard. All markets are on the first. */
export const EXCHANGE_INDEX = 0;

/** What is told of a fact by itself. Tickers, positions and lifecycles take more than one fact and are told elsewhere. */
export function noticesOf(fact: Fact): readonly Notice[] {
  switch (fact.type) {
    case "book":
      return [
        {
          channel: "orderbook_delta",
          type: "orderbook_delta",
          ticker: fact.ticker,
          account: undefined,
          msg: ({ account, useYesPrice }) => bookDelta(fact, useYesPrice, account === fact.account),
        },
      ];
    case "trade":
      return tradeBodies(fact).map((body) => told("trade", "trade", body, fact.ticker));
    case "fill": {
      const { order } = fact;
      const fill = told("fill", "fill", fillBody(fact, EXCHANGE_INDEX), order.ticker, order.account);
      // the end of an order is told once, as that
      return order.remaining > 0 ? [fill, orderNotice(fact)] : [fill];
    }
    case "accepted":
    case "changed":
    case "gone":
      return [orderNotice(fact)];
    case "group":
      return [told("order_group_updates", "order_group_updates", groupBody(fact), undefined, fact.account)];
    default:
      return [];
  }
}

/** A notice that reads the same for everybody. */
export function told(channel: Channel, type: DataType, body: object, ticker?: string, account?: string): Notice {
  return { channel, type, ticker, account, msg: () => body };
}

function orderNotice({ order }: Extract<Fact, { readonly order: unknown }>): Notice {
  return told("user_orders", "user_order", orderBody(order, EXCHANGE_INDEX), order.ticker, order.account);
}
