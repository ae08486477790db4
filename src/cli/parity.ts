import { accountNetUsd } from "../app/parity/account-net.ts";
import { gatesOf } from "../app/parity/gates.ts";
import { gatesText } from "../app/parity/gates-text.ts";
import { type ParityReport, parityOf } from "../app/parity/parity.ts";
import { parityText } from "../app/parity/parity-text.ts";
import { readJournal } from "../journal/reader.ts";
import type { Invocation } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

export interface ParityOptions {
  readonly session?: number;
  readonly latencyScale: number;
  readonly gates?: boolean;
  readonly json?: boolean;
}

/** `tauroi parity JOURNAL...`: sessions beside what the backtester makes of them; with `--gates`, whether the ramp may go on. */
export async function action({ operands, options, print }: Invocation<ParityOptions>): Promise<number> {
  const { session, latencyScale: scale, json } = options;
  if (session !== undefined && operands.length > 1) {
    throw new CommandFailure("--session: several journals are named; name the one it is of", EXIT.usage);
  }
  if (options.gates === true && scale !== 1) {
    throw new CommandFailure("--gates: they are for what has happened, without --latency-scale", EXIT.usage);
  }
  if (options.gates === true && session !== undefined) {
    throw new CommandFailure(
      "--gates: they judge all sessions of the journals that are named, without --session",
      EXIT.usage,
    );
  }
  const reports = operands.map((path) => ({ path, ...reportOf(path, options) }));
  const sessions = reports.flatMap(({ report }) => report.sessions);
  if (sessions.length === 0) throw new CommandFailure(nothing(reports), EXIT.usage);
  if (options.gates === true) {
    const paths = eachOnce(reports);
    const leftOut = reports.reduce((sum, { report }) => sum + report.left_out.length, 0);
    const gates = gatesOf({
      sessions,
      netUsd: reports.reduce((sum, { netUsd }) => sum + netUsd, 0),
      leftOut,
      ...(reports.length > 1 && { placeOf: ({ epoch, session: id }) => `${paths.get(epoch)} session ${id}` }),
    });
    print(json === true ? JSON.stringify(gates, null, 2) : gatesText(gates));
    return gates.verdict === "stop" ? EXIT.haltedByRisk : EXIT.fine;
  }
  const journals = reports.map(({ path, report }) => ({ journal: path, ...report }));
  print(json === true ? JSON.stringify({ journals }, null, 2) : journals.map(parityText).join("\n\n"));
  return sessions.some(({ verdict }) => verdict === "different") ? EXIT.unexpected : EXIT.fine;
}

/** The journal of each session, by its epoch. Throws CommandFailure for one that is in two of them, as in one and its backup: its fills are no evidence twice. */
function eachOnce(
  reports: readonly { readonly path: string; readonly report: ParityReport }[],
): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const { path, report } of reports) {
    for (const { session, epoch } of report.sessions) {
      const other = places.get(epoch);
      if (other !== undefined) {
        throw new CommandFailure(`--gates: session ${session} of ${path} is in ${other} too; name it once`, EXIT.usage);
      }
      places.set(epoch, path);
    }
  }
  return places;
}

/** `netUsd` is what gates judge the loss by. */
function reportOf(
  path: string,
  { session, latencyScale: scale, gates }: ParityOptions,
): { readonly report: ParityReport; readonly netUsd: number } {
  const journal = readJournal(path);
  try {
    const report = parityOf(journal, scale, session);
    if (session !== undefined && report.sessions.length + report.left_out.length === 0) {
      const there = journal.sessions().map(({ id }) => id);
      const has = there.length === 0 ? "it has none" : `it has ${there[0]} to ${there.at(-1)}`;
      throw new CommandFailure(`--session ${session}: ${path} has no such session; ${has}`, EXIT.usage);
    }
    return { report, netUsd: gates === true ? accountNetUsd(journal) : 0 };
  } finally {
    journal.close();
  }
}

function nothing(reports: readonly { readonly path: string; readonly report: ParityReport }[]): string {
  const why = reports.map(({ path, report: { left_out: leftOut } }) =>
    leftOut.length === 0
      ? `${path}: no session`
      : `${path}: ${leftOut.map(({ session, reason }) => `session ${session}, ${reason}`).join("; ")}`,
  );
  return `parity: nothing can be compared (${why.join("; ")})`;
}
