import { join, resolve } from "node:path";
import { steadyClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { writeOutput } from "../ambient/output-file.ts";
import { Random } from "../ambient/random.ts";
import { openRandomAccess } from "../ambient/random-access.ts";
import { fingerprintOf } from "../backtest/sweep/definition.ts";
import { sweepDocument } from "../backtest/sweep/document.ts";
import { mergeShards, type NamedResults } from "../backtest/sweep/merge.ts";
import { SweepProgress } from "../backtest/sweep/progress-store.ts";
import { runSweep } from "../backtest/sweep/run-sweep.ts";
import { selectionOf } from "../backtest/sweep/selection.ts";
import { shardName, shardPlaces } from "../backtest/sweep/shard.ts";
import {
  readEvents,
  type SweepHeader,
  type SweepResults,
  writeEvents,
  writeTotals,
} from "../backtest/sweep/sweep-file.ts";
import { inRowOrder } from "../backtest/sweep/sweep-row.ts";
import { sweepTable } from "../backtest/sweep/table.ts";
import { namedProfiles } from "./backtest-profiles.ts";
import { fillModelsFor, selectEvents, threadsFor } from "./backtest-tapes.ts";
import type { Action, Invocation } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { sweptAxes } from "./sweep-axes.ts";
import { sweepDefinition } from "./sweep-definition.ts";
import { SweepDisplay } from "./sweep-display.ts";
import type { SweepOptions } from "./sweep-options.ts";
import { sweepPlan } from "./sweep-plan.ts";

/** A row for each configuration, fill model and event, and one for each configuration and fill model. */
const EVENTS_FILE = "events.parquet";
const TOTALS_FILE = "totals.parquet";
/** The runs that are done. */
const PROGRESS_FILE = "progress.sqlite";

/** `tauroi sweep` and `tauroi sweep merge`. What is wrong with the arguments is told before anything is read. */
export const action: Action<SweepOptions> = async (invocation) => {
  const [word, ...parts] = invocation.operands;
  if (word === "merge") {
    const files = parts.map(eventsFile);
    keepsParts(files, invocation.options.out);
    return await report(invocation, mergeShards(await readParts(files)));
  }
  if (word === undefined) return await report(invocation, await swept(invocation));
  throw new CommandFailure(`sweep ${word}: there is sweep, and sweep merge`, EXIT.usage);
};

/** Runs what is still to be run, and gives all of it. */
async function swept({ options, complain }: Invocation<SweepOptions>): Promise<SweepResults> {
  const { tape: tapes, shard, seed, model, setting, out } = options;
  if (tapes === undefined) throw new CommandFailure("sweep: no tape is named; name one with --tape", EXIT.usage);
  const profiles = namedProfiles(options.profile);
  const axes = sweptAxes(options);
  const drawing = options.random === undefined ? null : { count: options.random, seed };
  const plan = sweepPlan(profiles, axes, drawing);
  if (shard !== undefined && shard.of > plan.configurations.length) {
    throw new CommandFailure(
      `--shard ${shardName(shard)}: there are only ${plan.configurations.length} configurations; take fewer parts`,
      EXIT.usage,
    );
  }
  const selection = await selectEvents({ ...options, tape: tapes });
  const { events, feeType } = selection;
  const fillModels = fillModelsFor(options.fills, events);
  const definition = await sweepDefinition({ options, tapes, profiles, axes, drawing, fillModels, feeType });
  const fingerprint = fingerprintOf(definition);
  const header: SweepHeader = {
    fingerprint,
    definition,
    configurations: plan.configurations.length,
    contradictory: plan.contradictory,
    events: events.length,
    left_out: selection.leftOut.map(({ reason, tickers }) => ({ reason, count: tickers.length })),
    shard: shard ?? null,
  };
  const places = shardPlaces(plan.configurations.length, shard ?? { index: 1, of: 1 });
  const configurations = places.map((place) => plan.configurations[place]!);
  systemFiles.makeFolder(out);
  const what = `${fingerprint}${shard === undefined ? "" : `, part ${shardName(shard)}`}`;
  const progress = new SweepProgress(join(out, PROGRESS_FILE), what);
  try {
    const display = new SweepDisplay(process.stderr.isTTY, complain, steadyClock.now());
    const { done } = progress;
    if (done > 0) complain(`${out}: ${done} runs are done already`);
    await runSweep(
      {
        events,
        profiles: new Map(configurations.map((each) => [each.place, plan.profileOf(each)])),
        fillModels,
        model,
        setting,
        seed,
        workers: threadsFor(options.workers, events, configurations.length * fillModels.length),
        progress,
        now: () => steadyClock.now(),
      },
      (pace) => display.show(pace, steadyClock.now()),
    ).finally(() => display.end());
    return { header, configurations, rows: inRowOrder(progress.rows(), fillModels) };
  } finally {
    progress.close();
  }
}

/** Writes results and prints what they say. */
async function report({ options, print }: Invocation<SweepOptions>, results: SweepResults): Promise<number> {
  const { out, json, fold: foldLength, leastDates } = options;
  systemFiles.makeFolder(out);
  const files = [join(out, EVENTS_FILE), join(out, TOTALS_FILE)];
  await writeOutput(files[0]!, (write) => writeEvents(results, write));
  await writeOutput(files[1]!, (write) => writeTotals(results, write));
  const rules = { foldLength, leastDates };
  const { shard, definition } = results.header;
  const random = Random.seeded(definition.seed).fork("interval");
  const document = sweepDocument(
    results,
    files,
    shard === null ? selectionOf(results, rules, random) : undefined,
    rules,
  );
  print(json ? JSON.stringify(document, null, 2) : sweepTable(document));
  return EXIT.fine;
}

function eventsFile(path: string): string {
  return systemFiles.isFolder(path) ? join(path, EVENTS_FILE) : path;
}

/** Throws CommandFailure when the whole would be written over one of its parts. */
function keepsParts(files: readonly string[], out: string): void {
  const over = files.find((file) => resolve(file) === resolve(out, EVENTS_FILE));
  if (over === undefined) return;
  throw new CommandFailure(`sweep merge: --out ${out} is where ${over} is; name another folder`, EXIT.usage);
}

async function readParts(names: readonly string[]): Promise<readonly NamedResults[]> {
  const parts: NamedResults[] = [];
  for (const name of names) {
    if (!systemFiles.exists(name)) {
      throw new CommandFailure(`sweep merge: ${name}: there is no such file; is that part done?`, EXIT.usage);
    }
    const file = await openRandomAccess(name);
    try {
      parts.push({ name, results: await readEvents(name, file) });
    } finally {
      await file.close();
    }
  }
  return parts;
}
