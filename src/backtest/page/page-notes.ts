import type { BacktestDocument, ConfigurationDocument } from "../report/document-shape.ts";
import { aboutRows, aboutSearches } from "../report/table-notes.ts";

/** What a reader should know before believing it: of each profile a sentence for each remark, with the fill models that it is about. */
export function pageNotes({
  profiles,
  configurations,
  left_out: leftOut,
  left_out_rows: leftOutRows,
  unsettled,
  placebos,
  random_fair: baselines,
}: BacktestDocument): readonly string[] {
  const ofProfiles = profiles.flatMap(({ profile, warnings, remarks }) =>
    [...warnings, ...remarks].map(({ text }) => `${profile}: ${text}.`),
  );
  const byProfile = Map.groupBy(configurations, ({ profile }) => profile);
  const ofRuns = [...byProfile].flatMap(([profile, runs]) => remarksOf(profile, runs));
  const ofSearches = aboutSearches(profiles).map((text) => `${text}.`);
  const ofTapes = leftOut.map(
    ({ reason, count, trades }) => `Left out, ${reason}: ${count} tickers, ${trades} trades.`,
  );
  const ofRows = aboutRows({ left_out_rows: leftOutRows }).map((text) => `${text[0]!.toUpperCase()}${text.slice(1)}.`);
  const marked = unsettled.count === 0 ? [] : [`Without settlement: ${unsettled.count} tickers on the tapes.`];
  return [
    ...ofProfiles,
    ...ofRuns,
    ...ofPlacebos(placebos),
    ...ofBaselines(baselines),
    ...ofSearches,
    ...ofTapes,
    ...ofRows,
    ...marked,
  ];
}

/** What growing latency did to profit, where it was tried. */
function ofPlacebos(placebos: BacktestDocument["placebos"]): readonly string[] {
  return placebos.map(
    ({ profile, fill_model: fills, verdict, why }) =>
      `${profile}, ${fills}, every command delayed: profit ${verdict.replaceAll("_", " ")} (${why}).`,
  );
}

/** What fair values drawn from the past earned, where they were tried; a draw that filled nothing earned nothing. */
function ofBaselines(baselines: BacktestDocument["random_fair"]): readonly string[] {
  return baselines.map(({ profile, fill_model: fills, cents_per_contract: own, p_value: p, draws }) => {
    const mean = draws.reduce((sum, draw) => sum + (draw.cents_per_contract ?? 0), 0) / draws.length;
    return (
      `${profile}, ${fills}, on fair values drawn from the past: ${mean.toFixed(2)}c a contract on average of ${draws.length} draws, ` +
      `beside ${own === null ? "no fill" : `${own.toFixed(2)}c`} on its own; p ${p === null ? "unknown" : p.toFixed(2)}.`
    );
  });
}

/** As the strictest fill model that has a remark words it. */
function remarksOf(profile: string, runs: readonly ConfigurationDocument[]): readonly string[] {
  const said = runs.flatMap((run) => run.remarks.map((remark) => ({ fills: run.fill_model, remark })));
  return [...Map.groupBy(said, ({ remark }) => remark.code).values()].map((same) => {
    const among = same.length === runs.length ? "" : ` (${same.map(({ fills }) => fills).join(", ")})`;
    return `${profile}${among}: ${same.at(-1)!.remark.text}.`;
  });
}
