import { createHash } from "node:crypto";
import { join } from "node:path";
import { systemFiles } from "../ambient/files.ts";
import { rawBytes } from "../ambient/tape-source.ts";
import { versionLine } from "../app/version.ts";
import type { PrintedChart } from "../app/viewer.ts";
import type { ConfigurationOutcome } from "../backtest/outcome.ts";
import { backtestPage } from "../backtest/page/backtest-page.ts";
import { printedPage } from "../backtest/page/printed-page.ts";
import type { PageTable } from "../backtest/page/report-page.ts";
import type { BacktestDocument } from "../backtest/report/document-shape.ts";
import type { StoredTape } from "../backtest/tape-columns.ts";
import type { BacktestOptions } from "./backtest-options.ts";
import { commandLine } from "./command-line.ts";
import { writePage } from "./write-page.ts";

export interface ShownBacktest {
  readonly options: BacktestOptions;
  /** The command line. */
  readonly words: readonly string[];
  readonly document: BacktestDocument;
  readonly outcomes: readonly ConfigurationOutcome[];
  readonly events: readonly StoredTape[];
  readonly workers: number;
}

/** Writes the page where one is asked for, and gives the charts to print where those are. Throws FileError. */
export async function showBacktest(shown: ShownBacktest): Promise<{ readonly charts: readonly PrintedChart[] }> {
  const { options, document, outcomes, events } = shown;
  const page = backtestPage({ document, outcomes, events, reproduction: await reproduction(shown) });
  if (options.report !== undefined) await writePage(options.report, page);
  return { charts: options.chart === true ? printedPage(page) : [] };
}

/** What it takes to get the same figures again. */
async function reproduction({ options, words, document, workers }: ShownBacktest): Promise<PageTable> {
  const named = [
    ...options.tape.map((path) => ["tape", path] as const),
    ...(options.settlements === undefined ? [] : [["settlements", options.settlements] as const]),
    ...(options.signals === undefined ? [] : [["signals", options.signals] as const]),
    ...(options.calendar === undefined ? [] : [["calendar", options.calendar] as const]),
    ...(options.profile ?? []).filter((word) => /[/]|\.toml$/.test(word)).map((path) => ["profile", path] as const),
  ];
  const files: (readonly [string, string])[] = [];
  for (const [what, path] of named) {
    for (const file of filesAt(path)) files.push([`${what} ${file}`, await fingerprint(file)]);
  }
  return {
    heading: "To reproduce it",
    note: "The same program, files and words give the same figures, with any number of threads.",
    columns: [{ name: "what" }, { name: "is" }],
    rows: [
      ["command line", commandLine(words)],
      ["program", versionLine()],
      ["runtime", `Bun ${Bun.version}, ${process.platform} ${process.arch}, ${workers} threads`],
      ["seed", String(document.seed)],
      ["setting", document.setting],
      ["fees", document.fee_type],
      ["fair values by", [...new Set(document.configurations.map(({ model }) => model))].join(", ")],
      ["trades on the tapes", document.trades.toLocaleString("en-US")],
      ...files,
    ],
  };
}

/** A file, or those of a recording's folder. */
function filesAt(path: string): readonly string[] {
  if (!systemFiles.isFolder(path)) return [path];
  return systemFiles
    .list(path)
    .map((name) => join(path, name))
    .filter((file) => !systemFiles.isFolder(file));
}

/** Of a file as it lies on the disk, packed or not. */
async function fingerprint(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of rawBytes(path)) hash.update(bytes);
  return `sha256 ${hash.digest("hex")}, ${systemFiles.size(path).toLocaleString("en-US")} bytes`;
}
