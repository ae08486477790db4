import type { Precision } from "../fee-charge.ts";
import type { ExchangeRules } from "../rules.ts";
import { type Behaviour, TIERS } from "./behaviour.ts";

/** What a set of switches amounts to. */
export interface SwitchSettings {
  readonly rules: Partial<ExchangeRules>;
  readonly behaviour: Partial<Behaviour>;
  readonly precision?: Precision;
}

/** One thing about the exchange that can be set. */
export interface Switch {
  /** Numbers of the facts that are not known of the real exchange; empty for what is only convenient. */
  readonly facts: readonly number[];
  /** How its values are written; the usual one comes first. */
  readonly values: string;
  readonly effect: string;
  /** Whether it can be set while the exchange runs. */
  readonly live: boolean;
  /** Undefined for a text that is no value of it. */
  readonly read: (text: string) => SwitchSettings | undefined;
}

/** A switch that can't be set as written. */
export class SwitchError extends Error {
  override readonly name = "SwitchError";
  readonly exitCode = 2;
}

/** What a key may be let do. */
const SCOPES: ReadonlySet<string> = new Set([
  "read",
  "read::portfolio_balance",
  "read::block_trade_accept",
  "write",
  "write::trade",
  "write::transfer",
  "write::block_trade_accept",
]);
const LONGEST_LIVE_MS = 31_536_000_000; // a year

/** Every switch, by name. */
export const SWITCHES: Readonly<Record<string, Switch>> = {
  "post-only-amend": rule(
    1,
    "postOnlyAmend",
    ["takes", "refused", "cancelled"],
    "a post-only order amended through the market",
  ),
  "expiry-sweep-ms": ruleMs([2], "expirySweepMs", "0", "how long after its expiration time an order is taken off"),
  "expiry-amend-keeps-place": ruleYes(
    3,
    "expiryAmendKeepsPlace",
    "yes",
    "an amend of the expiry alone keeps the place in the queue",
  ),
  "cancel-all-allowed": ruleYes(4, "cancelAllAllowed", "yes", "accounts may cancel everything at once; otherwise 403"),
  "group-call-cost": behaviour([5], "10", "tokens that a call to an order group costs", (text) => {
    const groupCallCost = wholeNumber(text, 1_000);
    return groupCallCost === undefined ? undefined : { groupCallCost };
  }),
  "group-refusal-status": {
    facts: [5],
    values: "409, 400, 403, 404",
    effect: "status of a create into a group that is triggered or deleted",
    live: false,
    read(text) {
      const groupRefusalStatus = ([400, 403, 404, 409] as const).find((status) => String(status) === text);
      return groupRefusalStatus && { rules: { groupRefusalStatus }, behaviour: {} };
    },
  },
  "group-trips-at": rule(6, "groupTripsAt", ["limit", "above-limit"], "fills with which an order group is triggered"),
  "reported-balance": rule(
    7,
    "reportedBalance",
    ["gross", "net"],
    "the balance shown is all cash, or less what resting orders need",
  ),
  "fee-cost-includes-rounding": ruleYes(
    8,
    "feeCostIncludesRounding",
    "yes",
    "`fee_cost` of a fill has rounding and rebate in it",
  ),
  "collateral-return": ruleYes(
    9,
    "collateralReturn",
    "no",
    "NOs in several legs of the event lock up $1 for the largest only",
  ),
  "reuse-after-execution": ruleYes(
    10,
    "reuseAfterExecution",
    "no",
    "a client order id may be used again once its order is executed",
  ),
  "as-of-overstates-ms": behaviour([11], "0", "by how much `as_of_time` claims more than a reading holds", (text) => {
    const asOfOverstatesMs = wholeNumber(text);
    return asOfOverstatesMs === undefined ? undefined : { asOfOverstatesMs };
  }),
  "signature-window-ms": behaviour(
    [12],
    "8000",
    "how far a request's timestamp may be off the exchange's clock",
    (text) => {
      const signatureWindowMs = wholeNumber(text);
      return signatureWindowMs === undefined ? undefined : { signatureWindowMs };
    },
  ),
  "key-scopes": behaviour([], "read,write", "what is told of every key: what it may do", (text) => {
    const keyScopes = text.split(",");
    return keyScopes.every((scope) => SCOPES.has(scope)) ? { keyScopes } : undefined;
  }),
  "cancel-without-attestation": ruleYes(
    13,
    "cancelWithoutAttestation",
    "no",
    "an account whose location attestation has lapsed can cancel",
  ),
  "expiry-during-pause": ruleYes(
    14,
    "expiryDuringPause",
    "no",
    "orders expire while trading is paused; otherwise when it resumes",
  ),
  "amend-keeps-terms": ruleYes(
    14,
    "amendKeepsTerms",
    "yes",
    "an amended order stays in its group and is still cancelled on a pause",
  ),
  "post-only-cross": rule(
    15,
    "postOnlyCross",
    ["refused", "cancelled"],
    "a post-only order that would take: 400, or 201 and then cancelled",
  ),
  "cancel-all-hits-new-groups": ruleYes(
    16,
    "cancelAllHitsNewGroups",
    "yes",
    "the minute after a cancel-all also hits orders of a newer group",
  ),

  "cancel-all-window-ms": ruleMs(
    [],
    "cancelAllWindowMs",
    "60000",
    "for how long after a cancel-all new orders are cancelled too",
  ),
  "group-window-ms": ruleMs(
    [],
    "groupWindowMs",
    "15000",
    "how long a fill counts against the limit of its order group",
  ),
  "close-sweep-ms": ruleMs([], "closeSweepMs", "5000", "how long after its close a market's orders are taken off"),
  precision: {
    facts: [],
    values: "centicent, cent",
    effect: "to what accounts are rounded: $0.0001 as a direct member's, or a whole cent",
    live: false,
    read: (text) =>
      text === "centicent" || text === "cent" ? { rules: {}, behaviour: {}, precision: text } : undefined,
  },
  "answer-delay-ms": behaviour([], "0..40", "from a request's being carried out to its answer", (text) => {
    const answerDelayMs = range(text);
    return answerDelayMs && { answerDelayMs };
  }),
  "stream-delay-ms": behaviour([], "0..40", "from there to the messages about it on the WebSocket", (text) => {
    const streamDelayMs = range(text);
    return streamDelayMs && { streamDelayMs };
  }),
  "read-lag-ms": behaviour(
    [],
    "0..2000",
    "how long a reading of an account stays as it is; 0: readings don't lag",
    (text) => {
      const readLagMs = range(text);
      return readLagMs && { readLagMs };
    },
  ),
  "orders-live-ms": behaviour([], "1209600000", "for how long an ended order is live before it is history", (text) => {
    const ordersLiveMs = wholeNumber(text, LONGEST_LIVE_MS);
    return ordersLiveMs === undefined ? undefined : { ordersLiveMs };
  }),
  "trades-live-ms": behaviour([], "7776000000", "the same for trades and fills", (text) => {
    const tradesLiveMs = wholeNumber(text, LONGEST_LIVE_MS);
    return tradesLiveMs === undefined ? undefined : { tradesLiveMs };
  }),
  "public-books": behaviour([], "no, yes", "books are shown without a key too", (text) =>
    text === "yes" || text === "no" ? { publicBooks: text === "yes" } : undefined,
  ),
  tier: behaviour([], TIERS.map(({ name }) => name).join(", "), "tokens that each account gets a second", (text) => {
    const tier = TIERS.find(({ name }) => name === text);
    return tier && { tier };
  }),
};

/** Reads `NAME=VALUE` switches; of one that is set twice the last counts. Throws SwitchError. */
export function parseSwitches(texts: readonly string[]): SwitchSettings {
  let settings: SwitchSettings = { rules: {}, behaviour: {} };
  for (const text of texts) {
    const { rules, behaviour: other, ...rest } = parseSwitch(text);
    settings = {
      ...settings,
      ...rest,
      rules: { ...settings.rules, ...rules },
      behaviour: { ...settings.behaviour, ...other },
    };
  }
  return settings;
}

/** The same for a running exchange, where some can't be set any more. */
export function parseLiveSwitches(texts: readonly string[]): Partial<Behaviour> {
  for (const text of texts) {
    const name = text.split("=")[0]!;
    if (SWITCHES[name]?.live === false)
      throw new SwitchError(`switch ${name} can only be set when the exchange is started`);
  }
  return parseSwitches(texts).behaviour;
}

function parseSwitch(text: string): SwitchSettings {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(0, at));
  const found = Object.hasOwn(SWITCHES, name) ? SWITCHES[name] : undefined;
  if (found === undefined) {
    const names = Object.keys(SWITCHES).join(", ");
    throw new SwitchError(`switch ${JSON.stringify(text)}: write NAME=VALUE, where NAME is one of ${names}`);
  }
  const settings = found.read(text.slice(at + 1));
  if (settings === undefined) throw new SwitchError(`switch ${text}: its values are ${found.values}`);
  return settings;
}

type Word<Name extends keyof ExchangeRules> = ExchangeRules[Name] & string;

function rule<Name extends keyof ExchangeRules>(
  fact: number,
  name: Name,
  words: readonly Word<Name>[],
  effect: string,
): Switch {
  return {
    facts: [fact],
    values: words.join(", "),
    effect,
    live: false,
    read: (text) => (words.some((word) => word === text) ? { rules: { [name]: text }, behaviour: {} } : undefined),
  };
}

function ruleYes(fact: number, name: keyof ExchangeRules, usual: "yes" | "no", effect: string): Switch {
  return {
    facts: [fact],
    values: usual === "yes" ? "yes, no" : "no, yes",
    effect,
    live: false,
    read: (text) =>
      text === "yes" || text === "no" ? { rules: { [name]: text === "yes" }, behaviour: {} } : undefined,
  };
}

function ruleMs(facts: readonly number[], name: keyof ExchangeRules, usual: string, effect: string): Switch {
  return {
    facts,
    values: `${usual}, or other milliseconds`,
    effect,
    live: false,
    read(text) {
      const value = wholeNumber(text);
      return value === undefined ? undefined : { rules: { [name]: value }, behaviour: {} };
    },
  };
}

function behaviour(
  facts: readonly number[],
  values: string,
  effect: string,
  read: (text: string) => Partial<Behaviour> | undefined,
): Switch {
  return {
    facts,
    values,
    effect,
    live: true,
    read(text) {
      const change = read(text);
      return change && { rules: {}, behaviour: change };
    },
  };
}

function wholeNumber(text: string, most = 600_000): number | undefined {
  return /^\d{1,11}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}

function range(text: string): readonly [number, number] | undefined {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(text);
  const low = wholeNumber(match?.[1] ?? "");
  const high = match?.[2] === undefined ? low : wholeNumber(match[2]);
  return low === undefined || high === undefined || high < low ? undefined : [low, high];
}
