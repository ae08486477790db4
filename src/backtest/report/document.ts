import { Random } from "../../ambient/random.ts";
import type { FeeType } from "../../market/event.ts";
import { toContracts, toDollars } from "../../market/units.ts";
import { profileWarnings } from "../../strategy/warnings.ts";
import type { Selection } from "../event-tape.ts";
import type { ConfigurationOutcome, ProfileOrigin } from "../outcome.ts";
import type { SettingName } from "../setting.ts";
import { differences } from "./against.ts";
import { intervals95 } from "./bootstrap.ts";
import { configurationDocument } from "./configuration-document.ts";
import type {
  BacktestDocument,
  ConfigurationDocument,
  Named,
  NewsDocument,
  PlaceboDocument,
  ProfileDocument,
  RandomFairDocument,
  RunDocument,
} from "./document-shape.ts";
import { added, type EventTotal, eventTotal, inOrderOfEnding, legsOf } from "./event-total.ts";
import { decay } from "./placebo.ts";
import { chanceOfAsGood } from "./random-fair.ts";
import { fillsDisagree } from "./remarks.ts";
import { centsPerContract } from "./statistics.ts";
import { expectedLargestT } from "./tries.ts";

export interface DocumentParts {
  readonly tapes: readonly string[];
  readonly selection: Selection;
  readonly feeType: FeeType;
  readonly setting: SettingName;
  readonly seed: number;
  /** Of all variants, in any order; `configurations` keeps the order of the plain ones. */
  readonly outcomes: readonly ConfigurationOutcome[];
  /** By profile; what isn't in here isn't known. */
  readonly origins?: ReadonlyMap<string, ProfileOrigin>;
  /** The profile that the others are compared with. */
  readonly against?: string | undefined;
  readonly news?: NewsDocument | undefined;
}

/** All that a backtest found. Throws FillLogError when the fills of a leg don't add up to its account. */
export function backtestDocument(parts: DocumentParts): BacktestDocument {
  const { selection, seed, outcomes } = parts;
  const plain = outcomes.filter(({ variant }) => variant.kind === "plain");
  const originOf = (profile: string): ProfileOrigin =>
    parts.origins?.get(profile) ?? { inSample: undefined, searched: undefined };
  const tried = new Set(plain.map(({ profile, model }) => `${profile.name} ${model}`)).size;
  const configurations = plain.map((outcome) =>
    configurationDocument({ outcome, origin: originOf(outcome.profile.name), tried, seed }),
  );
  return {
    tapes: parts.tapes,
    trades: selection.trades,
    fee_type: parts.feeType,
    setting: parts.setting,
    seed,
    left_out: selection.leftOut.map((left) => ({ ...left, count: left.tickers.length })),
    left_out_rows: {
      block_trades: selection.leftOutRows?.blockTrades ?? 0,
      repeated: selection.leftOutRows?.repeatedTrades ?? 0,
    },
    unsettled: named(selection.unsettled),
    settlements_without_trades: named(selection.settlementsWithoutTrades),
    tried: {
      configurations: tried,
      runs: outcomes.length,
      expected_largest_t: largestT(tried, configurations[0]?.dates ?? 0),
    },
    profiles: profileDocuments(plain, configurations, originOf),
    configurations,
    against: parts.against === undefined ? [] : differences(plain, parts.against, Random.seeded(seed).fork("against")),
    news: parts.news ?? null,
    placebos: grouped(outcomes, "placebo").map((runs) => placeboDocument(runs, seed)),
    random_fair: grouped(outcomes, "random-fair").map((runs) => randomFairDocument(runs, plain, seed)),
  };
}

/** Null where nothing was tried, and on fewer than three dates, where no t says anything. */
function largestT(tried: number, dates: number): number | null {
  return tried === 0 || dates < 3 ? null : expectedLargestT(tried, dates - 1);
}

function profileDocuments(
  plain: readonly ConfigurationOutcome[],
  configurations: readonly ConfigurationDocument[],
  originOf: (profile: string) => ProfileOrigin,
): readonly ProfileDocument[] {
  const profiles = new Map(plain.map(({ profile }) => [profile.name, profile]));
  return [...profiles].map(([name, profile]) => {
    const { inSample, searched } = originOf(name);
    const models = Map.groupBy(
      configurations.filter((configuration) => configuration.profile === name),
      ({ model }) => model,
    );
    return {
      profile: name,
      in_sample: inSample ?? null,
      searched: searched ?? null,
      expected_largest_t: searched === undefined ? null : expectedLargestT(searched),
      warnings: profileWarnings(profile),
      remarks: [...models.values()].flatMap((runs) => fillsDisagree(runs.map((run) => run.net_usd))),
    };
  });
}

/** The runs of one kind that differ in their variant alone. */
function grouped(
  outcomes: readonly ConfigurationOutcome[],
  kind: ConfigurationOutcome["variant"]["kind"],
): readonly (readonly [ConfigurationOutcome, ...ConfigurationOutcome[]])[] {
  const ofKind = outcomes.filter(({ variant }) => variant.kind === kind);
  const groups = Map.groupBy(ofKind, ({ profile, model, fillModel }) => `${profile.name} ${model} ${fillModel}`);
  return [...groups.values()] as [ConfigurationOutcome, ...ConfigurationOutcome[]][]; // a group has what made it
}

function placeboDocument(
  runs: readonly [ConfigurationOutcome, ...ConfigurationOutcome[]],
  seed: number,
): PlaceboDocument {
  const { profile, model, fillModel } = runs[0];
  const delayed = runs
    .flatMap(({ variant, events }) => {
      if (variant.kind !== "placebo") return [];
      return [{ latencyMs: variant.latencyMs, totals: totalsOf(events), run: runDocument(events, seed) }];
    })
    .sort((a, b) => a.latencyMs - b.latencyMs);
  const judged = delayed.map(({ latencyMs, totals, run }) => ({
    latencyMs,
    totals,
    centsPerContract: run.cents_per_contract ?? undefined,
    interval: run.interval_95 ?? undefined,
  }));
  return {
    profile: profile.name,
    model,
    fill_model: fillModel,
    ...decay(judged, Random.seeded(seed).fork("placebo")),
    latencies: delayed.map(({ latencyMs, run }) => ({ latency_s: latencyMs / 1_000, ...run })),
  };
}

function randomFairDocument(
  runs: readonly [ConfigurationOutcome, ...ConfigurationOutcome[]],
  plain: readonly ConfigurationOutcome[],
  seed: number,
): RandomFairDocument {
  const { profile, model, fillModel } = runs[0];
  const own = plain.find(
    (outcome) => outcome.profile.name === profile.name && outcome.model === model && outcome.fillModel === fillModel,
  );
  const ownCents = own === undefined ? undefined : centsPerContract(totalsOf(own.events));
  const draws = runs
    .flatMap(({ variant, events }) =>
      variant.kind === "random-fair" ? [{ draw: variant.draw, ...runDocument(events, seed) }] : [],
    )
    .sort((a, b) => a.draw - b.draw);
  return {
    profile: profile.name,
    model,
    fill_model: fillModel,
    cents_per_contract: ownCents ?? null,
    p_value:
      chanceOfAsGood(
        ownCents,
        draws.map((draw) => draw.cents_per_contract ?? 0),
      ) ?? null,
    draws,
  };
}

function runDocument(events: ConfigurationOutcome["events"], seed: number): RunDocument {
  const totals = totalsOf(events);
  return {
    fills: added(legsOf(events), ({ fills }) => fills),
    contracts: toContracts(added(totals, ({ contracts }) => contracts)),
    net_usd: toDollars(added(totals, ({ net }) => net)),
    cents_per_contract: centsPerContract(totals) ?? null,
    interval_95: intervals95(totals, Random.seeded(seed).fork("interval")).centsPerContract ?? null,
  };
}

function totalsOf(events: ConfigurationOutcome["events"]): readonly EventTotal[] {
  return inOrderOfEnding(events).map(eventTotal);
}

function named(tickers: readonly string[]): Named {
  return { count: tickers.length, tickers };
}
