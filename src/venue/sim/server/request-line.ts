import { ApiError, notFound, tooManyRequests } from "./api-error.ts";
import { parseJson } from "./json-body.ts";
import { Query } from "./query.ts";
import { API_ROOT, type Call, DEFAULT_COST, type Found, type Reply, type Route, RouteTable } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { TokenBuckets } from "./token-bucket.ts";

/** Statuses of requests that never came as far as the exchange: no more faults strike those. */
const UNSERVED: ReadonlySet<number> = new Set([401, 429, 500]);

const ANONYMOUS = ""; // shares one pair of buckets

/** A request whose body has arrived. */
interface Arrived {
  readonly method: string;
  /** As signed: from the root, without the query. */
  readonly path: string;
  readonly query: Query;
  readonly headers: Headers;
  readonly text: string;
}

/** What a request goes through, from its arrival to its answer: faults, signature, tokens, its route, delays. */
export class RequestLine {
  readonly #served: ServedExchange;
  readonly #table: RouteTable;
  readonly #buckets: TokenBuckets;
  readonly #random;

  constructor(served: ServedExchange, routes: readonly Route[]) {
    this.#served = served;
    this.#table = new RouteTable(routes);
    this.#buckets = new TokenBuckets(() => served.behaviour.tier);
    this.#random = served.random.fork("answers");
  }

  /** Serves a request under `/trade-api/v2`. The promise of one that a fault has swallowed never settles. */
  async serve(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const { method, headers } = request;
    this.#served.countRequest(method);
    const arrived = {
      method,
      headers,
      path: url.pathname,
      query: new Query(url.searchParams),
      text: await request.text(),
    };
    const found = this.#table.find(method, url.pathname.slice(API_ROOT.length));
    if (found === undefined) return notFound(`there is no ${method} ${url.pathname}`).response;
    return await this.#serve(arrived, found);
  }

  async #serve(arrived: Arrived, found: Found): Promise<Response> {
    const served = this.#served;
    const { faults } = served;
    const place = { method: found.route.method, route: found.route.route };
    const number = served.underWay.begin(arrived.method, arrived.path, served.catchUp());
    await served.wait(faults.delayMs("latency", place));
    if (faults.strikes("drop-request", place)) {
      served.underWay.end(number);
      return await never();
    }

    const reply = this.#answer(arrived, found);
    served.underWay.carriedOut(number);
    served.catchUp(); // what it has caused goes out with it
    await served.wait(
      this.#random.integer(...served.behaviour.answerDelayMs) + faults.delayMs("answer-latency", place),
    );

    served.underWay.end(number);
    if (reply instanceof ApiError && UNSERVED.has(reply.status)) return reply.response;
    if (faults.strikes("drop-answer", place)) return await never();
    if (faults.strikes("500-after", place)) return new InternalError(found.route).response;
    const response = reply instanceof ApiError ? reply.response : write(reply);
    return faults.strikes("cut-answer", place) ? await this.#cut(response) : response;
  }

  #answer(arrived: Arrived, found: Found): Reply | ApiError {
    try {
      return this.#carryOut(arrived, found);
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  }

  #carryOut(arrived: Arrived, { route, path }: Found): Reply {
    const { faults } = this.#served;
    const place = { method: route.method, route: route.route };
    const account = this.#accountOf(arrived, route);
    const now = this.#served.catchUp(); // only now: judging the signature has brought the exchange's time forward
    if (faults.strikes("429", place)) throw tooManyRequests();
    if (faults.strikes("500-before", place)) throw new InternalError(route);
    const body = parseJson(arrived.text);
    const cost = costOf(route) * (route.times?.(body) ?? 1);
    if (!this.#buckets.take(account, route.bucket, cost, now)) throw tooManyRequests();
    const call: Call = { account, path, query: arrived.query, body, now };
    return route.handle(call);
  }

  #accountOf({ method, path, headers }: Arrived, route: Route): string {
    const mustBeSigned = typeof route.signed === "function" ? route.signed() : route.signed;
    if (!mustBeSigned && !headers.has("kalshi-access-key")) return ANONYMOUS;
    return this.#served.authenticate({ method, path, headers }).account;
  }

  /** The same answer, whose body breaks off half way. */
  async #cut(response: Response): Promise<Response> {
    const bytes = await response.bytes();
    const served = this.#served;
    const half = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(bytes.slice(0, Math.ceil(bytes.length / 2)));
        await served.wait(1); // so that the half is on its way first
        controller.error(undefined);
      },
    });
    return new Response(half, { status: response.status, headers: response.headers });
  }
}

/** Tokens that a request of this route takes. */
export function costOf(route: Route): number {
  return typeof route.cost === "function" ? route.cost() : (route.cost ?? DEFAULT_COST);
}

function write({ status = 200, body }: Reply): Response {
  return body === undefined ? new Response(null, { status }) : Response.json(body, { status });
}

/** The exchange has failed. What it says then is the route's, where it has words of its own for it. */
class InternalError extends ApiError {
  readonly #route: Route;

  constructor(route: Route) {
    super(500, "internal_server_error", "internal server error");
    this.#route = route;
  }

  override get body(): unknown {
    return this.#route.failure?.() ?? super.body;
  }
}

function never(): Promise<Response> {
  return new Promise(() => undefined);
}
