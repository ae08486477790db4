import { createFetch, type FetchOptions } from "ofetch";
import type { Time } from "../market/units.ts";
import type { Clock } from "./clock.ts";
import type { Timers } from "./timers.ts";

/** One HTTP request, ready to go. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** On a connection of its own, not one that is kept for reuse. */
  readonly alone: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** What came back, whatever its status. Times are the machine's. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly sentAt: Time;
  readonly receivedAt: Time;
}

/** No whole answer came: how it ended, and the system's word for it. */
export class TransportFailure extends Error {
  override readonly name = "TransportFailure";
  constructor(
    readonly end: "timeout" | "aborted" | "network",
    readonly code: string,
  ) {
    super(code);
  }
}

/** How requests reach the exchange. */
export interface TransportOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly fetch?: typeof fetch | undefined;
  /** Handed to every fetch: a proxy, certificates. */
  readonly fetchOptions?: Pick<BunFetchRequestInit, "proxy" | "tls"> | undefined;
}

/**
 * Sends HTTP requests, one attempt each, within a time that covers the answer's whole body. Redirects aren't followed: what we sign
 * is for one place. Throws TransportFailure.
 */
export class Transport {
  readonly #fetch: ReturnType<typeof createFetch>;
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#fetch = createFetch({ fetch: options.fetch ?? fetch, Headers, AbortController });
  }

  async send(request: HttpRequest): Promise<HttpAnswer> {
    const { clock, timers } = this.#options;
    const controller = new AbortController();
    const ended = Promise.withResolvers<never>();
    const end = (how: "timeout" | "aborted", code: string): void => {
      ended.reject(new TransportFailure(how, code)); // at once, whatever the runtime does with the connection
      controller.abort();
    };
    const abort = (): void => end("aborted", "given up by the caller");
    if (request.signal?.aborted === true) throw new TransportFailure("aborted", "given up by the caller");
    request.signal?.addEventListener("abort", abort, { once: true });
    const timer = timers.after(request.timeoutMs, () => end("timeout", `no answer in ${request.timeoutMs} ms`));
    const sentAt = clock.now();
    const answered = this.#exchange(request, controller.signal);
    answered.catch(() => {}); // the race may have been decided
    ended.promise.catch(() => {});
    try {
      const { status, headers, body } = await Promise.race([answered, ended.promise]);
      return { status, headers, body, sentAt, receivedAt: clock.now() };
    } catch (error) {
      throw error instanceof TransportFailure ? error : new TransportFailure("network", systemCode(error));
    } finally {
      timer.cancel();
      request.signal?.removeEventListener("abort", abort);
    }
  }

  async #exchange(
    { method, url, headers, body, alone }: HttpRequest,
    signal: AbortSignal,
  ): Promise<{ status: number; headers: Headers; body: string }> {
    const options: FetchOptions<"text"> & { keepalive?: boolean } = {
      ...this.#options.fetchOptions,
      method,
      headers: { ...(body === undefined ? {} : bodyHeaders(body)), ...headers },
      body: body === undefined ? undefined : method === "POST" ? body : once(body),
      signal,
      responseType: "text",
      redirect: "manual",
      retry: false,
      ignoreResponseError: true,
      ...(alone ? { keepalive: false } : {}),
    };
    const response = await this.#fetch.raw(url, options);
    return { status: response.status, headers: response.headers, body: response._data ?? "" };
  }
}

function bodyHeaders(body: string): Record<string, string> {
  return { "content-type": "application/json", "content-length": String(new TextEncoder().encode(body).length) };
}

/** A body that can be sent only once, so that the runtime doesn't repeat a PUT or DELETE when a kept connection is cut. */
function once(body: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(body));
      controller.close();
    },
  });
}

/** The short name of a failure ("ECONNRESET"), never its text, which may quote the request. */
function systemCode(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return cause instanceof Error ? cause.name : "unknown failure";
}
