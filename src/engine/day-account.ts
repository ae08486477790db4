import {
  after,
  type Money,
  money,
  type Position,
  PRICE_ONE,
  type Price,
  type Time,
  toDollars,
} from "../market/units.ts";
import { returnedCollateral } from "../risk/affordability.ts";
import { BalanceCheck, mostUnexplained } from "../risk/balance-check.ts";
import { Breaker, type Halt } from "../risk/breaker.ts";
import { type LegExposure, type RiskLimits, shareOf } from "../risk/limits.ts";
import { newYorkDay } from "../risk/new-york-day.ts";
import { NOTHING_ROUNDED } from "../risk/rounding.ts";
import { balanceFacts } from "./balance-facts.ts";
import type { Carried, CarriedDay } from "./carried.ts";
import type { DayAccountState } from "./day-account-state.ts";
import type { ForeignHand } from "./foreign-hand.ts";
import type { AccountReading, Fill, Flow, ForeignFill } from "./input.ts";
import { Ledger } from "./ledger.ts";
import { markOf } from "./leg-mark.ts";
import type { LegState } from "./leg-state.ts";
import type { OrderTable } from "./order-table.ts";
import { PositionMarks } from "./position-marks.ts";
import type { Books } from "./reconciliation.ts";
import type { Start } from "./start.ts";

const NOTHING = 0 as Money;
const NOTHING_CARRIED: Carried = { legs: [], pulled: [], touched: [], reduceOnly: [], tradeIds: [], flowIds: [] };

/** What the account needs of the desk. */
export interface AccountContext {
  readonly start: Pick<Start, "limits" | "carried" | "convention" | "event">;
  readonly orders: OrderTable;
  readonly foreign: Pick<ForeignHand, "orders">;
  readonly fees: Start["event"]["fees"];
}

/**
 * The account over a New York day: the ledger, what its positions are worth, and the breaker on the day's loss. It opens with the first
 * reading of the account; until then nothing is known of it and nothing is quoted.
 */
export class DayAccount {
  ledger: Ledger | undefined;
  #breaker: Breaker | undefined;
  readonly #marks = new PositionMarks();
  /** Cash and positions at their marks. */
  #equity = NOTHING;
  /** The exchange's balance against the books. */
  readonly check: BalanceCheck;
  /** Collateral that had come back before the opening, where that is known: it is in the opening balance and nobody's gain. */
  #returnedBefore = NOTHING;
  /** Deposits and withdrawals that are booked, by kind and id. */
  readonly #flowIds = new Set<string>();
  readonly #traded: ReadonlySet<string>;
  /** Legs that exclude each other. */
  readonly #exclusive: readonly string[];
  /** What earlier runs have left. */
  private readonly carried: Carried | undefined;
  private readonly limits: RiskLimits;

  constructor(private readonly context: AccountContext) {
    const { limits, carried, convention, event } = context.start;
    this.limits = limits;
    this.carried = carried;
    this.check = new BalanceCheck(convention);
    const tickers = event.legs.map(({ ticker }) => ticker);
    this.#traded = new Set(tickers);
    this.#exclusive = event.mutuallyExclusive ? tickers : [];
  }

  get opened(): boolean {
    return this.ledger !== undefined;
  }

  /** Our books as the reconciliation compares them. */
  readonly books: Books = {
    position: (ticker) => this.position(ticker),
    tickers: () => this.ledger?.tickers() ?? [],
    isTraded: (ticker) => this.#traded.has(ticker),
    unexplained: () => this.check.unexplained,
    judge: (reading) => this.check.judge(reading.balance, this.#facts(reading)),
    read: (reading) => this.check.read(reading.balance, this.#facts(reading)),
  };

  /**
   * Opens the books with what the exchange says: its balance, and the positions held from before, which are taken over at their
   * mark where nothing is carried over. In a market that is not traded here nothing tells a mark: such a position counts as worth nothing.
   */
  open(reading: AccountReading, legs: ReadonlyMap<string, LegState>): void {
    this.ledger = new Ledger(reading.balance);
    const { legs: left, day, tradeIds } = this.carried ?? NOTHING_CARRIED;
    for (const leg of left) {
      this.ledger.carry(leg);
      if (leg.mark !== undefined) this.#marks.set(leg.ticker, leg.mark);
    }
    const isKnown = new Set(left.map(({ ticker }) => ticker));
    for (const { ticker, position } of reading.positions) {
      if (isKnown.has(ticker)) continue;
      const at = this.#marks.worth(ticker, position, legs.get(ticker));
      this.ledger.adopt(ticker, position, at);
    }
    for (const tradeId of tradeIds) this.ledger.remember(tradeId);
    for (const { kind, id } of this.carried?.flowIds ?? []) this.#flowIds.add(`${kind} ${id}`);
    const facts = this.#facts(reading, true);
    this.check.open(reading.balance, facts);
    if (this.check.convention.collateral === "returned") this.#returnedBefore = facts.returned;
    this.value(legs);
    const { maxDailyLossPct } = this.limits;
    const goesOn = day !== undefined && day.date === newYorkDay(reading.at).date;
    this.#breaker = goesOn
      ? new Breaker(maxDailyLossPct, reading.at, day.openingEquity, day)
      : new Breaker(maxDailyLossPct, reading.at, this.#equity);
  }

  /**
   * Books a fill, ours or of another hand; false when it had been booked before. A fill before the books are open is in the balance they open
   * with. In a market that isn't traded here the last price is all that is known of what a position is worth.
   */
  applyFill(fill: Fill | ForeignFill): boolean {
    const isNew = this.ledger?.applyFill(fill, fill.type === "fill" ? "ours" : "foreign") ?? false;
    if (isNew && !this.#traded.has(fill.ticker)) this.#marks.set(fill.ticker, fill.price);
    return isNew;
  }

  /** Books a deposit or a withdrawal; false when it had been booked before, or is in the balance that the books open with. */
  applyFlow({ at, id, kind, amount }: Flow): boolean {
    const key = `${kind} ${id}`;
    if (this.#flowIds.has(key)) return false;
    this.#flowIds.add(key);
    if (this.ledger === undefined) return false;
    const signed = (kind === "deposit" ? amount : 0 - amount) as Money;
    this.ledger.applyCashFlow(signed);
    this.#breaker?.onCashFlow(at, signed);
    return true;
  }

  /** The part of a position that another hand has made, and nobody has adopted. */
  foreign(ticker: string): Position {
    return this.ledger?.leg(ticker).foreign ?? (0 as Position);
  }

  /** Takes over that what is held of a ticker is this. What it has moved in cash shows in the next comparison of the balance. */
  takeOver(ticker: string, held: Position, leg: LegState | undefined): void {
    if (this.ledger === undefined) return;
    const change = (held - this.position(ticker)) as Position;
    this.ledger.adjust(ticker, held, this.#marks.worth(ticker, change, leg));
  }

  /** A market that isn't traded here has no position any more, and no fill tells why: it has paid out. Which value explains the balance? */
  settledElsewhere(ticker: string, reading: AccountReading): void {
    const { ledger } = this;
    if (ledger === undefined) return;
    const held = ledger.position(ticker);
    const off = this.check.judge(reading.balance, this.#facts(reading)).implied - this.check.unexplained;
    // With the position gone from our books too, a loser leaves cash as it is; a NO is a short here, whose dollar comes back.
    const ifLoses = held < 0 ? -held * PRICE_ONE : 0;
    const ifWins = held > 0 ? held * PRICE_ONE : 0;
    ledger.applySettlement(ticker, (Math.abs(off - ifWins) < Math.abs(off - ifLoses) ? PRICE_ONE : 0) as Price);
  }

  /** Why cash that nobody can explain stops quoting; undefined while it doesn't. */
  get unexplainedFall(): string | undefined {
    const { fall, unexplained } = this.check;
    if (fall <= mostUnexplained(this.openingEquity)) return undefined;
    return `$${toDollars(fall).toFixed(2)} of cash are gone unexplained (${toDollars(unexplained).toFixed(6)} in all)`;
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
    this.#equity = money(this.ledger.equity(this.markOf) - this.#returnedBefore - this.#gone, "equity");
  }

  /** Cash that our books have and the account hasn't. What came unexplained may go as it came: it is not counted. */
  get #gone(): number {
    return this.check.rounding - Math.min(0, this.check.unexplained);
  }

  /** Values one leg's position anew: its market or its fair value has changed. */
  valueLeg(leg: LegState): void {
    const position = this.position(leg.ticker);
    if (this.ledger === undefined || position === 0) return;
    const change = this.#marks.look(leg, position);
    if (change !== 0) this.#equity = money(this.#equity + position * change, "equity");
  }

  /** Shows the breaker what the account is worth at `now`. True when it trips by this. */
  observe(now: Time): boolean {
    return this.#breaker?.observe(now, this.#equity) ?? false;
  }

  /** What one YES of a market counts as at the moment. */
  readonly markOf = this.#marks.of;

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

  /** What the exchange's balance must be by all that we know, resting orders apart. */
  get balance(): Money {
    if (this.ledger === undefined) return NOTHING;
    const isReturned = this.check.convention.collateral === "returned";
    const back = isReturned ? this.#returned - this.check.returnedBefore : 0;
    const { unexplained, rounding } = this.check;
    return money(this.ledger.exchangeBalance() + back + unexplained - rounding, "balance");
  }

  /**
   * What orders may spend: with no collateral returned, and no cash whose origin nobody knows (SAFETY.md, V-9). What may have come back before the
   * opening is in the balance that the books opened with, and goes again when those positions are closed.
   */
  get spendable(): Money {
    const { convention, returnedBefore } = this.check;
    const goesAgain = convention.collateral === "locked" ? 0 : returnedBefore;
    return money((this.ledger?.exchangeBalance() ?? 0) - goesAgain - this.#gone, "balance");
  }

  get #returned(): Money {
    return returnedCollateral(this.#exclusive.map((ticker) => this.position(ticker)));
  }

  /** `isSettled`: the reading was repeated until nothing changed any more. */
  #facts(reading: AccountReading, isSettled = false): ReturnType<typeof balanceFacts> {
    const books = this.ledger?.exchangeBalance() ?? NOTHING;
    const mayBeRounded = this.ledger?.mayBeRounded ?? NOTHING_ROUNDED;
    const { orders, foreign, fees } = this.context;
    const { mayComeBack = NOTHING_ROUNDED } = this.carried ?? NOTHING_CARRIED;
    const known = { books, mayBeRounded, mayComeBack, exclusive: this.#exclusive, orders, fees };
    return balanceFacts(reading, isSettled ? known : { ...known, othersBefore: foreign.orders });
  }

  /** At the start of the New York day. */
  get openingEquity(): Money {
    return this.#breaker?.openingEquity ?? NOTHING;
  }

  /** The day as another start of it goes on with it; undefined before the books are open. */
  get carriedDay(): CarriedDay | undefined {
    if (this.#breaker === undefined) return undefined;
    const { halted, ...day } = this.#breaker.state;
    return { ...day, ...(halted !== undefined && { halted }) };
  }

  /** The day's result so far, marked, after fees. */
  get today(): Money {
    if (this.#breaker === undefined) return NOTHING;
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
    return this.ledger?.gross(this.markOf) ?? NOTHING;
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
    const open = position === 0 ? 0 : this.ledger.unrealised(ticker, this.markOf(ticker));
    return (realised + open - fees) as Money;
  }

  save(): DayAccountState {
    return {
      ledger: this.ledger?.save() ?? null,
      breaker: this.#breaker?.save() ?? null,
      marks: this.#marks.save(),
      equity: this.#equity,
      check: this.check.save(),
      returnedBefore: this.#returnedBefore,
      flowIds: [...this.#flowIds],
    };
  }

  restore({ ledger, breaker, marks, equity, check, returnedBefore, flowIds }: DayAccountState): void {
    if (ledger !== null) {
      this.ledger = new Ledger(ledger.openingBalance);
      this.ledger.restore(ledger);
    }
    if (breaker !== null) {
      this.#breaker = new Breaker(this.limits.maxDailyLossPct, breaker.dayStart, breaker.openingEquity);
      this.#breaker.restore(breaker);
    }
    this.#marks.restore(marks);
    this.#equity = equity;
    this.check.restore(check);
    this.#returnedBefore = returnedBefore;
    for (const key of flowIds) this.#flowIds.add(key);
  }
}
