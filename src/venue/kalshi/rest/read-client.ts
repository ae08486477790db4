import {
  type HttpAnswer,
  Transport,
  TransportFailure,
  type TransportOptions,
} from "../../../ambient/http-transport.ts";
import type { Timers } from "../../../ambient/timers.ts";
import { parsedJson } from "../../../market/json-text.ts";
import type { Time } from "../../../market/units.ts";
import { isLoopback } from "../addresses.ts";
import { ExchangeClock } from "../exchange-clock.ts";
import type { KalshiKey } from "../key.ts";
import type { SchemaWatch } from "../schema-watch.ts";
import { signedHeaders } from "../signing.ts";
import { parseRoot, queryText } from "./address.ts";
import { readAnswer } from "./answer.ts";
import { backoffMs, READ_RETRIES, type RetryPolicy } from "./backoff.ts";
import { KalshiError, type RequestName } from "./error.ts";
import { refusalOf, withoutAnswer } from "./failure.ts";
import { sendDirectly } from "./no-proxy.ts";
import type { Authentication, ListRequest, Page, Query, ReadRequest } from "./request.ts";

export interface ReadClientOptions extends TransportOptions {
  /** The API's root: "https://external-api.kalshi.com/trade-api/v2". Plain http is for this machine only. */
  readonly baseUrl: string;
  /** Signs requests; without one only public endpoints answer. */
  readonly key?: KalshiKey | undefined;
  /** The exchange's time, which requests are signed with; shared with the stream. Made from `clock` when left out. */
  readonly exchangeClock?: ExchangeClock | undefined;
  /** A number in [0, 1), for the jitter of waits. */
  readonly uniform: () => number;
  /** How long one attempt may take; 5 s when left out. */
  readonly timeoutMs?: number | undefined;
  readonly retries?: RetryPolicy | undefined;
  /** Told of each attempt as it ends: for logs and metrics. */
  readonly onAttempt?: ((attempt: AttemptRecord) => void) | undefined;
  /** Looks at answers for what isn't documented. */
  readonly schemaWatch?: SchemaWatch | undefined;
}

/** How one attempt ended. `status` is undefined when no answer came. */
export interface AttemptRecord {
  readonly method: string;
  readonly route: string;
  readonly status: number | undefined;
  readonly tookMs: number;
}

/** How one call is made. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** No attempt goes on beyond this time of the machine's clock, and none begins. */
  readonly deadline?: Time | undefined;
  /** How long one attempt may take. */
  readonly timeoutMs?: number | undefined;
  /** On a connection of its own: for a kill, which must not depend on what became of the kept ones. */
  readonly freshConnection?: boolean | undefined;
  /** How often a read is sent at most. */
  readonly attempts?: number | undefined;
}

/**
 * Reads from the exchange's REST interface, and can't do anything else. What is asked is described by the functions beside this file (`oneMarket`,
 * `events` ...); this carries it out. Every failure is a KalshiError.
 */
export class ReadClient {
  readonly baseUrl: string;
  /** The exchange's time, learned from each answer. */
  readonly exchangeClock: ExchangeClock;
  readonly #key: KalshiKey | undefined;
  readonly #options: ReadClientOptions;
  readonly #transport: Transport;
  readonly #rootPath: string;

  /** Throws KalshiError when the base URL can't be one. */
  constructor(options: ReadClientOptions) {
    const root = parseRoot(options.baseUrl);
    if (isLoopback(root)) sendDirectly(root.hostname);
    this.baseUrl = `${root.origin}${root.pathname.replace(/\/+$/, "")}`;
    this.#rootPath = root.pathname.replace(/\/+$/, "");
    this.#key = options.key;
    this.#options = options;
    this.exchangeClock = options.exchangeClock ?? new ExchangeClock(options.clock);
    this.#transport = new Transport(options);
  }

  /** Whether requests can be signed. */
  get hasKey(): boolean {
    return this.#key !== undefined;
  }

  /** Reads something, repeating what fails for a passing reason. */
  async read<T>(request: ReadRequest<T>, options: CallOptions = {}): Promise<T> {
    const policy = this.#options.retries ?? READ_RETRIES;
    const attempts = options.attempts ?? policy.attempts;
    for (let failures = 1; ; failures++) {
      try {
        return await this.#readOnce(request, options);
      } catch (error) {
        if (!(error instanceof KalshiError) || !passes(error) || failures >= attempts) throw error;
        const delayMs = backoffMs(policy, failures, this.#options.uniform());
        if (this.#options.clock.now() + delayMs >= (options.deadline ?? Number.POSITIVE_INFINITY)) throw error;
        await sleep(this.#options.timers, delayMs, options.signal);
      }
    }
  }

  /** A list's pages as they come. Throws KalshiError `incomplete` when a cursor returns, for then there is no end. */
  async *pages<T>(request: ListRequest<T>, options: CallOptions = {}): AsyncGenerator<readonly T[]> {
    const seen = new Set<string>();
    for (let cursor: string | undefined; ; ) {
      const { items, next }: Page<T> = await this.read(
        { ...request, query: { ...request.query, cursor }, answer: request.page },
        options,
      );
      yield items;
      if (next === undefined) return;
      if (seen.has(next)) {
        const reason = `page ${seen.size + 2} would begin where an earlier one did; the list is not complete`;
        throw new KalshiError("incomplete", { method: "GET", path: request.path }, reason);
      }
      seen.add(next);
      cursor = next;
    }
  }

  /**
   * A whole list. When a page fails, nothing of it is given out: throws KalshiError `incomplete`, with the failed page's status and
   * complaint; `aborted` and `invalid-request` stay what they are.
   */
  async all<T>(request: ListRequest<T>, options: CallOptions = {}): Promise<readonly T[]> {
    const items: T[] = [];
    let pages = 0;
    try {
      for await (const page of this.pages(request, options)) {
        items.push(...page);
        pages++;
      }
    } catch (error) {
      if (!(error instanceof KalshiError) || ["incomplete", "aborted", "invalid-request"].includes(error.kind))
        throw error;
      if (pages === 0) throw error; // nothing of the list was read: the plain error says more
      const reason = `page ${pages + 1} failed (${error.kind}: ${error.reason}); the list is not complete`;
      throw new KalshiError("incomplete", error, reason, error);
    }
    return items;
  }

  toJSON(): Readonly<Record<string, unknown>> {
    return { baseUrl: this.baseUrl, key: this.#key?.toJSON() };
  }

  async #readOnce<T>(request: ReadRequest<T>, options: CallOptions): Promise<T> {
    const name = { method: "GET", path: request.path };
    const { answer, signedAt } = await this.send({ ...request, method: "GET" }, options);
    if (isSuccess(answer)) return readAnswer(name, false, answer, request.answer);
    if (request.answeredBy?.includes(answer.status) === true) {
      const read = request.answer.safeParse(parsedJson(answer.body));
      if (read.success) return read.data;
    }
    throw refusalOf(name, false, answer, signedAt);
  }

  /** One attempt, signed where it has to be. */
  protected async send(
    request: Sendable,
    options: CallOptions,
  ): Promise<{ answer: HttpAnswer; signedAt: Time | undefined }> {
    const { method, path, route, authentication, body } = request;
    const { clock } = this.#options;
    const key = authentication === "none" ? undefined : this.#key;
    if (key === undefined && authentication === "needed") {
      const mend = "credentials are needed: set TAUROI_KEY_ID and TAUROI_PRIVATE_KEY_FILE";
      throw new KalshiError("unauthorised", request, `not sent: ${mend}`);
    }
    const startedAt = clock.now();
    const leftMs = options.deadline === undefined ? Number.POSITIVE_INFINITY : options.deadline - startedAt;
    if (options.signal?.aborted === true || leftMs <= 0) {
      throw new KalshiError(
        "aborted",
        request,
        options.signal?.aborted === true ? "given up by the caller" : "too late",
      );
    }
    const signedAt = key === undefined ? undefined : this.exchangeClock.now();
    const signed = signedAt === undefined ? {} : signedHeaders(key!, signedAt, method, `${this.#rootPath}${path}`);
    let answer: HttpAnswer | undefined;
    try {
      answer = await this.#transport.send({
        method,
        url: `${this.baseUrl}${path}${queryText(request.query)}`,
        headers: { accept: "application/json", ...signed },
        body,
        alone: options.freshConnection ?? false,
        timeoutMs: Math.min(options.timeoutMs ?? this.#options.timeoutMs ?? 5_000, leftMs),
        signal: options.signal,
      });
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      throw withoutAnswer({ method, path }, method !== "GET", error);
    } finally {
      this.#options.onAttempt?.({ method, route, status: answer?.status, tookMs: clock.now() - startedAt });
    }
    this.#options.schemaWatch?.answer(method, route, answer.status, answer.body);
    // An answer with an age was stored on the way, and its date is not of now.
    const date = answer.headers.get("date");
    if (date !== null && !answer.headers.has("age"))
      this.exchangeClock.observeDate(date, answer.sentAt, answer.receivedAt);
    return { answer, signedAt };
  }
}

/** A request, ready to be signed. */
export interface Sendable extends RequestName {
  readonly route: string;
  readonly query?: Query;
  readonly body?: string | undefined;
  readonly authentication: Authentication;
}

/** Whether an answer is one of success. */
export function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

/** Whether a failed read may succeed when repeated. */
function passes(error: KalshiError): boolean {
  return error.kind === "unavailable" || error.kind === "throttled";
}

function sleep(timers: Timers, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal?.aborted === true) return Promise.resolve(); // the next attempt says so
  const wake = (): void => resolve();
  signal?.addEventListener("abort", wake, { once: true });
  const timer = timers.after(delayMs, wake);
  return promise.finally(() => {
    timer.cancel();
    signal?.removeEventListener("abort", wake);
  });
}
