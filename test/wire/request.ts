/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** From `/trade-api/v2` on, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
}

/** What `fetch` is called with, but for the body. */
export function requestHead(url: string | URL | Request, init: RequestInit): Omit<WireRequest, "body"> {
  const { pathname, searchParams } = new URL(String(url));
  return { method: init.method ?? "GET", path: pathname, query: searchParams, headers: new Headers(init.headers) };
}

/** The body that `fetch` is called with: at once, unless it is a stream. */
export function requestBody({ body }: RequestInit): string | Promise<string> {
  const given = body ?? "";
  return typeof given === "string" ? given : new Response(given).text();
}
