/**
 * Brings recorded answers forward to the interface of October 2026, one rule a field, so that what the recording lacks is written down
 * here and nowhere in the program. Prices and counts were integers then, in cents and whole contracts.
 */

type Fields = Readonly<Record<string, unknown>>;
/** The value that a field has today, made of the recorded object. */
type Rules = Readonly<Record<string, (recorded: Fields) => unknown>>;

const dollars = (field: string) => (recorded: Fields) => ((recorded[field] as number) / 100).toFixed(4);
const contracts = (field: string) => (recorded: Fields) => (recorded[field] as number).toFixed(2);
const constant = (value: unknown) => () => value;
/** Buying YES and selling NO are one direction, the others the other. */
const outcome = ({ side, action }: Fields) => ((side === "yes") === (action === "buy") ? "yes" : "no");
const bookSide = (recorded: Fields) => (outcome(recorded) === "yes" ? "bid" : "ask");
const takerOutcome = ({ taker_side }: Fields) => taker_side;

/** Fields that a market got since January 2026. */
export const MARKET: Rules = {
  updated_time: constant("2026-01-01T00:00:00Z"),
  yes_bid_size_fp: constant("0.00"),
  yes_ask_size_fp: constant("0.00"),
  volume_fp: contracts("volume"),
  volume_24h_fp: contracts("volume_24h"),
  open_interest_fp: contracts("open_interest"),
  settlement_bounds_type: constant("default"),
};

/** Fields that a market got since spring 2025. */
export const MARKET_OF_2025: Rules = {
  ...MARKET,
  created_time: constant("0001-01-01T00:00:00Z"),
  notional_value_dollars: dollars("notional_value"),
  yes_bid_dollars: dollars("yes_bid"),
  yes_ask_dollars: dollars("yes_ask"),
  no_bid_dollars: dollars("no_bid"),
  no_ask_dollars: dollars("no_ask"),
  last_price_dollars: dollars("last_price"),
  previous_yes_bid_dollars: dollars("previous_yes_bid"),
  previous_yes_ask_dollars: dollars("previous_yes_ask"),
  previous_price_dollars: dollars("previous_price"),
  price_level_structure: constant("linear_cent"),
  price_ranges: constant([{ start: "0.0000", end: "1.0000", step: "0.0100" }]),
};

export const EVENT: Rules = { settlement_sources: constant(null) };

export const TRADE: Rules = {
  count_fp: contracts("count"),
  taker_outcome_side: takerOutcome,
  taker_book_side: ({ taker_side }) => (taker_side === "yes" ? "bid" : "ask"),
  is_block_trade: constant(false),
};

export const ORDER: Rules = {
  outcome_side: outcome,
  book_side: bookSide,
  fill_count_fp: contracts("fill_count"),
  remaining_count_fp: contracts("remaining_count"),
  initial_count_fp: contracts("initial_count"),
  taker_fees_dollars: dollars("taker_fees"),
  maker_fees_dollars: dollars("maker_fees"),
};

export const FILL: Rules = {
  exchange_index: constant(0),
  outcome_side: outcome,
  book_side: bookSide,
  count_fp: contracts("count"),
  yes_price_dollars: ({ yes_price_fixed }) => yes_price_fixed,
  no_price_dollars: ({ no_price_fixed }) => no_price_fixed,
  fee_cost: constant("0.0000"),
};

export const POSITION: Rules = { exchange_index: constant(0), position_fp: contracts("position") };

export const EVENT_POSITION: Rules = { total_cost_shares_fp: contracts("total_cost_shares") };

export const SETTLEMENT: Rules = {
  exchange_index: constant(0),
  yes_count_fp: contracts("yes_count"),
  yes_total_cost_dollars: dollars("yes_total_cost"),
  no_count_fp: contracts("no_count"),
  no_total_cost_dollars: dollars("no_total_cost"),
};

export const BALANCE: Rules = { balance_dollars: dollars("balance") };

export const QUEUE_POSITION: Rules = { queue_position_fp: contracts("queue_position") };

export const INCENTIVE: Rules = {
  market_id: constant("m-1"),
  incentive_description: constant("recorded without one"),
  target_size_fp: contracts("target_size"),
};

export const CREATED_GROUP: Rules = { subaccount: constant(0) };

/** The recorded object with the fields that it lacks, those it has left as they are. */
export function forward(recorded: unknown, rules: Rules): Fields {
  const fields = recorded as Fields;
  const added = Object.entries(rules).filter(([name]) => !(name in fields));
  return { ...fields, ...Object.fromEntries(added.map(([name, value]) => [name, value(fields)])) };
}

/** The same for every item of a list. */
export function forwardAll(recorded: unknown, rules: Rules): Fields[] {
  return (recorded as unknown[]).map((item) => forward(item, rules));
}

/** The names of a recorded object's fields that rules would add. */
export function lacking(recorded: unknown, rules: Rules): string[] {
  return Object.keys(rules).filter((name) => !(name in (recorded as Fields)));
}
