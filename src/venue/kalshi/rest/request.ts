import type { z } from "zod";
import type { KalshiError } from "./error.ts";

/** Values of a query: a list repeats its name; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * Whether a request is signed: `none`, it is public; `wanted`, the descriptions disagree, so it is signed when there is a key;
 * `needed`, it isn't sent without one.
 */
export type Authentication = "none" | "wanted" | "needed";

interface Endpoint {
  /** Path as the description has it, with `{parameters}`: what costs and statistics are told by. */
  readonly route: string;
  /** Path to be requested, from the API's root on ("/portfolio/orders"). */
  readonly path: string;
  readonly query?: Query;
}

/** A request that changes nothing: repeated when it fails. */
export interface ReadRequest<T> extends Endpoint {
  readonly authentication: Authentication;
  /** Reads the answer's body. */
  readonly answer: z.ZodType<T>;
  /** Error statuses whose body may be the answer all the same. */
  readonly answeredBy?: readonly number[];
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
}

/** A list that comes in pages. */
export interface ListRequest<T> extends Endpoint {
  readonly authentication: Authentication;
  readonly page: z.ZodType<Page<T>>;
}

/** A request that changes something. It is always signed, and sent once. */
export interface WriteRequest<T> extends Endpoint {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly body?: unknown;
  /** Reads the body of a 2xx answer; an empty one is read as `{}`. */
  readonly answer: z.ZodType<T>;
  /** What is wrong with an answer that could be read, if anything: then the outcome is unknown. */
  doubt?(answer: T): string | undefined;
  /** A refusal that is an answer in truth. */
  settle?(error: KalshiError): T | undefined;
  /**
   * Sent on a connection of its own. On a kept connection that turns out closed, the runtime itself sends a DELETE without body a second
   * time; where that must not be, this is set.
   */
  readonly alone?: boolean;
}
