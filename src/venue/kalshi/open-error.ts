import { KalshiError } from "./rest/error.ts";
import { HandshakeError } from "./stream/handshake-error.ts";

/**
 * Trading can't begin. `exitCode`: 2 for what was asked, 3 for credentials, 4 when the exchange can't be reached or understood, 5 when what the account
 * holds can't be told or explained, 7 when another engine has it.
 */
export class OpenError extends Error {
  override readonly name = "OpenError";
  constructor(
    message: string,
    readonly exitCode: 2 | 3 | 4 | 5 | 7,
  ) {
    super(message);
  }
}

/** What a failure on the way to the first quote means to whoever started the program. Others than the exchange's are left as they are. */
export function openError(error: unknown): unknown {
  if (error instanceof HandshakeError) return new OpenError(error.message, error.final ? 3 : 4);
  if (!(error instanceof KalshiError)) return error;
  switch (error.kind) {
    case "unauthorised":
    case "clock":
    case "attestation":
      return new OpenError(error.message, 3);
    case "invalid-request":
      return new OpenError(error.message, 2);
    default:
      return new OpenError(`the exchange can't be used: ${error.message}`, 4);
  }
}
