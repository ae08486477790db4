import type { AlertView } from "./alerts/alert-view.ts";
import type { ExchangeView } from "./exchange-view.ts";

/**
 * What a viewer may know: a plain JSON snapshot of the engine, sent a few times a second over the control socket. All in display
 * units (cents, contracts, dollars, milliseconds), for reading only: nothing here is computed with again.
 */

export const VIEW_VERSION = 3;

export interface View {
  readonly v: typeof VIEW_VERSION;
  /** Engine time, epoch milliseconds. */
  readonly at: number;
  readonly program: string; // "tauroi 0.1.0"
  readonly venue: string;
  readonly mode: "LIVE" | "DRY-RUN" | "PAPER";
  /** Of a dry run, whose own figures are optimistic: what to hold against them. Undefined otherwise. */
  readonly dryRun?: DryRunView;
  /** Simulated seconds per second; undefined on real venues. */
  readonly speed?: number | "max";
  readonly event: { readonly ticker: string; readonly title: string; readonly closesAt: number };
  readonly profile: string;
  /** The engine pulls and ends when its last viewer has left. */
  readonly endsWithViewer: boolean;
  readonly state: EngineState;
  /** Why the state is not "quoting"; empty when it is. */
  readonly stateReason: string;
  readonly money: MoneyView;
  readonly truth: TruthView;
  readonly kill: KillView | null;
  /** What the exchange shows that isn't ours and nobody has adopted; empty when all agrees. */
  readonly differences: readonly DifferenceView[];
  /** What beyond the market is heeded, and which of it is blind. */
  readonly sources: readonly SourceView[];
  /** What is known of the exchange as the other end of the line; undefined where it is embedded. */
  readonly exchange?: ExchangeView;
  /** Alerts whose cause holds; undefined where none are sent. */
  readonly alerts?: readonly AlertView[];
  /** Prices of the others that can't all be right; null when there are none. Shown, never traded. */
  readonly arbitrage: ArbitrageView | null;
  readonly contracts: readonly ContractView[];
  /** Our result by who wins, with everything that may be live filled where that hurts; worst first. Empty where contracts pay independently. */
  readonly outcomes: readonly OutcomeView[];
  /** Newest first, at most 50. */
  readonly fills: readonly FillView[];
  /** What all our fills came to, by horizon, shortest first. */
  readonly markouts: readonly MarkoutView[];
  /** For charts; bounded, however long the engine runs. */
  readonly history: HistoryView;
  /** Newest first, at most 200. */
  readonly log: readonly LogLine[];
}

/**
 * A dry run's fills are what the public book and trades say that its orders would have got; they flatter. The same orders filled only by what was traded
 * or offered beyond their price get less than that.
 */
export interface DryRunView {
  /** Public data come as they happen, or are read again and again (no key). */
  readonly feed: "stream" | "polled";
  readonly throughOnly: ThroughOnlyView;
}

/** Marked as the run's own figures are. */
export interface ThroughOnlyView {
  readonly fills: number;
  readonly contracts: number;
  readonly grossUsd: number;
  readonly feesUsd: number;
  readonly netUsd: number;
}

export interface OutcomeView {
  /** The contract that pays; null: none of those listed. */
  readonly label: string | null;
  readonly resultUsd: number;
}

/** The market's price some time after our fills less theirs, gains positive. */
export interface MarkoutView {
  readonly horizonMs: number;
  /** Fills old enough, and with a price to be judged at. */
  readonly fills: number;
  /** Mean, cents a contract; null before the first. */
  readonly meanCents: number | null;
  /** Of the last of them, oldest first, cents a contract; at most 60. */
  readonly latestCents: readonly number[];
}

/** Samples, oldest first, about evenly spaced; each list is as long as the `at` beside it, null where there was nothing. */
export interface HistoryView {
  /** Engine times, of the contracts' samples. */
  readonly at: readonly number[];
  /** By ticker. */
  readonly contracts: Readonly<Record<string, ContractHistory>>;
  /** Since the start of the engine. */
  readonly account: {
    readonly at: readonly number[];
    readonly equityUsd: readonly (number | null)[];
    /** By how much it stands below its highest, 0 or negative. */
    readonly drawdownUsd: readonly (number | null)[];
  };
}

/** Cents and contracts. */
export interface ContractHistory {
  readonly fair: readonly (number | null)[];
  readonly bid: readonly (number | null)[];
  readonly ask: readonly (number | null)[];
  readonly othersBid: readonly (number | null)[];
  readonly othersAsk: readonly (number | null)[];
  readonly inventory: readonly (number | null)[];
}

/** A source of signals. */
export interface SourceView {
  readonly source: string;
  readonly state: "starting" | "active" | "blind";
  readonly detail: string;
}

/** What trading every leg at once against the others' best prices would gain, after fees, whoever wins. */
export interface ArbitrageView {
  readonly kind: "sell every leg" | "buy every leg";
  readonly gainCents: number;
  readonly contracts: number;
}

/** Of all legs together: `partly` when some quote and some are pulled, or when quotes lapse because none is placed or renewed. */
export type EngineState = "starting" | "quoting" | "partly" | "pulled" | "halted" | "killed" | "settled";

export interface MoneyView {
  /** Since the start of the New York day, marked, after fees. */
  readonly pnlTodayUsd: number;
  /** The loss (positive) at which the breaker halts. */
  readonly breakerUsd: number;
  readonly grossUsd: number;
  readonly feesUsd: number;
  readonly netUsd: number;
  readonly balanceUsd: number;
  /** Cash that nobody can explain: gains positive. */
  readonly unexplainedUsd: number;
  /** What the exchange has kept in all to make changes of the balance round, beside the fees that it told; negative: it has given more back. */
  readonly roundingUsd: number;
  readonly floorUsd: number;
  /** Loss (positive) if the worst leg wins, against its limit. */
  readonly worstCaseUsd: number;
  readonly worstCaseLimitUsd: number;
}

export interface TruthView {
  /** Age of the last heartbeat of the feed. */
  readonly dataAgeMs: number;
  readonly reconciled: { readonly at: number; readonly ok: boolean; readonly detail: string } | null;
  /** The write budget; null where there is no limit. */
  readonly tokens: TokensView | null;
  /** Why no order is renewed or placed, where the program itself isn't well; null while it is. */
  readonly unwell: string | null;
  /** Last order's send to acknowledgement. */
  readonly roundTripMs: number | null;
  readonly inputs: number;
}

export interface TokensView {
  readonly available: number;
  readonly capacity: number;
  /** Quotes (sides of contracts) whose wanted change waits for tokens now, and since when the longest has. */
  readonly waiting: number;
  readonly waitingSince: number | null;
  /** How often a wanted change has had to wait for tokens since the start. */
  readonly turnedAway: number;
}

/** A difference between our books and the exchange's account: it keeps a contract from being quoted, or all of them. */
export interface DifferenceView {
  /** The contract that it is about alone; null: all of them. */
  readonly ticker: string | null;
  /** What differs, with both numbers. */
  readonly text: string;
}

/** SAFETY.md's three grades of proof. */
export interface KillView {
  readonly grade: "LOCAL" | "CONFIRMED" | "BY BOUND";
  readonly requestedAt: number;
  readonly by: string;
  /** Orders that may still rest. */
  readonly mayRest: number;
  /** Orders that the last reading after our cancels showed resting. */
  readonly stillResting: number;
  /** Orders in markets past their close: they can't trade, and refuse to be cancelled; in none of the other counts. */
  readonly pastClose: number;
  /** Only orders of ours are killed; others' are left alone. */
  readonly oursOnly: boolean;
  /** When the last of them expires by itself. */
  readonly lastExpiry: number | null;
  /** The exchange's own clock at the proof. */
  readonly confirmedAt: number | null;
}

export interface QuoteView {
  readonly priceCents: number;
  readonly contracts: number;
  readonly state: "resting" | "in flight" | "unknown";
  /** When it was sent; null: not yet. */
  readonly sentAt: number | null;
  /** When the exchange takes it off by itself; null: never. */
  readonly expiresAt: number | null;
}

export interface SideView {
  readonly desired: { readonly priceCents: number; readonly contracts: number } | null;
  readonly working: readonly QuoteView[];
  /** The strongest reason on this side; null when it quotes normally. */
  readonly reason: ReasonView | null;
}

export interface ReasonView {
  readonly code: string;
  readonly effect: "widen" | "withhold" | "pull" | "halted" | "killed";
  readonly text: string;
  readonly until: number | null;
  readonly needsOperator: boolean;
}

export type ContractState = "quoting" | "wide" | "one side" | "pulled" | "halted" | "killed" | "settled";

export interface ContractView {
  readonly ticker: string;
  /** The part of the ticker after the event's. */
  readonly label: string;
  readonly title: string;
  readonly state: ContractState;
  /** Every reason in force, strongest first. */
  readonly reasons: readonly ReasonView[];
  readonly fairCents: number | null;
  readonly sdCents: number | null;
  readonly sigmaB: number | null;
  readonly z: number | null;
  readonly zWiden: number;
  readonly zPull: number;
  readonly jumpProbability: number | null;
  readonly bid: SideView;
  readonly ask: SideView;
  readonly othersBidCents: number | null;
  readonly othersAskCents: number | null;
  readonly lastTradeCents: number | null;
  readonly lastTradeAt: number | null;
  /** YES positive. */
  readonly inventory: number;
  /** The part of it that another hand has made and nobody has adopted. */
  readonly foreign: number;
  readonly inventoryPull: number;
  readonly inventoryLimit: number;
  /** By how much both quotes are lowered: positive when long. */
  readonly skewCents: number;
  readonly halfSpreadCents: number | null;
  /** Worst loss of this leg with everything live filled, as a share (0..1 and above) of the event's limit. */
  readonly riskUse: number;
  readonly fills: number;
  readonly netUsd: number;
  /** Quotes only the side that shrinks its position, by an operator's word. */
  readonly reduceOnly: boolean;
  /** Values of the profile that an operator has changed, as files call them. */
  readonly settings: readonly { readonly name: string; readonly value: number | string | boolean }[];
  readonly model: ModelView;
}

/** What a contract's fair value comes from, and how well it has done. */
export interface ModelView {
  /** Constants, the fits of the event's other contracts, or this one's own trades; null where the model has no such thing. */
  readonly provenance: "prior" | "pooled" | "em" | null;
  /** End of the calibration's window. */
  readonly calibratedAt: number | null;
  /** Taker orders in that window. */
  readonly orders: number;
  /** Parameters that the calibration has left on a bound. */
  readonly boundHits: readonly string[];
  /** Null before the first trade since the start. */
  readonly scores: ScoresView | null;
}

/** How trades came in against what was predicted of them, old ones counting less. */
export interface ScoresView {
  readonly trades: number;
  /** Mean square of the prediction's normalised error: 1 where its uncertainty is right, more where it is too sure. Null where unknown. */
  readonly meanSquareZ: number | null;
  /** Share of trades outside of the prediction's 95% band. */
  readonly outsideShare: number | null;
  /** Root mean square error of the fair value, and of the last trade's price, as predictions of the next trade. */
  readonly fairErrorCents: number | null;
  readonly lastTradeErrorCents: number | null;
}

export interface FillView {
  readonly at: number;
  readonly ticker: string;
  readonly label: string;
  readonly side: "bid" | "ask";
  readonly priceCents: number;
  readonly contracts: number;
  readonly feeUsd: number;
  /** What it came to, cents a contract, at each of the view's horizons; null: not known yet. */
  readonly markoutsCents: readonly (number | null)[];
}

export interface LogLine {
  readonly at: number;
  readonly severity: "info" | "warning" | "critical";
  readonly text: string;
}
