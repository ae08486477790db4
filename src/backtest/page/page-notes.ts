import type { BacktestDocument, ConfigurationDocument } from "../report/document-shape.ts";

/** What a reader should know before believing it: of each profile a sentence for each remark, with the fill models that it is about. */
export function pageNotes({
  profiles,
  configurations,
  left_out: leftOut,
  unsettled,
}: BacktestDocument): readonly string[] {
  const ofProfiles = profiles.flatMap(({ profile, warnings, remarks }) =>
    [...warnings, ...remarks].map(({ text }) => `${profile}: ${text}.`),
  );
  const byProfile = Map.groupBy(configurations, ({ profile }) => profile);
  const ofRuns = [...byProfile].flatMap(([profile, runs]) => remarksOf(profile, runs));
  const ofTapes = leftOut.map(
    ({ reason, count, trades }) => `Left out, ${reason}: ${count} tickers, ${trades} trades.`,
  );
  const marked = unsettled.count === 0 ? [] : [`Without settlement: ${unsettled.count} tickers on the tapes.`];
  return [...ofProfiles, ...ofRuns, ...ofTapes, ...marked];
}

/** As the strictest fill model that has a remark words it. */
function remarksOf(profile: string, runs: readonly ConfigurationDocument[]): readonly string[] {
  const said = runs.flatMap((run) => run.remarks.map((remark) => ({ fills: run.fill_model, remark })));
  return [...Map.groupBy(said, ({ remark }) => remark.code).values()].map((same) => {
    const among = same.length === runs.length ? "" : ` (${same.map(({ fills }) => fills).join(", ")})`;
    return `${profile}${among}: ${same.at(-1)!.remark.text}.`;
  });
}
