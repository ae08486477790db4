import type { FeeSchedule } from "../../../market/event.ts";
import type { Time } from "../../../market/units.ts";
import { badRequest, notFound } from "./api-error.ts";
import { uuidOf } from "./identity.ts";
import type { MarketView } from "./market-view.ts";
import { pageOf, USUAL_PAGE } from "./page.ts";
import type { Route } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { contracts, isoTime } from "./wire-format.ts";

const SOURCES = [{ name: "The embedded exchange", url: "https://example.com/embedded-exchange" }];
const REWARD = 1_000_000; // centi-cents: $100 a period

/** Series, events, what they charge, and incentives. */
export function referenceRoutes(served: ServedExchange, view: MarketView): Route[] {
  const { exchange, about } = served;
  const usual = { method: "GET", signed: false, bucket: "read" } as const;
  const createdAt = served.time.now();

  const series = (withVolume: boolean): object => {
    const { ticker, event } = { ticker: view.event.series, event: view.event };
    const volume = event.legs.reduce(
      (sum, leg) => sum + view.record.statistics(leg.ticker, served.time.now()).volume,
      0,
    );
    return {
      ticker,
      frequency: about.frequency,
      title: about.seriesTitle,
      category: about.category,
      categories: [about.category],
      tags: about.tags,
      settlement_sources: SOURCES,
      contract_url: SOURCES[0]!.url,
      contract_terms_url: SOURCES[0]!.url,
      additional_prohibitions: [],
      ...feeFields(exchange.fees.series(ticker)),
      ...(withVolume && { volume_fp: contracts(volume) }),
      last_updated_ts: isoTime(createdAt),
      exchange_index: 0,
    };
  };

  const event = (withMarkets: boolean): object => {
    const { event: shown } = view;
    const override = exchange.fees.override(shown.ticker);
    return {
      event_ticker: shown.ticker,
      series_ticker: shown.series,
      sub_title: about.subTitle,
      title: shown.title,
      collateral_return_type: shown.mutuallyExclusive ? "MECNET" : "",
      mutually_exclusive: shown.mutuallyExclusive,
      category: about.category,
      strike_period: about.frequency === "monthly" ? "month" : about.frequency,
      settlement_sources: SOURCES,
      last_updated_ts: isoTime(createdAt),
      exchange_index: 0,
      ...(override && { fee_type_override: override.type, fee_multiplier_override: override.multiplier }),
      ...(withMarkets && { markets: shown.legs.map((leg) => view.market(leg)) }),
    };
  };

  return [
    {
      ...usual,
      route: "/series",
      handle({ query }) {
        const isOfCategory = (query.text("category") ?? about.category) === about.category;
        const isTagged = query.list("tags", 100)?.some((tag) => about.tags.includes(tag)) ?? true;
        const shown = isOfCategory && isTagged && (query.seconds("min_updated_ts") ?? 0) <= createdAt;
        return { body: { series: shown ? [series(query.boolean("include_volume") ?? false)] : [] } };
      },
    },
    {
      ...usual,
      route: "/series/:series_ticker",
      handle({ path, query }) {
        const ticker = path["series_ticker"];
        if (ticker !== view.event.series) throw badRequest(`there is no series ${ticker}`); // a 404 is not described
        return { body: { series: series(query.boolean("include_volume") ?? false) } };
      },
    },
    {
      ...usual,
      route: "/series/fee_changes",
      handle({ query, now }) {
        const ticker = query.text("series_ticker") ?? view.event.series;
        const historical = query.boolean("show_historical") ?? false;
        const shown = exchange.fees.changes.filter(({ scope, ticker: of, at }) => {
          return scope === "series" && of === ticker && (historical || at > now);
        });
        const bodies = shown.map(({ changeId: id, ticker: series_ticker, schedule, at }) => {
          return { id, series_ticker, ...feeFields(schedule!), scheduled_ts: isoTime(at) };
        });
        return { body: { series_fee_change_arr: bodies } };
      },
    },
    {
      ...usual,
      route: "/events/fee_changes",
      handle({ query }) {
        const ticker = query.text("event_ticker") ?? view.event.ticker;
        const all = exchange.fees.changes.filter(({ scope, ticker: of }) => scope === "event" && of === ticker);
        const { items, cursor } = pageOf(all, ({ changeId }) => changeId, query, USUAL_PAGE);
        const bodies = items.map(({ changeId: id, ticker: event_ticker, schedule, at }) => ({
          id,
          event_ticker,
          series_ticker: view.event.series,
          ...(schedule && { fee_type_override: schedule.type, fee_multiplier_override: schedule.multiplier }),
          scheduled_ts: isoTime(at),
        }));
        return { body: { event_fee_changes: bodies, cursor } };
      },
    },
    {
      ...usual,
      route: "/events",
      handle({ query }) {
        const status = query.oneOf("status", ["unopened", "open", "closed", "settled"]) ?? view.eventStatus;
        const tickers = query.list("tickers", 1_000) ?? [view.event.ticker];
        const closesAfter = query.seconds("min_close_ts") ?? 0;
        const updatedAfter = query.seconds("min_updated_ts") ?? 0;
        const shown =
          status === view.eventStatus &&
          tickers.includes(view.event.ticker) &&
          (query.text("series_ticker") ?? view.event.series) === view.event.series &&
          view.legs.some(({ closeTime }) => closeTime > closesAfter) &&
          createdAt > updatedAfter;
        const bounds = { low: 1, high: 200, usual: 200 };
        const { items, cursor } = pageOf(shown ? [view.event] : [], ({ ticker }) => ticker, query, bounds);
        const withMarkets = query.boolean("with_nested_markets") ?? false;
        const milestones = query.boolean("with_milestones") ? { milestones: [] } : {};
        return { body: { events: items.map(() => event(withMarkets)), cursor, ...milestones } };
      },
    },
    {
      ...usual,
      route: "/events/:event_ticker",
      handle({ path, query }) {
        if (path["event_ticker"] !== view.event.ticker) throw notFound(`there is no event ${path["event_ticker"]}`);
        const nested = query.boolean("with_nested_markets") ?? false;
        const markets = nested ? [] : view.legs.map((leg) => view.market(leg));
        return { body: { event: event(nested), markets } };
      },
    },
    {
      ...usual,
      route: "/incentive_programs",
      handle({ query, now }) {
        const status = query.oneOf("status", ["all", "active", "upcoming", "closed", "paid_out"]) ?? "all";
        const type = query.oneOf("type", ["all", "liquidity", "volume", "margin_maker_volume"]) ?? "all";
        const leg = view.legs[0]!;
        const state = leg.closeTime > now ? "active" : "closed";
        const shown = (status === "all" || status === state) && (type === "all" || type === "liquidity");
        const { items, cursor } = pageOf(shown ? [leg] : [], ({ ticker }) => ticker, query, {
          low: 1,
          high: 10_000,
          usual: 100,
        });
        const bodies = items.map(({ ticker, closeTime }) => ({
          id: uuidOf("incentive", ticker),
          market_id: uuidOf("market", ticker),
          market_ticker: ticker,
          incentive_type: "liquidity",
          incentive_description: "Rests near the best price",
          start_date: isoTime(createdAt as Time),
          end_date: isoTime(closeTime),
          period_reward: REWARD,
          paid_out: false,
          discount_factor_bps: 5_000,
          target_size_fp: contracts(30_000),
        }));
        return { body: { incentive_programs: bodies, next_cursor: cursor } };
      },
    },
  ];
}

function feeFields({ type, multiplier }: FeeSchedule): { readonly fee_type: string; readonly fee_multiplier: number } {
  return { fee_type: type, fee_multiplier: multiplier };
}
