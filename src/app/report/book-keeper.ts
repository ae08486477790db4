import type { Desk } from "../../engine/desk.ts";
import type { Input } from "../../engine/input.ts";
import {
  CENT,
  type Money,
  type Position,
  PRICE_ONE,
  type Price,
  signedQuantity,
  type Time,
} from "../../market/units.ts";
import { type Booked, type BookedKind, cashOf, type LegBooks, NO_BOOKS, netOf } from "./booked.ts";
import { payoutsBetween } from "./payouts.ts";

/** Inputs that may change the books. */
const BOOKING: ReadonlySet<Input["type"]> = new Set(["fill", "foreignFill", "settlement", "account", "operator"]);

/** A public trade this long before a fill at its price or beyond is the one that filled us. */
const SAME_TRADE_MS = 2_000;

interface LatestTrade {
  readonly at: Time;
  readonly low: number;
  readonly high: number;
  /** Fair value before it was taken in. */
  readonly fairBefore: number | undefined;
}

/**
 * Follows the books of the engines of a journal, run after run, and writes down each change with its reason. Whatever the engine did to its books is
 * in what is written down: the position and the cash of every market are the sums of its changes.
 */
export class BookKeeper {
  readonly changes: Booked[] = [];
  /** Sentences about what a reader should know. */
  readonly notes: string[] = [];
  /** Books as of the last look. */
  #books = new Map<string, LegBooks>();
  /** What markets that are no longer in the books had come to. */
  #closed = 0;
  /** What had been earned before the first run that is still kept. */
  #before: number | undefined;
  #isOpen = false;
  #nameOf = (ticker: string): string => ticker;
  #nextNameOf = this.#nameOf;
  #account: string | undefined;
  readonly #latest = new Map<string, LatestTrade>();

  /**
   * A new run: its books open later.
   *
   * @param nameOf what the report calls a market of it
   */
  begin(nameOf: (ticker: string) => string): void {
    this.#isOpen = false;
    this.#latest.clear();
    this.#nextNameOf = nameOf;
  }

  /** A run whose beginning is missing goes on from a kept state. */
  resume(desk: Desk): void {
    if (!desk.account.opened) return;
    this.#isOpen = true;
    this.#open(desk, desk.now);
  }

  /** To be called before an input is handled. */
  before(input: Input, desk: Desk | undefined): void {
    if (input.type !== "trade" || desk === undefined) return;
    const { ticker, prints } = input.order;
    const prices = prints.map(({ price }) => price);
    const fairBefore = desk.legs.get(ticker)?.fairCents;
    this.#latest.set(ticker, { at: input.at, low: Math.min(...prices), high: Math.max(...prices), fairBefore });
  }

  /** To be called after an input was handled. */
  after(input: Input, desk: Desk): void {
    const { ledger } = desk.account;
    if (ledger === undefined) return;
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#open(desk, input.at);
      return;
    }
    if (!BOOKING.has(input.type)) return;
    for (const ticker of ledger.tickers()) {
      const then = this.#books.get(ticker) ?? NO_BOOKS;
      const now = booksOf(desk, ticker);
      this.#books.set(ticker, now);
      const quantity = now.position - then.position;
      const cash = cashOf(now) - cashOf(then);
      const fee = now.fees - then.fees;
      if (quantity !== 0 || cash !== 0 || fee !== 0) this.#book(input, desk, ticker, { quantity, cash, fee });
    }
  }

  /** Marks move with every trade: what is held is worth this now. */
  look(desk: Desk): ReadonlyMap<string, LegBooks> {
    const { ledger } = desk.account;
    if (ledger !== undefined && this.#isOpen) {
      for (const ticker of ledger.tickers()) this.#books.set(ticker, booksOf(desk, ticker));
    }
    return this.#books;
  }

  /** Books as of the last look, by the names that the report has for their markets. */
  get books(): ReadonlyMap<string, LegBooks> {
    return new Map([...this.#books].map(([ticker, books]) => [this.#nameOf(ticker), books]));
  }

  /** What has been earned after fees since the journal's beginning, at the marks of the last look. */
  get net(): Money {
    let net = this.#closed - (this.#before ?? 0);
    for (const books of this.#books.values()) net += netOf(books);
    return net as Money;
  }

  /** The books of a run are open: does it go on where the last one left off? */
  #open(desk: Desk, at: Time): void {
    const left = this.#books;
    const paid = payoutsBetween(desk.start);
    const carried = new Set(desk.start.carried?.legs.map(({ ticker }) => ticker));
    const opened = new Map<string, LegBooks>();
    for (const ticker of desk.account.ledger!.tickers()) opened.set(ticker, booksOf(desk, ticker));
    if (this.#before === undefined) {
      this.#nameOf = this.#nextNameOf;
      this.#account = desk.start.account;
      this.#before = [...opened.values()].reduce((sum, books) => sum + netOf(books), 0);
      this.#books = opened;
      for (const [ticker, books] of opened) this.#found(ticker, books, at);
      return;
    }
    for (const [ticker, books] of left) {
      if (!carried.has(ticker)) this.#drop(ticker, books, at, paid.get(ticker));
    }
    this.#nameOf = this.#nextNameOf;
    this.#account = desk.start.account;
    for (const [ticker, books] of opened) {
      const then = left.get(ticker) ?? NO_BOOKS; // what is carried and wasn't there was made in between
      if (!carried.has(ticker)) {
        this.#closed -= netOf(books);
        this.#found(ticker, books, at);
        continue;
      }
      const quantity = (books.position - then.position) as Position;
      const cash = (cashOf(books) - cashOf(then)) as Money;
      const fee = (books.fees - then.fees) as Money;
      if (quantity === 0 && cash === 0 && fee === 0) continue;
      this.#note(ticker, "booked at a start: made while no engine ran");
      this.#write("between", at, ticker, { quantity, cash, fee });
    }
    this.#books = opened;
  }

  #found(ticker: string, { position, costBasis, mark }: LegBooks, at: Time): void {
    if (position === 0) return;
    const change = { quantity: position, cash: 0 - position * mark, fee: 0 };
    this.#write("found", at, ticker, change, mark, costBasis);
  }

  /** The next run's books don't have it: it has paid out, or nobody knows what has become of it. */
  #drop(ticker: string, books: LegBooks, at: Time, paid: Price | undefined): void {
    const value = paid ?? books.mark;
    this.#closed += netOf({ ...books, mark: value });
    if (books.position === 0) return;
    const change = { quantity: -books.position, cash: books.position * value, fee: 0 };
    if (paid === undefined) {
      this.#note(ticker, "held at the end of a run and not in the next one's books: it counts at its last mark");
    }
    this.#write(paid === undefined ? "left" : "settlement", at, ticker, change, value);
  }

  #book(input: Input, desk: Desk, ticker: string, { quantity, cash, fee }: Change): void {
    const settledAt = desk.account.ledger?.leg(ticker).settledAt;
    if ((input.type !== "fill" && input.type !== "foreignFill") || input.ticker !== ticker) {
      const kind = settledAt === undefined ? "adjusted" : "settlement";
      if (kind === "adjusted") this.#note(ticker, "its position turned out to be another than our books had");
      this.#write(kind, input.at, ticker, { quantity, cash, fee }, settledAt);
      return;
    }
    const { side, price, tradeId } = input;
    const filled = signedQuantity(side, input.quantity);
    const fair = input.type === "fill" ? this.#fairAt(input.at, ticker, side, price, desk) : undefined;
    this.changes.push({
      kind: input.type === "fill" ? "fill" : "foreign",
      at: input.at,
      ticker,
      leg: this.#nameOf(ticker),
      quantity: filled,
      cash: (0 - filled * price) as Money,
      fee: fee as Money,
      price,
      side,
      fair,
      tradeId,
      account: this.#account,
    });
    // A fill that is told after its market has settled is paid out at once.
    const rest = { quantity: quantity - filled, cash: cash + filled * price, fee: 0 };
    if (rest.quantity !== 0 || rest.cash !== 0) this.#write("settlement", input.at, ticker, rest, settledAt);
  }

  /** Before the trade that filled us, if that has been told already. */
  #fairAt(at: Time, ticker: string, side: "bid" | "ask", price: Price, desk: Desk): Price | undefined {
    const latest = this.#latest.get(ticker);
    const isOfIt =
      latest !== undefined &&
      at - latest.at <= SAME_TRADE_MS &&
      (side === "bid" ? latest.low <= price : latest.high >= price);
    const cents = (isOfIt ? latest.fairBefore : undefined) ?? desk.legs.get(ticker)?.fairCents;
    return cents === undefined ? undefined : (Math.max(0, Math.min(PRICE_ONE, Math.round(cents * CENT))) as Price);
  }

  #write(kind: BookedKind, at: Time, ticker: string, change: Change, price?: Price, costBasis?: Money): void {
    const quantity = change.quantity as Position;
    const fee = change.fee as Money;
    const cash = change.cash as Money;
    const nothing = { side: undefined, fair: undefined, tradeId: undefined };
    const leg = this.#nameOf(ticker);
    this.changes.push({
      kind,
      at,
      ticker,
      leg,
      quantity,
      cash,
      fee,
      price,
      ...nothing,
      account: this.#account,
      ...(costBasis !== undefined && { costBasis }),
    });
  }

  #note(ticker: string, text: string): void {
    const note = `${ticker}: ${text}.`;
    if (!this.notes.includes(note)) this.notes.push(note);
  }
}

interface Change {
  readonly quantity: number;
  readonly cash: number;
  readonly fee: number;
}

function booksOf({ account }: Desk, ticker: string): LegBooks {
  const { position, costBasis, realised, fees } = account.ledger!.leg(ticker);
  return { position, costBasis, realised, fees, mark: account.markOf(ticker) };
}
