import { type Price, parseFixedPoint, priceFromDollars, type Quantity, UnitError } from "../../market/units.ts";
import { BookSteps } from "../../tape/recording/book-steps.ts";
import type { StreamRow } from "../../tape/recording/rows.ts";
import { StretchBuilder, type TradeNews } from "./depth-events.ts";
import { type FollowedOrder, followedOrders } from "./followed-orders.ts";
import type { QueueRule } from "./queue-rule.ts";
import { isTelling, type RuleScore, scoreRule } from "./rule-score.ts";
import { type Inference, markTrades } from "./trade-marks.ts";

/** The rules that are compared. */
export const RULES: readonly QueueRule[] = ["behind", 0.5, 1, 2, 4, "ahead"];

/** What recorded depth says of the queue rules. */
export interface QueueStudy {
  readonly markets: number;
  /** From the first to the last change, over all stretches without a gap. */
  readonly hours: number;
  readonly changes: number;
  readonly trades: number;
  readonly inference: Inference;
  /** Orders that could be followed; of those the telling ones, and of these those that joined a queue. */
  readonly followed: number;
  readonly all: readonly RuleScore[];
  readonly joined: readonly RuleScore[];
}

/** Follows the orders of recorded books that can be told apart, and compares what each rule foretells of them with what became of them. */
export class QueueStudyBuilder {
  #steps = new BookSteps(true);
  readonly #stretches = new StretchBuilder();

  /** Another recording begins: `noOnYes`, levels of the NO side are in prices of YES. */
  begin(noOnYes: boolean): void {
    this.#steps = new BookSteps(noOnYes);
    this.#stretches.end();
  }

  take(row: StreamRow): void {
    const news = tradeNews(row);
    if (news !== undefined) this.#stretches.news(news);
    const book = this.#steps.known.get(row.market_ticker);
    const best = { bid: book?.best("bid"), ask: book?.best("ask") };
    for (const step of this.#steps.take(row)) {
      if (step.type !== "change") this.#stretches.step(step, 0 as Quantity, false);
      else {
        const after = this.#steps.known.get(step.ticker)?.quantityAt(step.side, step.price) ?? 0;
        this.#stretches.step(step, (after - step.by) as Quantity, best[step.side] === step.price);
      }
    }
  }

  finish(): QueueStudy {
    const inference: Inference = { intervals: 0, clear: 0 };
    const stretches = this.#stretches.stretches();
    const followed: FollowedOrder[] = [];
    let [hours, changes, trades] = [0, 0, 0];
    for (const stretch of stretches) {
      const { events } = stretch;
      markTrades(stretch, inference);
      hours += (events.at(-1)!.at - events[0]!.at) / 3_600_000;
      changes += events.length;
      trades += events.filter(({ why }) => why === "trade").length;
      followed.push(...followedOrders(events));
    }
    const telling = followed.filter(isTelling);
    const joined = telling.filter(({ ahead }) => ahead > 0);
    return {
      markets: new Set(stretches.map(({ ticker }) => ticker)).size,
      hours,
      changes,
      trades,
      inference,
      followed: followed.length,
      all: RULES.map((rule) => scoreRule(rule, telling)),
      joined: RULES.map((rule) => scoreRule(rule, joined)),
    };
  }
}

/** What a message says of trades; nothing where it can't be read. */
function tradeNews({ type, market_ticker: ticker, msg, recv_ms }: StreamRow): TradeNews | undefined {
  const at = typeof msg["ts_ms"] === "number" ? msg["ts_ms"] : recv_ms;
  try {
    if (type === "ticker") {
      return { type: "volume", at, ticker, volume: parseFixedPoint(String(msg["volume_fp"]), 2, "volume_fp") };
    }
    if (type !== "trade" || msg["is_block_trade"] === true) return undefined;
    const side = msg["taker_book_side"] === "bid" ? "ask" : "bid"; // of whom the taker met
    const price: Price = priceFromDollars(String(msg["yes_price_dollars"]), "yes_price_dollars");
    const quantity = parseFixedPoint(String(msg["count_fp"]), 2, "count_fp") as Quantity;
    return { type: "print", at, ticker, side, price, quantity };
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return undefined;
  }
}
