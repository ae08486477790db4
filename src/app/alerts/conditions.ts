import type { ReasonView, View } from "../view.ts";
import type { Condition } from "./alert-book.ts";
import type { OpenAlertId } from "./alert-table.ts";

const DAY_MS = 86_400_000;
/** The attestation's warnings, from the first to the last. */
const WARNINGS_MS = [7 * DAY_MS, 2 * DAY_MS, DAY_MS];
/** Nothing is quoted so long before it lapses (docs/kalshi.md). */
const PULLED_BEFORE_MS = 3_600_000;
/** The breaker is far again when so much of its limit has been won back. */
const WON_BACK_SHARE = 0.1;

/** How everything stands that a session's alerts are sent for, by what a viewer is shown. `isNear`: the breaker was near at the last look. */
export function conditionsOf(view: View, breakerShare: number, isNear: boolean): readonly Condition[] {
  return [
    ofReason(view, "halt", "halted"),
    ofReason(view, "drift", "drift"),
    ofReason(view, "unexplained-cash", "unexplained-cash"),
    ...killOf(view),
    breakerOf(view, breakerShare, isNear),
    ...attestationOf(view),
    {
      id: "key-refused",
      holds: view.exchange?.isKeyRefused === true,
      text:
        view.exchange?.isKeyRefused === true ? "the exchange refuses the key" : "the exchange accepts the key again",
    },
  ];
}

/** What holds for the whole account holds for each of its contracts. */
function ofReason(view: View, id: OpenAlertId, code: string): Condition {
  const reason = view.contracts
    .flatMap(({ reasons }): readonly ReasonView[] => reasons)
    .find((one) => one.code === code);
  return { id, holds: reason !== undefined, text: reason?.text ?? `${id} is over; ${stateOf(view)}` };
}

function killOf({ kill }: View): readonly Condition[] {
  if (kill === null) return [];
  const { by, grade, mayRest, stillResting, pastClose } = kill;
  const isProven = grade !== "LOCAL" && stillResting === 0;
  const rest = isProven ? "nothing of it rests" : `${Math.max(mayRest, stillResting)} orders may rest`;
  const closed = pastClose > 0 ? `; ${pastClose} more in markets past their close` : "";
  return [{ id: "kill", holds: !isProven, isNews: true, text: `killed by ${by}: ${grade}, ${rest}${closed}` }];
}

function breakerOf({ money }: View, share: number, isNear: boolean): Condition {
  const lost = -money.pnlTodayUsd;
  const limit = money.breakerUsd;
  const from = isNear ? Math.max(0, share - WON_BACK_SHARE) : share;
  const holds = limit > 0 && lost >= from * limit;
  const figures = `$${lost.toFixed(2)} lost today, the breaker halts at $${limit.toFixed(2)}`;
  return { id: "breaker-near", holds, text: holds ? figures : `the breaker is further off: ${figures}` };
}

function attestationOf({ at, exchange }: View): readonly Condition[] {
  const until = exchange?.attestedUntil ?? null;
  if (until === null) return [];
  const leftMs = until - at;
  const when = new Date(until).toISOString();
  const level = WARNINGS_MS.filter((warning) => leftMs <= warning).length;
  const isPulled = leftMs <= PULLED_BEFORE_MS;
  const mend = "renew it in Kalshi's app or on its site";
  const text = `the location attestation ends at ${when}`;
  const lapsed = leftMs <= 0 ? `the location attestation ended at ${when}` : text;
  return [
    { id: "attestation-coming", holds: level > 0 && !isPulled, level, text: level > 0 ? `${text}: ${mend}` : text },
    {
      id: "attestation-lapsed",
      holds: isPulled,
      level: leftMs <= 0 ? 1 : 0,
      text: isPulled ? `${lapsed}: nothing is quoted; ${mend}` : text,
    },
  ];
}

function stateOf({ state, stateReason }: View): string {
  return stateReason === "" ? `the engine is ${state}` : `the engine is ${state}: ${stateReason}`;
}
