import type { ContractState, ContractView, EngineState, SideView, View } from "../view.ts";
import type { GaugeName } from "./metric-table.ts";
import type { MetricRegistry } from "./registry.ts";

const ENGINE_STATES = [
  "starting",
  "quoting",
  "partly",
  "pulled",
  "halted",
  "killed",
  "settled",
] as const satisfies EngineState[];
const CONTRACT_STATES = [
  "quoting",
  "wide",
  "one side",
  "pulled",
  "halted",
  "killed",
  "settled",
] as const satisfies ContractState[];
const ORDER_STATES = ["resting", "in flight", "unknown"] as const;

/** Sets every gauge that a snapshot tells of. */
export function takeView(registry: MetricRegistry, view: View): void {
  const { event, venue, mode, profile } = view;
  registry.clear("tauroi_run_info");
  registry.set("tauroi_run_info", { venue, mode, event: event.ticker, profile }, 1);
  for (const state of ENGINE_STATES) registry.set("tauroi_engine_state", { state }, state === view.state ? 1 : 0);
  registry.total("tauroi_inputs_total", view.truth.inputs);
  takeMoney(registry, view);
  takeTruth(registry, view);
  for (const contract of view.contracts) takeContract(registry, contract);
  takeOrders(registry, view.contracts);
  takeGuards(registry, view.contracts);
  registry.set("tauroi_alerts_open", {}, view.alerts?.length);
}

function takeMoney(registry: MetricRegistry, { money }: View): void {
  registry.set("tauroi_pnl_dollars", { part: "gross" }, money.grossUsd);
  registry.set("tauroi_pnl_dollars", { part: "fees" }, money.feesUsd);
  registry.set("tauroi_pnl_dollars", { part: "net" }, money.netUsd);
  registry.set("tauroi_day_pnl_dollars", {}, money.pnlTodayUsd);
  registry.set("tauroi_breaker_loss_dollars", {}, money.breakerUsd);
  registry.set("tauroi_breaker_distance_dollars", {}, money.breakerUsd + money.pnlTodayUsd);
  registry.set("tauroi_balance_dollars", {}, money.balanceUsd);
  registry.set("tauroi_unexplained_cash_dollars", {}, money.unexplainedUsd);
  registry.set("tauroi_worst_case_dollars", {}, money.worstCaseUsd);
  registry.set("tauroi_worst_case_limit_dollars", {}, money.worstCaseLimitUsd);
}

function takeTruth(registry: MetricRegistry, { at, truth, exchange }: View): void {
  registry.set("tauroi_write_tokens", {}, truth.tokens?.available);
  registry.set("tauroi_write_tokens_capacity", {}, truth.tokens?.capacity);
  registry.set("tauroi_writes_waiting", {}, truth.tokens?.waiting);
  registry.set("tauroi_feed_age_seconds", {}, seconds(truth.dataAgeMs));
  registry.set("tauroi_clock_offset_seconds", {}, seconds(exchange?.clockOffsetMs));
  registry.set("tauroi_clock_uncertainty_seconds", {}, seconds(exchange?.clockUncertaintyMs));
  const until = exchange?.attestedUntil ?? undefined;
  registry.set("tauroi_attestation_seconds", {}, until === undefined ? undefined : seconds(until - at));
  registry.set("tauroi_key_refused", {}, exchange === undefined ? undefined : Number(exchange.isKeyRefused));
}

function takeContract(registry: MetricRegistry, contract: ContractView): void {
  const { ticker } = contract;
  registry.set("tauroi_contract_fair_dollars", { ticker }, dollars(contract.fairCents));
  registry.set("tauroi_contract_quote_dollars", { ticker, side: "bid" }, dollars(best(contract.bid, Math.max)));
  registry.set("tauroi_contract_quote_dollars", { ticker, side: "ask" }, dollars(best(contract.ask, Math.min)));
  registry.set("tauroi_contract_market_dollars", { ticker, side: "bid" }, dollars(contract.othersBidCents));
  registry.set("tauroi_contract_market_dollars", { ticker, side: "ask" }, dollars(contract.othersAskCents));
  registry.set("tauroi_contract_position", { ticker }, contract.inventory);
  registry.set("tauroi_contract_z", { ticker }, contract.z);
  registry.set("tauroi_contract_net_dollars", { ticker }, contract.netUsd);
  for (const state of CONTRACT_STATES) {
    registry.set("tauroi_contract_state", { ticker, state }, state === contract.state ? 1 : 0);
  }
}

/** The best price of what may be live on a side, in cents. */
function best({ working }: SideView, better: (...prices: number[]) => number): number | undefined {
  return working.length === 0 ? undefined : better(...working.map(({ priceCents }) => priceCents));
}

function takeOrders(registry: MetricRegistry, contracts: readonly ContractView[]): void {
  const orders = contracts.flatMap(({ bid, ask }) => [...bid.working, ...ask.working]);
  for (const state of ORDER_STATES) {
    registry.set("tauroi_orders", { state }, orders.filter((order) => order.state === state).length);
  }
}

function takeGuards(registry: MetricRegistry, contracts: readonly ContractView[]): void {
  const name = "tauroi_guards_active" satisfies GaugeName;
  registry.clear(name);
  const held = new Map<string, number>();
  for (const { reasons } of contracts) {
    for (const code of new Set(reasons.map((reason) => reason.code))) held.set(code, (held.get(code) ?? 0) + 1);
  }
  for (const [code, count] of held) registry.set(name, { code }, count);
}

function dollars(cents: number | null | undefined): number | undefined {
  return cents === null || cents === undefined ? undefined : cents / 100;
}

function seconds(ms: number | null | undefined): number | undefined {
  return ms === null || ms === undefined ? undefined : ms / 1_000;
}
