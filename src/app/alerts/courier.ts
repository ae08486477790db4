import type { Clock } from "../../ambient/clock.ts";
import { type HttpAnswer, Transport, TransportFailure } from "../../ambient/http-transport.ts";
import type { Timer, Timers } from "../../ambient/timers.ts";
import { redacted } from "../redaction.ts";
import type { AlertMessage } from "./alert-book.ts";
import type { WebhookBody } from "./webhook-text.ts";

/** More aren't kept for a webhook that takes nothing. */
export const QUEUE_LIMIT = 32;
const ATTEMPT_WITHIN_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** A webhook may ask for so much patience, and no more. */
const MOST_PATIENCE_MS = 3_600_000;
/** Older news is none. */
const NEWS_FOR_MS = 6 * 3_600_000;
/** Refusals that a later attempt may not meet. */
const PASSING = new Set([408, 425, 429]);

export interface CourierParts {
  /** A secret. */
  readonly url: string;
  readonly written: (message: AlertMessage) => WebhookBody;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly fetch?: typeof fetch | undefined;
  /** What became of a message. */
  readonly done: (message: AlertMessage, result: "delivered" | "abandoned", why: string) => void;
  /** The webhook fails, and will be tried again: told once for each row of failures. */
  readonly trouble: (why: string) => void;
}

/**
 * Takes messages to a webhook, one after another in their order, each until it is taken or can't be. Nobody waits for it, except `flush` for as long as it
 * says. Nothing that it says has the webhook's address.
 */
export class Courier {
  readonly #parts: CourierParts;
  readonly #transport: Transport;
  readonly #queue: AlertMessage[] = [];
  #isBusy = false;
  #retry: Timer | undefined;
  /** Before then the webhook doesn't want to be asked. */
  #notBefore = 0;
  #failures = 0;
  #emptied: (() => void) | undefined;
  #isClosed = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    const { clock, timers } = parts;
    this.#transport = new Transport({ clock, timers, fetch: parts.fetch });
  }

  send(message: AlertMessage): void {
    if (this.#isClosed) return;
    if (this.#queue.length >= QUEUE_LIMIT) this.#makeRoom();
    this.#queue.push(message);
    this.#next();
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Tries what is left at once, and resolves when all is delivered or the time is up. */
  async flush(withinMs: number): Promise<void> {
    if (this.#queue.length === 0) return;
    const over = Promise.withResolvers<void>();
    const late = this.#parts.timers.after(withinMs, () => over.resolve());
    this.#emptied = over.resolve;
    if (this.#retry !== undefined && this.#parts.clock.now() >= this.#notBefore) {
      this.#retry.cancel();
      this.#retry = undefined;
      this.#next();
    }
    await over.promise;
    late.cancel();
    this.#emptied = undefined;
  }

  /** Gives up on everything that is left. */
  close(): void {
    this.#isClosed = true;
    this.#retry?.cancel();
    for (const message of this.#queue.splice(0)) this.#parts.done(message, "abandoned", "the program has ended");
  }

  /** The oldest that isn't critical goes, or the oldest of all; never the one under way. */
  #makeRoom(): void {
    const from = this.#isBusy ? 1 : 0;
    const found = this.#queue.findIndex(({ severity }, index) => index >= from && severity !== "critical");
    const [gone] = this.#queue.splice(found < 0 ? from : found, 1);
    if (gone !== undefined) this.#parts.done(gone, "abandoned", `more than ${QUEUE_LIMIT} messages wait`);
  }

  #next(): void {
    const [message] = this.#queue;
    if (message === undefined) this.#emptied?.();
    if (message === undefined || this.#isBusy || this.#retry !== undefined || this.#isClosed) return;
    this.#isBusy = true;
    void this.#attempt(message).then((outcome) => {
      this.#isBusy = false;
      if (this.#isClosed) return;
      if ("againAfterMs" in outcome) this.#later(outcome.againAfterMs, outcome.why);
      else this.#done(message, outcome.result, outcome.why);
      this.#next();
    });
  }

  #done(message: AlertMessage, result: "delivered" | "abandoned", why: string): void {
    this.#failures = 0;
    this.#queue.splice(this.#queue.indexOf(message), 1);
    this.#parts.done(message, result, why);
  }

  #later(waitMs: number, why: string): void {
    if (this.#failures === 1) this.#parts.trouble(why);
    this.#retry = this.#parts.timers.after(waitMs, () => {
      this.#retry = undefined;
      this.#next();
    });
  }

  async #attempt(message: AlertMessage): Promise<Outcome> {
    const { url, clock, written } = this.#parts;
    if (clock.now() - message.at > NEWS_FOR_MS) return { result: "abandoned", why: "it is old" };
    try {
      const { headers, body } = written({ ...message, text: redacted(message.text, [url]) });
      const answer = await this.#transport.send({
        method: "POST",
        url,
        headers,
        body,
        alone: true,
        timeoutMs: ATTEMPT_WITHIN_MS,
        signal: undefined,
      });
      return this.#judged(answer);
    } catch (error) {
      return this.#failed(error instanceof TransportFailure ? error.code : "it can't be sent");
    }
  }

  #judged(answer: HttpAnswer): Outcome {
    const { status } = answer;
    if (status >= 200 && status < 300) return { result: "delivered", why: "" };
    const why = `the webhook answers ${status}`;
    if (status < 500 && !PASSING.has(status)) return { result: "abandoned", why };
    const asked = patienceOf(answer, this.#parts.clock.now());
    return this.#failed(why, asked);
  }

  #failed(why: string, askedMs?: number): Outcome {
    const usual = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures += 1;
    const againAfterMs = Math.min(MOST_PATIENCE_MS, Math.max(usual, askedMs ?? 0));
    this.#notBefore = askedMs === undefined ? 0 : this.#parts.clock.now() + againAfterMs;
    return { againAfterMs, why };
  }
}

type Outcome =
  | { readonly result: "delivered" | "abandoned"; readonly why: string }
  | { readonly againAfterMs: number; readonly why: string };

/** How long an answer asks to be left in peace: the header in seconds or as a date, or Discord's `retry_after` in seconds. */
function patienceOf({ headers, body }: HttpAnswer, now: number): number | undefined {
  const header = headers.get("retry-after");
  if (header !== null) {
    const seconds = Number(header);
    if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds * 1_000);
    const date = Date.parse(header);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  const [, inBody] = /"retry_after"\s*:\s*(\d+(?:\.\d+)?)/.exec(body) ?? [];
  return inBody === undefined ? undefined : Math.ceil(Number(inBody) * 1_000);
}
