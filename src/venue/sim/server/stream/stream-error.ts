/** What an error message says for each code the exchange may send. Codes 6, 16 and 17 are retired. */
const TEXTS = {
  1: "Unable to process message",
  2: "Params required",
  3: "Channels required",
  4: "Subscription IDs required",
  5: "Unknown command",
  7: "Unknown subscription ID",
  8: "Unknown channel name",
  10: "Channel error",
  11: "Invalid parameter",
  12: "Exactly one subscription ID is required",
  13: "Unsupported action",
  14: "Market Ticker required",
  15: "Action required",
  25: "Subscription buffer overflow",
  26: "Subscription market limit exceeded",
  27: "Too many requests",
} as const;

export type StreamErrorCode = keyof typeof TEXTS;

/** The body of an error message. */
export interface StreamErrorBody {
  readonly code: StreamErrorCode;
  readonly msg: string;
  readonly market_tickers?: readonly string[];
}

/** The code's text, with what is wrong in this case where that is known. */
export function errorBody(code: StreamErrorCode, detail?: string, tickers?: readonly string[]): StreamErrorBody {
  const msg = detail === undefined ? TEXTS[code] : `${TEXTS[code]}: ${detail}`;
  return { code, msg, ...(tickers !== undefined && { market_tickers: tickers }) };
}
