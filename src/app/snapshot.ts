import type { Desk } from "../engine/desk.ts";
import type { LegState } from "../engine/leg-state.ts";
import { lastExpiry, type Order, remaining } from "../engine/order.ts";
import { snakeCase } from "../market/snake-case.ts";
import { type Money, type Price, type Side, toCents, toContracts, toDollars } from "../market/units.ts";
import { arbitrage } from "../strategy/arbitrage.ts";
import type { Reason } from "../strategy/reasons.ts";
import { strongest } from "../strategy/reasons.ts";
import type { Activity } from "./activity.ts";
import { differencesOf } from "./differences.ts";
import { type ModelScores, modelView } from "./model-scores.ts";
import type { SignalSources } from "./signal-sources.ts";
import {
  type ContractState,
  type ContractView,
  type EngineState,
  type KillView,
  type MoneyView,
  type OutcomeView,
  type QuoteView,
  type ReasonView,
  type SideView,
  type TokensView,
  type TruthView,
  VIEW_VERSION,
  type View,
} from "./view.ts";

/** What the snapshot says beside the engine's own state. */
export interface SnapshotContext {
  readonly program: string;
  readonly venue: string;
  readonly mode: View["mode"];
  readonly speed: number | "max" | undefined;
  /** Of a dry run. */
  readonly dryRun?: View["dryRun"];
  /** It ends when its last viewer has left. */
  readonly endsWithViewer: boolean;
  /** Recent fills and log lines. */
  readonly activity: Activity;
  /** What beyond the market is heeded; none where it is left out. */
  readonly sources?: SignalSources | undefined;
  /** What is known of the exchange; none where it is embedded. */
  readonly exchange?: View["exchange"];
}

/** A plain snapshot of the engine for viewers and scripts. Reads only. */
export function takeSnapshot(desk: Desk, context: SnapshotContext): View {
  const { activity } = context;
  const contracts = [...desk.legs.values()].map((leg) => contractView(desk, leg, activity.scores));
  const { state, reason } = overallState(desk, contracts);
  return {
    v: VIEW_VERSION,
    at: desk.now,
    program: context.program,
    venue: context.venue,
    mode: context.mode,
    ...(context.dryRun !== undefined && { dryRun: context.dryRun }),
    ...(context.speed !== undefined && { speed: context.speed }),
    event: {
      ticker: desk.start.event.ticker,
      title: desk.start.event.title,
      closesAt: Math.max(0, ...[...desk.legs.values()].map(({ leg }) => leg.closeTime)),
    },
    profile: desk.start.profile.name,
    endsWithViewer: context.endsWithViewer,
    state,
    stateReason: reason,
    money: moneyView(desk),
    truth: truthView(desk),
    kill: killView(desk),
    differences: differencesOf(desk),
    sources: context.sources?.reports ?? [],
    ...(context.exchange !== undefined && { exchange: context.exchange }),
    arbitrage: arbitrageView(desk),
    contracts,
    outcomes: outcomesView(desk),
    fills: activity.fills,
    markouts: activity.markouts.view,
    history: activity.history.view,
    log: activity.log,
  };
}

/** Books that can't be trusted now show nothing. */
function arbitrageView(desk: Desk): View["arbitrage"] {
  const { event } = desk.start;
  const legs = [...desk.legs.values()].filter(({ settledAt }) => settledAt === undefined);
  const isWhole = event.partial !== true && legs.length === desk.legs.size;
  if (!event.mutuallyExclusive || desk.condition.staleFeed !== undefined) return null;
  return (
    arbitrage(
      legs.map(({ book }) => book),
      desk.fees,
      isWhole,
    ) ?? null
  );
}

function overallState(desk: Desk, contracts: readonly ContractView[]): { state: EngineState; reason: string } {
  const { killed, halted, stopping, ready, staleFeed, drift, unreconciled } = desk.condition;
  const { journal, foreignOrder, unexplainedCash, ill, hold } = desk.condition;
  const { intruder } = desk.tenancy;
  if (killed) return { state: "killed", reason: `killed by ${desk.killSwitch.kill?.by ?? "the operator"}` };
  if (halted !== undefined) return { state: "halted", reason: halted.text };
  if (desk.settled) return { state: "settled", reason: "every contract has paid out" };
  if (intruder !== undefined) return { state: "pulled", reason: `taken by another engine: ${intruder.detail}` };
  if (stopping) return { state: "pulled", reason: `stopping: ${desk.stopping?.by ?? ""}` };
  if (journal !== undefined) return { state: "pulled", reason: `journal broken: ${journal}` };
  if (!ready && drift === undefined) return { state: "starting", reason: "waiting for a clean start" };
  if (staleFeed !== undefined) return { state: "pulled", reason: staleFeed };
  if (drift !== undefined) return { state: "pulled", reason: drift };
  const other = unexplainedCash ?? foreignOrder ?? unreconciled ?? ill?.text;
  if (other !== undefined) return { state: "pulled", reason: other };
  const quoting = contracts.filter(
    ({ state }) => state === "quoting" || state === "wide" || state === "one side",
  ).length;
  if (quoting > 0 && hold !== undefined) return { state: "partly", reason: `nothing is placed or renewed: ${hold}` };
  if (quoting === contracts.length) return { state: "quoting", reason: "" };
  if (quoting > 0) return { state: "partly", reason: `${quoting} of ${contracts.length} quoted` };
  return { state: "pulled", reason: "every contract is pulled" };
}

function moneyView(desk: Desk): MoneyView {
  const { account, exposure } = desk;
  return {
    pnlTodayUsd: toDollars(account.today),
    breakerUsd: toDollars(account.breakerLoss),
    grossUsd: toDollars(account.gross),
    feesUsd: toDollars(account.fees),
    netUsd: toDollars(account.net),
    balanceUsd: toDollars(account.balance),
    unexplainedUsd: toDollars(account.check.unexplained),
    roundingUsd: toDollars(account.check.rounding),
    floorUsd: toDollars(desk.start.limits.minBalanceFloor),
    worstCaseUsd: toDollars(exposure.worstLoss()),
    worstCaseLimitUsd: toDollars(account.eventLossLimit),
  };
}

function truthView(desk: Desk): TruthView {
  const { doubt, reconciliation } = desk;
  return {
    dataAgeMs: doubt.dataAgeMs(desk.now),
    reconciled: reconciliation.last ?? null,
    tokens: tokensView(desk),
    unwell: desk.condition.hold ?? null,
    roundTripMs: desk.roundTripMs ?? null,
    inputs: desk.inputs,
  };
}

function tokensView({ gate, service, now }: Desk): TokensView | null {
  const { capacity } = gate;
  if (capacity === undefined) return null;
  const { count, since, turnedAway } = service.waits;
  const available = Math.floor(gate.available(now));
  return { available, capacity, waiting: count, waitingSince: since ?? null, turnedAway };
}

function killView(desk: Desk): KillView | null {
  const { kill } = desk.killSwitch;
  if (kill === undefined) return null;
  return {
    grade: kill.grade,
    requestedAt: kill.at,
    by: kill.by,
    mayRest: kill.mayRest,
    stillResting: kill.stillResting,
    pastClose: kill.pastClose,
    oursOnly: desk.killSwitch.oursOnly,
    lastExpiry: kill.lastExpiry ?? null,
    confirmedAt: kill.confirmedAt ?? null,
  };
}

/** Worst first, with the exchange's labels. */
function outcomesView(desk: Desk): readonly OutcomeView[] {
  const { event } = desk.start;
  if (!event.mutuallyExclusive || !desk.account.opened) return [];
  return desk.exposure
    .outcomes()
    .map(({ winners: [winner], result }) => ({
      label: winner === undefined ? null : labelOf(winner, event.ticker),
      resultUsd: toDollars(result),
    }))
    .sort((one, other) => one.resultUsd - other.resultUsd);
}

function labelOf(ticker: string, event: string): string {
  return ticker.startsWith(`${event}-`) ? ticker.slice(event.length + 1) : ticker;
}

function contractView(desk: Desk, leg: LegState, scores: ModelScores): ContractView {
  const { account, exposure, start } = desk;
  const { estimate } = leg.model;
  const { legs } = start.event;
  return {
    ticker: leg.ticker,
    label: labelOf(leg.ticker, start.event.ticker),
    title: legs.find(({ ticker }) => ticker === leg.ticker)?.title ?? leg.ticker,
    state: contractState(leg),
    reasons: leg.reasons.map(reasonView),
    fairCents: estimate?.fairCents ?? null,
    sdCents: estimate?.sdCents ?? null,
    sigmaB: leg.model.sigmaB ?? null,
    z: estimate?.zMove ?? null,
    zWiden: leg.profile.zWiden,
    zPull: leg.profile.zPull,
    jumpProbability: estimate?.jumpProbability ?? null,
    bid: sideView(desk, leg, "bid"),
    ask: sideView(desk, leg, "ask"),
    othersBidCents: centsOrNull(leg.others.bid),
    othersAskCents: centsOrNull(leg.others.ask),
    lastTradeCents: centsOrNull(leg.lastTrade?.price),
    lastTradeAt: leg.lastTrade?.at ?? null,
    inventory: toContracts(account.position(leg.ticker)),
    foreign: toContracts(account.foreign(leg.ticker)),
    inventoryPull: leg.profile.inventoryPullContracts,
    inventoryLimit: Math.min(leg.profile.maxPositionPerTicker, start.limits.maxPositionPerTicker),
    skewCents: leg.desired?.skewCents ?? leg.profile.skewCentsPerContract * toContracts(account.position(leg.ticker)),
    halfSpreadCents: leg.desired?.halfSpreadCents ?? null,
    riskUse: share(exposure.legLoss(leg.ticker), account.eventLossLimit),
    fills: leg.fills,
    netUsd: toDollars(account.legNet(leg.ticker)),
    reduceOnly: leg.reduceOnly,
    settings: Object.entries(leg.settings).map(([name, value]) => ({ name: snakeCase(name), value })),
    model: modelView(leg, scores),
  };
}

function contractState(leg: LegState): ContractState {
  if (leg.settledAt !== undefined) return "settled";
  const bid = strongest(leg.reasons, "bid");
  const ask = strongest(leg.reasons, "ask");
  if (bid?.effect === "killed" || ask?.effect === "killed") return "killed";
  if (bid?.effect === "halted" || ask?.effect === "halted") return "halted";
  const sides = [leg.desired?.bid, leg.desired?.ask].filter((quote) => quote !== undefined).length;
  if (sides === 0) return "pulled";
  if (sides === 1) return "one side";
  return (leg.desired?.multiplier ?? 1) > 1 ? "wide" : "quoting";
}

function sideView(desk: Desk, leg: LegState, side: Side): SideView {
  const desired = leg.desired?.[side];
  const reason = strongest(leg.reasons, side);
  return {
    desired:
      desired === undefined ? null : { priceCents: toCents(desired.price), contracts: toContracts(desired.quantity) },
    working: desk.orders.liveOf(leg.ticker)[side].map(quoteView),
    reason: reason === undefined ? null : reasonView(reason),
  };
}

function quoteView(order: Order): QuoteView {
  const state = order.state === "resting" ? "resting" : order.state === "unknown" ? "unknown" : "in flight";
  return {
    priceCents: toCents(order.price),
    contracts: toContracts(remaining(order)),
    state,
    sentAt: order.sentAt ?? null,
    expiresAt: lastExpiry(order) ?? null,
  };
}

function reasonView({ code, effect, text, until, needsOperator }: Reason): ReasonView {
  return { code, effect, text, until: until ?? null, needsOperator: needsOperator ?? false };
}

function centsOrNull(at: Price | undefined): number | null {
  return at === undefined ? null : toCents(at);
}

function share(part: Money, whole: Money): number {
  return whole > 0 ? part / whole : part > 0 ? 1 : 0;
}
