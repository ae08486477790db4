import type { BacktestDocument } from "./document-shape.ts";
import { textColumns } from "./text-columns.ts";
import { figure, labels, withInterval } from "./text-figures.ts";

/** Every other profile less the one that was named, on the same events; empty when none was. */
export function againstSection(document: BacktestDocument): readonly string[] {
  const [any] = document.against;
  if (any === undefined) return [];
  const label = labels(document);
  const rows = document.against.map((difference) => [
    label(difference),
    difference.fill_model,
    withInterval(difference.cents_per_contract, difference.interval_95),
    withInterval(difference.net_usd, difference.net_interval_95),
    figure(difference.contracts_ratio),
  ]);
  const heading = `less ${any.against} on the same dates [95%]: an interval with 0 in it says nothing; contracts for each of its`;
  return textColumns(heading, ["profile", "by", "net c a contract", "net $", "contracts"], rows, 2);
}

/** What growing latency did, a column a latency; empty when it wasn't run. */
export function placeboSection(document: BacktestDocument): readonly string[] {
  const { placebos } = document;
  if (placebos.length === 0) return [];
  const label = labels(document);
  const latencies = [...new Set(placebos.flatMap((each) => each.latencies.map((run) => run.latency_s)))];
  latencies.sort((a, b) => a - b);
  const rows = placebos.map((placebo) => [
    label(placebo),
    placebo.fill_model,
    placebo.verdict.replaceAll("_", " "),
    ...latencies.map((latency) => {
      const run = placebo.latencies.find((each) => each.latency_s === latency);
      return figure(run?.cents_per_contract ?? null);
    }),
  ]);
  const header = ["profile", "by", "profit", ...latencies.map((latency) => `${latency} s`)];
  const suspicious = placebos
    .filter(({ verdict }) => verdict === "survives" || verdict === "rises")
    .map((placebo) => `  ${label(placebo)}, ${placebo.fill_model}: ${placebo.why}`);
  const [heading, ...table] = textColumns(
    "placebo: net cents per contract when every command is so much later; profit must decay to nothing",
    header,
    rows,
    3,
  );
  return [heading!, ...table.slice(0, -1), ...suspicious, ""];
}

/** What fair values drawn from the past earned; empty when it wasn't run. */
export function randomFairSection(document: BacktestDocument): readonly string[] {
  const { random_fair: baselines } = document;
  if (baselines.length === 0) return [];
  const label = labels(document);
  const rows = baselines.map((baseline) => {
    const drawn = baseline.draws.map((draw) => draw.cents_per_contract ?? 0);
    const mean = drawn.reduce((sum, cents) => sum + cents, 0) / drawn.length;
    return [
      label(baseline),
      baseline.fill_model,
      figure(baseline.cents_per_contract),
      figure(mean),
      figure(Math.max(...drawn)),
      String(drawn.length),
      figure(baseline.p_value),
    ];
  });
  const header = ["profile", "by", "own fair", "drawn", "best of them", "draws", "p"];
  return textColumns("random baseline: net cents per contract on fair values drawn from the past", header, rows, 2);
}
