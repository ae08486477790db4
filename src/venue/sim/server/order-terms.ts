import {
  type Price,
  parseFixedPoint,
  priceFromDollars,
  type Quantity,
  quantity,
  type Side,
  type Time,
  UnitError,
} from "../../../market/units.ts";
import type { AmendRequest, DecreaseRequest, OrderRequest, SelfTradePrevention, TimeInForce } from "../order.ts";
import { ApiError, notFound } from "./api-error.ts";
import { type Decoded, decode, type Fields, type JsonObject } from "./json-body.ts";

const CREATE = {
  ticker: "string",
  client_order_id: "string",
  side: "string",
  count: "string",
  price: "string",
  expiration_time: "integer",
  time_in_force: "string",
  post_only: "boolean",
  self_trade_prevention_type: "string",
  cancel_order_on_pause: "boolean",
  reduce_only: "boolean",
  subaccount: "integer",
  order_group_id: "string",
  exchange_index: "integer",
} as const satisfies Fields;

const AMEND = {
  ticker: "string",
  side: "string",
  price: "string",
  count: "string",
  client_order_id: "string",
  updated_client_order_id: "string",
  exchange_index: "integer",
  expiration_time: "integer",
} as const satisfies Fields;

const DECREASE = {
  reduce_by: "string",
  reduce_to: "string",
  exchange_index: "integer",
  market_ticker: "string",
} as const satisfies Fields;

const CANCEL = {
  order_id: "string",
  subaccount: "integer",
  exchange_index: "integer",
  market_ticker: "string",
} as const satisfies Fields;

export type CreateBody = Decoded<typeof CREATE>;
export type CancelBody = Decoded<typeof CANCEL>;

/** A create as it was written. Throws ApiError where a value is of another type. */
export function decodeCreate(body: JsonObject): CreateBody {
  return decode("CreateOrderV2Request", body, CREATE);
}

export function decodeCancel(body: JsonObject): CancelBody {
  return decode("BatchCancelOrdersV2RequestOrder", body, CANCEL);
}

const TIME_IN_FORCE: Readonly<Record<string, TimeInForce>> = {
  good_till_canceled: "good-till-canceled",
  immediate_or_cancel: "immediate-or-cancel",
  fill_or_kill: "fill-or-kill",
};

const SELF_TRADE_PREVENTION: Readonly<Record<string, SelfTradePrevention>> = {
  taker_at_cross: "taker-at-cross",
  maker: "maker",
};

/** What a create asks of the exchange. Throws ApiError where something is missing or makes no sense. */
export function orderRequestOf(body: CreateBody): OrderRequest {
  const elsewhere = whereElse(body);
  if (elsewhere !== undefined) throw invalidOrder(elsewhere);
  const { client_order_id, expiration_time, post_only, cancel_order_on_pause, reduce_only, order_group_id } = body;
  return {
    ticker: required(body, "ticker"),
    side: sideOf(required(body, "side")),
    quantity: countOf(required(body, "count")),
    price: priceOf(required(body, "price")),
    timeInForce: oneOf(TIME_IN_FORCE, "time_in_force", required(body, "time_in_force")),
    selfTradePrevention: oneOf(
      SELF_TRADE_PREVENTION,
      "self_trade_prevention_type",
      required(body, "self_trade_prevention_type"),
    ),
    postOnly: post_only ?? false,
    cancelOnPause: cancel_order_on_pause ?? false,
    reduceOnly: reduce_only ?? false,
    ...(client_order_id && { clientOrderId: client_order_id }),
    ...(expiration_time !== undefined && { expiresAt: secondsOf(expiration_time) }),
    ...(order_group_id && { orderGroupId: order_group_id }),
  };
}

export function amendRequestOf(json: JsonObject): AmendRequest {
  const body = decode("AmendOrderV2Request", json, AMEND);
  requireHere(body);
  const { client_order_id, updated_client_order_id, expiration_time } = body;
  return {
    ticker: required(body, "ticker"),
    side: sideOf(required(body, "side")),
    price: priceOf(required(body, "price")),
    total: countOf(required(body, "count")),
    ...(client_order_id && { clientOrderId: client_order_id }),
    ...(updated_client_order_id && { updatedClientOrderId: updated_client_order_id }),
    ...(expiration_time !== undefined && { expiresAt: expiration_time === 0 ? null : secondsOf(expiration_time) }),
  };
}

export function decreaseRequestOf(json: JsonObject): DecreaseRequest {
  const body = decode("DecreaseOrderV2Request", json, DECREASE);
  requireHere(body);
  const { reduce_by, reduce_to } = body;
  if (reduce_by !== undefined && reduce_to === undefined) return { reduceBy: countOf(reduce_by) };
  if (reduce_to !== undefined && reduce_by === undefined) return { reduceTo: countOf(reduce_to) };
  throw invalidOrder("exactly one of reduce_by and reduce_to must be provided");
}

/** Which subaccount and which shard a request names. */
interface Whereabouts {
  readonly subaccount?: number | undefined;
  readonly exchange_index?: number | undefined;
}

/** For what is done to an order: it is on the account's one subaccount and on the one shard that there is. Throws ApiError (404). */
export function requireHere(place: Whereabouts): void {
  const elsewhere = whereElse(place);
  if (elsewhere !== undefined) throw notFound(elsewhere);
}

function whereElse({ subaccount, exchange_index }: Whereabouts): string | undefined {
  if ((subaccount ?? 0) !== 0) return `there is no subaccount ${subaccount}`;
  const isHere = exchange_index === undefined || exchange_index === 0 || exchange_index === -1;
  return isHere ? undefined : `nothing is on exchange index ${exchange_index}`;
}

/** Contracts with at most two decimals. Throws ApiError. */
export function countOf(text: string): Quantity {
  try {
    return quantity(parseFixedPoint(text, 2, "count"));
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw new ApiError(400, "invalid_order_size", "invalid order size", error.message);
  }
}

function priceOf(text: string): Price {
  try {
    return priceFromDollars(text);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw new ApiError(400, "invalid_price", "invalid price", error.message);
  }
}

function sideOf(word: string): Side {
  if (word === "bid" || word === "ask") return word;
  throw invalidOrder(`side ${JSON.stringify(word)} is neither bid nor ask`);
}

function secondsOf(seconds: number): Time {
  if (seconds < 0 || seconds > LAST_SECOND)
    throw invalidOrder(`expiration_time ${seconds} is not a time in unix seconds`);
  return (seconds * 1_000) as Time;
}

const LAST_SECOND = 253_402_300_799; // of the year 9999

function oneOf<Value>(words: Readonly<Record<string, Value>>, name: string, word: string): Value {
  if (!Object.hasOwn(words, word))
    throw invalidOrder(`${name} ${JSON.stringify(word)} is not one of ${Object.keys(words).join(", ")}`);
  return words[word]!;
}

function required<Name extends string>(body: { readonly [Key in Name]: string | undefined }, name: Name): string {
  const value = body[name];
  if (value === undefined || value === "") throw invalidOrder(`${name} is required`);
  return value;
}

function invalidOrder(details: string): ApiError {
  return new ApiError(400, "invalid_order", "invalid order", details);
}
