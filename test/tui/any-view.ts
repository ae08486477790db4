import fc from "fast-check";
import type { ContractView, ReasonView, SideView, View } from "../../src/app/view.ts";
import { sampleContract, sampleView } from "./sample-view.ts";

/** Views of every kind that the types allow, with figures from anywhere: what a screen has to survive. */

const figure = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e-9, 0.5, 99.95, 100, -1e12, 1e21, Number.MAX_VALUE, -Number.MAX_VALUE),
  fc.integer({ min: -100, max: 10_000 }),
);
const known = fc.option(figure, { nil: null, freq: 4 });
const moment = fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(-1, 0, 8.64e15, 9e15, 1e300));
const maybeMoment = fc.option(moment, { nil: null, freq: 3 });
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom(
    "",
    "\u001b[2J",
    "a\nb\tc",
    "あいみょん 방탄소년단",
    "👩‍👩‍👧‍👦🇩🇪",
    "\u202eevil",
    "ๆ้้้้",
    "x".repeat(300),
  ),
);
const count = fc.oneof(fc.nat(1_000), figure);

const reason: fc.Arbitrary<ReasonView> = fc.record({
  code: fc.constantFrom("defence-pull", "drift", "foreign-position", "inventory"),
  effect: fc.constantFrom("widen" as const, "withhold" as const, "pull" as const, "halted" as const, "killed" as const),
  text,
  until: maybeMoment,
  needsOperator: fc.boolean(),
});

const side: fc.Arbitrary<SideView> = fc.record({
  desired: fc.option(fc.record({ priceCents: figure, contracts: count }), { nil: null }),
  working: fc.array(
    fc.record({
      priceCents: figure,
      contracts: count,
      state: fc.constantFrom("resting" as const, "in flight" as const, "unknown" as const),
      sentAt: maybeMoment,
      expiresAt: maybeMoment,
    }),
    { maxLength: 3 },
  ),
  reason: fc.option(reason, { nil: null }),
});

const contract: fc.Arbitrary<Partial<ContractView>> = fc.record(
  {
    title: text,
    label: text,
    state: fc.constantFrom("quoting", "wide", "one side", "pulled", "halted", "killed", "settled"),
    reasons: fc.array(reason, { maxLength: 4 }),
    fairCents: known,
    sdCents: known,
    sigmaB: known,
    z: known,
    zWiden: figure,
    zPull: figure,
    jumpProbability: known,
    bid: side,
    ask: side,
    othersBidCents: known,
    othersAskCents: known,
    lastTradeCents: known,
    lastTradeAt: maybeMoment,
    inventory: figure,
    inventoryPull: figure,
    settings: fc.array(fc.record({ name: fc.string(), value: fc.oneof(fc.string(), fc.double(), fc.boolean()) }), {
      maxLength: 3,
    }),
    inventoryLimit: figure,
    skewCents: figure,
    halfSpreadCents: known,
    riskUse: figure,
    fills: count,
    netUsd: figure,
    model: fc.record({
      provenance: fc.constantFrom("prior" as const, "pooled" as const, "em" as const, null),
      calibratedAt: maybeMoment,
      orders: count,
      boundHits: fc.array(text, { maxLength: 3 }),
      scores: fc.option(
        fc.record({
          trades: count,
          meanSquareZ: known,
          outsideShare: known,
          fairErrorCents: known,
          lastTradeErrorCents: known,
        }),
        { nil: null },
      ),
    }),
  },
  { requiredKeys: [] },
);

const series = (length: number) => fc.array(known, { minLength: length, maxLength: length });

function historyOf(tickers: readonly string[]): fc.Arbitrary<View["history"]> {
  return fc.nat(12).chain((length) =>
    fc.record({
      at: fc.array(moment, { minLength: length, maxLength: length }),
      contracts: fc.constantFrom(...["", ...tickers]).chain((ticker) =>
        fc
          .record({
            fair: series(length),
            bid: series(length),
            ask: series(length),
            othersBid: series(length),
            othersAsk: series(length),
            inventory: series(length),
          })
          .map((samples) => ({ [ticker]: samples })),
      ),
      account: fc.record({
        at: fc.array(moment, { minLength: length, maxLength: length }),
        equityUsd: series(length),
        drawdownUsd: series(length),
      }),
    }),
  );
}

const money = fc.record({
  pnlTodayUsd: figure,
  breakerUsd: figure,
  grossUsd: figure,
  feesUsd: figure,
  netUsd: figure,
  balanceUsd: figure,
  unexplainedUsd: figure,
  roundingUsd: figure,
  floorUsd: figure,
  worstCaseUsd: figure,
  worstCaseLimitUsd: figure,
});

const truth = fc.record({
  dataAgeMs: figure,
  reconciled: fc.option(fc.record({ at: moment, ok: fc.boolean(), detail: text }), { nil: null }),
  tokens: fc.option(
    fc.record({
      available: count,
      capacity: count,
      waiting: fc.nat(40),
      waitingSince: maybeMoment,
      turnedAway: count,
    }),
    { nil: null },
  ),
  unwell: fc.option(text, { nil: null }),
  roundTripMs: known,
  inputs: count,
});

/** Any view. */
export const anyView: fc.Arbitrary<View> = fc
  .array(contract, { maxLength: 20 })
  .chain((changes) => {
    const contracts = changes.map((change, index) =>
      sampleContract({ ...change, ticker: `EVENT-${index}` } as Partial<ContractView>),
    );
    const tickers = contracts.map(({ ticker }) => ticker);
    return fc.record({
      contracts: fc.constant(contracts),
      at: moment,
      mode: fc.constantFrom("LIVE" as const, "DRY-RUN" as const, "PAPER" as const),
      speed: fc.constantFrom(1, 60, "max" as const),
      state: fc.constantFrom("starting", "quoting", "partly", "pulled", "halted", "killed", "settled"),
      stateReason: text,
      venue: text,
      program: text,
      profile: text,
      event: fc.record({ ticker: text, title: text, closesAt: moment }),
      money,
      truth,
      outcomes: fc.array(fc.record({ label: fc.option(text, { nil: null }), resultUsd: figure }), { maxLength: 20 }),
      markouts: fc.array(
        fc.record({
          horizonMs: fc.constantFrom(10_000, 60_000, 600_000),
          fills: count,
          meanCents: known,
          latestCents: fc.array(figure, { maxLength: 60 }),
        }),
        { maxLength: 3 },
      ),
      fills: fc.array(
        fc.record({
          at: moment,
          ticker: fc.constantFrom("", ...tickers),
          label: text,
          side: fc.constantFrom("bid" as const, "ask" as const),
          priceCents: figure,
          contracts: count,
          feeUsd: figure,
          markoutsCents: fc.array(known, { maxLength: 3 }),
        }),
        { maxLength: 20 },
      ),
      history: historyOf(tickers),
      differences: fc.array(fc.record({ ticker: fc.option(text, { nil: null }), text }), { maxLength: 3 }),
      sources: fc.array(
        fc.record({
          source: text,
          state: fc.constantFrom("starting" as const, "active" as const, "blind" as const),
          detail: text,
        }),
        { maxLength: 2 },
      ),
      log: fc.array(
        fc.record({
          at: moment,
          severity: fc.constantFrom("info" as const, "warning" as const, "critical" as const),
          text,
        }),
        { maxLength: 30 },
      ),
    });
  })
  .map((change) => ({ ...sampleView({ contracts: 1 }), ...change }) as View);
