import { FAULT_KINDS, FAULT_NAMES, type FaultKind, type FaultName } from "./fault-kinds.ts";

/** Where a fault may strike: a request by its method and route, or a message by its channel. */
export type Place =
  | {
      readonly method: string;
      /** As in the table of routes, without `/trade-api/v2`: `/portfolio/orders/:order_id`. */
      readonly route: string;
    }
  | { readonly channel: string };

/** A fault that has been switched on. */
export interface FaultRule {
  readonly name: FaultName;
  /** As it was written: `500-after=next:2@POST/portfolio/events/orders`. */
  readonly text: string;
  readonly value: FaultValue;
  /** Undefined: everywhere. */
  readonly scope: FaultScope | undefined;
}

export type FaultValue =
  | { readonly type: "probability"; readonly probability: number }
  | { readonly type: "next"; readonly count: number }
  | { readonly type: "range"; readonly low: number; readonly high: number };

/** Methods, routes (`*` at the end stands for anything) or channels. */
export type FaultScope =
  | { readonly method: string | undefined; readonly route: string | undefined }
  | { readonly channel: string };

/** A fault that can't be switched on as written. */
export class FaultError extends Error {
  override readonly name = "FaultError";
  readonly exitCode = 2;
}

const LONGEST_MS = 600_000;

/** Reads `NAME=VALUE` or `NAME=VALUE@SCOPE`. Throws FaultError. */
export function parseFault(text: string): FaultRule {
  const match = /^([^=@]+)=([^@]+)(?:@(.+))?$/.exec(text.trim());
  if (!match) throw new FaultError(`fault ${JSON.stringify(text)}: write NAME=VALUE or NAME=VALUE@SCOPE`);
  const [, name = "", value = "", scope] = match;
  if (!isFaultName(name)) {
    throw new FaultError(`fault ${JSON.stringify(name)} is unknown; there are ${FAULT_NAMES.join(", ")}`);
  }
  const kind: FaultKind = FAULT_KINDS[name];
  return { name, text: text.trim(), value: parseValue(name, kind, value), scope: parseScope(name, kind, scope) };
}

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULT_KINDS, name);
}

/** Whether a fault of this scope may strike there. */
export function covers(scope: FaultScope | undefined, place: Place | undefined): boolean {
  if (scope === undefined) return true;
  if (place === undefined) return false;
  if ("channel" in scope) return "channel" in place && place.channel === scope.channel;
  if ("channel" in place) return false;
  return (scope.method ?? place.method) === place.method && routeMatches(scope.route, place.route);
}

function routeMatches(pattern: string | undefined, route: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith("*") ? route.startsWith(pattern.slice(0, -1)) : route === pattern;
}

function parseValue(name: FaultName, kind: FaultKind, text: string): FaultValue {
  if (kind.value === "chance") {
    const next = /^next:(\d{1,6})$/.exec(text);
    if (next) return { type: "next", count: Number(next[1]) };
    const probability = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (probability >= 0 && probability <= 1) return { type: "probability", probability };
    throw new FaultError(`fault ${name}=${text}: its value is a probability from 0 to 1, or next:N`);
  }
  const range = kind.value === "time" ? /^(\d+)(?:\.\.(\d+))?$/.exec(text) : /^([+-]?\d+)$/.exec(text);
  const low = Number(range?.[1] ?? Number.NaN);
  const high = range?.[2] === undefined ? low : Number(range[2]);
  if (Math.abs(low) <= LONGEST_MS && high <= LONGEST_MS && low <= high) return { type: "range", low, high };
  const form = kind.value === "time" ? "milliseconds such as 250 or 100..900" : "signed milliseconds such as -2500";
  throw new FaultError(`fault ${name}=${text}: its value is ${form}, at most ${LONGEST_MS}`);
}

function parseScope(name: FaultName, kind: FaultKind, text: string | undefined): FaultScope | undefined {
  if (text === undefined) return undefined;
  if (kind.on === "stream" && /^[a-z_0-9]+$/.test(text)) return { channel: text };
  const request = kind.on === "rest" ? /^([A-Z]+)?(\/.*)?$/.exec(text) : null;
  if (request) return { method: request[1], route: request[2] };
  const forms = {
    rest: "a method, a route or both, such as POST/portfolio/events/orders or /portfolio/*",
    stream: "a channel such as fill",
    clock: "nothing: there is one clock",
  };
  throw new FaultError(`fault ${name}: the scope ${JSON.stringify(text)} is not ${forms[kind.on]}`);
}
