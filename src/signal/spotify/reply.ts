import type { z } from "zod";
import { type HttpAnswer, TransportFailure } from "../../ambient/http-transport.ts";
import { SpotifyError } from "./error.ts";

/** Waited for when Spotify wants to be left alone and doesn't say how long. */
const USUAL_WAIT_MS = 30_000;
/** Longer than this is not believed to be meant. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** The answer to a request, whatever its status. Throws SpotifyError `unavailable` when none came. */
export async function answerOf(what: string, send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof TransportFailure) throw new SpotifyError("unavailable", what, error.code);
    throw error;
  }
}

/** What an answer holds. Throws SpotifyError for every status but 200, and for a body that isn't what was asked for. */
export function readBody<T extends z.ZodType>(what: string, answer: HttpAnswer, shape: T): z.output<T> {
  const { status, headers, body } = answer;
  if (status === 429) {
    throw new SpotifyError("throttled", what, "too many requests", retryAfterMs(headers.get("retry-after")));
  }
  if (status === 401) throw new SpotifyError("credentials", what, "the token is not accepted");
  if (status === 403) throw new SpotifyError("forbidden", what, "this app may not ask for it");
  if (status === 404 || status === 400) throw new SpotifyError("absent", what, `status ${status}`);
  if (status !== 200) throw new SpotifyError("unavailable", what, `status ${status}`, retryIfSaid(headers));
  const parsed = shape.safeParse(parseJson(what, body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SpotifyError(
    "malformed",
    what,
    `${issue?.path.join(".") || "the answer"}: ${issue?.message ?? "unreadable"}`,
  );
}

function parseJson(what: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new SpotifyError("malformed", what, "the answer is not JSON");
  }
}

/** Spotify tells whole seconds. */
function retryAfterMs(header: string | null): number {
  const seconds = Number(header ?? "");
  if (header === null || header.trim() === "" || !Number.isFinite(seconds) || seconds < 0) return USUAL_WAIT_MS;
  return Math.min(LONGEST_WAIT_MS, Math.ceil(seconds) * 1_000);
}

function retryIfSaid(headers: Headers): number | undefined {
  const said = headers.get("retry-after");
  return said === null ? undefined : retryAfterMs(said);
}
