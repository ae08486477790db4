import { Random } from "../../src/ambient/random.ts";
import { TimeQueue } from "../../src/ambient/time-queue.ts";
import type { Amend, Cancel, Command, Place } from "../../src/engine/command.ts";
import type { CloseReason, Input, RestingOrder } from "../../src/engine/input.ts";
import {
  after,
  type Money,
  type Position,
  PRICE_ONE,
  price,
  type Quantity,
  quantity,
  signedQuantity,
  type Time,
} from "../../src/market/units.ts";
import { ONE, Rig, type RigOptions, T0, TWO } from "./rig.ts";

/** An input of which only the moment of its arrival is still open. */
type Answer = (at: Time) => Input;

const BUSY = 200; // calls at one moment: more of them and the engine keeps itself awake

/**
 * An honest exchange at the end of a line that isn't: requests are throttled, or carried out or not with the answer lost and a timeout
 * long after. Every request is answered in the end, and every reading is complete and true.
 */
export class FaultyLine {
  readonly rig: Rig;
  /** What really rests. */
  readonly resting = new Map<string, RestingOrder>();
  /** Orders that rest although the engine's table has them as gone or not at all, and moments without sleep. */
  readonly violations: string[] = [];
  faulty = true;
  #now: Time = T0;
  #quiet = false;
  #trades = 0;
  #streamAt = 0;
  #cash: number;
  readonly #random: Random;
  readonly #positions = new Map<string, number>();
  readonly #queue = new TimeQueue<() => void>();
  readonly #lanes = new Map<string, { request: number; answer: number }>();

  constructor(seed: number, { profile, ...options }: RigOptions = {}) {
    this.rig = new Rig({ profile: { orderSize: 2, skewCentsPerContract: 0.3, ...profile }, ...options });
    this.#cash = this.rig.balance;
    this.#random = Random.seeded(seed);
    for (const place of this.rig.open()) this.#send(place);
    this.#heartbeats();
    this.#world();
  }

  /** The crowd stands still from now on. */
  quiet(): void {
    this.#quiet = true;
  }

  /** Hands an input to the engine, and what it asks for to the exchange. */
  give(input: Input): void {
    this.rig.at((this.#now - T0) / 1_000);
    for (const command of this.rig.give(input)) this.#send(command);
    for (const { clientOrderId } of this.resting.values()) {
      const state = this.rig.desk.orders.get(clientOrderId)?.state;
      if (state === undefined || state === "gone") this.violations.push(`${clientOrderId} rests and is ${state} here`);
    }
  }

  operate(action: "pull" | "kill"): void {
    this.give({ type: "operator", at: this.#now, action, by: "test" });
  }

  /** Lets time pass, in seconds since the start; the engine is woken only when it asks for it. */
  run(untilSeconds: number): void {
    const until = after(T0, untilSeconds * 1_000);
    for (let calls = 0; ; calls++) {
      const wake = this.rig.engine.wakeAt ?? until;
      const next = this.#queue.nextAt ?? until;
      const at = Math.max(this.#now, Math.min(next, wake)) as Time;
      if (at >= until) break;
      if (at > this.#now) calls = 0;
      else if (calls > BUSY) {
        this.violations.push(`no sleep at ${this.#now - T0}`);
        return;
      }
      this.#now = at;
      if (next <= wake) this.#queue.pop()!();
      else this.give({ type: "tick", at });
    }
    this.#now = until;
  }

  #after(delayMs: number, action: () => void): void {
    this.#queue.push(after(this.#now, delayMs), action);
  }

  #send(command: Command): void {
    if (command.type === "alert" || command.type === "refreshBook") return;
    if (command.type === "place") this.give({ type: "sent", at: this.#now, clientOrderId: command.clientOrderId });
    if (command.type === "readAccount" || command.type === "cancelAll") {
      this.#carry("", () => (command.type === "cancelAll" ? this.#cancelAll() : this.#read()));
      return;
    }
    const { clientOrderId, type: request } = command;
    const luck = this.faulty ? this.#random.uniform() : 1;
    if (luck < 0.07) {
      this.#after(this.#random.integer(20, 200), () =>
        this.give({ type: "throttled", at: this.#now, clientOrderId, request }),
      );
    } else if (luck < 0.14) {
      const arrives = this.#random.chance(0.6);
      const late = this.#random.integer(500, 10_000);
      this.#after(this.#random.integer(20, 3_000), () => {
        if (arrives) this.#carryOut(command);
        this.#after(late, () =>
          this.give({ type: "unknown", at: this.#now, clientOrderId, request, detail: "timeout" }),
        );
      });
    } else this.#carry(clientOrderId, () => this.#carryOut(command));
  }

  /** Requests about one order don't overtake each other, nor do their answers. */
  #carry(name: string, carryOut: () => Answer): void {
    const lane = this.#lanes.get(name) ?? { request: 0, answer: 0 };
    this.#lanes.set(name, lane);
    lane.request = Math.max(lane.request, this.#now + this.#random.integer(20, 150));
    this.#after(lane.request - this.#now, () => {
      const answer = carryOut();
      lane.answer = Math.max(lane.answer, this.#now + this.#random.integer(10, 100));
      this.#after(lane.answer - this.#now, () => this.give(answer(this.#now)));
    });
  }

  #carryOut(command: Place | Amend | Cancel): Answer {
    const { clientOrderId, type: request } = command;
    if (command.type === "place") {
      const { ticker, side, quantity: remaining, expiresAt } = command;
      const orderId = `x-${clientOrderId}`;
      this.resting.set(clientOrderId, {
        clientOrderId,
        orderId,
        ticker,
        side,
        price: command.price,
        remaining,
        expiresAt,
      });
      this.#awaitExpiry(clientOrderId, expiresAt!);
      return (at) => ({ type: "placed", at, clientOrderId, orderId });
    }
    const order = this.resting.get(clientOrderId);
    if (order === undefined) {
      return (at) => ({ type: "refused", at, clientOrderId, request, code: "gone", detail: "not_found" });
    }
    if (command.type === "cancel") {
      this.resting.delete(clientOrderId);
      return (at) => ({ type: "cancelled", at, clientOrderId, reducedBy: order.remaining });
    }
    const { expiresAt } = command;
    this.resting.set(clientOrderId, { ...order, expiresAt });
    this.#awaitExpiry(clientOrderId, expiresAt!);
    return (at) => ({ type: "amended", at, clientOrderId, price: order.price, remaining: order.remaining, expiresAt });
  }

  #awaitExpiry(clientOrderId: string, at: Time): void {
    this.#after(Math.max(0, at - this.#now), () => {
      const order = this.resting.get(clientOrderId);
      if (order?.expiresAt === at) this.#takeOff(order, "expired");
    });
  }

  #takeOff({ clientOrderId, remaining: reducedBy }: RestingOrder, reason: CloseReason): void {
    this.resting.delete(clientOrderId);
    this.#tell((at) => ({ type: "closed", at, clientOrderId, reason, reducedBy }));
  }

  #cancelAll(): Answer {
    for (const order of [...this.resting.values()]) this.#takeOff(order, "cancel-all");
    return (at) => ({ type: "cancelledAll", at });
  }

  #read(): Answer {
    const asOf = this.#now;
    const resting = [...this.resting.values()];
    const positions = [...this.#positions].map(([ticker, held]) => ({ ticker, position: held as Position }));
    let short = 0;
    for (const { position } of positions) short += Math.max(0, -position);
    const balance = (this.#cash - short * PRICE_ONE) as Money;
    return (at) => ({ type: "account", at, asOf, resting, positions, balance });
  }

  /** The account's own stream: in order, a little late. */
  #tell(message: Answer): void {
    this.#streamAt = Math.max(this.#streamAt, this.#now + this.#random.integer(5, 60));
    this.#after(this.#streamAt - this.#now, () => this.give(message(this.#now)));
  }

  #fill(order: RestingOrder): void {
    const { clientOrderId, ticker, side } = order;
    const size = Math.min(order.remaining, this.#random.integer(1, 2) * 100) as Quantity;
    const remaining = (order.remaining - size) as Quantity;
    if (remaining === 0) this.resting.delete(clientOrderId);
    else this.resting.set(clientOrderId, { ...order, remaining });
    const signed = signedQuantity(side, size);
    this.#positions.set(ticker, (this.#positions.get(ticker) ?? 0) + signed);
    this.#cash -= signed * order.price;
    const tradeId = `trade-${this.#trades++}`;
    const terms = { price: order.price, quantity: size, fee: 0 as Money, taker: false };
    this.#tell((at) => ({ type: "fill", at, tradeId, clientOrderId, ticker, side, ...terms }));
  }

  #heartbeats(): void {
    this.give({ type: "heartbeat", at: this.#now, feed: "live", lagMs: 5 });
    this.#after(1_000, () => this.#heartbeats());
  }

  /** Books and trades around 50c, and now and then somebody who takes what we offer. */
  #world(): void {
    if (this.#quiet) return;
    const at = this.#now;
    const ticker = this.#random.chance(0.5) ? ONE : TWO;
    const middle = this.#random.integer(44, 56);
    const level = (cents: number) => [{ price: price(cents * 100), quantity: quantity(5_000) }];
    if (this.#random.chance(0.6)) {
      this.give({ type: "book", at, ticker, book: { bids: level(middle - 4), asks: level(middle + 4) } });
    } else this.give({ type: "trade", at, order: { ticker, at, side: "unknown", prints: level(middle) } });
    const orders = [...this.resting.values()];
    if (orders.length > 0 && this.#random.chance(0.15)) this.#fill(orders[this.#random.integer(0, orders.length - 1)]!);
    this.#after(this.#random.integer(100, 1_500), () => this.#world());
  }
}
