import type { Random } from "../../src/ambient/random.ts";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { VenueCommand } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import type { WriteTokens } from "../../src/engine/start.ts";
import { USUAL_COSTS } from "../../src/engine/write-gate.ts";
import { type Price, type Quantity, quantity, type Side, type Time } from "../../src/market/units.ts";

/** As long as requests and answers take on the embedded exchange. */
const REQUEST_MS = [40, 120] as const;
const ANSWER_MS = [20, 60] as const;

/** One side of one contract. */
export type Slot = string;

export function slotOf(ticker: string, side: Side): Slot {
  return `${ticker} ${side}`;
}

interface Resting {
  readonly slot: Slot;
  readonly price: Price;
  readonly left: Quantity;
  expiresAt: number;
}

/** Told of what rests on a side: a price, or nothing. */
export type OnQuote = (slot: Slot, price: Price | undefined, at: Time) => void;

/** Rests, renews, cancels and lets lapse; enforces the write budget; fills nothing. */
export class GateExchange {
  refused = 0;
  readonly #orders = new Map<string, Resting>();
  #tokens: number;
  #countedAt: Time;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly limits: WriteTokens,
    private readonly onQuote: OnQuote,
  ) {
    this.#tokens = limits.capacity;
    this.#countedAt = time.now();
  }

  /** Carries a request out when it gets there, and answers. */
  send(command: VenueCommand, answered: (input: Input) => void): void {
    if (command.type === "readAccount" || command.type === "cancelAll" || command.type === "refreshBook")
      throw new Error(`${command.type} is not needed here`);
    this.time.after(this.random.integer(...REQUEST_MS), () => {
      const answer = this.#carriedOut(command);
      this.time.after(this.random.integer(...ANSWER_MS), () => answered({ ...answer, at: this.time.now() }));
    });
  }

  #carriedOut(command: Extract<VenueCommand, { clientOrderId: string }>): Input {
    const { time } = this;
    const at = time.now();
    const { clientOrderId, type } = command;
    if (!this.#pay(USUAL_COSTS[type])) {
      this.refused++;
      return { type: "throttled", at, clientOrderId, request: type };
    }
    const resting = this.#orders.get(clientOrderId);
    if (command.type === "place") {
      const { ticker, side, price, quantity: left, expiresAt } = command;
      const order = { slot: slotOf(ticker, side), price, left, expiresAt: expiresAt ?? Number.POSITIVE_INFINITY };
      this.#orders.set(clientOrderId, order);
      this.onQuote(order.slot, price, at);
      this.#awaitExpiry(clientOrderId, order);
      return { type: "placed", at, clientOrderId, orderId: clientOrderId };
    }
    if (resting === undefined) return { type: "refused", at, clientOrderId, request: type, code: "gone", detail: "" };
    if (command.type === "amend") {
      resting.expiresAt = command.expiresAt ?? Number.POSITIVE_INFINITY;
      return { ...command, type: "amended", at };
    }
    this.#takeOff(clientOrderId, resting);
    return { type: "cancelled", at, clientOrderId, reducedBy: resting.left };
  }

  #awaitExpiry(id: string, order: Resting): void {
    if (!Number.isFinite(order.expiresAt)) return;
    this.time.after(order.expiresAt - this.time.now(), () => {
      if (this.#orders.get(id) !== order) return;
      if (order.expiresAt > this.time.now()) this.#awaitExpiry(id, order);
      else throw new Error(`${order.slot}: an order lapsed, which no measurement here allows for`);
    });
  }

  #takeOff(id: string, { slot }: Resting): void {
    this.#orders.delete(id);
    this.onQuote(slot, undefined, this.time.now());
  }

  #pay(cost: number): boolean {
    const now = this.time.now();
    const { perSecond, capacity } = this.limits;
    this.#tokens = Math.min(capacity, this.#tokens + ((now - this.#countedAt) * perSecond) / 1_000);
    this.#countedAt = now;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}

/** Quantity of one contract, which every quote here has. */
export const ONE_CONTRACT = quantity(100);
