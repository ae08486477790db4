import { textColumns } from "../../backtest/report/text-columns.ts";
import { count, figure } from "../../backtest/report/text-figures.ts";
import type { FillsResult } from "./fills-result.ts";
import type { Cause, OrderDifference } from "./order-differences.ts";
import { PARITY_MODELS, type ParityModel, type ParityReport, type SessionParity } from "./parity.ts";

/** Differences that are listed; `--json` has all. */
const LISTED = 20;

const CAUSES: Readonly<Record<Cause, string>> = {
  queue: "sooner than public data allow to be sure of: nobody tells who before it had left the queue",
  absent: "by the times of its requests it wasn't there when the trade was made",
  untold: "no public trade tells of it",
  unfilled: "by the public trades it was filled, and the exchange told of no fill",
  latency: "its requests took another time",
};

const NAMES: Readonly<Record<ParityModel, string>> = {
  touch: "by touch",
  book: "by book",
  book_public: "by book, public data alone",
  through: "by through",
};

const KINDS = { paper: "the embedded exchange", "dry-run": "a dry run", live: "real orders" } as const;

/** The report as text for a terminal, without a line break at its end. */
export function parityText({
  journal,
  sessions,
  left_out: leftOut,
}: ParityReport & { readonly journal: string }): string {
  return [
    journal,
    ...sessions.flatMap((session) => ["", ...sessionLines(session)]),
    ...[...Map.groupBy(leftOut, ({ reason }) => reason)].map(([reason, some]) => {
      const [first, last] = [some[0]!.session, some.at(-1)!.session];
      const which = some.length === 1 ? `session ${first} is` : `${some.length} sessions of ${first} to ${last} are`;
      return `${which} left out: ${reason}`;
    }),
  ].join("\n");
}

function sessionLines(parity: SessionParity): readonly string[] {
  const { replay, latency_scale: scale, told, predicted, contracts, differences } = parity;
  const requests = scale === 1 ? "as they were answered" : `each request ${scale} times as long under way`;
  const same =
    replay.mismatches === 0
      ? `all ${replay.commands} commands the same`
      : `${replay.mismatches} answered otherwise than then`;
  const header = ["", "fills", "contracts", "gross $", "fees $", "net $", "5 min c", "1 h c"];
  return [
    `session ${parity.session}, ${KINDS[parity.kind]}, ${parity.event}, ${parity.profile}: ${replay.inputs} inputs replayed, ${same}`,
    ...textColumns(
      `the same orders on the same market, ${requests}`,
      header,
      [row("session", told), ...PARITY_MODELS.map((model) => row(NAMES[model], predicted[model]))],
      1,
    ),
    ...textColumns(
      "by contract, told and by book",
      ["contract", "", ...header.slice(1)],
      contracts.flatMap(({ ticker, told: own, book }) => [
        [ticker, ...row("session", own)],
        [ticker, ...row("by book", book)],
      ]),
      2,
    ),
    ...differences.slice(0, LISTED).map(differenceText),
    ...(differences.length > LISTED ? [`and ${differences.length - LISTED} more: --json lists them`] : []),
    ...[...new Set(differences.map(({ cause }) => cause))].map((cause) => `  ${cause}: ${CAUSES[cause]}`),
    verdictText(parity),
  ];
}

function row(name: string, result: FillsResult): readonly string[] {
  return [
    name,
    String(result.fills),
    count(result.contracts),
    figure(result.gross_usd),
    figure(result.fees_usd),
    figure(result.net_usd),
    figure(result.markout_5m_cents),
    figure(result.markout_1h_cents),
  ];
}

function differenceText(difference: OrderDifference): string {
  const {
    at,
    ticker,
    side,
    price_cents: cents,
    session_contracts: got,
    predicted_contracts: should,
    cause,
  } = difference;
  const time = new Date(at).toISOString().slice(0, 19);
  const what = should < got ? "missing" : should > got ? "extra" : "another time";
  return `${time}Z  ${ticker} ${side} ${cents}c: ${got} filled, ${should} predicted (${what}, ${cause}), ${signed(difference.net_usd)}`;
}

/** What the comparison comes to, in a line. */
export function verdictText({
  verdict,
  sooner,
  told,
  predicted,
  differences,
  difference_usd: usd,
  latency_scale: scale,
  request_ms: request,
  replay,
}: SessionParity): string {
  const { book } = predicted;
  const sure =
    sooner === 0
      ? "all as public data alone have them"
      : `${sooner} of them sooner than public data alone allow to be sure of`;
  if (verdict === "equal")
    return `equal: ${told.fills} fills, net $${told.net_usd.toFixed(4)}, as book has them; ${sure}`;
  const missing = differences.filter((each) => each.predicted_contracts < each.session_contracts).length;
  const extra = differences.filter((each) => each.predicted_contracts > each.session_contracts).length;
  const moved = differences.length - missing - extra;
  const orders = `of ${told.fills} fills book lacks ${missing}, has ${extra} more and ${moved} at another time (${book.fills} in all), ${signed(usd)}`;
  if (scale !== 1) {
    const { session, compared } = request;
    const took = session === null ? "" : ` (the middle one ${session} ms then, ${compared} ms here)`;
    return `DIFFERENT latency, requests ${scale} times as long under way${took}: ${orders}`;
  }
  if (differences.length > 0) return `DIFFERENT: ${orders}`;
  return replay.mismatches > 0
    ? "DIFFERENT: this program's engine answers otherwise"
    : `DIFFERENT: the same fills, but other fees, ${signed(usd)}`;
}

function signed(usd: number): string {
  return `${usd < 0 ? "-" : "+"}$${Math.abs(usd).toFixed(4)}`;
}
