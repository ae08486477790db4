import type { StrictDescription } from "./description.ts";
import { type Prism, startPrism } from "./prism.ts";

export const API_ROOT = "/trade-api/v2";

/** A request as it was sent, and what came of it. */
export interface Judged {
  readonly method: string;
  /** As described; undefined when the description has no such path. */
  readonly route: string | undefined;
  /** Path and query, without the API's root. */
  readonly target: string;
  readonly body: string;
  /** What the exchange answered; undefined when the request was stopped before it. */
  readonly status: number | undefined;
  /** Its body, or what the judge says in its place. */
  readonly answer: string;
  /** What is wrong with the request or the answer. */
  readonly problems: readonly string[];
}

/** Changes the body of an answer on its way to the judge. */
export type Tamper = (body: string) => string;

/**
 * An exchange behind a judge: what is sent goes through Prism, which checks requests and answers against the description. It knows
 * paths without the API's root, so that a server before it takes the root off and one behind puts it on again; the signature, which
 * is over the whole path, still holds.
 */
export class JudgedExchange {
  readonly judged: Judged[] = [];
  /** For one answer: the next. */
  tamper: Tamper | undefined;
  readonly #description: StrictDescription;
  readonly #front: Bun.Server<undefined>;
  readonly #back: Bun.Server<undefined>;
  readonly #root: string;
  #prism: Prism | undefined;
  #answered: number | undefined;

  private constructor(description: StrictDescription, restUrl: string) {
    this.#description = description;
    this.#root = restUrl;
    const place = { hostname: "127.0.0.1", port: 0 } as const;
    this.#front = Bun.serve({ ...place, fetch: (request) => this.#judge(request) });
    this.#back = Bun.serve({ ...place, fetch: (request) => this.#forward(request) });
  }

  static async open(description: StrictDescription, restUrl: string): Promise<JudgedExchange> {
    const judged = new JudgedExchange(description, restUrl);
    judged.#prism = await startPrism(description.text, judged.#back.url.origin);
    return judged;
  }

  /** The API's root, as a client is given it. */
  get restUrl(): string {
    return `${this.#front.url.origin}${API_ROOT}`;
  }

  async close(): Promise<void> {
    await this.#front.stop(true);
    await this.#prism?.stop();
    await this.#back.stop(true);
  }

  async #judge(request: Request): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url);
    const { method } = request;
    const path = pathname.slice(API_ROOT.length);
    const body = await request.text();
    const route = this.#description.route(method, path);
    this.#answered = undefined;
    const answer = await send(`${this.#prism!.url}${path}${search}`, request, body);
    const text = await answer.text();
    const unknown = route === undefined ? [] : this.#description.unknownQuery(method, route, searchParams);
    const problems = [
      ...unknown.map((name) => `query parameter ${name} is not described`),
      ...complaints(answer, text),
    ];
    this.judged.push({
      method,
      route,
      target: `${path}${search}`,
      body,
      status: this.#answered,
      answer: text,
      problems,
    });
    return answerOf(answer, text);
  }

  async #forward(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const answer = await send(`${this.#root}${pathname}${search}`, request, await request.text());
    this.#answered = answer.status;
    const text = await answer.text();
    const tamper = this.tamper ?? ((body) => body);
    this.tamper = undefined;
    return answerOf(answer, tamper(text));
  }
}

function send(url: string, { method, headers }: Request, body: string): Promise<Response> {
  const sent = new Headers(headers);
  for (const name of ["host", "connection", "transfer-encoding", "content-length"]) sent.delete(name);
  return fetch(url, { method, headers: sent, ...(body !== "" && { body }) });
}

function answerOf({ status, headers }: Response, text: string): Response {
  const shown = new Headers(headers);
  for (const name of ["connection", "transfer-encoding", "content-length", "content-encoding"]) shown.delete(name);
  return new Response(text === "" ? null : text, { status, headers: shown });
}

/** What Prism has against a request or an answer: errors it answers itself, the rest it writes into a header. */
function complaints({ headers }: Response, text: string): string[] {
  if (headers.get("content-type") !== "application/problem+json") {
    return listed(JSON.parse(headers.get("sl-violations") ?? "[]"));
  }
  const { title, detail, validation } = JSON.parse(text);
  return validation === undefined ? [`${title}: ${detail}`] : listed(validation);
}

function listed(violations: readonly { readonly location: readonly string[]; readonly message: string }[]): string[] {
  return violations.map(({ location, message }) => `${location.join(".")}: ${message}`);
}
