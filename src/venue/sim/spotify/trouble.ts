import type { Timers } from "../../../ambient/timers.ts";

/** What the service can be made to do instead of answering as it should. */
export const TROUBLES = {
  "401": "the token is not accepted",
  "403": "the app may not ask",
  "429": "too many requests: Retry-After says how many seconds to wait",
  "500": "an error of the service",
  malformed: "an answer that is no JSON",
  slow: "the body stops half-way and never ends",
} as const satisfies Readonly<Record<string, string>>;

export type TroubleName = keyof typeof TROUBLES;

export interface Trouble {
  readonly name: TroubleName;
  /** For 429, in seconds. */
  readonly retryAfterS?: number;
}

/** The answer that a trouble gives in place of the right one. */
export function troubledAnswer({ name, retryAfterS = 1 }: Trouble, right: string, timers: Timers): Response {
  const json = { "content-type": "application/json" };
  const error = (status: number, message: string, headers: Record<string, string> = {}): Response =>
    Response.json({ error: { status, message } }, { status, headers: { ...json, ...headers } });
  switch (name) {
    case "401":
      return error(401, "The access token expired");
    case "403":
      return error(403, "Active premium subscription required for the owner of the app.");
    case "429":
      return error(429, "API rate limit exceeded", { "retry-after": String(retryAfterS) });
    case "500":
      return error(500, "Server error.");
    case "malformed":
      return new Response(right.slice(0, Math.max(1, right.length >> 1)), { headers: json });
    case "slow":
      return new Response(neverEnding(right.slice(0, right.length >> 1), timers), { headers: json });
  }
}

/** Sends a beginning, and then nothing for a day. */
function neverEnding(beginning: string, timers: Timers): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(beginning));
      timers.after(86_400_000, () => controller.close());
    },
  });
}
