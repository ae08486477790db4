import { ORDER_PREFIX } from "../../../engine/reconciliation.ts";
import { after, CONTRACT, type Price, type Quantity, type Side, type Time } from "../../../market/units.ts";
import type { AccountPlace } from "../account-reading.ts";
import type { EndpointCosts } from "../rest/account.ts";
import { balance } from "../rest/balance.ts";
import { cancelOrder } from "../rest/cancel-order.ts";
import { type AmendedOrder, amendOrder, type OrderAmendment } from "../rest/change-order.ts";
import type { RestClient } from "../rest/client.ts";
import { createOrder, createOrderBody, type NewOrder } from "../rest/create-order.ts";
import { KalshiError } from "../rest/error.ts";
import type { KalshiEvent } from "../rest/events.ts";
import { userDataTimestamp } from "../rest/exchange.ts";
import type { Market } from "../rest/market.ts";
import { type Order, oneOrder, orders } from "../rest/orders.ts";
import type { ReadRequest, WriteRequest } from "../rest/request.ts";
import { mayPass } from "../waiting.ts";
import { BudgetedWrites, type BudgetedWritesParts } from "./budgeted-writes.ts";
import { type LeftGroups, OwnGroups, type OwnGroupsParts } from "./own-groups.ts";
import { Interrupted, ProbeStop } from "./probe.ts";

/** No order of a probe lives longer: whatever becomes of the program, nothing of it rests 50 s later. */
export const LONGEST_LIFE_MS = 45_000;
/** After close even cancels are refused. */
const BEFORE_CLOSE_MS = 30_000;
const VOUCHED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;
const READ_MARGIN_MS = 1_000;
const ONE = CONTRACT as Quantity;

export interface BenchParts extends BudgetedWritesParts, Pick<OwnGroupsParts, "place" | "keep"> {
  /** The same exchange, whose requests are signed as if so long ago. */
  readonly signedAgo: (ageMs: number) => RestClient;
  readonly event: KalshiEvent;
  readonly markets: readonly Market[];
  /** How many contracts may be filled, all probes together, and what one may cost at most. */
  readonly mostContracts: number;
  readonly mostPrice: Price;
  /** How long to wait for a pause or a lapse that is known to come. */
  readonly waitMs: number;
}

/** An order of a probe: one contract, post-only. */
export interface ProbeOrder {
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly group: string;
  readonly lifeMs?: number;
  /** By the exchange's clock, instead of `lifeMs`. */
  readonly expiresAt?: Time;
  /** Stays when trading pauses. */
  readonly throughPause?: boolean;
  /** An id that was used before, to see whether it is taken again. */
  readonly clientOrderId?: string;
}

/** One that the exchange has taken. */
export interface Placed {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly remaining: Quantity;
  readonly filled: Quantity;
  readonly expiresAt: Time;
  readonly at: Time;
}

/**
 * What probes work with: requests within the write budget, orders that all expire within 45 s and belong to a group of the probe's own, and the
 * taking away of both.
 */
export class Bench {
  readonly #parts: BenchParts;
  readonly #writes: BudgetedWrites;
  readonly #groups: OwnGroups;
  /** Tickers of orders that may rest, by id. */
  readonly #resting = new Map<string, string>();
  readonly #begunAt: Time;
  #numbers = 0;
  /** Contracts that were filled, or may have been. */
  #risked = 0;
  /** When everything was cancelled at once: for a minute, what is placed may be cancelled too. */
  cancelledAllAt: Time | undefined;
  /** How far behind `as_of_time` a reading may be. */
  #readMarginMs = READ_MARGIN_MS;
  #isReadLagKnown = false;

  constructor(parts: BenchParts) {
    this.#parts = parts;
    this.#begunAt = parts.clock.now();
    this.#writes = new BudgetedWrites(parts);
    this.#groups = new OwnGroups({ ...parts, writes: this.#writes, sleep: (ms) => this.sleep(ms) });
  }

  get event(): KalshiEvent {
    return this.#parts.event;
  }

  get markets(): readonly Market[] {
    return this.#parts.markets;
  }

  get place(): AccountPlace {
    return this.#parts.place;
  }

  get costs(): EndpointCosts {
    return this.#parts.costs;
  }

  get waitMs(): number {
    return this.#parts.waitMs;
  }

  get mostPrice(): Price {
    return this.#parts.mostPrice;
  }

  /** Contracts that may still be filled. */
  get contractsLeft(): number {
    return this.#parts.mostContracts - this.#risked;
  }

  /** Whether it is known how far readings can be believed; until then nothing else can be measured by them. */
  get isReadLagKnown(): boolean {
    return this.#isReadLagKnown;
  }

  /** Readings were seen to lag so much behind what they vouch for. It was a few samples: twice as much is waited for. */
  readingsLag(ms: number): void {
    this.#isReadLagKnown = true;
    this.#readMarginMs = READ_MARGIN_MS + 2 * ms;
  }

  now(): Time {
    return this.#parts.clock.now();
  }

  signedAgo(ageMs: number): RestClient {
    return this.#parts.signedAgo(ageMs);
  }

  async sleep(ms: number): Promise<void> {
    const { timers, signal } = this.#parts;
    if (signal.aborted) throw new Interrupted();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = timers.after(ms, resolve);
    const end = (): void => resolve();
    signal.addEventListener("abort", end, { once: true });
    await promise;
    timer.cancel();
    signal.removeEventListener("abort", end);
    if (signal.aborted) throw new Interrupted();
  }

  async sleepUntil(at: Time): Promise<void> {
    await this.sleep(Math.max(0, at - this.now()));
  }

  async read<T>(request: ReadRequest<T>): Promise<T> {
    if (this.#parts.signal.aborted) throw new Interrupted();
    return await this.#parts.client.read(request);
  }

  get client(): RestClient {
    return this.#parts.client;
  }

  /** A group of this probe's own, open until the probe is over. */
  async group(contracts = 100): Promise<string> {
    return await this.#groups.create(contracts);
  }

  /** Has a group take no orders any more, which takes those off that are in it. */
  async trigger(group: string): Promise<void> {
    await this.#groups.trigger(group);
  }

  /** Takes a group away for good. */
  async removeGroup(group: string): Promise<void> {
    await this.#groups.remove(group);
  }

  /** Places one contract. Throws KalshiError as the exchange refuses it. */
  async create(order: ProbeOrder): Promise<Placed> {
    const { ticker, side, price, group, lifeMs = LONGEST_LIFE_MS } = order;
    const { epoch, place } = this.#parts;
    const now = this.now();
    const closeAt = this.#parts.markets.find((market) => market.ticker === ticker)!.closeAt;
    const expiresAt = order.expiresAt ?? after(now, Math.min(lifeMs, LONGEST_LIFE_MS));
    if (expiresAt > after(now, LONGEST_LIFE_MS))
      throw new RangeError(`an order of a probe would live until ${expiresAt}`);
    if (expiresAt > after(closeAt, -BEFORE_CLOSE_MS))
      throw new ProbeStop(`${ticker} closes too soon: name another event`);
    const clientOrderId = order.clientOrderId ?? `${ORDER_PREFIX}${epoch}-${++this.#numbers}`;
    const { exchangeIndex, subaccount } = place;
    const terms: NewOrder = {
      clientOrderId,
      ticker,
      side,
      price,
      quantity: ONE,
      expiresAt,
      orderGroupId: group,
      exchangeIndex,
      ...(subaccount !== 0 && { subaccount }),
    };
    const body = { ...createOrderBody(terms), ...(order.throughPause === true && { cancel_order_on_pause: false }) };
    const { orderId, remaining, filled, at } = await this.write({ ...createOrder(terms), body });
    this.#resting.set(orderId, ticker);
    return { orderId, clientOrderId, ticker, side, price, remaining, filled, at, expiresAt: wholeSecond(expiresAt) };
  }

  /** The same; what the exchange refuses for good is the answer. */
  async tryCreate(order: ProbeOrder): Promise<Placed | KalshiError> {
    return await refusalOr(() => this.create(order));
  }

  async amend(
    { orderId, ticker, side, price }: Placed,
    change: { readonly price?: Price; readonly expiresAt?: Time },
  ): Promise<AmendedOrder> {
    const { exchangeIndex, subaccount } = this.#parts.place;
    if (change.expiresAt !== undefined) {
      const latest = after(this.now(), LONGEST_LIFE_MS);
      if (change.expiresAt > latest) throw new RangeError(`an order of a probe would live until ${change.expiresAt}`);
    }
    const amendment: OrderAmendment = {
      orderId,
      ticker,
      side,
      price: change.price ?? price,
      total: ONE,
      exchangeIndex,
      ...(change.expiresAt !== undefined && { expiresAt: change.expiresAt }),
      ...(subaccount !== 0 && { subaccount }),
    };
    return await this.write(amendOrder(amendment));
  }

  async tryAmend(placed: Placed, change: { readonly price?: Price }): Promise<AmendedOrder | KalshiError> {
    return await refusalOr(() => this.amend(placed, change));
  }

  /** One contract is about to be risked. It counts as filled until `riskEnded` tells what became of it, for it may be that nobody answers. */
  riskBegins(): void {
    this.#risked += 1;
  }

  /** So much of the contract that was risked was filled. */
  riskEnded(filled: Quantity): void {
    this.#risked += filled / CONTRACT - 1;
  }

  /** Takes an order off; one that is gone already is fine. */
  async cancel({ orderId, ticker }: Pick<Placed, "orderId" | "ticker">): Promise<void> {
    await this.#writes.repeat(() => this.#cancelRequest(orderId, ticker));
    this.#resting.delete(orderId);
  }

  /** What a cancel comes to, tried once. */
  async tryCancel({ orderId, ticker }: Placed): Promise<undefined | KalshiError> {
    const answer = await refusalOr(() => this.write(this.#cancelRequest(orderId, ticker)));
    return answer instanceof KalshiError ? answer : undefined;
  }

  /** Waits until the exchange's readings have what was written at `at`. */
  async vouched(at: Time): Promise<void> {
    const until = after(this.now(), VOUCHED_WITHIN_MS + this.#readMarginMs);
    while ((await this.read(userDataTimestamp())) <= after(at, this.#readMarginMs)) {
      if (this.now() > until) throw new ProbeStop("the exchange's readings stand still: try again later");
      await this.sleep(LOOK_EVERY_MS);
    }
  }

  /** An order as readings show it once they have what was written at `at`. */
  async orderAfter(orderId: string, at: Time): Promise<Order> {
    await this.vouched(at);
    return await this.read(oneOrder(orderId));
  }

  /** The shard's cash once readings have what was written at `at`, in micro-dollars. */
  async cashAfter(at: Time): Promise<number> {
    await this.vouched(at);
    return (await this.read(balance(this.#parts.place))).available;
  }

  /** Changes something as soon as the budget allows. */
  async write<T>(request: WriteRequest<T>): Promise<T> {
    return await this.#writes.write(request);
  }

  /** Takes over what a probe that has died has left, to be taken away with the rest. */
  adopt(left: LeftGroups): void {
    this.#groups.adopt(left);
  }

  /** Takes away what a probe has left: its groups, and their orders with them, then whatever is in none. Answers what it could not do. */
  async tidy(): Promise<readonly string[]> {
    const problems = [...(await this.#groups.closeAll())];
    for (const [orderId, ticker] of [...this.#resting]) {
      try {
        await this.cancel({ orderId, ticker });
      } catch (error) {
        problems.push(`order ${orderId} can't be cancelled: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return problems;
  }

  /** Whether an order is one of these probes'. */
  isOwn({ clientOrderId }: Pick<Order, "clientOrderId">): boolean {
    return clientOrderId.startsWith(`${ORDER_PREFIX}${this.#parts.epoch}-`);
  }

  /** Every order of these probes, as the exchange's readings show it. */
  async ownOrders(): Promise<readonly Order[]> {
    const minSeconds = Math.floor(this.#begunAt / 1_000) - 1;
    const listed = await this.client.all(orders({ minSeconds, subaccount: this.#parts.place.subaccount }));
    return listed.filter((order) => this.isOwn(order));
  }

  #cancelRequest(orderId: string, ticker: string): WriteRequest<unknown> {
    const { exchangeIndex, subaccount } = this.#parts.place;
    return cancelOrder({ orderId, ticker, exchangeIndex, ...(subaccount !== 0 && { subaccount }) });
  }
}

/** What the exchange says no to, for good; what may pass or is in doubt is thrown. */
async function refusalOr<T>(act: () => Promise<T>): Promise<T | KalshiError> {
  try {
    return await act();
  } catch (error) {
    if (mayPass(error)) throw error;
    return error as KalshiError;
  }
}

function wholeSecond(at: Time): Time {
  return (Math.floor(at / 1_000) * 1_000) as Time;
}
