import type { Clock } from "../../ambient/clock.ts";
import type { Time } from "../../market/units.ts";
import { compare, DOCUMENTED } from "./documented-interface.ts";

/** Something that the exchange sends and doesn't document, as far as we know. */
export interface Sighting {
  /** `field`: a member of an object; `value`: a word where only others are known; `code`: of an error; `type`: of a message. */
  readonly kind: "field" | "value" | "code" | "type";
  /** "GET /markets/{ticker}", "stream ticker". */
  readonly where: string;
  /** "market.new_field", "market.status = frozen", "new_code". */
  readonly what: string;
  /** How often it was seen; of frequent messages only some are looked at. */
  readonly count: number;
  readonly firstAt: Time;
  readonly lastAt: Time;
}

/** Codes of errors that have been seen or described (KALSHI.md, section 9); those of the stream are numbers. */
const KNOWN_CODES: ReadonlySet<string> = new Set([
  "authentication_error",
  "available_balance_too_low",
  "bad_request",
  "client_order_id_used",
  "fill_or_kill_insufficient_resting_volume",
  "forbidden",
  "header_timestamp_expired",
  "insufficient_balance",
  "invalid_order",
  "invalid_order_size",
  "invalid_parameters",
  "invalid_price",
  "market_closed",
  "market_inactive",
  "not_found",
  "order_already_exists",
  "order_id_and_client_order_id_mismatch",
  "service_unavailable",
  "too_many_requests",
  "trading_paused",
]);
const LAST_STREAM_CODE = 25;

/** Each route's first answers are all looked at, and later one in so many; of frequent messages likewise. */
const FIRST = 4;
const ONE_ANSWER_IN = 16;
const ONE_MESSAGE_IN = 256;
/** Beyond so many different ones nothing new is remembered: an exchange that makes words up must not fill the memory. */
const MOST = 500;
const LONGEST = 60;

/** Of these, as of changes of books, there are thousands: they are looked at now and then. */
const FREQUENT: ReadonlySet<string> = new Set(["orderbook_snapshot", "ticker", "trade"]);

export interface SchemaWatchOptions {
  readonly clock: Clock;
  /** Told of each once, in words. */
  readonly say?: (text: string) => void;
  /** What was seen and said before. */
  readonly known?: readonly Sighting[];
}

/**
 * Counts what the exchange sends beyond what it documents. Readers pass such things over, so nothing ever fails by them; but they announce changes, and
 * whoever runs this wants to know.
 */
export class SchemaWatch {
  readonly #clock: Clock;
  readonly #say: (text: string) => void;
  readonly #seen = new Map<string, Sighting>();
  readonly #answers = new Map<string, number>();
  /** How many messages of a frequent type are to come before one is looked at. */
  readonly #untilNext = new Map<string, number>();
  #untilDelta = 0;

  constructor({ clock, say = () => undefined, known = [] }: SchemaWatchOptions) {
    this.#clock = clock;
    this.#say = say;
    for (const sighting of known) this.#seen.set(keyOf(sighting), sighting);
  }

  /** What was seen, what was known before among it. */
  get sightings(): readonly Sighting[] {
    return [...this.#seen.values()];
  }

  /** An answer of the REST interface, its body as text. Not every one of them is looked at. */
  answer(method: string, route: string, status: number, body: string): void {
    const name = `${method} ${route}`;
    if (status >= 400) {
      this.#refusal(name, body);
      return;
    }
    const count = (this.#answers.get(name) ?? 0) + 1;
    this.#answers.set(name, count);
    const type = DOCUMENTED.answers[name];
    if (type === undefined || (count > FIRST && count % ONE_ANSWER_IN !== 0)) return;
    const value = parsed(body);
    if (value !== undefined) this.#compare(name, value, type);
  }

  /** Whether a message of this type is to be looked at: cheap, for most are not. */
  wants(type: string): boolean {
    if (type === "orderbook_delta") {
      this.#untilDelta = this.#untilDelta === 0 ? ONE_MESSAGE_IN - 1 : this.#untilDelta - 1; // by far the most frequent
      return this.#untilDelta === ONE_MESSAGE_IN - 1;
    }
    if (!FREQUENT.has(type)) return true;
    const left = this.#untilNext.get(type) ?? 0;
    this.#untilNext.set(type, left === 0 ? ONE_MESSAGE_IN - 1 : left - 1);
    return left === 0;
  }

  /** A message of the stream that is `wanted`, as parsed. */
  message(value: Readonly<Record<string, unknown>>): void {
    const { type } = value;
    if (typeof type !== "string") return;
    if (type === "error") {
      const { code } = (value["msg"] ?? {}) as { readonly code?: unknown };
      if (typeof code === "number" && code > LAST_STREAM_CODE) this.#see("code", "stream", String(code));
      return;
    }
    const documented = DOCUMENTED.messages[type];
    if (documented !== undefined) this.#compare(`stream ${type}`, value, documented);
    else if (!REPLIES.has(type)) this.#see("type", "stream", type);
  }

  #compare(where: string, value: unknown, type: string | readonly string[]): void {
    compare(value, type, "", (path, word) => {
      if (word === undefined) this.#see("field", where, path);
      else this.#see("value", where, `${path} = ${word}`);
    });
  }

  #refusal(where: string, body: string): void {
    const value = parsed(body) as { readonly code?: unknown; readonly error?: unknown } | undefined;
    const error = typeof value?.error === "object" && value.error !== null ? (value.error as typeof value) : value;
    const code = error?.code;
    if (typeof code !== "string" || KNOWN_CODES.has(code) || code.startsWith("Your_location_attestation")) return;
    this.#see("code", where, code);
  }

  #see(kind: Sighting["kind"], where: string, named: string): void {
    const what = named.length <= LONGEST ? named : `${named.slice(0, LONGEST)}...`;
    const now = this.#clock.now();
    const key = keyOf({ kind, where, what });
    const before = this.#seen.get(key);
    if (before !== undefined) {
      this.#seen.set(key, { ...before, count: before.count + 1, lastAt: now });
    } else if (this.#seen.size < MOST) {
      this.#seen.set(key, { kind, where, what, count: 1, firstAt: now, lastAt: now });
      this.#say(`the exchange sends something new (${kind} of ${where}): ${what}; it is passed over`);
    }
  }
}

const REPLIES: ReadonlySet<string> = new Set(["subscribed", "ok", "unsubscribed"]);

function keyOf({ kind, where, what }: Pick<Sighting, "kind" | "where" | "what">): string {
  return `${kind} ${where} ${what}`;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
