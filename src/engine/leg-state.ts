import type { Leg } from "../market/event.ts";
import { type BookSnapshot, best, EMPTY_BOOK } from "../market/order-book.ts";
import { PriceGrid } from "../market/price-grid.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { Price, Side, Time } from "../market/units.ts";
import type { FairValueModel } from "../model/fair-value-model.ts";
import { LegModel } from "../model/leg-model.ts";
import { OriginalModel } from "../model/original-model.ts";
import type { ModelParameters } from "../model/parameters.ts";
import { LegRules } from "../strategy/leg-rules.ts";
import type { DesiredQuotes, OthersBest } from "../strategy/quote.ts";
import type { Reason } from "../strategy/reasons.ts";
import type { Start } from "./input.ts";
import { SideBackoff } from "./side-backoff.ts";

/** What the engine knows and wants of one leg. */
export class LegState {
  readonly ticker: string;
  readonly model: FairValueModel;
  readonly rules: LegRules;
  readonly backoff: Readonly<Record<Side, SideBackoff>> = { bid: new SideBackoff(), ask: new SideBackoff() };

  leg: Leg;
  grid: PriceGrid;
  /** Others' resting orders. */
  book: BookSnapshot = EMPTY_BOOK;
  /** The same, best prices only: what the rules look at. */
  others: OthersBest = {};
  lastTrade: { readonly price: Price; readonly at: Time } | undefined;
  /** The operator's standing orders for this leg. */
  manualPull: Reason | undefined;
  reduceOnly = false;
  settledAt: Price | undefined;
  /** What we want to have resting; undefined before the first evaluation. */
  desired: DesiredQuotes | undefined;
  /** Every reason in force, the quoting rules' own among them. */
  reasons: readonly Reason[] = [];
  fills = 0;

  constructor(
    leg: Leg,
    parameters: ModelParameters,
    { model, profile, rules }: Pick<Start, "model" | "profile" | "rules">,
  ) {
    this.ticker = leg.ticker;
    this.leg = leg;
    this.grid = new PriceGrid(leg.priceRanges);
    this.model = model === "original" ? new OriginalModel() : new LegModel(parameters);
    this.rules = new LegRules(profile, rules);
  }

  /** Fair value in cents, undefined before the first trade. */
  get fairCents(): number | undefined {
    return this.model.estimate?.fairCents;
  }

  /** The model first, then the rules that look at what it made of the order. */
  observe(order: TakerOrder): void {
    this.model.observe(order);
    const estimate = this.model.estimate;
    if (estimate !== undefined) this.rules.onTrade(order, estimate, this.model);
    this.lastTrade = { price: order.prints.at(-1)!.price, at: order.at };
  }

  change(leg: Leg): void {
    this.leg = leg;
    this.grid = new PriceGrid(leg.priceRanges);
  }

  /** The book can't be trusted any more, until a new one comes. */
  forgetBook(): void {
    this.book = EMPTY_BOOK;
    this.others = {};
  }

  setBook(book: BookSnapshot, at: Time): void {
    this.book = book;
    const bid = best(book, "bid");
    const ask = best(book, "ask");
    this.backoff.bid.bookSeen(at);
    this.backoff.ask.bookSeen(at);
    this.others = { ...(bid !== undefined && { bid }), ...(ask !== undefined && { ask }) };
  }
}
