import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command } from "../../src/engine/command.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import { type Order, remaining } from "../../src/engine/order.ts";
import type { WriteCosts, WriteTokens } from "../../src/engine/start.ts";
import { type Money, type Price, quantity, type Side, type Time, time } from "../../src/market/units.ts";
import { strongest, withholds } from "../../src/strategy/reasons.ts";
import { fairMove, legTickers, openingInputs, steeredEngine, steeredStart } from "./steered-event.ts";

const T0 = time(1_790_000_000_000);
const DRIFT_CENTS = 1;
const TICKERS = legTickers(6);
const SIDES: readonly Side[] = ["bid", "ask"];

type Request = Extract<Command, { type: "place" | "amend" | "cancel" }>;

const STEP = fc.record({
  waitMs: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 300 }) }, fc.integer({ min: 0, max: 20_000 })),
  what: fc.constantFrom(
    "move",
    "move",
    "move",
    "move",
    "answer",
    "answer",
    "answer",
    "answer-all",
    "429",
    "fill",
    "pull",
    "resume",
  ),
  pick: fc.nat(10_000),
  cents: fc.integer({ min: -6, max: 6 }),
});
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

const TOKENS: fc.Arbitrary<WriteTokens> = fc.record({
  perSecond: fc.integer({ min: 20, max: 120 }),
  capacity: fc.integer({ min: 50, max: 150 }),
  reserve: fc.constant(30),
  costs: fc.record({
    place: fc.integer({ min: 4, max: 12 }),
    amend: fc.integer({ min: 4, max: 12 }),
    cancel: fc.integer({ min: 1, max: 3 }),
    cancelAll: fc.constant(2),
  }),
});

/** What is wanted of one side of a leg, and how urgent that is, by SAFETY.md's list: from least to most that it may count as. */
interface Want {
  readonly what: string;
  readonly first: number;
  readonly last: number;
}

/** An engine on an exchange that answers when and how the test says. Whatever it sends is checked at once. */
class Play {
  readonly engine: Engine = steeredEngine();
  readonly costs: WriteCosts;
  readonly pending: Request[] = [];
  now: Time = T0;
  #fairs = new Map(TICKERS.map((ticker) => [ticker, 50]));
  #tokens: number;
  #countedAt: Time = T0;
  #trades = 0;
  /** When each side last got an order that didn't make the position smaller. */
  #placedAt = new Map<string, Time>();

  constructor(readonly limits: WriteTokens) {
    this.costs = limits.costs!;
    this.#tokens = limits.capacity;
    const profile = { staleOrderDriftCents: DRIFT_CENTS, skewCentsPerContract: 0.25, inventoryPullContracts: 5 };
    this.give(
      steeredStart({ at: T0, tickers: TICKERS, writeTokens: limits, epoch: "play", orderTtlMs: 45_000, profile }),
    );
    for (const input of openingInputs(T0, TICKERS)) this.give(input);
  }

  get desk() {
    return this.engine.desk!;
  }

  act({ what, pick, cents }: Step): void {
    const ticker = TICKERS[pick % TICKERS.length]!;
    switch (what) {
      case "move": {
        const fair = Math.min(75, Math.max(25, this.#fairs.get(ticker)! + cents));
        this.#fairs.set(ticker, fair);
        this.give(fairMove(ticker, this.now, fair));
        return;
      }
      case "answer":
        this.answer(pick % Math.max(1, this.pending.length));
        return;
      case "answer-all":
        this.answerAll();
        return;
      case "429": {
        const [request] = this.pending.splice(pick % Math.max(1, this.pending.length), 1);
        if (request === undefined) return;
        this.#tokens = Math.min(0, this.#refilled());
        this.give({ type: "throttled", at: this.now, clientOrderId: request.clientOrderId, request: request.type });
        return;
      }
      case "fill": {
        const resting = [...this.desk.orders.live()].filter(({ state }) => state === "resting");
        const order = resting[pick % Math.max(1, resting.length)];
        if (order !== undefined) this.#fill(order);
        return;
      }
      case "pull":
      case "resume":
        this.give({ type: "operator", at: this.now, action: what, by: "test", ticker });
    }
  }

  /** Lets time pass, with the engine woken when it asks to be, and orders that nobody renews taken off. */
  pass(ms: number): void {
    const end = time(this.now + ms);
    for (;;) {
      const wake = this.engine.wakeAt ?? end;
      const lapse = Math.min(...[...this.desk.orders.live()].map(lapsesAt));
      const next = Math.min(wake, lapse, end);
      this.now = time(Math.max(this.now, next));
      for (const order of [...this.desk.orders.live()]) {
        if (lapsesAt(order) > this.now) continue;
        const { clientOrderId } = order;
        this.give({ type: "closed", at: this.now, clientOrderId, reason: "expired", reducedBy: remaining(order) });
      }
      if (this.now >= end) break;
      if (next === wake) this.give({ type: "tick", at: this.now });
    }
    this.give({ type: "tick", at: this.now });
  }

  answerAll(): void {
    while (this.pending.length > 0) this.answer(0);
  }

  answer(index: number): void {
    const [request] = this.pending.splice(index, 1);
    if (request === undefined) return;
    const { clientOrderId } = request;
    const { now: at } = this;
    if (request.type === "place") this.give({ type: "placed", at, clientOrderId, orderId: clientOrderId });
    else if (request.type === "amend") {
      const { price, remaining, expiresAt } = request;
      this.give({ type: "amended", at, clientOrderId, price, remaining, expiresAt });
    } else {
      const reducedBy = remaining(this.desk.orders.get(clientOrderId)!);
      this.give({ type: "cancelled", at, clientOrderId, reducedBy });
    }
  }

  give(input: Input): void {
    const before = new Map(
      [...(this.engine.desk?.orders.live() ?? [])].map((order) => [order.clientOrderId, order.state]),
    );
    const commands = this.engine.handle(input);
    const requests = commands.filter(
      (command) => command.type !== "alert" && command.type !== "readAccount",
    ) as Request[];
    this.#checkOrder(requests, before);
    this.#checkBudget(requests, before);
    this.#checkPlaces(requests);
    for (const request of requests) {
      this.pending.push(request);
      if (request.type === "place") this.give({ type: "sent", at: this.now, clientOrderId: request.clientOrderId });
    }
  }

  /** A lower class never goes before a higher one: neither among what was sent, nor ahead of anything that was left over. */
  #checkOrder(requests: readonly Request[], before: ReadonlyMap<string, string>): void {
    const sent = requests.map((request) => this.#sentAs(request, before));
    let reached = 0;
    for (const want of sent) {
      expect(want.last, `${want.what} after one of class ${reached}`).toBeGreaterThanOrEqual(reached);
      reached = Math.max(reached, want.first);
    }
    for (const want of this.#leftOver()) {
      expect(want.last, `${want.what} waits although one of class ${reached} was sent`).toBeGreaterThanOrEqual(reached);
    }
  }

  #sentAs(request: Request, before: ReadonlyMap<string, string>): Want {
    const { ticker } = request;
    const what = `${request.type} on ${ticker}`;
    if (request.type === "place") return placeOf(what, request.side, this.desk.account.position(ticker));
    if (request.type === "amend") return { what, first: 4, last: 4 };
    const order = this.desk.orders.get(request.clientOrderId)!;
    if (before.get(order.clientOrderId) === "cancelling") return { what: `repeated ${what}`, first: 1, last: 1 };
    return this.#cancelOf(order);
  }

  /** What is wanted by now and hasn't been sent. */
  #leftOver(): Want[] {
    const wants: Want[] = [];
    for (const ticker of TICKERS) {
      const leg = this.desk.legs.get(ticker);
      if (leg === undefined) continue;
      for (const side of SIDES) {
        const target = leg.desired?.[side];
        for (const order of leg.live[side]) {
          if (order.state === "cancelling" && order.cancelAskedAt === undefined)
            wants.push({ what: `cancel of ${order.clientOrderId}`, first: 1, last: 1 });
          const off = target === undefined ? Number.POSITIVE_INFINITY : Math.abs(target.price - order.price);
          if (order.state === "resting" && off > DRIFT_CENTS * 100) wants.push(this.#cancelOf(order));
        }
        if (target === undefined || leg.live[side].length > 0) continue;
        const facing = side === "bid" ? leg.live.ask : leg.live.bid;
        if (facing.some((order) => (side === "bid" ? order.price <= target.price : order.price >= target.price)))
          continue;
        const place = placeOf(`place of ${side} on ${ticker}`, side, this.desk.account.position(ticker));
        if (leg.backoff[side].open(this.now, place.first === 3)) wants.push(place);
      }
    }
    return wants;
  }

  #cancelOf({ ticker, side, price, clientOrderId }: Order): Want {
    const leg = this.desk.legs.get(ticker)!;
    const what = `cancel of ${clientOrderId}`;
    const target = leg.desired?.[side];
    const reason = strongest(leg.reasons, side);
    if (target === undefined) {
      const service = reason !== undefined && withholds(reason) ? 1 : 5;
      return { what, first: service, last: service };
    }
    if (Math.abs(target.price - price) <= DRIFT_CENTS * 100) return { what, first: 5, last: 5 };
    // Of the second class, unless its new order may go out within half a second.
    const position = this.desk.account.position(ticker);
    const paced = !leg.backoff[side].open(time(this.now + 500), placeOf("", side, position).first === 3);
    const short = this.#refilled() + this.limits.perSecond / 2 < this.limits.reserve + this.costs.place;
    return { what, first: 2, last: paced || short ? 2 : 5 };
  }

  /** The budget, counted out anew: never overdrawn, and only what averts danger takes from the reserve. */
  #checkBudget(requests: readonly Request[], before: ReadonlyMap<string, string>): void {
    this.#tokens = this.#refilled();
    this.#countedAt = this.now;
    for (const request of requests) {
      this.#tokens -= this.costs[request.type];
      expect(this.#tokens).toBeGreaterThan(-1e-6);
      if (this.#sentAs(request, before).first === 1) continue;
      expect(this.#tokens, `${request.type} took from the reserve`).toBeGreaterThan(this.limits.reserve - 1e-6);
    }
  }

  /** The newest desire wins, and an ordinary quote moves at most once a second. */
  #checkPlaces(requests: readonly Request[]): void {
    for (const request of requests) {
      if (request.type !== "place") continue;
      const { ticker, side } = request;
      expect(request.price).toBe(this.desk.legs.get(ticker)!.desired?.[side]?.price as Price);
      const slot = `${ticker} ${side}`;
      const reduces = placeOf("", side, this.desk.account.position(ticker)).first === 3;
      if (!reduces) expect(this.now - (this.#placedAt.get(slot) ?? 0)).toBeGreaterThanOrEqual(1_000);
      this.#placedAt.set(slot, this.now);
    }
  }

  #refilled(): number {
    const gained = ((this.now - this.#countedAt) * this.limits.perSecond) / 1_000;
    return Math.min(this.limits.capacity, this.#tokens + gained);
  }

  #fill({ clientOrderId, ticker, side, price }: Order): void {
    const tradeId = `trade-${++this.#trades}`;
    const fill = { type: "fill", at: this.now, tradeId, clientOrderId, ticker, side, price } as const;
    this.give({ ...fill, quantity: quantity(100), fee: 0 as Money, taker: false });
  }
}

function placeOf(what: string, side: Side, position: number): Want {
  const service = (side === "bid" ? position < 0 : position > 0) ? 3 : 5;
  return { what, first: service, last: service };
}

/** When the exchange takes an order off; one whose answer or end is still on its way is left alone. */
function lapsesAt({ state, expiresAt }: Order): number {
  return state === "resting" ? (expiresAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}

test("the order of service holds, whatever is wanted and whatever there is to spend", () => {
  fc.assert(
    fc.property(TOKENS, fc.array(STEP, { minLength: 1, maxLength: 60 }), (limits, steps) => {
      const play = new Play(limits);
      for (const step of steps) {
        play.pass(step.waitMs);
        play.act(step);
      }
    }),
    { numRuns: 150, seed: 8_114 },
  );
});

test("nothing wanted is forgotten when tokens come back", () => {
  fc.assert(
    fc.property(TOKENS, fc.array(STEP, { minLength: 1, maxLength: 40 }), (limits, steps) => {
      const play = new Play(limits);
      for (const step of steps) {
        play.pass(Math.min(step.waitMs, 300));
        play.act(step);
      }
      for (const ticker of TICKERS) play.give({ type: "operator", at: play.now, action: "resume", by: "test", ticker });
      for (let second = 0; second < 90; second++) {
        play.answerAll();
        play.pass(1_000);
      }
      play.answerAll();
      // Renewals come due again and again, and under a small budget some may be waiting at any moment.
      for (let second = 0; second < 30 && play.desk.service.waits.count > 0; second++) {
        play.pass(1_000);
        play.answerAll();
      }
      for (const leg of play.desk.legs.values()) {
        for (const side of SIDES) {
          const target = leg.desired?.[side];
          const working = leg.live[side].map(({ state, price }) => ({ state, price }));
          if (target === undefined) expect(working).toEqual([]);
          else {
            expect(working).toMatchObject([{ state: "resting" }]);
            expect(Math.abs(working[0]!.price - target.price)).toBeLessThanOrEqual(DRIFT_CENTS * 100);
          }
        }
      }
      expect(play.desk.service.waits.count).toBe(0);
      expect(play.desk.service.waits.since).toBeUndefined();
    }),
    { numRuns: 60, seed: 8_115 },
  );
});
