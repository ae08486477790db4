import type { HttpAnswer, TransportFailure } from "../../../ambient/http-transport.ts";
import type { Time } from "../../../market/units.ts";
import { KalshiError, type KalshiErrorKind, type RequestName } from "./error.ts";
import { type Complaint, names, readComplaint } from "./error-body.ts";

/** What no answer means: of a write, that nobody knows; of a read, that it may be repeated. */
export function withoutAnswer(request: RequestName, isWrite: boolean, failure: TransportFailure): KalshiError {
  const kind = isWrite ? "unknown-outcome" : failure.end === "aborted" ? "aborted" : "unavailable";
  const reason = failure.end === "network" ? `the connection failed (${failure.code})` : failure.code;
  return new KalshiError(kind, request, isWrite ? `${reason}; it may have been carried out` : reason);
}

/** What an answer other than 2xx means. `signedAt` is the timestamp that was signed, if one was. */
export function refusalOf(
  request: RequestName,
  isWrite: boolean,
  answer: HttpAnswer,
  signedAt: Time | undefined,
): KalshiError {
  const { status } = answer;
  const complaint = readComplaint(answer.body);
  const kind = kindOf(status, isWrite, complaint);
  return new KalshiError(kind, request, describe(kind, answer, complaint, signedAt), { status, complaint });
}

/** An answer that was 2xx but says nothing we can use. */
export function unreadable(request: RequestName, isWrite: boolean, status: number, problem: string): KalshiError {
  return new KalshiError(
    isWrite ? "unknown-outcome" : "malformed",
    request,
    isWrite ? `${problem}; it may have been carried out` : problem,
    { status },
  );
}

function kindOf(status: number, isWrite: boolean, complaint: Complaint): KalshiErrorKind {
  if (status === 429) return "throttled";
  // 408 and 499 are said by servers in between that know no more than we do; below 400 stand redirects.
  const isKnown = status >= 400 && status < 500 && status !== 408 && status !== 499;
  if (!isKnown) return isWrite ? "unknown-outcome" : status < 400 ? "malformed" : "unavailable";
  if (names(complaint, "header_timestamp_expired")) return "clock";
  if (names(complaint, "location attestation")) return "attestation";
  switch (status) {
    case 401:
    case 403:
      return "unauthorised";
    case 404:
      return "not-found";
    case 409:
      return "conflict";
    default:
      return "refused";
  }
}

const MENDS: Partial<Record<KalshiErrorKind, string>> = {
  "unknown-outcome": "it may have been carried out",
  throttled: "too many requests, not carried out: send fewer",
  attestation: "renew the location attestation in Kalshi's app or on its site",
};

function describe(kind: KalshiErrorKind, answer: HttpAnswer, complaint: Complaint, signedAt: Time | undefined): string {
  const said = [complaint.code, complaint.message, complaint.details].filter((part) => part !== undefined);
  const parts = [`HTTP ${answer.status}${said.length === 0 ? "" : ` (${[...new Set(said)].join(": ")})`}`];
  if (kind === "clock") parts.push(clockDifference(answer, signedAt));
  else if (kind === "unauthorised") parts.push(keyMend(answer.status, complaint));
  else if (MENDS[kind] !== undefined) parts.push(MENDS[kind]);
  return parts.join("; ");
}

function keyMend(status: number, complaint: Complaint): string {
  if (status === 403) return "the key may not do this: check its scopes and its subaccount";
  return names(complaint, "NOT_FOUND")
    ? "the exchange doesn't know this key: check the key's identifier, and that it was made in this environment (demo or production)"
    : "the signature or the key wasn't accepted: check that identifier and private key belong together";
}

/** How far this machine's clock is from the exchange's, by the answer's Date header, and the mend. */
function clockDifference({ headers, sentAt, receivedAt }: HttpAnswer, signedAt: Time | undefined): string {
  const date = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(date)) return `this machine's clock differs from the exchange's: ${CLOCK_MEND}`;
  const theirs = date + 500; // the header is cut to the second: its middle
  const ours = (sentAt + receivedAt) / 2;
  const behindS = (theirs - ours) / 1000;
  const corrected = signedAt === undefined ? 0 : (signedAt - sentAt) / 1000;
  const shifted =
    Math.abs(corrected) < 1 ? "" : `, and the request was signed with a correction of ${corrected.toFixed(1)} s`;
  if (Math.abs(behindS) < 1) {
    return `this machine's clock agrees with the answer's Date to the second${shifted}: ${DELAY_MEND}`;
  }
  const difference = `${Math.abs(behindS).toFixed(1)} s ${behindS > 0 ? "behind" : "ahead of"} the exchange's`;
  return `this machine's clock is ${difference}${shifted}: ${CLOCK_MEND}`;
}

const CLOCK_MEND = "synchronise it by NTP (timedatectl set-ntp true)";
const DELAY_MEND =
  "either the request waited too long between its signature and the exchange (a slow or stalled connection), " +
  "or a proxy in between writes its own Date: connect directly";
