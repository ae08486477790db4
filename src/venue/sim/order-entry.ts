import type { Clock } from "../../ambient/clock.ts";
import type { Random } from "../../ambient/random.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { Amend, Cancel, Place, VenueCommand } from "../../engine/command.ts";
import type { AccountReading, CloseReason, Refused, RequestKind } from "../../engine/input.ts";
import type { Quantity, Time } from "../../market/units.ts";
import type { VenueInput } from "../venue.ts";
import type { LatencyMs, Message } from "./delivery-line.ts";
import type { Exchange } from "./exchange.ts";
import type { Fact, GoneReason } from "./fact.ts";
import { type Refusal, type RefusalCode, refuse } from "./refusal.ts";

/** How the exchange's refusals are told apart by whoever sent the request. */
const REFUSED_AS: Readonly<Record<RefusalCode, Refused["code"]>> = {
  "cancel-all-not-allowed": "other",
  "client-order-id-mismatch": "other",
  "duplicate-client-order-id": "duplicate",
  "fill-or-kill-volume": "other",
  "group-not-found": "other",
  "group-triggered": "other",
  "insufficient-balance": "balance",
  "invalid-decrease": "other",
  "invalid-expiry": "other",
  "invalid-group-limit": "other",
  "invalid-price": "invalid-price",
  "invalid-quantity": "other",
  "location-attestation": "other",
  "market-inactive": "market-inactive",
  "market-not-found": "other",
  "no-op": "other",
  "not-found": "gone",
  "post-only-cross": "post-only-cross",
  "reduce-only-terms": "other",
  "side-mismatch": "other",
  "ticker-mismatch": "other",
  "trading-paused": "market-inactive",
};

/** How the end of an order is told on the account's own stream; undefined where something else tells it. */
const CLOSED_AS: Readonly<Record<GoneReason, CloseReason | undefined>> = {
  filled: undefined,
  cancelled: undefined,
  decreased: undefined,
  unfilled: undefined,
  "reduce-only": "other",
  expired: "expired",
  "post-only-cross": "post-only-cross",
  "self-trade": "self-trade",
  group: "other",
  pause: "pause",
  "cancel-all": "cancel-all",
  close: "close",
  margin: "margin",
};

export interface OrderEntryLatency {
  /** From sending a request to its being carried out. */
  readonly request: LatencyMs;
  /** From there to its answer. */
  readonly answer: LatencyMs;
}

/** Requests about one order that are under way: none overtakes another, nor do their answers. */
interface Lane {
  requestAt: number;
  answerAt: number;
  underWay: number;
}

/**
 * One account's way to the exchange and back. Each request and each answer takes its own time, so that different
 * orders' overtake each other; the account's stream of fills and closed orders is a line of its own beside them.
 */
export class OrderEntry {
  readonly #exchange: Exchange;
  readonly #account: string;
  readonly #time: Clock & Timers;
  readonly #random: Random;
  readonly #latency: OrderEntryLatency;
  readonly #deliver: (input: VenueInput) => void;
  readonly #lanes = new Map<string, Lane>();

  constructor(
    exchange: Exchange,
    account: string,
    time: Clock & Timers,
    random: Random,
    latency: OrderEntryLatency,
    deliver: (input: VenueInput) => void,
  ) {
    this.#exchange = exchange;
    this.#account = account;
    this.#time = time;
    this.#random = random;
    this.#latency = latency;
    this.#deliver = deliver;
  }

  send(command: VenueCommand): void {
    const lane = "clientOrderId" in command ? command.clientOrderId : "";
    this.#ask(lane, () => this.#carryOut(command));
  }

  /** Does what is asked, now; the answer, where there is one. */
  #carryOut(command: VenueCommand): Message | undefined {
    switch (command.type) {
      case "place":
        return this.#place(command);
      case "amend":
        return this.#amend(command);
      case "cancel":
        return this.#cancel(command);
      case "cancelAll": {
        // Each order that it ends is told on the stream.
        const answer = this.#exchange.cancelAll(this.#account, this.#time.now());
        return answer.ok ? (at) => ({ type: "cancelledAll", at }) : undefined;
      }
      case "readAccount": {
        const reading = readAccount(this.#exchange, this.#account, this.#time.now());
        return (at) => ({ ...reading, at });
      }
      case "refreshBook":
        return undefined; // books come whole here with every change
    }
  }

  /** Has something done at the exchange after a while, and its answer delivered after another. */
  #ask(laneName: string, carryOut: () => Message | undefined): void {
    const lane = this.#lanes.getOrInsertComputed(laneName, () => ({ requestAt: 0, answerAt: 0, underWay: 0 }));
    lane.underWay++;
    const now = this.#time.now();
    lane.requestAt = Math.max(lane.requestAt, now + this.#random.integer(...this.#latency.request));
    this.#time.after(lane.requestAt - now, () => {
      const answer = carryOut();
      const asked = this.#time.now();
      lane.answerAt = Math.max(lane.answerAt, asked + this.#random.integer(...this.#latency.answer));
      this.#time.after(lane.answerAt - asked, () => {
        if (--lane.underWay === 0) this.#lanes.delete(laneName);
        if (answer !== undefined) this.#deliver(answer(this.#time.now(), lane.answerAt - asked));
      });
    });
  }

  #place({ clientOrderId, ticker, side, price, quantity, expiresAt }: Place): Message {
    const answer = this.#exchange.create(
      this.#account,
      {
        clientOrderId,
        ticker,
        side,
        price,
        quantity,
        timeInForce: "good-till-canceled",
        postOnly: true,
        cancelOnPause: true,
        ...(expiresAt !== undefined && { expiresAt }),
      },
      this.#time.now(),
    );
    if (!answer.ok) return refused("place", clientOrderId, answer);
    return (at) => ({ type: "placed", at, clientOrderId, orderId: answer.order.orderId });
  }

  #amend({ clientOrderId, price, remaining, filled, expiresAt }: Amend): Message {
    const order = this.#exchange.find(this.#account, clientOrderId);
    if (order === undefined) return gone("amend", clientOrderId);
    const total = (filled + remaining) as Quantity;
    const request = { price, total, expiresAt: expiresAt ?? null };
    const answer = this.#exchange.amend(this.#account, order.orderId, request, this.#time.now());
    if (!answer.ok && answer.code !== "no-op") return refused("amend", clientOrderId, answer);
    const now = answer.ok ? answer.order : order;
    return (at) => {
      return {
        type: "amended",
        at,
        clientOrderId,
        price: now.price,
        remaining: now.remaining,
        expiresAt: now.expiresAt,
      };
    };
  }

  #cancel({ clientOrderId }: Cancel): Message {
    const order = this.#exchange.find(this.#account, clientOrderId);
    if (order === undefined) return gone("cancel", clientOrderId);
    const answer = this.#exchange.cancel(this.#account, order.orderId, this.#time.now());
    if (!answer.ok) return refused("cancel", clientOrderId, answer);
    return (at) => ({ type: "cancelled", at, clientOrderId, reducedBy: answer.reducedBy });
  }
}

/** A complete reading of an account, in the exchange's own convention. `at` is for whoever delivers it. */
export function readAccount(exchange: Exchange, account: string, asOf: Time): AccountReading {
  exchange.advance(asOf);
  const resting = exchange
    .resting(account)
    .map(({ orderId, clientOrderId = "", ticker, side, price, remaining, expiresAt }) => {
      return { clientOrderId, orderId, ticker, side, price, remaining, expiresAt };
    });
  const positions = exchange.positions(account);
  return { type: "account", at: asOf, asOf, resting, positions, balance: exchange.balance(account) };
}

/** What an account's own stream says of a fact; undefined where it says nothing. */
export function privateMessage(fact: Fact, account: string): Message | undefined {
  if (fact.type !== "fill" && fact.type !== "gone") return undefined;
  const { clientOrderId, ticker, side } = fact.order;
  if (fact.order.account !== account || clientOrderId === undefined) return undefined;
  if (fact.type === "fill") {
    const { tradeId, price, quantity, feeCost: fee, taker } = fact;
    return (at) => ({ type: "fill", at, tradeId, clientOrderId, ticker, side, price, quantity, fee, taker });
  }
  const { reducedBy } = fact;
  const reason = CLOSED_AS[fact.reason];
  return reason && ((at) => ({ type: "closed", at, clientOrderId, reason, reducedBy }));
}

function refused(request: RequestKind, clientOrderId: string, { code, detail }: Refusal): Message {
  return (at) => ({ type: "refused", at, clientOrderId, request, code: REFUSED_AS[code], detail });
}

function gone(request: RequestKind, clientOrderId: string): Message {
  return refused(request, clientOrderId, refuse("not-found", `${clientOrderId} does not rest`));
}
