import type { Origin, ProfileFile } from "../app/profile-file.ts";
import { dayOf } from "../backtest/in-sample.ts";
import type { StoredTape } from "../backtest/tape-columns.ts";
import { tuneDocument } from "../backtest/tune/document.ts";
import { tuneTable } from "../backtest/tune/table.ts";
import { tune } from "../backtest/tune/tune.ts";
import { namedProfile } from "./backtest-profiles.ts";
import { hideProgress, showProgress } from "./backtest-progress.ts";
import { selectEvents, threadsFor } from "./backtest-tapes.ts";
import type { Action } from "./command.ts";
import { EXIT } from "./exit-code.ts";
import type { TuneOptions } from "./tune-options.ts";
import { checkProfilePath, profileText, writeProfile } from "./tune-profile.ts";
import { searchSpace } from "./tune-space.ts";

/** Walk-forward selection over tapes. What is wrong with the arguments is told before anything is read. */
export const action: Action<TuneOptions> = async ({ options, print, complain }) => {
  const {
    tries,
    refine: refinements,
    leastDates,
    fold: foldLength,
    fills: fillModels,
    model,
    setting,
    seed,
    out,
  } = options;
  const base = namedProfile(options.base);
  const space = searchSpace(options.search, base.values);
  if (out !== undefined) checkProfilePath(out);
  const selection = await selectEvents(options);
  const tapes = selection.events;
  const workers = threadsFor(options.workers, tapes, tries * fillModels.length);
  const tuning = {
    tapes,
    space,
    tries,
    refinements,
    leastDates,
    foldLength,
    fillModels,
    model,
    setting,
    seed,
    workers,
  };
  const result = await tune(tuning, ({ choosing, done, of }) =>
    showProgress(`choosing ${choosing}: ${done} of the next ${of} runs`),
  ).finally(hideProgress);

  const document = tuneDocument({
    tapes: options.tape,
    selection,
    feeType: selection.feeType,
    setting,
    model,
    seed,
    judgedBy: fillModels,
    leastDates,
    result,
  });
  if (out !== undefined) {
    const values = { ...base.values, ...document.final.changes };
    const origin = originOf(base, tapes, result.tried);
    await writeProfile(out, profileText({ path: out, values, origin, document }));
    complain(`${out}: written`);
  }
  print(options.json ? JSON.stringify(document, null, 2) : tuneTable(document));
  return EXIT.fine;
};

/** Of what is chosen on these events: the search behind the base is behind it too. */
function originOf({ origin: before }: ProfileFile, tapes: readonly StoredTape[], tried: number): Origin {
  const series = new Set([...(before?.chosenOn ?? []), ...tapes.map(({ event }) => event.series)]);
  const days = [...(before === undefined ? [] : [before.until]), ...tapes.map(dayOf)].sort();
  return { chosenOn: [...series].sort(), until: days.at(-1)!, searched: tried + (before?.searched ?? 0) };
}
