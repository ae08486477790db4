import type { Clock } from "../../ambient/clock.ts";
import type { Amend, Cancel, Place } from "../../engine/command.ts";
import type { RequestKind } from "../../engine/input.ts";
import { after, type Quantity, quantity, type Time } from "../../market/units.ts";
import type { VenueInput } from "../venue.ts";
import type { AccountPlace } from "./account-reading.ts";
import type { ExchangeClock } from "./exchange-clock.ts";
import type { EpochGroup } from "./order-group.ts";
import type { OrderNews } from "./order-news.ts";
import type { OwnOrder, OwnOrders } from "./own-orders.ts";
import { blamesGroup, createRefusalCode, refusalCode } from "./refusal-code.ts";
import { cancelOrder } from "./rest/cancel-order.ts";
import { amendOrder } from "./rest/change-order.ts";
import type { RestClient } from "./rest/client.ts";
import { createOrder } from "./rest/create-order.ts";
import { KalshiError } from "./rest/error.ts";
import type { WriteRequest } from "./rest/request.ts";

/** How long an answer is waited for; then the outcome is unknown. The engine repeats a cancel by itself. */
const PLACE_MS = 5_000;
const CANCEL_MS = 3_000;
/** No order outlives its program by more (SAFETY.md, Dead man), even if the engine's time has been led ahead of the exchange's. */
const LONGEST_LIFE_MS = 50_000;

interface OrderEntryParts {
  readonly client: RestClient;
  readonly clock: ExchangeClock;
  /** The machine's: what the exchange's clock is measured against. */
  readonly localClock: Clock;
  readonly orders: OwnOrders;
  readonly news: OrderNews;
  readonly group: EpochGroup;
  readonly place: AccountPlace;
  /** An order would have crossed the book of its market. */
  readonly crossed: (ticker: string) => void;
  readonly emit: (input: VenueInput) => void;
}

/**
 * Carries out what the engine asks for about single orders, each request once: a failure without a definite answer is told as such and never
 * repeated here. Whatever may take liquidity is not sent: every create is post-only, and an amend may change the expiry, make the order smaller or move
 * it away from the market.
 */
export class OrderEntry {
  readonly #parts: OrderEntryParts;
  #isBolted = false;

  constructor(parts: OrderEntryParts) {
    this.#parts = parts;
  }

  /** A kill has been asked for: whatever comes, no create and no amend is sent any more. */
  bolt(): void {
    this.#isBolted = true;
  }

  send(command: Place | Amend | Cancel): void {
    if (command.type === "place") void this.#place(command);
    else if (command.type === "amend") void this.#amend(command);
    else void this.#cancel(command);
  }

  async #place(command: Place): Promise<void> {
    const { orders, news, group, clock, place } = this.#parts;
    const { clientOrderId, ticker, side, price, expiresAt } = command;
    const order = orders.add({
      clientOrderId,
      ticker,
      side,
      quantity: command.quantity,
      since: clock.now(),
      price,
      fate: "sent",
    });
    const problem = this.#bolted ?? group.blocked ?? expiryProblem(expiresAt, clock.now());
    if (problem !== undefined || expiresAt === undefined) {
      await undefined; // results never come inside `send`
      news.refused(order);
      this.#refuse("place", clientOrderId, "other", `not sent: ${problem}`);
      return;
    }
    try {
      const request = createOrder({
        clientOrderId,
        ticker,
        side,
        price,
        quantity: command.quantity,
        expiresAt,
        orderGroupId: group.id,
        exchangeIndex: place.exchangeIndex,
        ...(place.subaccount !== 0 && { subaccount: place.subaccount }),
      });
      const { orderId, filled, remaining } = await this.#write(request, PLACE_MS);
      news.accepted(order, orderId, filled, remaining);
    } catch (error) {
      const failure = this.#failure(error);
      if (failure.kind === "unknown-outcome" || createRefusalCode(failure) === "duplicate") news.doubted(order);
      else {
        news.refused(order);
        if (blamesGroup(failure)) group.fell("triggered");
        if (refusalCode(failure) === "post-only-cross") this.#parts.crossed(ticker);
      }
      this.#fail("place", clientOrderId, failure);
    }
    this.#cancelIfWanted(order);
  }

  async #amend(command: Amend): Promise<void> {
    const { orders, clock, emit, place } = this.#parts;
    const { clientOrderId, ticker, side, price, remaining, filled, expiresAt } = command;
    const order = orders.get(clientOrderId);
    const total = quantity(filled + remaining, "total");
    const problem =
      order === undefined
        ? "it is not known here"
        : (this.#bolted ?? couldTake(order, command, total) ?? expiryProblem(expiresAt ?? clock.now(), clock.now()));
    if (order?.orderId === undefined || problem !== undefined) {
      await undefined;
      const isGone = order === undefined || order.fate === "refused";
      this.#refuse(
        "amend",
        clientOrderId,
        isGone ? "gone" : "other",
        `not sent: ${problem ?? "its id is not known yet"}`,
      );
      return;
    }
    const { exchangeIndex, subaccount } = place;
    try {
      const request = amendOrder({
        orderId: order.orderId,
        ticker,
        side,
        price,
        total,
        ...(expiresAt !== undefined && { expiresAt }),
        exchangeIndex,
        ...(subaccount !== 0 && { subaccount }),
      });
      const answer = await this.#write(request, PLACE_MS);
      order.price = price;
      const left = answer.remaining ?? remaining;
      emit({ type: "amended", at: clock.now(), clientOrderId, price, remaining: left, expiresAt });
    } catch (error) {
      const failure = this.#failure(error);
      if (failure.kind === "not-found") this.#parts.news.vanished(order);
      this.#fail("amend", clientOrderId, failure);
    }
  }

  async #cancel({ clientOrderId }: Cancel): Promise<void> {
    const { orders, clock, emit, place, news } = this.#parts;
    const order = orders.get(clientOrderId);
    if (order === undefined || order.fate === "refused") {
      await undefined;
      this.#refuse("cancel", clientOrderId, "gone", `${clientOrderId} does not rest`);
      return;
    }
    if (order.orderId === undefined) {
      order.isCancelWanted = true; // sent when its create's answer, the stream or a look-up tells the exchange's name of it
      return;
    }
    order.isCancelWanted = false;
    const { exchangeIndex, subaccount } = place;
    const { orderId, ticker } = order;
    try {
      const request = cancelOrder({ orderId, ticker, exchangeIndex, ...(subaccount !== 0 && { subaccount }) });
      const { reducedBy } = await this.#write(request, CANCEL_MS);
      news.cancelled(order, reducedBy);
      emit({ type: "cancelled", at: clock.now(), clientOrderId, reducedBy });
    } catch (error) {
      const failure = this.#failure(error);
      if (failure.kind === "not-found") news.vanished(order);
      this.#fail("cancel", clientOrderId, failure);
    }
  }

  /** The exchange's name of an order has become known: a cancel may have waited for it. */
  named(order: OwnOrder): void {
    this.#cancelIfWanted(order);
  }

  #cancelIfWanted(order: OwnOrder): void {
    if (!order.isCancelWanted || (order.orderId === undefined && order.fate !== "refused")) return;
    order.isCancelWanted = false;
    void this.#cancel({ type: "cancel", clientOrderId: order.clientOrderId, ticker: order.ticker });
  }

  /** Sends a request and learns the exchange's time from the matching engine's, to the millisecond. */
  async #write<T extends { readonly at: Time | undefined }>(request: WriteRequest<T>, timeoutMs: number): Promise<T> {
    const { client, clock, localClock } = this.#parts;
    const localFrom = localClock.now();
    const answer = await client.write(request, { timeoutMs });
    if (answer.at !== undefined) {
      clock.observe({ exchangeFrom: answer.at, exchangeTo: answer.at, localFrom, localTo: localClock.now() });
    }
    return answer;
  }

  get #bolted(): string | undefined {
    return this.#isBolted ? "everything is being cancelled by a kill" : undefined;
  }

  #failure(error: unknown): KalshiError {
    if (error instanceof KalshiError) return error;
    throw error;
  }

  #fail(request: RequestKind, clientOrderId: string, failure: KalshiError): void {
    const { clock, emit } = this.#parts;
    const at = clock.now();
    if (failure.kind === "unknown-outcome")
      emit({ type: "unknown", at, clientOrderId, request, detail: failure.message });
    else if (failure.kind === "throttled") emit({ type: "throttled", at, clientOrderId, request });
    else {
      const isGone = failure.kind === "not-found" && request !== "place";
      const code = request === "place" ? createRefusalCode(failure) : isGone ? "gone" : refusalCode(failure);
      this.#refuse(request, clientOrderId, code, failure.message);
    }
  }

  #refuse(request: RequestKind, clientOrderId: string, code: ReturnType<typeof refusalCode>, detail: string): void {
    const { clock, emit } = this.#parts;
    emit({ type: "refused", at: clock.now(), clientOrderId, request, code, detail });
  }
}

/** Why an order may not last until then; undefined when it may. */
function expiryProblem(expiresAt: Time | undefined, now: Time): string | undefined {
  if (expiresAt === undefined) return "an order must expire";
  return expiresAt > after(now, LONGEST_LIFE_MS) ? "it would rest for too long by the exchange's clock" : undefined;
}

/** Why an amend might take liquidity; undefined when it can't (SAFETY.md, Writing). */
function couldTake(order: OwnOrder, { ticker, side, price }: Amend, total: Quantity): string | undefined {
  if (ticker !== order.ticker || side !== order.side) return "it is another market or side";
  if (side === "bid" ? price > order.price : price < order.price) return "it moves towards the market";
  return total > order.quantity ? "it makes the order larger" : undefined;
}
