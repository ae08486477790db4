import type { Leg } from "../market/event.ts";
import { type BookSnapshot, best, EMPTY_BOOK } from "../market/order-book.ts";
import { PriceGrid } from "../market/price-grid.ts";
import { lastPrice, type TakerOrder } from "../market/taker-order.ts";
import type { Price, Side, Time } from "../market/units.ts";
import type { FairValueModel } from "../model/fair-value-model.ts";
import { LegRules } from "../strategy/leg-rules.ts";
import type { Profile } from "../strategy/profile.ts";
import type { DesiredQuotes, OthersBest } from "../strategy/quote.ts";
import type { Reason } from "../strategy/reasons.ts";
import { restoredReason, savedReason } from "../strategy/saved-reason.ts";
import { isSettable, NO_SETTINGS, restoredSettings, type Settings, savedSettings } from "../strategy/settings.ts";
import type { Carried } from "./carried.ts";
import type { Exposure } from "./exposure.ts";
import { LegRoom } from "./leg-room.ts";
import type { LiveOrders, OrderTable } from "./order-table.ts";
import { finite, restoredQuotes, type SavedLeg, savedQuotes } from "./saved-leg.ts";
import { SideBackoff } from "./side-backoff.ts";
import type { Start } from "./start.ts";

/** What the engine knows and wants of one leg. */
export class LegState {
  readonly ticker: string;
  readonly model: FairValueModel;
  readonly rules: LegRules;
  readonly backoff: Readonly<Record<Side, SideBackoff>>;
  /** Its live orders, as the table of orders has them. */
  readonly live: LiveOrders;
  /** How much each side may be quoted for, as of the last look. */
  readonly room: Readonly<Record<Side, LegRoom>>;

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
  /** What the operator has set beside the profile: values that differ from it. */
  settings: Settings = NO_SETTINGS;
  /** The values that it is quoted with: the profile's, with the settings. */
  profile: Profile;
  settledAt: Price | undefined;
  /**
   * What quotes are made around, in cents: the model's own fair value, or what the event's other legs make of it. Undefined before the
   * first trade.
   */
  fairCents: number | undefined;
  /** Its own model's fair value when no move that nobody has confirmed had it pulled; NaN before the first trade. */
  steadyCents = Number.NaN;
  /** What the skew leans against, in contracts. */
  leanContracts = 0;
  /** Something has changed that its quotes may depend on: they are thought up anew before the next command. */
  touched = true;
  /** Its quotes are what they were, but an order of its own has moved on: what is wanted is compared again with what is working. */
  unserved = true;
  /** When it is looked at again although nothing has happened; infinite when time alone changes nothing. */
  reviewAt = Number.POSITIVE_INFINITY;
  /** What we want to have resting; undefined before the first evaluation. */
  desired: DesiredQuotes | undefined;
  /** Every reason in force, the quoting rules' own among them. */
  reasons: readonly Reason[] = [];
  fills = 0;

  constructor(
    leg: Leg,
    private readonly start: Pick<Start, "profile" | "rules">,
    model: FairValueModel,
    orders: OrderTable,
    exposure: Exposure,
  ) {
    const { profile, rules } = start;
    this.ticker = leg.ticker;
    this.leg = leg;
    this.profile = profile;
    this.grid = new PriceGrid(leg.priceRanges);
    this.model = model;
    this.rules = new LegRules(profile, rules);
    this.live = orders.liveOf(leg.ticker);
    this.room = { bid: new LegRoom(exposure, this, "bid"), ask: new LegRoom(exposure, this, "ask") };
    this.backoff = { bid: new SideBackoff(rules), ask: new SideBackoff(rules) };
  }

  /** The model first, then the rules that look at what it made of the order. */
  observe(order: TakerOrder): void {
    this.model.observe(order);
    const estimate = this.model.estimate;
    if (estimate !== undefined) this.rules.onTrade(order, estimate, this.model);
    this.lastTrade = { price: lastPrice(order), at: order.at };
    this.touched = true;
  }

  /** The operator's standing orders outlive a restart. */
  carryOver(
    { pulled, reduceOnly, set = [] }: Pick<Carried, "pulled" | "reduceOnly" | "set"> = { pulled: [], reduceOnly: [] },
  ): void {
    const pull = pulled.find(({ ticker }) => ticker === this.ticker);
    if (pull !== undefined) {
      this.manualPull = { code: "manual-pull", effect: "pull", text: pull.text, needsOperator: true };
    }
    this.reduceOnly = reduceOnly.includes(this.ticker);
    const carried = set.find(({ ticker }) => ticker === this.ticker);
    if (carried !== undefined) this.set(carried.values);
  }

  /** Quotes with these values of the operator's from now on, and with the profile's for the others. */
  set(values: Settings): void {
    const { profile } = this.start;
    this.settings = Object.fromEntries(
      Object.entries(values).filter(([name, value]) => isSettable(name) && profile[name] !== value),
    );
    this.profile = { ...profile, ...this.settings };
    this.rules.follow(this.profile);
    this.touched = true;
  }

  change(leg: Leg): void {
    this.leg = leg;
    this.grid = new PriceGrid(leg.priceRanges);
    this.touched = true;
  }

  /** The book can't be trusted any more, until a new one comes. */
  forgetBook(): void {
    this.book = EMPTY_BOOK;
    this.others = {};
    this.touched = true;
  }

  setBook(book: BookSnapshot, at: Time): void {
    this.backoff.bid.bookSeen(at);
    this.backoff.ask.bookSeen(at);
    this.rules.onBook(at);
    this.touched = true;
    if (book === this.book) return;
    this.book = book;
    const bid = best(book, "bid");
    const ask = best(book, "ask");
    this.others = { bid, ask };
  }

  /** Throws Error when its model is one that can't be saved. */
  save(): SavedLeg {
    const { ticker, model, rules, backoff, leg, book, desired } = this;
    if (model.save === undefined) throw new Error(`${ticker}: its model is one that can't be saved`);
    return {
      ticker,
      model: model.save(),
      rules: rules.save(),
      backoff: { bid: backoff.bid.save(), ask: backoff.ask.save() },
      leg,
      book,
      lastTrade: this.lastTrade ?? null,
      manualPull: this.manualPull === undefined ? null : savedReason(this.manualPull),
      reduceOnly: this.reduceOnly,
      settings: savedSettings(this.settings),
      settledAt: this.settledAt ?? null,
      fairCents: this.fairCents ?? null,
      steadyCents: finite(this.steadyCents),
      leanContracts: this.leanContracts,
      touched: this.touched,
      unserved: this.unserved,
      reviewAt: finite(this.reviewAt),
      desired: desired === undefined ? null : savedQuotes(desired),
      reasons: this.reasons.map(savedReason),
      fills: this.fills,
    };
  }

  restore(saved: SavedLeg): void {
    if (this.model.restore === undefined) throw new Error(`${this.ticker}: its model is one that can't be restored`);
    this.model.restore(saved.model);
    this.rules.restore(saved.rules);
    this.backoff.bid.restore(saved.backoff.bid);
    this.backoff.ask.restore(saved.backoff.ask);
    this.change(saved.leg);
    this.book = saved.book;
    this.others = { bid: best(saved.book, "bid"), ask: best(saved.book, "ask") };
    this.lastTrade = saved.lastTrade ?? undefined;
    this.manualPull = saved.manualPull === null ? undefined : restoredReason(saved.manualPull);
    this.reduceOnly = saved.reduceOnly;
    this.set(restoredSettings(saved.settings));
    this.settledAt = saved.settledAt ?? undefined;
    this.fairCents = saved.fairCents ?? undefined;
    this.steadyCents = saved.steadyCents ?? Number.NaN;
    this.leanContracts = saved.leanContracts;
    this.reasons = saved.reasons.map(restoredReason);
    this.desired = saved.desired === null ? undefined : restoredQuotes(saved.desired, this.reasons);
    this.fills = saved.fills;
    this.touched = saved.touched;
    this.unserved = saved.unserved;
    this.reviewAt = saved.reviewAt ?? Number.POSITIVE_INFINITY;
  }
}
