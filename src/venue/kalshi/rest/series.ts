import { z } from "zod";
import { listOf, orNone } from "../wire-numbers.ts";
import { commaList, segment } from "./arguments.ts";
import type { ReadRequest } from "./request.ts";

/** What the exchange calls a way to charge: "quadratic", "quadratic_with_maker_fees" and others, new ones among them. */
export type WireFeeType = "quadratic" | "quadratic_with_maker_fees" | (string & {});

/** Where a result is taken from. */
export interface SettlementSource {
  readonly name: string;
  readonly url: string;
}

/** The template of recurring events. */
export interface Series {
  readonly ticker: string;
  readonly title: string;
  readonly category: string;
  readonly feeType: WireFeeType;
  readonly feeMultiplier: number;
  readonly contractTermsUrl: string | undefined;
  readonly settlementSources: readonly SettlementSource[];
  readonly exchangeIndex: number | undefined;
}

export const settlementSources = listOf(
  z
    .object({ name: orNone(z.string()), url: orNone(z.string()) })
    .transform(({ name, url }): SettlementSource => ({ name: name ?? "", url: url ?? "" })),
);

export const feeMultiplier = z.number().nonnegative();

const series = z
  .object({
    ticker: z.string(),
    title: z.string(),
    category: z.string(),
    fee_type: z.string(),
    fee_multiplier: feeMultiplier,
    contract_terms_url: orNone(z.string()),
    settlement_sources: settlementSources,
    exchange_index: orNone(z.int()),
  })
  .transform(
    (read): Series => ({
      ticker: read.ticker,
      title: read.title,
      category: read.category,
      feeType: read.fee_type,
      feeMultiplier: read.fee_multiplier,
      contractTermsUrl: read.contract_terms_url,
      settlementSources: read.settlement_sources,
      exchangeIndex: read.exchange_index,
    }),
  );

export interface SeriesFilter {
  readonly category?: string;
  readonly tags?: readonly string[];
}

/** Every series, or those of a category; the exchange gives them in one piece. */
export function seriesList(filter: SeriesFilter = {}): ReadRequest<readonly Series[]> {
  const path = "/series";
  return {
    route: path,
    path,
    query: { category: filter.category, tags: commaList(path, "tags", filter.tags, 100) },
    authentication: "none",
    answer: z.object({ series: listOf(series) }).transform((read) => read.series),
  };
}

/** One series. */
export function oneSeries(ticker: string): ReadRequest<Series> {
  const route = "/series/{series_ticker}";
  return {
    route,
    path: `/series/${segment(route, "series_ticker", ticker)}`,
    authentication: "none",
    answer: z.object({ series }).transform((read) => read.series),
  };
}
