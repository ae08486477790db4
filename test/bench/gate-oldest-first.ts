import type { Timer } from "../../src/ambient/timers.ts";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { Place } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import type { WriteTokens } from "../../src/engine/start.ts";
import { USUAL_COSTS } from "../../src/engine/write-gate.ts";
import { after, CENT, type Price, type Time } from "../../src/market/units.ts";
import { type GateExchange, ONE_CONTRACT, type Slot } from "./gate-exchange.ts";
import { TOLERANCE_CENTS } from "./gate-meter.ts";

const TTL_MS = 45_000;
const RENEW_MS = 25_000;

interface Quote {
  readonly slot: Slot;
  wanted: Price | undefined;
  /** What was asked for last; undefined when nothing rests. */
  asked: Place | undefined;
  renewAt: number;
  isQueued: boolean;
  /** A request of it is on its way. */
  isBusy: boolean;
}

/**
 * The plain way to spend a write budget, for comparison: whoever has waited longest is served next, with what it wants by then. Moves and
 * renewals stand in one line, and all of the bucket is for them.
 */
export class OldestFirst {
  readonly #quotes = new Map<Slot, Quote>();
  readonly #line: Quote[] = [];
  #tokens: number;
  #countedAt: Time;
  #orders = 0;
  #wake: Timer | undefined;

  constructor(
    private readonly time: VirtualTime,
    private readonly exchange: GateExchange,
    private readonly limits: WriteTokens,
  ) {
    this.#tokens = limits.capacity;
    this.#countedAt = time.now();
  }

  want(slot: Slot, price: Price | undefined): void {
    const quote = this.#quotes.getOrInsertComputed(slot, () => {
      return { slot, wanted: price, asked: undefined, renewAt: Infinity, isQueued: false, isBusy: false };
    });
    quote.wanted = price;
    this.#queue(quote);
  }

  #queue(quote: Quote): void {
    if (!quote.isQueued && !quote.isBusy && this.#needs(quote) !== undefined) {
      quote.isQueued = true;
      this.#line.push(quote);
    }
    this.#serve();
  }

  #needs({ wanted, asked, renewAt }: Quote): "move" | "renew" | undefined {
    if (wanted === undefined ? asked !== undefined : asked === undefined) return "move";
    if (asked !== undefined && Math.abs(wanted! - asked.price) > TOLERANCE_CENTS * CENT) return "move";
    return asked !== undefined && this.time.now() >= renewAt ? "renew" : undefined;
  }

  #serve(): void {
    for (let next = this.#line[0]; next !== undefined; next = this.#line[0]) {
      const need = this.#needs(next);
      const { place, amend, cancel } = USUAL_COSTS;
      const cost = need === "renew" ? amend : need === "move" ? place + cancel : 0; // a move is begun when it can be ended
      const waitMs = this.#waitMs(cost);
      if (waitMs > 0) {
        this.#wake?.cancel();
        this.#wake = this.time.after(waitMs, () => this.#serve());
        return;
      }
      this.#line.shift();
      next.isQueued = false;
      if (need === undefined) continue;
      this.#tokens -= cost;
      if (need === "renew") this.#renew(next);
      else if (next.asked === undefined) this.#place(next);
      else this.#cancel(next, next.asked);
    }
  }

  #waitMs(cost: number): number {
    const now = this.time.now();
    const { perSecond, capacity } = this.limits;
    this.#tokens = Math.min(capacity, this.#tokens + ((now - this.#countedAt) * perSecond) / 1_000);
    this.#countedAt = now;
    return Math.max(0, Math.ceil(((cost - this.#tokens) / perSecond) * 1_000));
  }

  #send(quote: Quote, command: Parameters<GateExchange["send"]>[0], done: () => void): void {
    quote.isBusy = true;
    this.exchange.send(command, (answer: Input) => {
      if (answer.type === "throttled") this.#send(quote, command, done);
      else {
        quote.isBusy = false;
        done();
      }
    });
  }

  #cancel(quote: Quote, { clientOrderId, ticker }: Place): void {
    this.#send(quote, { type: "cancel", clientOrderId, ticker }, () => {
      quote.asked = undefined;
      this.#place(quote);
    });
  }

  #place(quote: Quote): void {
    const [ticker, side] = quote.slot.split(" ") as [string, Place["side"]];
    if (quote.wanted === undefined) return;
    const expiresAt = after(this.time.now(), TTL_MS);
    const clientOrderId = `oldest-${++this.#orders}`;
    const { wanted: price } = quote;
    const order: Place = { type: "place", clientOrderId, ticker, side, price, quantity: ONE_CONTRACT, expiresAt };
    quote.asked = order;
    this.#awaitRenewal(quote);
    this.#send(quote, order, () => this.#queue(quote));
  }

  #renew(quote: Quote): void {
    const { clientOrderId, ticker, side, price, quantity: remaining } = quote.asked!;
    const expiresAt = after(this.time.now(), TTL_MS);
    const filled = 0 as Place["quantity"];
    this.#awaitRenewal(quote);
    this.#send(quote, { type: "amend", clientOrderId, ticker, side, price, remaining, filled, expiresAt }, () =>
      this.#queue(quote),
    );
  }

  #awaitRenewal(quote: Quote): void {
    quote.renewAt = this.time.now() + RENEW_MS;
    this.time.after(RENEW_MS, () => this.#queue(quote));
  }
}
