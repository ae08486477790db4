import type { Leg } from "../market/event.ts";
import type { BookSnapshot, Level } from "../market/order-book.ts";
import type { PriceRange } from "../market/price-grid.ts";
import {
  atLeast,
  flag,
  list,
  number,
  object,
  oneOf,
  orNull,
  type Shape,
  text,
  whatever,
} from "../market/saved-state.ts";
import type { Price, Quantity, Time } from "../market/units.ts";
import type { DesiredQuotes } from "../strategy/quote.ts";
import type { Reason } from "../strategy/reasons.ts";
import { SAVED_LEG_RULES, type SavedLegRules } from "../strategy/saved-leg-rules.ts";
import { SAVED_REASON, type SavedReason } from "../strategy/saved-reason.ts";
import { SAVED_SETTINGS, type SavedSettings } from "../strategy/settings.ts";
import { SIDE_BACKOFF_STATE, type SideBackoffState } from "./side-backoff.ts";

/** One leg's state as plain data. */
export interface SavedLeg {
  readonly ticker: string;
  /** As its model has saved it, and understands it. */
  readonly model: unknown;
  readonly rules: SavedLegRules;
  readonly backoff: { readonly bid: SideBackoffState; readonly ask: SideBackoffState };
  readonly leg: Leg;
  readonly book: BookSnapshot;
  readonly lastTrade: { readonly price: Price; readonly at: Time } | null;
  readonly manualPull: SavedReason | null;
  readonly reduceOnly: boolean;
  readonly settings: SavedSettings;
  readonly settledAt: Price | null;
  readonly fairCents: number | null;
  readonly steadyCents: number | null;
  readonly leanContracts: number;
  readonly touched: boolean;
  readonly unserved: boolean;
  /** Null: time alone changes nothing. */
  readonly reviewAt: number | null;
  readonly desired: SavedQuotes | null;
  readonly reasons: readonly SavedReason[];
  readonly fills: number;
}

/** `DesiredQuotes` as plain data; its reasons are the leg's. */
export interface SavedQuotes {
  readonly bid: SavedQuote | null;
  readonly ask: SavedQuote | null;
  readonly halfSpreadCents: number;
  readonly baseHalfSpreadCents: number;
  readonly multiplier: number;
  readonly skewCents: number;
  readonly reservationCents: number;
}

interface SavedQuote {
  readonly price: Price;
  readonly quantity: Quantity;
}

const LEVELS: Shape<readonly Level[]> = list(atLeast<Level>({ price: number(), quantity: number() }));
const QUOTE: Shape<SavedQuote> = object<SavedQuote>({ price: number(), quantity: number() });

export const SAVED_LEG: Shape<SavedLeg> = object<SavedLeg>({
  ticker: text(),
  model: whatever(),
  rules: SAVED_LEG_RULES,
  backoff: object<SavedLeg["backoff"]>({ bid: SIDE_BACKOFF_STATE, ask: SIDE_BACKOFF_STATE }),
  leg: atLeast<Leg>({
    ticker: text(),
    title: text(),
    status: oneOf("initialized", "active", "inactive", "closed", "determined", "disputed", "amended", "finalized"),
    closeTime: number(),
    priceRanges: list(atLeast<PriceRange>({ start: number(), end: number(), step: number() })),
  }),
  book: object<BookSnapshot>({ bids: LEVELS, asks: LEVELS }),
  lastTrade: orNull(object<NonNullable<SavedLeg["lastTrade"]>>({ price: number(), at: number() })),
  manualPull: orNull(SAVED_REASON),
  reduceOnly: flag(),
  settings: SAVED_SETTINGS,
  settledAt: orNull(number()),
  fairCents: orNull(number()),
  steadyCents: orNull(number()),
  leanContracts: number(),
  touched: flag(),
  unserved: flag(),
  reviewAt: orNull(number()),
  desired: orNull(
    object<SavedQuotes>({
      bid: orNull(QUOTE),
      ask: orNull(QUOTE),
      halfSpreadCents: number(),
      baseHalfSpreadCents: number(),
      multiplier: number(),
      skewCents: number(),
      reservationCents: number(),
    }),
  ),
  reasons: list(SAVED_REASON),
  fills: number(),
});

export function savedQuotes({ bid, ask, reasons: _, ...rest }: DesiredQuotes): SavedQuotes {
  return { bid: bid ?? null, ask: ask ?? null, ...rest };
}

export function restoredQuotes({ bid, ask, ...rest }: SavedQuotes, reasons: readonly Reason[]): DesiredQuotes {
  return { bid: bid ?? undefined, ask: ask ?? undefined, ...rest, reasons };
}

/** A number as JSON keeps it; null where it isn't finite. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
