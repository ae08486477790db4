import { Random } from "../../src/ambient/random.ts";
import type { Carried } from "../../src/engine/carried.ts";
import type { Command } from "../../src/engine/command.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { LIVE_GUARDS } from "../../src/engine/guards.ts";
import type { AccountReading, Input, OperatorAction, RestingOrder } from "../../src/engine/input.ts";
import { type Order, remaining } from "../../src/engine/order.ts";
import type { Start } from "../../src/engine/start.ts";
import { after, type Money, type Position, price, type Quantity, quantity, type Time } from "../../src/market/units.ts";
import type { Settings } from "../../src/strategy/settings.ts";
import { legOf, rulesChange } from "./eventful-rules.ts";
import { ONE, Rig, type RigOptions, T0, TWO } from "./rig.ts";

const TICKERS = [ONE, TWO] as const;
const HOUR_MS = 3_600_000;
const STEPS = 160;

/** What an engine was told in a session in which everything happens that an engine can be told of, whether or not it makes sense together. */
export function eventfulSession(seed: number, options: RigOptions): readonly Input[] {
  const random = Random.seeded(seed);
  const session = new EventfulSession(random, options);
  let isGood = true;
  for (let step = 0; step < STEPS; step++) {
    if (step % 40 === 39) {
      isGood = random.chance(0.7);
      if (isGood) session.heal();
    }
    session.step(isGood, step > STEPS * 0.8);
  }
  return session.inputs;
}

class EventfulSession {
  readonly inputs: Input[] = [];
  readonly #engine: Engine = createEngine();
  #at: Time = T0;
  #ids = 0;
  readonly #placed: string[] = [];

  constructor(
    private readonly random: Random,
    options: RigOptions,
  ) {
    const rig = new Rig({ ...options, pacing: { guards: LIVE_GUARDS } });
    rig.open();
    const [start, ...opening] = rig.inputs;
    this.#give(this.#burdened(start as Start));
    for (const input of opening) this.#give(input);
  }

  /** A step on. In good times everything is well but for single mishaps, so that quotes come to rest; in bad times nothing is. */
  step(isGood: boolean, isLate: boolean): void {
    const { random } = this;
    const jumps = !isGood && random.chance(0.03);
    this.#at = after(this.#at, jumps ? random.choice([35 * 60_000, 25 * HOUR_MS]) : random.integer(0, 1_500));
    if (isGood) this.#allWell();
    const worlds = [this.#answer, this.#market, this.#line, this.#account, this.#rules, this.#operate, this.#late];
    const world = random.weighted(worlds, isGood ? [12, 6, 0, 1, 1, 0, 2] : [6, 6, 6, 3, 3, 1, 2]);
    this.#give(isLate && random.chance(0.08) ? this.#end() : world.call(this, isGood));
    const wake = this.#engine.wakeAt;
    if (wake !== undefined && wake < this.#at + 5_000 && random.chance(0.4)) {
      this.#at = wake;
      this.#give({ type: "tick", at: wake });
    }
  }

  /** What ends bad times. */
  heal(): void {
    const { random } = this;
    const at = this.#at;
    for (const ticker of TICKERS) this.#give({ type: "leg", at, leg: legOf(random, at, ticker, "active") });
    this.#give({ type: "exchange", at, trading: true });
    this.#give({ type: "journal", at, problem: null });
    this.#give({ type: "operator", at, action: "adopt", by: "test" });
    this.#give({ type: "operator", at, action: "resume", by: "test" });
  }

  #allWell(): void {
    const at = this.#at;
    this.#give({ type: "heartbeat", at, feed: "live", lagMs: 5 });
    this.#give({ type: "health", at, loopLagMs: 1, clockUncertaintyMs: 20, journal: "writable" });
    if (this.random.chance(0.4)) this.#give(this.#reading(true));
  }

  /** A start with something from earlier ones. */
  #burdened(start: Start): Start {
    const { random } = this;
    const carried: Carried = {
      legs: [
        {
          ticker: ONE,
          position: 300 as Position,
          costBasis: 1_500_000 as Money,
          realised: 120_000 as Money,
          fees: 3_000 as Money,
        },
      ],
      pulled: random.chance(0.3) ? [{ ticker: TWO, text: "pulled by viewer" }] : [],
      reduceOnly: random.chance(0.3) ? [TWO] : [],
      ...(random.chance(0.3) && { set: [{ ticker: TWO, values: { orderSize: 2, minOrders: 3 } }] }),
      tradeIds: ["earlier"],
      touched: [],
      flowIds: [{ id: "earlier", kind: "deposit" }],
    };
    return {
      ...start,
      ...(random.chance(0.5) && { carried }),
      ...(random.chance(0.3) && { unexplained: ["a difference"] }),
      ...(random.chance(0.5) && { foreignOrders: "count" as const }),
    };
  }

  #give(input: Input): void {
    this.inputs.push(input);
    for (const command of this.#engine.handle(input)) this.#carryOut(command);
  }

  /** The loop's own part: what has been decided is handed on, or withdrawn, or hangs. */
  #carryOut(command: Command): void {
    if (command.type !== "place") return;
    const { clientOrderId } = command;
    this.#placed.push(clientOrderId);
    const at = this.#at;
    const luck = this.random.uniform();
    if (luck < 0.8) this.#give({ type: "sent", at, clientOrderId });
    else if (luck < 0.9) this.#give({ type: "withdrawn", at, clientOrderId, detail: "no longer wanted" });
  }

  get #desk() {
    return this.#engine.desk!;
  }

  #answer(): Input {
    const { random } = this;
    const live = [...this.#desk.orders.live()];
    if (live.length === 0) return this.#market();
    const order = random.choice(live);
    const at = this.#at;
    const { clientOrderId } = order;
    const luck = random.uniform();
    const request = order.state === "cancelling" ? "cancel" : order.renewal !== undefined ? "amend" : "place";
    if (luck < 0.06) return { type: "throttled", at, clientOrderId, request };
    if (luck < 0.12) return { type: "unknown", at, clientOrderId, request, detail: "timeout" };
    if (luck < 0.3) {
      const code = random.choice(["post-only-cross", "post-only-cross", "gone", "other", "duplicate"] as const);
      return { type: "refused", at, clientOrderId, request, code, detail: "no" };
    }
    if (luck < 0.5 && remaining(order) > 0) return this.#fill(order);
    if (luck < 0.55) {
      const reason = random.choice(["expired", "self-trade", "post-only-cross", "margin"] as const);
      return { type: "closed", at, clientOrderId, reason, reducedBy: remaining(order) };
    }
    if (request === "cancel") {
      const reducedBy = random.chance(0.8) ? remaining(order) : (0 as Quantity);
      return { type: "cancelled", at, clientOrderId, reducedBy };
    }
    if (order.renewal !== undefined) {
      const { expiresAt } = order.renewal;
      return {
        type: "amended",
        at,
        clientOrderId,
        price: order.price,
        remaining: remaining(order),
        expiresAt,
      };
    }
    return { type: "placed", at, clientOrderId, orderId: `x-${clientOrderId}` };
  }

  /** What is told of any order there ever was, again or late. */
  #late(): Input {
    const { random } = this;
    const at = this.#at;
    const clientOrderId = random.choice(["tauroi-old-1", ...this.#placed.slice(-6)]);
    const luck = random.uniform();
    if (luck < 0.5) return { type: "refused", at, clientOrderId, request: "cancel", code: "other", detail: "closed" };
    if (luck < 0.7) return { type: "placed", at, clientOrderId, orderId: `x-${clientOrderId}` };
    const order = this.#desk.orders.get(clientOrderId);
    if (order !== undefined && luck < 0.9) return this.#fill(order);
    return { type: "unknown", at, clientOrderId, request: "cancel", detail: "timeout" };
  }

  #fill(order: Order): Input {
    const { clientOrderId, ticker, side } = order;
    const size = quantity(Math.min(Math.max(50, remaining(order)), this.random.integer(1, 3) * 50));
    const terms = { price: order.price, quantity: size, fee: this.random.integer(0, 9_000) as Money };
    const tradeId = `trade-${this.#ids++}`;
    return {
      type: "fill",
      at: this.#at,
      tradeId,
      clientOrderId,
      ticker,
      side,
      ...terms,
      taker: this.random.chance(0.1),
    };
  }

  #market(): Input {
    const { random } = this;
    const at = this.#at;
    const ticker = random.choice(TICKERS);
    const middle = random.chance(0.1) ? random.integer(5, 95) : random.integer(46, 54);
    const width = random.integer(1, 9);
    const level = (cents: number) =>
      random.chance(0.05) ? [] : [{ price: price(Math.min(99, Math.max(1, cents)) * 100), quantity: quantity(5_000) }];
    if (random.chance(0.5)) {
      return {
        type: "book",
        at,
        ticker,
        book: { bids: level(middle - width), asks: level(middle + width) },
      };
    }
    const prints = [{ price: price(middle * 100), quantity: quantity(random.integer(1, 80) * 100) }];
    return { type: "trade", at, order: { ticker, at, side: random.choice(["buy", "sell", "unknown"]), prints } };
  }

  /** The line to the exchange, and the program itself. */
  #line(): Input {
    const { random } = this;
    const at = this.#at;
    const luck = random.uniform();
    const lagMs = random.choice([5, 5, 5, 20, 2_500, 6_000]);
    if (luck < 0.5) return { type: "heartbeat", at, feed: random.chance(0.05) ? "lost" : "live", lagMs };
    if (luck < 0.8) {
      const journal = random.choice(["writable", "writable", "writable", "slow", "broken"] as const);
      const clockUncertaintyMs = random.choice([null, 20, 20, 20, 900]);
      return {
        type: "health",
        at,
        loopLagMs: random.choice([1, 1, 1, 400, 3_000]),
        clockUncertaintyMs,
        journal,
      };
    }
    if (luck < 0.9) return { type: "orderGroup", at, id: `group-${this.#ids++}` };
    if (luck < 0.95) return { type: "journal", at, problem: random.choice([null, null, "disk full"]) };
    return {
      type: "exchange",
      at,
      trading: random.chance(0.7),
      ...(random.chance(0.5) && { nextPauseAt: after(at, random.integer(0, HOUR_MS)) }),
    };
  }

  #account(isGood: boolean): Input {
    const { random } = this;
    const at = this.#at;
    const luck = random.uniform();
    const ticker = random.choice(TICKERS);
    if (luck < 0.1) {
      const kind = random.choice(["deposit", "withdrawal"] as const);
      return { type: "flow", at, id: `flow-${this.#ids++}`, amount: 500_000 as Money, kind };
    }
    if (luck < 0.2) {
      const terms = {
        side: "bid",
        price: price(4_000),
        quantity: quantity(100),
        fee: 0 as Money,
        taker: true,
      } as const;
      return { type: "foreignFill", at, tradeId: `foreign-${this.#ids++}`, ticker, ...terms };
    }
    return this.#reading(isGood || luck > 0.6);
  }

  #reading(agrees: boolean): AccountReading {
    const { random } = this;
    const { orders, account } = this.#desk;
    const at = this.#at;
    const resting: RestingOrder[] = [];
    for (const order of orders.live()) {
      if (order.state === "intended" || (!agrees && random.chance(0.4))) continue;
      const { clientOrderId, ticker, side, expiresAt } = order;
      const line = { clientOrderId, orderId: `x-${clientOrderId}`, ticker, side, price: order.price };
      resting.push({ ...line, remaining: remaining(order), expiresAt });
    }
    if (!agrees && random.chance(0.5)) {
      const other = { clientOrderId: random.choice(["by-hand", "tauroi-old-1"]), orderId: "x-other", ticker: ONE };
      resting.push({ ...other, side: "bid", price: price(3_000), remaining: quantity(500), expiresAt: undefined });
    }
    const off = agrees || random.chance(0.5) ? 0 : 100;
    const positions = TICKERS.map((ticker) => ({ ticker, position: (account.position(ticker) + off) as Position }));
    const asOf = after(at, -random.integer(0, 1_500));
    const balance = (account.balance + (agrees || random.chance(0.5) ? 0 : 250_000)) as Money;
    return {
      type: "account",
      at,
      asOf,
      resting,
      positions: positions.filter(({ position }) => position !== 0),
      balance,
    };
  }

  #rules(): Input {
    return rulesChange(this.random, this.#at, this.random.choice(TICKERS));
  }

  #operate(): Input {
    const { random } = this;
    const at = this.#at;
    if (random.chance(0.3)) {
      const values = random.choice<Settings>([
        { orderSize: random.choice([1, 2, 5]) },
        { maxPositionPerTicker: random.choice([1, 3, 50]), zPull: random.choice([1, 2.5]) },
        { halfSpread: "fixed", halfSpreadCents: random.choice([1, 3, 7]) },
        { skewCentsPerContract: random.choice([0, 1, 2]), quietAfterS: random.choice([0, 20]) },
        { stopBeforeCloseS: random.choice([0, 3_600]), staleOrderDriftCents: 0 },
      ]);
      return { type: "setting", at, values, by: "test", ...(random.chance(0.7) && { ticker: random.choice(TICKERS) }) };
    }
    const action = random.choice<OperatorAction>(["pull", "resume", "resume", "reduce", "adopt", "adopt"]);
    return { type: "operator", at, action, by: "test", ...(random.chance(0.7) && { ticker: random.choice(TICKERS) }) };
  }

  /** What nothing comes back from. */
  #end(): Input {
    const { random } = this;
    const at = this.#at;
    const luck = random.uniform();
    if (luck < 0.2) return { type: "settlement", at, ticker: ONE, value: price(random.choice([0, 10_000])) };
    if (luck < 0.3) return { type: "intruder", at, detail: "its group is gone" };
    if (luck < 0.5) return { type: "cancelledAll", at };
    return { type: "operator", at, action: random.choice(["stop", "kill", "kill-ours"]), by: "test" };
  }
}
