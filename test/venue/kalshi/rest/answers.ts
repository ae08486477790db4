/**
 * An answer of the exchange to each endpoint, written by its description of October 2026. Numbers are chosen so that a factor of 100
 * lost somewhere shows.
 */
const TIME = "2026-11-22T12:34:56.789012Z";

export const MARKET = {
  ticker: "KXTOPMONTHLY-26NOV-BRU",
  event_ticker: "KXTOPMONTHLY-26NOV",
  market_type: "binary",
  yes_sub_title: "Bruno Mars",
  no_sub_title: "Bruno Mars",
  created_time: TIME,
  updated_time: TIME,
  open_time: "2026-11-01T15:00:00Z",
  close_time: "2026-11-30T17:00:00Z",
  latest_expiration_time: "2026-12-07T17:00:00Z",
  settlement_timer_seconds: 3600,
  status: "active",
  yes_bid_dollars: "0.4700",
  yes_bid_size_fp: "12.50",
  yes_ask_dollars: "0.4910",
  yes_ask_size_fp: "3.00",
  no_bid_dollars: "0.5090",
  no_ask_dollars: "0.5300",
  last_price_dollars: "0.480000",
  volume_fp: "11077.25",
  volume_24h_fp: "81.00",
  result: "",
  can_close_early: true,
  open_interest_fp: "900.00",
  notional_value_dollars: "1.0000",
  previous_yes_bid_dollars: "0.4000",
  previous_yes_ask_dollars: "0.4500",
  previous_price_dollars: "0.4200",
  expiration_value: "",
  rules_primary: "If Bruno Mars has the most monthly listeners, then the market resolves to Yes.",
  rules_secondary: "",
  strike_type: "custom",
  custom_strike: { Artist: "Bruno Mars" },
  price_level_structure: "tapered_deci_cent",
  price_ranges: [
    { start: "0.0000", end: "0.1000", step: "0.0010" },
    { start: "0.1000", end: "0.9000", step: "0.0100" },
    { start: "0.9000", end: "1.0000", step: "0.0010" },
  ],
  exchange_index: 0,
  settlement_bounds_type: "default",
};

export const EVENT = {
  event_ticker: "KXTOPMONTHLY-26NOV",
  series_ticker: "KXTOPMONTHLY",
  sub_title: "In Nov 2026",
  title: "Top monthly listeners in November?",
  collateral_return_type: "MECNET",
  mutually_exclusive: true,
  settlement_sources: [{ name: "Spotify", url: "https://open.spotify.com" }],
  fee_type_override: "quadratic_with_maker_fees",
  fee_multiplier_override: 0.5,
  exchange_index: 0,
};

export const SERIES = {
  ticker: "KXTOPMONTHLY",
  frequency: "monthly",
  title: "Top Monthly listeners",
  category: "Entertainment",
  tags: null,
  settlement_sources: null,
  contract_url: "https://example.com/contract",
  contract_terms_url: "https://example.com/terms",
  fee_type: "quadratic",
  fee_multiplier: 1,
  additional_prohibitions: [],
};

export const ORDER = {
  order_id: "o-1",
  user_id: "u-1",
  client_order_id: "tauroi-4f2a-7",
  ticker: MARKET.ticker,
  outcome_side: "no",
  book_side: "ask",
  type: "limit",
  status: "resting",
  yes_price_dollars: "0.4900",
  no_price_dollars: "0.5100",
  fill_count_fp: "0.50",
  remaining_count_fp: "0.50",
  initial_count_fp: "1.00",
  taker_fill_cost_dollars: "0.000000",
  maker_fill_cost_dollars: "0.255000",
  taker_fees_dollars: "0.000000",
  maker_fees_dollars: "0.002187",
  expiration_time: "2026-11-22T12:35:40Z",
  created_time: TIME,
  last_update_time: TIME,
  self_trade_prevention_type: "taker_at_cross",
  order_group_id: "g-1",
  cancel_order_on_pause: true,
  subaccount_number: 0,
  exchange_index: 0,
};

export const FILL = {
  fill_id: "f-1",
  exchange_index: 0,
  trade_id: "f-1",
  order_id: "o-1",
  ticker: MARKET.ticker,
  market_ticker: MARKET.ticker,
  outcome_side: "no",
  book_side: "ask",
  count_fp: "0.50",
  yes_price_dollars: "0.4900",
  no_price_dollars: "0.5100",
  is_taker: false,
  created_time: TIME,
  fee_cost: "0.002187",
  ts: 1_795_350_896,
};

export const TRADE = {
  trade_id: "t-1",
  ticker: MARKET.ticker,
  count_fp: "2.00",
  yes_price_dollars: "0.4910",
  no_price_dollars: "0.5090",
  taker_outcome_side: "yes",
  taker_book_side: "bid",
  created_time: TIME,
  is_block_trade: false,
};

export const POSITION = {
  ticker: MARKET.ticker,
  exchange_index: 0,
  total_traded_dollars: "12.340000",
  position_fp: "-5.50",
  market_exposure_dollars: "2.805000",
  realized_pnl_dollars: "-0.120000",
  fees_paid_dollars: "0.011200",
  last_updated_ts: TIME,
};

export const SETTLEMENT = {
  ticker: MARKET.ticker,
  exchange_index: 0,
  event_ticker: EVENT.event_ticker,
  market_result: "no",
  yes_count_fp: "0.00",
  yes_total_cost_dollars: "0.000000",
  no_count_fp: "5.50",
  no_total_cost_dollars: "2.805000",
  revenue: 550,
  settled_time: TIME,
  fee_cost: "0.000000",
  value: 0,
};

export const PAYMENT = {
  id: "p-1",
  status: "applied",
  type: "wire",
  amount_cents: 500_000,
  fee_cents: 1_500,
  created_ts: 1_795_350_896,
  finalized_ts: 1_795_350_996,
};

const DAY = [{ open_time: "00:00", close_time: "00:00" }];

export const SCHEDULE = {
  schedule: {
    standard_hours: [
      {
        start_time: "2024-12-01T00:00:00Z",
        end_time: "2200-12-01T00:00:00Z",
        monday: DAY,
        tuesday: DAY,
        wednesday: DAY,
        thursday: [
          { open_time: "00:00", close_time: "03:00" },
          { open_time: "05:00", close_time: "00:00" },
        ],
        friday: DAY,
        saturday: DAY,
        sunday: DAY,
      },
    ],
    maintenance_windows: [{ start_datetime: "2026-11-26T08:00:00Z", end_datetime: "2026-11-26T10:00:00Z" }],
  },
};

export const INCENTIVE = {
  id: "i-1",
  market_id: "m-1",
  market_ticker: MARKET.ticker,
  incentive_type: "liquidity",
  incentive_description: "resting orders",
  start_date: TIME,
  end_date: "2026-11-30T17:00:00Z",
  period_reward: 200_000,
  paid_out: false,
  discount_factor_bps: 5_000,
  target_size_fp: "300.00",
};
