import { createEngine, type Engine } from "../../src/engine/engine.ts";
import type { AccountReading, Trade } from "../../src/engine/input.ts";
import type { Start, WriteTokens } from "../../src/engine/start.ts";
import type { BookSnapshot } from "../../src/market/order-book.ts";
import { lastPrice, type TakerOrder } from "../../src/market/taker-order.ts";
import { type Money, price, quantity, type Time, time } from "../../src/market/units.ts";
import type { FairValue, FairValueModel } from "../../src/model/fair-value-model.ts";
import { PRIOR } from "../../src/model/parameters.ts";
import type { Profile } from "../../src/strategy/profile.ts";
import { DOCUMENTED } from "../strategy/documented.ts";

/** A fair value that is what the last trade says, and never surprised: the driver decides how quotes move. */
class LastPrice implements FairValueModel {
  estimate: FairValue | undefined;
  readonly sigmaB = DOCUMENTED.referenceSigmaB;

  observe(order: TakerOrder): void {
    this.estimate = { fairCents: lastPrice(order) / 100, sdCents: 1, jumpProbability: 0, zMove: 0 };
  }

  setParameters(): void {}

  mark() {
    return { at: 0 as Time, logOdds: 0, variance: 1, clock: 0 };
  }

  moveFrom(): number {
    return 0;
  }

  anchor(): void {}
}

/** The production engine, but for its fair values, which `fairMove` sets. */
export function steeredEngine(): Engine {
  return createEngine(() => new LastPrice());
}

const EVENT = "KXSTEERED-26SEP";
const FAIR_AT_START = 50;
const OTHERS_CENTS = 4; // from the fair value to the others' best: nothing of ours is in their way

export function legTickers(legs: number): string[] {
  return Array.from({ length: legs }, (_, index) => `${EVENT}-L${index + 1}`);
}

export interface SteeredOptions {
  readonly at: Time;
  readonly tickers: readonly string[];
  readonly writeTokens: WriteTokens;
  readonly epoch?: string;
  readonly orderTtlMs?: number;
  readonly profile?: Partial<Profile>;
}

/** An event whose every leg is worth 50c to begin with, on an account that is never compared. */
export function steeredStart({ at, tickers, writeTokens, epoch, orderTtlMs, profile }: SteeredOptions): Start {
  return {
    type: "start",
    at,
    epoch: epoch ?? "steered",
    version: "test",
    event: {
      ticker: EVENT,
      series: "KXSTEERED",
      title: "Steered",
      mutuallyExclusive: true,
      fees: { type: "quadratic_with_maker_fees", multiplier: 1 },
      legs: tickers.map((ticker) => ({
        ticker,
        title: ticker,
        status: "active",
        closeTime: time(at + 24 * 3_600_000),
        priceRanges: [{ start: price(0), end: price(10_000), step: 100 }],
      })),
    },
    profile: { ...DOCUMENTED, name: "steered", halfSpread: "fixed", ...profile },
    rules: "all",
    model: "kalman",
    limits: {
      maxPositionPerTicker: 50,
      maxOrderSize: 10,
      maxDailyLossPct: 10,
      minBalanceFloor: 10_000_000 as Money,
      maxEventLossPct: 25,
    },
    pacing: {
      moves: "acknowledged",
      writeTokens,
      orderTtlMs,
      reconcileEveryMs: undefined,
      staleAfterMs: undefined,
    },
    history: tickers.map((ticker) => fairMove(ticker, time(at - 60_000), FAIR_AT_START).order),
    parameters: tickers.map((ticker) => ({ ticker, parameters: PRIOR })),
  };
}

/** What makes such an engine ready to quote: a clean account, and a book of every leg. */
export function openingInputs(at: Time, tickers: readonly string[]): readonly [AccountReading, ...Trade[]] {
  const reading: AccountReading = {
    type: "account",
    at,
    asOf: at,
    resting: [],
    positions: [],
    balance: 1_000_000_000 as Money,
  };
  return [reading, ...tickers.map((ticker) => fairMove(ticker, at, FAIR_AT_START))];
}

/** The fair value of a leg is now this, and the others' book stands around it. Whole cents. */
export function fairMove(ticker: string, at: Time, cents: number): Trade {
  const level = (levelCents: number) => [{ price: price(levelCents * 100), quantity: quantity(5_000) }];
  const book: BookSnapshot = { bids: level(cents - OTHERS_CENTS), asks: level(cents + OTHERS_CENTS) };
  const prints = [{ price: price(cents * 100), quantity: quantity(1_000) }] as const;
  return { type: "trade", at, order: { ticker, at, side: "unknown", prints }, book };
}
