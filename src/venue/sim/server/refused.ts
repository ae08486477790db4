import type { Refusal } from "../refusal.ts";
import { ApiError } from "./api-error.ts";

/** What the exchange answered, unless it refused: that is thrown as an ApiError in the real exchange's words. */
export function unlessRefused<Answer extends { readonly ok: true }>(answer: Answer | Refusal): Answer {
  if (answer.ok) return answer;
  const { status, code, message, details } = answer.http;
  throw new ApiError(status, code, message, details ?? answer.detail);
}
