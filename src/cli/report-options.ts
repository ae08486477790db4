import type { Command } from "commander";

export interface ReportOptions {
  readonly state?: string;
  readonly day?: string;
  readonly month?: string;
  readonly from?: string;
  readonly to?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly json?: boolean;
}

/** The arguments of `tauroi report`. */
export function describeReport(command: Command): void {
  command
    .summary("profit and loss, markouts and more, from a journal")
    .description(
      "Runs a journal again and tells where the result came from: spread captured, adverse selection, inventory, fees;\n" +
        "markouts, how long quotes stood, and how fair values compared with what contracts paid. The journal may be one\n" +
        "that an engine is writing now. Days and months are New York's.",
    )
    .argument("[journal]", "journal.sqlite or a backup of it, or the state folder that holds it")
    .option("--state <dir>", "the state folder that holds the journal")
    .option("--day <date>", "one day, as 2026-11-01")
    .option("--month <month>", "one month, as 2026-11")
    .option("--from <time>", "from this day or time on (2026-11-01, 2026-11-01T09:30:00Z)")
    .option("--to <time>", "up to this time, or to the end of this day")
    .option("--csv <file>", "write every fill and payout, with what it realised (FIFO), for taxes")
    .option("--html <file>", "write a page of charts and tables that needs nothing else, not even a network")
    .option("--json", "print one JSON document");
}
