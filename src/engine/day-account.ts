import { after, type Money, money, type Position, type Price, type Time } from "../market/units.ts";
import { Breaker, type Halt } from "../risk/breaker.ts";
import { type LegExposure, type RiskLimits, shareOf } from "../risk/limits.ts";
import { mark } from "../risk/marks.ts";
import type { AccountReading, Fill } from "./input.ts";
import { Ledger } from "./ledger.ts";
import type { LegState } from "./leg-state.ts";
import type { Books } from "./reconciliation.ts";

const NOTHING = 0 as Money;

/**
 * The account over a New York day: the ledger, what its positions are worth, and the breaker on the day's loss. It opens with the first
 * reading of the account; until then nothing is known of it and nothing is quoted.
 */
export class DayAccount {
  ledger: Ledger | undefined;
  #breaker: Breaker | undefined;
  /** Marks of open positions as of the last look. */
  readonly #marks = new Map<string, Price>();
  /** Cash and positions at their marks. */
  #equity = NOTHING;

  constructor(
    private readonly limits: RiskLimits,
    /** Of this New York day, where an earlier run has left it. */
    private readonly restoredOpening: Money | undefined,
  ) {}

  get opened(): boolean {
    return this.ledger !== undefined;
  }

  /** Our books as the reconciliation compares them. */
  readonly books: Books = {
    position: (ticker) => this.position(ticker),
    exchangeBalance: () => this.balance,
    tickers: () => this.ledger?.tickers() ?? [],
  };

  /**
   * Opens the books with what the exchange says: its balance, and the positions held from before, which are taken over at their
   * mark. A position in a market that is not traded here is left out; the comparison that follows names it.
   */
  open(reading: AccountReading, legs: ReadonlyMap<string, LegState>): void {
    this.ledger = new Ledger(reading.balance);
    for (const { ticker, position } of reading.positions) {
      const leg = legs.get(ticker);
      if (leg !== undefined) this.ledger.adopt(ticker, position, markOf(leg, position));
    }
    this.value(legs);
    this.#breaker = new Breaker(this.limits.maxDailyLossPct, reading.at, this.restoredOpening ?? this.#equity);
  }

  /** Books a fill; false when it had been booked before. A fill before the books are open is in the balance they open with. */
  applyFill(fill: Fill): boolean {
    return this.ledger?.applyFill(fill) ?? false;
  }

  applySettlement(ticker: string, value: Price): void {
    this.ledger?.applySettlement(ticker, value);
  }

  position(ticker: string): Position {
    return this.ledger?.position(ticker) ?? (0 as Position);
  }

  exposure(ticker: string): LegExposure {
    const position = this.position(ticker);
    return { ticker, position, costBasis: this.ledger?.leg(ticker).costBasis ?? NOTHING };
  }

  /** Values every position anew: something was filled, or settled. */
  value(legs: ReadonlyMap<string, LegState>): void {
    if (this.ledger === undefined) return;
    for (const leg of legs.values()) {
      const position = this.position(leg.ticker);
      if (position !== 0) this.#marks.set(leg.ticker, markOf(leg, position));
    }
    this.#equity = this.ledger.equity(this.#markOf);
  }

  /** Values one leg's position anew: its market or its fair value has changed. */
  valueLeg(leg: LegState): void {
    const position = this.position(leg.ticker);
    if (this.ledger === undefined || position === 0) return;
    const before = this.#markOf(leg.ticker);
    const now = markOf(leg, position);
    if (now === before) return;
    this.#marks.set(leg.ticker, now);
    this.#equity = money(this.#equity + position * (now - before), "equity");
  }

  /** Shows the breaker what the account is worth at `now`. True when it trips by this. */
  observe(now: Time): boolean {
    return this.#breaker?.observe(now, this.#equity) ?? false;
  }

  readonly #markOf = (ticker: string): Price => this.#marks.get(ticker) ?? (0 as Price);

  get halted(): Halt | undefined {
    return this.#breaker?.halted;
  }

  /** The New York date of the last look; empty before the books are open. */
  get day(): string {
    return this.#breaker?.day.date ?? "";
  }

  /** When the New York day ends; undefined before the books are open. */
  get dayEnd(): Time | undefined {
    return this.#breaker?.day.end;
  }

  /** When the breaker wants to look again although nothing happens. */
  wakeAt(now: Time): Time | undefined {
    if (this.halted !== undefined) return this.halted.until;
    return -this.today >= this.breakerLoss && this.breakerLoss > 0 ? after(now, 1_000) : undefined;
  }

  /** The exchange's balance by our books. */
  get balance(): Money {
    return this.ledger?.exchangeBalance() ?? NOTHING;
  }

  /** At the start of the New York day. */
  get openingEquity(): Money {
    return this.#breaker?.openingEquity ?? NOTHING;
  }

  /** The day's result so far, marked, after fees. */
  get today(): Money {
    if (this.ledger === undefined || this.#breaker === undefined) return NOTHING;
    return (this.#equity - this.#breaker.openingEquity - this.#breaker.flows) as Money;
  }

  /** The loss, positive, that halts. */
  get breakerLoss(): Money {
    return this.#breaker?.lossLimit ?? NOTHING;
  }

  /** The most, positive, that the event's worst outcome may cost. */
  get eventLossLimit(): Money {
    return shareOf(this.openingEquity, this.limits.maxEventLossPct);
  }

  /** Result since the start, marked, before fees. */
  get gross(): Money {
    return this.ledger?.gross(this.#markOf) ?? NOTHING;
  }

  get fees(): Money {
    return this.ledger?.fees ?? NOTHING;
  }

  get net(): Money {
    return (this.gross - this.fees) as Money;
  }

  /** The same of one leg. */
  legNet(ticker: string): Money {
    if (this.ledger === undefined) return NOTHING;
    const { realised, fees, position } = this.ledger.leg(ticker);
    const open = position === 0 ? 0 : this.ledger.unrealised(ticker, this.#markOf(ticker));
    return (realised + open - fees) as Money;
  }
}

function markOf(leg: LegState, position: Position): Price {
  const evidence = { book: leg.book, fairCents: leg.fairCents, last: leg.lastTrade?.price };
  return mark(position > 0 ? "long" : "short", evidence);
}
