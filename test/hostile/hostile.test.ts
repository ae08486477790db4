import { describe, expect, it } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { CENT, DOLLAR, after as later, type Money, type Price, type Quantity } from "../../src/market/units.ts";
import type { Crowd } from "../../src/venue/sim/crowds/crowd.ts";
import { MONTHLY } from "../../src/venue/sim/crowds/monthly.ts";
import { startOf } from "../../src/venue/sim/simulated-event.ts";
import { Simulation } from "../../src/venue/sim/simulation.ts";
import { DECOY, HostileAgent, PRINTER, TACTICS, type Tactic } from "./agent.ts";
import { watchGains } from "./gains.ts";
import { hostileDay } from "./hostile-day.ts";

const HOUR = 3_600_000;
const NEVER = 1e15;
const PURSE = (100_000 * DOLLAR) as Money;
const VICTIM = "victim";

/** The truth stands still and nobody trades. */
const STILL: Crowd = {
  ...MONTHLY,
  event: {
    ...MONTHLY.event,
    variancePerHour: 0,
    dailyVariance: 0,
    hoursBetweenNews: [NEVER, NEVER],
    resolvingHours: 0,
    lateLegs: 0,
  },
  makers: [],
  noise: { ...MONTHLY.noise, meanMs: NEVER },
  informed: { ...MONTHLY.informed, lookMs: NEVER, noticed: 0 },
  manipulator: { attemptMs: NEVER },
  forgotten: 0,
};

/** The agent among nobody but a victim, who quotes the truth or whatever was printed last. */
function attacked(tactic: Tactic, victim: "steadfast" | "follower", hours: number) {
  const start = startOf(STILL.event);
  const closeTime = later(start, STILL.event.hoursToClose * HOUR);
  const fees = { type: "quadratic_with_maker_fees", multiplier: 1 } as const;
  const simulation = new Simulation(
    { seed: 1, closeTime, preHistoryMs: 0, fees, rules: {}, pauses: [], crowd: STILL },
    start,
  );
  const { exchange, truth } = simulation;
  const time = new VirtualTime(start);
  simulation.enter(time);
  const tickers = simulation.event.legs.map(({ ticker }) => ticker);
  for (const name of [PRINTER, DECOY, VICTIM]) {
    exchange.openAccount(name, { keepsRecords: false });
    exchange.deposit(name, PURSE);
  }
  const quote = (ticker: string, cents: number): void => {
    exchange.cancelAll(VICTIM, time.now());
    for (const [side, price] of [
      ["bid", Math.floor(cents - 2)],
      ["ask", Math.ceil(cents + 2)],
    ] as const) {
      if (price < 1 || price > 99) continue;
      const order = { ticker, side, price: (price * CENT) as Price, quantity: 500 as Quantity };
      exchange.create(VICTIM, { ...order, timeInForce: "good-till-canceled", postOnly: true }, time.now());
    }
  };
  const ticker = tickers[0]!;
  const worth = 100 * truth.now(0);
  quote(ticker, worth);
  exchange.subscribe((fact) => {
    if (fact.type !== "trade") return;
    const last = fact.prints.at(-1)!.price / CENT;
    time.after(500, () => quote(ticker, victim === "follower" ? last : worth));
  });
  const gains = watchGains(simulation, VICTIM);
  const agent = new HostileAgent({
    exchange,
    time,
    tickers: [ticker],
    tactic,
    confirming: 12,
    random: Random.seeded(3),
  });
  time.runUntil(later(start, hours * HOUR));
  return { simulation, gains, agent, ticker };
}

describe("the hostile agent", () => {
  it("earns from whoever follows his prints: there is something to find", () => {
    for (const tactic of TACTICS) {
      const { gains, agent } = attacked(tactic, "follower", 10);
      expect(agent.harvests, tactic).toBeGreaterThan(5);
      expect(gains.fromUs, tactic).toBeGreaterThan(1);
      expect(gains.profit, tactic).toBeGreaterThan(0);
    }
  });

  it("earns nothing from who keeps quoting the truth", () => {
    for (const tactic of TACTICS) {
      const { gains, agent } = attacked(tactic, "steadfast", 10);
      expect(agent.prints, tactic).toBeGreaterThan(5);
      expect(gains.profit, tactic).toBeLessThan(0);
    }
  });

  it("has made what his accounts hold, each contract at what it is worth", () => {
    const { simulation, gains, ticker } = attacked("staged", "follower", 10);
    const { exchange, truth } = simulation;
    let held = 0;
    for (const account of [PRINTER, DECOY]) {
      held += exchange.balance(account) - PURSE + exchange.position(account, ticker) * 10_000 * truth.now(0);
    }
    expect(gains.profit).toBeCloseTo(held / DOLLAR, 6);
  });
});

it("a day with him is the same with the same seed", async () => {
  const options = { seed: 3, profile: "documented", tactic: "print", hours: 2 } as const;
  const day = await hostileDay(options);
  expect(day.prints).toBeGreaterThan(0);
  expect(await hostileDay(options)).toEqual(day);
});
