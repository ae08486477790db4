import { z } from "zod";
import type { Money, Price, Quantity, Time } from "../../../market/units.ts";
import { orNone, wireCents, wireMoney, wireQuantity, wireTime } from "../wire-numbers.ts";
import { type PastFilter, pastQuery } from "./arguments.ts";
import { pageOf } from "./page.ts";
import type { ListRequest } from "./request.ts";

/** What a market paid us at its settlement. */
export interface AccountSettlement {
  readonly ticker: string;
  readonly eventTicker: string;
  readonly result: "yes" | "no" | "scalar" | (string & {});
  /** What one YES contract paid, if the exchange told. */
  readonly value: Price | undefined;
  readonly yesCount: Quantity;
  readonly yesCost: Money;
  readonly noCount: Quantity;
  readonly noCost: Money;
  /** Paid out; in whole cents, as the exchange still writes it. */
  readonly revenue: Money;
  readonly fee: Money;
  readonly at: Time;
  readonly exchangeIndex: number | undefined;
}

const settlement = z
  .object({
    ticker: z.string().min(1),
    event_ticker: z.string(),
    market_result: z.string(),
    value: z.int().nullish(),
    yes_count_fp: wireQuantity,
    yes_total_cost_dollars: wireMoney,
    no_count_fp: wireQuantity,
    no_total_cost_dollars: wireMoney,
    revenue: wireCents,
    fee_cost: wireMoney,
    settled_time: wireTime,
    exchange_index: orNone(z.int()),
  })
  .transform(
    (read): AccountSettlement => ({
      ticker: read.ticker,
      eventTicker: read.event_ticker,
      result: read.market_result,
      value: yesPayout(read.market_result, read.value),
      yesCount: read.yes_count_fp,
      yesCost: read.yes_total_cost_dollars,
      noCount: read.no_count_fp,
      noCost: read.no_total_cost_dollars,
      revenue: read.revenue,
      fee: read.fee_cost,
      at: read.settled_time,
      exchangeIndex: read.exchange_index,
    }),
  );

const page = pageOf("settlements", settlement);

/** The exchange gives whole cents; a yes or no says it exactly by itself. */
function yesPayout(result: string, cents: number | null | undefined): Price | undefined {
  if (result === "yes") return 10_000 as Price;
  if (result === "no") return 0 as Price;
  return cents !== undefined && cents !== null && cents >= 0 && cents <= 100 ? ((cents * 100) as Price) : undefined;
}

export interface SettlementFilter extends PastFilter {
  readonly ticker?: string;
  readonly eventTicker?: string;
}

/** Settlements of markets that we held something in, of every subaccount unless one is named. */
export function settlements(filter: SettlementFilter = {}): ListRequest<AccountSettlement> {
  const path = "/portfolio/settlements";
  return {
    route: path,
    path,
    query: {
      ticker: filter.ticker,
      event_ticker: filter.eventTicker,
      ...pastQuery(path, filter),
    },
    authentication: "needed",
    page,
  };
}
