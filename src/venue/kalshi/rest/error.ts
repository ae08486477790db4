import type { Complaint } from "./error-body.ts";

/**
 * What became of a request that failed.
 *
 * - `refused`: the exchange said no; nothing was done.
 * - `not-found`: there is no such thing (404). Of a cancel: the order is gone, by fill or by cancel.
 * - `conflict`: 409; an id that was used before, mostly. Not proof that the earlier use failed.
 * - `throttled`: too many requests (429); nothing was done.
 * - `unauthorised`: key, signature or scope was not accepted (401, 403), or there is none; nothing was done.
 * - `clock`: the request's timestamp was not accepted; nothing was done. The message tells the clocks' difference.
 * - `attestation`: the account's location attestation is missing or has lapsed; nothing was done.
 * - `unknown-outcome`: a write that may or may not have been carried out: timeout, 5xx, cut connection, unreadable answer.
 * - `unavailable`: a read that got no answer, after its retries.
 * - `malformed`: a read whose answer can't be understood; the message names the field.
 * - `incomplete`: a list that could not be read to its end.
 * - `invalid-request`: never sent, because its arguments can't be right.
 * - `aborted`: given up by the caller: a read, or a write before it was sent.
 */
export type KalshiErrorKind =
  | "refused"
  | "not-found"
  | "conflict"
  | "throttled"
  | "unauthorised"
  | "clock"
  | "attestation"
  | "unknown-outcome"
  | "unavailable"
  | "malformed"
  | "incomplete"
  | "invalid-request"
  | "aborted";

/** Which request failed: "GET /portfolio/orders", without host and query. */
export interface RequestName {
  readonly method: string;
  readonly path: string;
}

/** A request that failed, whatever the reason: the only error that the REST client throws. Holds nothing of the key. */
export class KalshiError extends Error {
  override readonly name = "KalshiError";
  readonly method: string;
  readonly path: string;
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** The exchange's code, message and details, as far as it gave them. */
  readonly code: string | undefined;
  readonly details: string | undefined;
  readonly complaint: Complaint;

  constructor(
    readonly kind: KalshiErrorKind,
    request: RequestName,
    /** What happened and, where one is known, the mend. */
    readonly reason: string,
    { status, complaint = {} }: { readonly status?: number | undefined; readonly complaint?: Complaint } = {},
  ) {
    super(`${request.method} ${request.path}: ${reason}`);
    this.method = request.method;
    this.path = request.path;
    this.status = status;
    this.complaint = complaint;
    this.code = complaint.code;
    this.details = complaint.details;
  }

  /** Whether the exchange may have done what was asked. */
  get mayHaveHappened(): boolean {
    return this.kind === "unknown-outcome";
  }

  toJSON(): Readonly<Record<string, unknown>> {
    const { name, kind, method, path, status, complaint, reason } = this;
    return { name, kind, method, path, status, ...complaint, reason };
  }
}
