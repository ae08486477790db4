import type { ProfileFile } from "../app/profile-file.ts";
import { toProfile } from "../app/profiles.ts";
import { isInSample } from "../backtest/in-sample.ts";
import {
  type Configuration,
  PLACEBO_LATENCIES_MS,
  PLAIN,
  type ProfileOrigin,
  type Variant,
} from "../backtest/outcome.ts";
import { followedBy } from "../backtest/page/followed.ts";
import { backtestDocument } from "../backtest/report/document.ts";
import { backtestTable } from "../backtest/report/table.ts";
import { runBacktest } from "../backtest/runner.ts";
import type { StoredTape } from "../backtest/tape-columns.ts";
import type { TapeFillModel } from "../backtest/tape-fill-model.ts";
import { namedNews, newsDocument } from "./backtest-news.ts";
import type { BacktestOptions } from "./backtest-options.ts";
import { changedProfile, namedProfile, namedProfiles } from "./backtest-profiles.ts";
import { hideProgress, showProgress } from "./backtest-progress.ts";
import { fillModelsFor, selectEvents, threadsFor } from "./backtest-tapes.ts";
import type { Action } from "./command.ts";
import { EXIT } from "./exit-code.ts";
import { checkReportPath } from "./report-path.ts";

/** Runs every profile with every fill model over the tapes. Nothing is printed before all of it is done. */
export const action: Action<BacktestOptions> = async ({ options, words, charts, print }) => {
  const { profiles, against } = comparedProfiles(options); // before anything is read
  if (options.report !== undefined) checkReportPath(options.report);
  const news = namedNews(options);
  const selection = await selectEvents(options);
  const { events } = selection;
  const { setting, seed, tape: tapes } = options;
  const { feeType } = selection;
  const configurations = configurationsOf(profiles, options, fillModelsFor(options.fills, events));
  const workers = threadsFor(options.workers, events, configurations.length);
  const traced =
    options.report === undefined && options.chart !== true ? undefined : followedBy(configurations, events);
  const backtest = { events, configurations, setting, seed, news, workers, traced };
  const outcomes = await runBacktest(backtest, ({ done, of, event }) =>
    showProgress(`${done} of ${of} runs, ${event}`),
  ).finally(hideProgress);
  const origins = originsOf(profiles, events);
  const document = backtestDocument({
    tapes,
    selection,
    feeType,
    setting,
    seed,
    outcomes,
    origins,
    against,
    news: newsDocument(news, events),
  });
  if (traced !== undefined) {
    const { showBacktest } = await import("./backtest-report.ts");
    const shown = await showBacktest({ options, words, document, outcomes, events, workers });
    if (options.json !== true && shown.charts.length > 0) print(`${await charts.print(shown.charts)}\n`);
  }
  print(options.json ? JSON.stringify(document, null, 2) : backtestTable(document));
  return EXIT.fine;
};

/** The profiles to run, and the name of the one to compare with, which runs as well. Throws as `namedProfiles`. */
function comparedProfiles({ profile, set, against }: BacktestOptions): {
  readonly profiles: readonly ProfileFile[];
  readonly against: string | undefined;
} {
  const profiles = namedProfiles(profile).map((file) => changedProfile(file, set));
  if (against === undefined) return { profiles, against };
  const reference = namedProfile(against);
  const { name } = reference.values;
  const isThere = profiles.some(({ values }) => values.name === name);
  return { profiles: isThere ? profiles : [reference, ...profiles], against: name };
}

function configurationsOf(
  profiles: readonly ProfileFile[],
  options: BacktestOptions,
  fills: readonly TapeFillModel[],
): readonly Configuration[] {
  const { model, placebo, randomFair } = options;
  const variants: readonly Variant[] = [
    PLAIN,
    ...(placebo ? PLACEBO_LATENCIES_MS.map((latencyMs) => ({ kind: "placebo", latencyMs }) as const) : []),
    ...Array.from({ length: randomFair }, (_, draw) => ({ kind: "random-fair", draw }) as const),
  ];
  return profiles.flatMap(({ values }) =>
    fills.flatMap((fillModel) =>
      variants.map((variant) => ({ profile: toProfile(values), model, fillModel, variant })),
    ),
  );
}

function originsOf(
  profiles: readonly ProfileFile[],
  events: readonly StoredTape[],
): ReadonlyMap<string, ProfileOrigin> {
  return new Map(
    profiles.map(({ values, origin }) => [
      values.name,
      { inSample: origin && isInSample(origin, events), searched: origin?.searched },
    ]),
  );
}
