import type {
  ContractState,
  ContractView,
  FillView,
  KillView,
  LogLine,
  QuoteView,
  ReasonView,
  SideView,
  View,
} from "../../src/app/view.ts";
import { sampleHistory, sampleMarkouts, sampleOutcomes } from "./sample-history.ts";
import { numbersFrom } from "./sample-numbers.ts";

/** Made-up snapshots, always the same for the same arguments, that look like what an engine sends. */

const START = Date.UTC(2026, 10, 20, 12, 34, 56);
const EVENT = "KXTOPMONTHLY-26NOV";

const ARTISTS: readonly (readonly [label: string, title: string])[] = [
  ["BRU", "Bruno Mars"],
  ["WEE", "The Weeknd"],
  ["TAY", "Taylor Swift"],
  ["BAD", "Bad Bunny"],
  ["BIL", "Billie Eilish"],
  ["ED", "Ed Sheeran"],
  ["LAD", "Lady Gaga"],
  ["KEN", "Kendrick Lamar"],
  ["BTS", "방탄소년단"],
  ["AIM", "あいみょん"],
  ["ARI", "Ariana Grande"],
  ["JUS", "Justin Bieber"],
  ["RIH", "Rihanna"],
  ["COL", "Coldplay"],
  ["BEY", "Beyoncé"],
];

export function sampleReason(change: Partial<ReasonView> = {}): ReasonView {
  return { code: "defence-pull", effect: "pull", text: "|z| 2.7 >= 2.5", until: null, needsOperator: false, ...change };
}

/** A quote for one contract that rests, sent a minute ago. */
export function sampleQuote(priceCents: number, state: QuoteView["state"] = "resting"): QuoteView {
  return { priceCents, contracts: 1, state, sentAt: START - 60_000, expiresAt: START + 30_000 };
}

export function sampleSide(priceCents: number | null, change: Partial<SideView> = {}): SideView {
  return {
    desired: priceCents === null ? null : { priceCents, contracts: 1 },
    working: priceCents === null ? [] : [sampleQuote(priceCents)],
    reason: null,
    ...change,
  };
}

/** One contract that quotes both sides around 47.3, unless `change` says otherwise. */
export function sampleContract(change: Partial<ContractView> = {}): ContractView {
  return {
    ticker: `${EVENT}-BRU`,
    label: "BRU",
    title: "Bruno Mars",
    state: "quoting",
    reasons: [],
    fairCents: 47.3,
    sdCents: 1.2,
    sigmaB: 0.081,
    z: 0.42,
    zWiden: 1.8,
    zPull: 2.5,
    jumpProbability: 0.02,
    bid: sampleSide(44),
    ask: sampleSide(51),
    othersBidCents: 45,
    othersAskCents: 49,
    lastTradeCents: 46,
    lastTradeAt: START - 12_000,
    inventory: 3,
    foreign: 0,
    inventoryPull: 15,
    inventoryLimit: 50,
    skewCents: 3,
    halfSpreadCents: 3,
    riskUse: 0.23,
    fills: 12,
    netUsd: 0.43,
    reduceOnly: false,
    settings: [],
    model: {
      provenance: "em",
      calibratedAt: START - 41_000,
      orders: 300,
      boundHits: [],
      scores: { trades: 214, meanSquareZ: 1.08, outsideShare: 0.06, fairErrorCents: 1.21, lastTradeErrorCents: 1.44 },
    },
    ...change,
  };
}

export interface SampleOptions {
  readonly contracts?: number;
  /** Which of the endless series of snapshots, four a second. */
  readonly frame?: number;
  readonly change?: Partial<View>;
}

/** A snapshot of `contracts` contracts in all kinds of states; the first ones always quote. */
export function sampleView({ contracts = 10, frame = 0, change = {} }: SampleOptions = {}): View {
  const at = START + frame * 250;
  const legs = Array.from({ length: contracts }, (_, index) => legAt(index, frame, at));
  const fills = legs.reduce((sum, leg) => sum + leg.fills, 0);
  return {
    v: 3,
    at,
    program: "tauroi 0.1.0",
    ...((change.mode ?? "PAPER") === "PAPER" ? { venue: "sim", speed: 60 } : { venue: "prod" }),
    mode: "PAPER",
    endsWithViewer: (change.mode ?? "PAPER") === "PAPER",
    event: { ticker: EVENT, title: "Top artist on Spotify in November 2026", closesAt: START + 10 * 86_400_000 },
    profile: "documented",
    state: "partly",
    stateReason: "3 of 10 contracts pulled",
    money: {
      pnlTodayUsd: -3.21 + Math.sin(frame / 20),
      breakerUsd: 50,
      grossUsd: 14.2,
      feesUsd: 1.03,
      netUsd: 13.17,
      balanceUsd: 540.22,
      unexplainedUsd: 0,
      roundingUsd: 0,
      floorUsd: 10,
      worstCaseUsd: 30.1,
      worstCaseLimitUsd: 125,
    },
    truth: {
      dataAgeMs: 300 + (frame % 4) * 100,
      reconciled: { at: at - ((frame * 250) % 30_000) - 500, ok: true, detail: "" },
      tokens: { available: 85 + (frame % 15), capacity: 100, waiting: 0, waitingSince: null, turnedAway: 3 },
      unwell: null,
      roundTripMs: 45 + (frame % 7),
      inputs: 12_345 + frame * 40,
    },
    kill: null,
    differences: [],
    sources: [],
    arbitrage: null,
    contracts: legs,
    outcomes: sampleOutcomes(legs),
    markouts: sampleMarkouts(),
    history: sampleHistory(legs, START + Math.floor(frame / 16) * 60_000),
    fills: sampleFills(Math.min(50, fills), at),
    log: sampleLog(30, at),
    ...change,
  };
}

/** A contract that runs on what the others' trades say. */
const YOUNG: ContractView["model"] = {
  provenance: "pooled",
  calibratedAt: START - 101_000,
  orders: 900,
  boundHits: ["outlierProbability"],
  scores: { trades: 12, meanSquareZ: 2.31, outsideShare: 0.17, fairErrorCents: 2.4, lastTradeErrorCents: 2.1 },
};

const STATES: readonly ContractState[] = [
  "quoting",
  "quoting",
  "quoting",
  "wide",
  "one side",
  "pulled",
  "quoting",
  "halted",
];

function legAt(index: number, frame: number, at: number): ContractView {
  const random = numbersFrom(index * 7_919 + 11);
  const [label, title] = ARTISTS[index % ARTISTS.length] ?? ["?", "?"];
  const own = index < ARTISTS.length ? label : `${label}${index}`;
  const drift = Math.sin((frame + index * 13) / 15);
  const fairCents = 3 + 16 / (1 + index * 0.6) + random() * 8 + drift * 1.5;
  const state = STATES[index % STATES.length] ?? "quoting";
  const inventory = state === "one side" ? 17 : Math.round((random() - 0.5) * 24);
  const othersBidCents = Math.floor(fairCents - 1.5);
  const othersAskCents = Math.ceil(fairCents + 1.5);
  const bid = Math.max(1, Math.min(othersAskCents - 1, Math.floor(fairCents - 3 - inventory)));
  const ask = Math.max(othersBidCents + 1, Math.ceil(fairCents + 3 - inventory));
  const off = state === "pulled" || state === "halted";
  const stops = sampleReason({ code: "inventory", effect: "withhold", text: `+${inventory} contracts > 15` });
  return sampleContract({
    ticker: `${EVENT}-${own}`,
    label: own,
    title: index < ARTISTS.length ? title : `${title} ${index}`,
    state,
    reasons: reasonsFor(state, stops, at, frame),
    fairCents,
    sdCents: 0.4 + random() * 2,
    sigmaB: 0.05 + random() * 0.1,
    z: state === "pulled" ? 2.7 : state === "wide" ? -2.0 : drift,
    bid: off ? sampleSide(null) : state === "one side" ? sampleSide(null, { reason: stops }) : sampleSide(bid),
    ask: off
      ? sampleSide(null)
      : sampleSide(ask, {
          working: [sampleQuote(ask, frame % 8 === 0 ? "in flight" : "resting")],
        }),
    othersBidCents,
    othersAskCents,
    lastTradeCents: Math.round(fairCents + drift),
    lastTradeAt: at - 3_000 - (frame % 40) * 250,
    inventory,
    skewCents: inventory,
    halfSpreadCents: state === "wide" ? 6 : 3,
    riskUse: state === "halted" ? 1.04 : Math.abs(inventory) / 24,
    fills: Math.floor(random() * 20),
    netUsd: (random() - 0.4) * 3,
    ...(index % 4 === 2 && { model: YOUNG }),
  });
}

function reasonsFor(state: ContractState, stops: ReasonView, at: number, frame: number): readonly ReasonView[] {
  const until = at + 14_000 - ((frame * 250) % 14_000);
  switch (state) {
    case "wide":
      return [sampleReason({ code: "defence-wide", effect: "widen", text: "|z| 2.0 >= 1.8", until: null })];
    case "one side":
      return [stops];
    case "pulled":
      return [
        sampleReason({ until }),
        sampleReason({ code: "event-news", effect: "widen", text: "news about another leg" }),
      ];
    case "halted":
      return [sampleReason({ code: "halted", effect: "halted", text: "day's loss $50.12 >= $50.00" })];
    default:
      return [];
  }
}

export function sampleFills(count: number, at = START): FillView[] {
  return Array.from({ length: count }, (_, index) => ({
    at: at - index * 61_000,
    ticker: `${EVENT}-${ARTISTS[index % 5]?.[0] ?? "?"}`,
    label: ARTISTS[index % 5]?.[0] ?? "?",
    side: index % 2 === 0 ? "bid" : "ask",
    priceCents: 40 + (index % 9),
    contracts: 1,
    feeUsd: 0.0044,
    markoutsCents: index < 2 ? [0.5, null, null] : [1 - (index % 5) / 2, 0.5, index < 9 ? null : -1.5 + (index % 4)],
  }));
}

export function sampleLog(count: number, at = START): LogLine[] {
  const severities: readonly LogLine["severity"][] = ["info", "info", "warning", "info", "critical"];
  return Array.from({ length: count }, (_, index) => ({
    at: at - index * 7_000,
    severity: severities[index % severities.length] ?? "info",
    text: `line ${index} of the log`,
  }));
}

export function sampleKill(change: Partial<KillView> = {}): KillView {
  return {
    grade: "LOCAL",
    requestedAt: START,
    by: "operator",
    mayRest: 7,
    stillResting: 0,
    pastClose: 0,
    oursOnly: false,
    lastExpiry: START + 45_000,
    confirmedAt: null,
    ...change,
  };
}
