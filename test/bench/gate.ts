/**
 * What the write gate makes of a budget that is too small: fifteen contracts, a bid and an ask on each, whose fair values move too often for
 * an account of the Basic or the Advanced tier. The production engine on an exchange without trades, in virtual time; beside it the plain way,
 * which serves what has waited longest, on the same fair values. The same figures every time.
 */
import { Random } from "../../src/ambient/random.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { Input } from "../../src/engine/input.ts";
import type { WriteTokens } from "../../src/engine/start.ts";
import { after, type Price, type Side, type Time, time } from "../../src/market/units.ts";
import { fairMove, legTickers, openingInputs, steeredEngine, steeredStart } from "../engine/steered-event.ts";
import { GateExchange, type Slot, slotOf } from "./gate-exchange.ts";
import { type GateFigures, GateMeter, TOLERANCE_CENTS } from "./gate-meter.ts";
import { OldestFirst } from "./gate-oldest-first.ts";
import type { BenchResult } from "./result.ts";

const TICKERS = legTickers(15);
const SIDES: readonly Side[] = ["bid", "ask"];
const START = time(1_790_000_000_000);
/** Quotes are twice as wide for a minute after the start: measured from when that is over. */
const MEASURED_FROM = after(START, 70_000);
const END = after(MEASURED_FROM, 180_000);

const TIERS: Readonly<Record<string, WriteTokens>> = {
  Basic: { perSecond: 100, capacity: 100, reserve: 30 },
  Advanced: { perSecond: 300, capacity: 600, reserve: 30 },
};

const RATES_HZ = [0.2, 1, 5];

interface Move {
  readonly at: Time;
  readonly ticker: string;
  readonly cents: number;
}

/** What is wanted of one quote from a moment on. */
interface Desire {
  readonly at: Time;
  readonly slot: Slot;
  readonly price: Price | undefined;
}

/** Each fair value steps by one or two cents up or down, at random times, between 25c and 75c. */
function moves(rateHz: number): Move[] {
  const random = Random.seeded(15).fork(`${rateHz} Hz`);
  return TICKERS.flatMap((ticker) => {
    const own = random.fork(ticker);
    const path: Move[] = [];
    let [at, cents] = [START as number, 50];
    for (;;) {
      at += Math.max(1, Math.round((-Math.log(1 - own.uniform()) / rateHz) * 1_000));
      if (at >= END) return path;
      const step = own.integer(1, 2) * (own.uniform() < 0.5 ? -1 : 1);
      cents += cents + step < 25 || cents + step > 75 ? -step : step;
      path.push({ at: at as Time, ticker, cents });
    }
  }).sort((one, other) => one.at - other.at);
}

interface Run {
  readonly figures: GateFigures;
  readonly desires: readonly Desire[];
  readonly refused: number;
}

/** The production engine, woken when it asks to be. */
function withGate(limits: WriteTokens, path: readonly Move[]): Run {
  const clock = new VirtualTime(START);
  const meter = new GateMeter(MEASURED_FROM);
  const exchange = new GateExchange(clock, Random.seeded(1).fork("exchange"), limits, (slot, price, at) =>
    meter.live(slot, price, at),
  );
  const engine = steeredEngine();
  const desires: Desire[] = [];
  const wanted = new Map<Slot, Price | undefined>();
  let wake: { cancel(): void } | undefined;

  const note = (): void => {
    const at = clock.now();
    for (const leg of engine.desk!.legs.values()) {
      for (const side of SIDES) {
        const slot = slotOf(leg.ticker, side);
        const price = leg.desired?.[side]?.price;
        if (wanted.has(slot) && wanted.get(slot) === price) continue;
        wanted.set(slot, price);
        desires.push({ at, slot, price });
        meter.wanted(slot, price, at);
      }
    }
  };
  const give = (input: Input): void => {
    const commands = engine.handle(input);
    note();
    for (const command of commands) {
      if (command.type === "alert") continue;
      exchange.send(command, give);
      if (command.type === "place") give({ type: "sent", at: clock.now(), clientOrderId: command.clientOrderId });
    }
    wake?.cancel();
    if (engine.wakeAt === undefined) return;
    wake = clock.after(engine.wakeAt - clock.now(), () => give({ type: "tick", at: clock.now() }));
  };

  const profile = { staleOrderDriftCents: TOLERANCE_CENTS };
  give(steeredStart({ at: START, tickers: TICKERS, writeTokens: limits, orderTtlMs: 45_000, profile }));
  for (const input of openingInputs(START, TICKERS)) give(input);
  for (const { at, ticker, cents } of path) {
    clock.after(at - START, () => give(fairMove(ticker, clock.now(), cents)));
  }
  clock.runUntil(END);
  return { figures: meter.figures(END), desires, refused: exchange.refused };
}

/** The plain way, on what the engine wanted. */
function oldestFirst(limits: WriteTokens, desires: readonly Desire[]): GateFigures {
  const clock = new VirtualTime(START);
  const meter = new GateMeter(MEASURED_FROM);
  const exchange = new GateExchange(clock, Random.seeded(1).fork("exchange"), limits, (slot, price, at) =>
    meter.live(slot, price, at),
  );
  const plain = new OldestFirst(clock, exchange, limits);
  for (const { at, slot, price } of desires) {
    clock.after(at - START, () => {
      meter.wanted(slot, price, at);
      plain.want(slot, price);
    });
  }
  clock.runUntil(END);
  return meter.figures(END);
}

export function bench(): BenchResult[] {
  return Object.entries(TIERS).flatMap(([tier, limits]) =>
    RATES_HZ.flatMap((rateHz) => {
      const ours = withGate(limits, moves(rateHz));
      const plain = oldestFirst(limits, ours.desires);
      const result = (what: string, unit: string, of: (figures: GateFigures) => number): BenchResult => {
        const [value, beside] = [of(ours.figures), of(plain)];
        const name = `gate, ${tier}, ${rateHz} Hz: ${what}`;
        return { name, value, unit, baseline: "oldest first", baseline_value: beside, ratio: value / beside };
      };
      return [
        result("time quoted", "%", ({ quoted }) => 100 * quoted),
        result(`time live and wrong by over ${TOLERANCE_CENTS}c`, "%", ({ wrong }) => 100 * wrong),
        result("longest wait of a wanted change", "s", ({ longestWaitMs }) => longestWaitMs / 1_000),
      ];
    }),
  );
}
