/** A metric as Prometheus has it; the units are in the names. */
export interface MetricShape {
  readonly type: "gauge" | "counter" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
}

/**
 * Everything that is served to Prometheus. Labels are tickers of the event that is traded and words of this program: their number is bounded. docs/observing.md
 * has the same table.
 */
export const METRICS = {
  tauroi_build_info: { type: "gauge", labels: ["version", "commit"], help: "1, with the program's version and commit" },
  tauroi_run_info: {
    type: "gauge",
    labels: ["venue", "mode", "event", "profile"],
    help: "1, with what is traded, where and how",
  },
  tauroi_engine_state: {
    type: "gauge",
    labels: ["state"],
    help: "1 for the state that the engine is in, 0 for the others",
  },
  tauroi_inputs_total: { type: "counter", labels: [], help: "Inputs that the engine has taken in" },
  tauroi_last_input_age_seconds: {
    type: "gauge",
    labels: [],
    help: "How long ago, by this machine's clock, the engine last took something in",
  },
  tauroi_loop_lag_seconds: {
    type: "gauge",
    labels: [],
    help: "How late the loop was at most in the last second; live and dry runs",
  },

  tauroi_contract_fair_dollars: { type: "gauge", labels: ["ticker"], help: "Fair value of one YES contract" },
  tauroi_contract_quote_dollars: {
    type: "gauge",
    labels: ["ticker", "side"],
    help: "Our best order that may be live, by side; absent without one",
  },
  tauroi_contract_market_dollars: {
    type: "gauge",
    labels: ["ticker", "side"],
    help: "The others' best price, by side; absent without one",
  },
  tauroi_contract_position: { type: "gauge", labels: ["ticker"], help: "Contracts held, YES positive" },
  tauroi_contract_z: {
    type: "gauge",
    labels: ["ticker"],
    help: "The recent move of the log-odds, in standard deviations",
  },
  tauroi_contract_state: {
    type: "gauge",
    labels: ["ticker", "state"],
    help: "1 for the state that the contract is in, 0 for the others",
  },
  tauroi_contract_net_dollars: {
    type: "gauge",
    labels: ["ticker"],
    help: "What the contract has won since the start, marked, after fees",
  },

  tauroi_fills_total: { type: "counter", labels: ["ticker", "side"], help: "Fills of our orders" },
  tauroi_filled_contracts_total: { type: "counter", labels: ["ticker", "side"], help: "Contracts in them" },
  tauroi_requests_total: {
    type: "counter",
    labels: ["request", "result"],
    help: "Creates, amends and cancels by what became of them; withdrawn ones were never sent",
  },
  tauroi_orders: {
    type: "gauge",
    labels: ["state"],
    help: "Our orders that may be live; unknown: nobody has said yet what became of them",
  },
  tauroi_order_ack_seconds: { type: "histogram", labels: ["request"], help: "From a request to the exchange's answer" },

  tauroi_write_tokens: {
    type: "gauge",
    labels: [],
    help: "Tokens for requests that are left; absent where there is no limit",
  },
  tauroi_write_tokens_capacity: { type: "gauge", labels: [], help: "Tokens at most" },
  tauroi_writes_waiting: { type: "gauge", labels: [], help: "Quotes whose wanted change waits for tokens" },
  tauroi_feed_age_seconds: { type: "gauge", labels: [], help: "Since the feed's last sign of life" },
  tauroi_feed_lag_seconds: { type: "gauge", labels: [], help: "Age of the feed's newest message when it came" },
  tauroi_clock_offset_seconds: { type: "gauge", labels: [], help: "The exchange's clock less this machine's" },
  tauroi_clock_uncertainty_seconds: {
    type: "gauge",
    labels: [],
    help: "How far that may be off; absent while it isn't known",
  },
  tauroi_attestation_seconds: {
    type: "gauge",
    labels: [],
    help: "Until the account's location attestation lapses; absent without one",
  },
  tauroi_key_refused: { type: "gauge", labels: [], help: "1 while the exchange refuses the key, else 0; live runs" },

  tauroi_pnl_dollars: {
    type: "gauge",
    labels: ["part"],
    help: "Result since the start, marked: gross, fees, and net of them",
  },
  tauroi_day_pnl_dollars: { type: "gauge", labels: [], help: "Result of the New York day, marked, after fees" },
  tauroi_breaker_loss_dollars: { type: "gauge", labels: [], help: "The day's loss at which the breaker halts" },
  tauroi_breaker_distance_dollars: { type: "gauge", labels: [], help: "What may still be lost before it does" },
  tauroi_balance_dollars: { type: "gauge", labels: [], help: "The account's cash, by our books" },
  tauroi_unexplained_cash_dollars: { type: "gauge", labels: [], help: "Cash that nothing explains, gains positive" },
  tauroi_worst_case_dollars: {
    type: "gauge",
    labels: [],
    help: "Loss if the worst outcome comes with everything that may be live filled",
  },
  tauroi_worst_case_limit_dollars: { type: "gauge", labels: [], help: "The most that this may be" },

  tauroi_journal_sync_seconds: {
    type: "histogram",
    labels: [],
    help: "How long orders waited for the disk to have their intents",
  },
  tauroi_journal_backlog: { type: "gauge", labels: [], help: "Inputs that the disk doesn't have yet" },
  tauroi_guards_fired_total: {
    type: "counter",
    labels: ["code"],
    help: "How often a reason of docs/guards.md began to hold for a contract",
  },
  tauroi_guards_active: { type: "gauge", labels: ["code"], help: "Contracts for which it holds" },
  tauroi_alerts_open: { type: "gauge", labels: [], help: "Alerts whose cause holds" },
  tauroi_alert_messages_total: {
    type: "counter",
    labels: ["result"],
    help: "Messages to the webhook, delivered or given up",
  },
} as const satisfies Readonly<Record<string, MetricShape>>;

export type MetricName = keyof typeof METRICS;

type OfType<Type extends MetricShape["type"]> = {
  [Name in MetricName]: (typeof METRICS)[Name]["type"] extends Type ? Name : never;
}[MetricName];

export type GaugeName = OfType<"gauge">;
export type CounterName = OfType<"counter">;
export type HistogramName = OfType<"histogram">;

/** A metric's labels, all of them. */
export type Labels<Name extends MetricName> = Readonly<Record<(typeof METRICS)[Name]["labels"][number], string>>;
