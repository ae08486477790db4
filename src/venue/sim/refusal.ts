/** Why the exchange refused a request: nothing was carried out. */
export type RefusalCode =
  | "cancel-all-not-allowed"
  | "client-order-id-mismatch"
  | "duplicate-client-order-id"
  | "fill-or-kill-volume"
  | "group-not-found"
  | "group-triggered"
  | "insufficient-balance"
  | "invalid-decrease"
  | "invalid-expiry"
  | "invalid-group-limit"
  | "invalid-price"
  | "invalid-quantity"
  | "location-attestation"
  | "market-inactive"
  | "market-not-found"
  | "no-op"
  | "not-found"
  | "post-only-cross"
  | "reduce-only-terms"
  | "side-mismatch"
  | "ticker-mismatch"
  | "trading-paused";

/** The answer on the wire: the body is `{"error": {"code", "message", "details"?}}`. */
export interface HttpError {
  readonly status: 400 | 403 | 404 | 409;
  readonly code: string;
  readonly message: string;
  readonly details?: string;
}

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** For people: what was refused, and which value of it. */
  readonly detail: string;
  /** In the real exchange's own words. */
  readonly http: HttpError;
}

/** `http` says what is different from the usual answer. */
export function refuse(code: RefusalCode, detail: string, http: Partial<HttpError> = {}): Refusal {
  return { ok: false, code, detail, http: { ...HTTP[code], ...http } };
}

const ATTESTATION =
  "Your location attestation for API trading is missing or expired. " +
  "Please verify your location in the Kalshi app or website, and then retry.";

function bad(code: string, message: string, details?: string): HttpError {
  return { status: 400, code, message, ...(details !== undefined && { details }) };
}

/** Seen on the wire, except where only a status is known: those codes say what they mean. */
const HTTP: Readonly<Record<RefusalCode, HttpError>> = {
  "cancel-all-not-allowed": { status: 403, code: "forbidden", message: "forbidden", details: "direct members only" },
  "client-order-id-mismatch": bad("order_id_and_client_order_id_mismatch", "order id and client order id mismatch"),
  "duplicate-client-order-id": { status: 409, code: "order_already_exists", message: "order already exists" },
  "fill-or-kill-volume": {
    status: 409,
    code: "fill_or_kill_insufficient_resting_volume",
    message: "fill or kill insufficient resting volume",
  },
  "group-not-found": { status: 404, code: "not_found", message: "not found", details: "order group not found" },
  "group-triggered": { status: 409, code: "order_group_triggered", message: "order group triggered" },
  "insufficient-balance": bad("insufficient_balance", "insufficient balance"),
  "invalid-decrease": bad("invalid_order_size", "invalid order size", "an order can't be decreased by that much"),
  "invalid-expiry": bad("invalid_order", "invalid order", "invalid expiration_time"),
  "invalid-group-limit": bad("invalid_parameters", "invalid parameters", "contracts_limit must be 1 to 1,000,000"),
  "invalid-price": bad("invalid_price", "invalid price"),
  "invalid-quantity": bad("invalid_order_size", "invalid order size"),
  "location-attestation": { status: 403, code: ATTESTATION.replaceAll(" ", "_"), message: ATTESTATION },
  "market-inactive": { status: 409, code: "MARKET_INACTIVE", message: "market inactive" },
  "market-not-found": bad("market_not_found", "market not found"), // no 404: that is for a market in the path
  "no-op": bad("AMEND_ORDER_NO_OP", "amend order no op"),
  "not-found": { status: 404, code: "not_found", message: "not found" },
  "post-only-cross": bad("invalid_order", "invalid order", "post only cross"),
  "reduce-only-terms": bad("invalid_order", "invalid order", "reduce_only requires immediate_or_cancel"),
  "side-mismatch": bad("order_side_mismatch", "order side mismatch"),
  "ticker-mismatch": bad("order_ticker_mismatch", "order ticker mismatch"),
  "trading-paused": { status: 409, code: "trading_is_paused", message: "trading is paused" },
};
