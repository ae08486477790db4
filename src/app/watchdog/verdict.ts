import { type Money, toContracts, toDollars } from "../../market/units.ts";
import type { AccountLook } from "./account-watch.ts";

/** What the watchdog lets pass. */
export interface WatchdogLimits {
  /** Fills of the account, by whatever order, within 60 s. */
  readonly fillsPerMinute: number;
  /** What may be lost since the first look of the New York day, in dollars and as a share of what the account was worth then. */
  readonly loss: Money | undefined;
  readonly lossPct: number;
  /** Orders of ours that rest, and contracts in them. */
  readonly restingOrders: number;
  readonly restingContracts: number;
  /** An engine that has taken nothing in for so long is silent. */
  readonly heartbeatMs: number;
}

export const WATCHDOG_DEFAULTS = {
  fillsPerMinute: 60,
  lossPct: 15,
  restingOrders: 100,
  restingContracts: 1_000,
  heartbeatMs: 10_000,
} as const;

/** How an engine shows that it lives: it goes on, it listens and doesn't go on, or there is none. */
export interface EngineLook {
  readonly state: "alive" | "silent" | "gone";
  /** Since when it has been seen to take something in, or, without one, since when it is looked for. */
  readonly ageMs: number;
}

/** What the watchdog sees at one moment. */
export interface Sight {
  readonly engine: EngineLook;
  /** The newest complete reading of the account; undefined while there is none. */
  readonly account: AccountLook | undefined;
  /** How old that is, or how long one has been waited for. */
  readonly accountAgeMs: number;
}

export interface Verdict {
  readonly state: "fine" | "alarm" | "kill";
  /** Stable; the same while the same is the case. */
  readonly code: string;
  readonly text: string;
}

/** An engine that is gone leaves nothing behind after this long (SAFETY.md, Dead man). */
const DEAD_MAN_MS = 50_000;
/** An account that can't be read for so long is an alarm. */
export const BLIND_AFTER_MS = 30_000;

/** What is to be said and done about it. The first that applies. */
export function judge({ engine, account, accountAgeMs }: Sight, limits: WatchdogLimits): Verdict {
  const isBlind = accountAgeMs >= BLIND_AFTER_MS;
  const danger = account === undefined ? undefined : dangerIn(account, limits);
  if (danger !== undefined) return danger;
  if (account === undefined && !isBlind) {
    return { state: "fine", code: "looking", text: "looking for the engine and reading the account" };
  }
  const mayRest = isBlind || account === undefined || account.ours.orders > 0;
  const rests = account === undefined || isBlind ? "what rests is not known" : orders(account.ours.orders);
  const age = `${Math.round(engine.ageMs / 1_000)} s`;
  if (engine.state === "silent" && engine.ageMs >= limits.heartbeatMs) {
    const text = `the engine listens but has taken nothing in for ${age}`;
    if (mayRest && (account !== undefined || isBlind))
      return { state: "kill", code: "silent", text: `${text}; ${rests}` };
    return { state: "alarm", code: "silent", text: `${text}; ${rests}` };
  }
  if (engine.state === "gone" && engine.ageMs >= DEAD_MAN_MS && mayRest && account !== undefined && !isBlind) {
    return { state: "kill", code: "orphans", text: `no engine for ${age}, and ${rests} on: they should have expired` };
  }
  if (isBlind) {
    const seconds = Math.round(accountAgeMs / 1_000);
    return { state: "alarm", code: "blind", text: `the account can't be read, for ${seconds} s now` };
  }
  if (engine.state === "gone") return { state: "alarm", code: "gone", text: `no engine answers; ${rests}` };
  return { state: "fine", code: "fine", text: summary(account) };
}

/** What is wrong with the account itself, whatever the engine says. */
function dangerIn(account: AccountLook, limits: WatchdogLimits): Verdict | undefined {
  const kill = (code: string, text: string): Verdict => ({ state: "kill", code, text });
  const { fillsLastMinute, ours, lost, worth } = account;
  if (fillsLastMinute > limits.fillsPerMinute) {
    return kill("fills", `${fillsLastMinute} fills within a minute, more than ${limits.fillsPerMinute}`);
  }
  const ofWorth = (worth * limits.lossPct) / 100;
  const most = Math.min(limits.loss ?? Number.POSITIVE_INFINITY, ofWorth > 0 ? ofWorth : Number.POSITIVE_INFINITY);
  if (lost >= most)
    return kill(
      "loss",
      `${dollars(lost)} lost since the first look of the day, ${dollars(most as Money)} is the limit`,
    );
  if (ours.orders > limits.restingOrders) {
    return kill("resting-orders", `${orders(ours.orders)}, more than ${limits.restingOrders}`);
  }
  if (toContracts(ours.quantity) > limits.restingContracts) {
    return kill(
      "resting-contracts",
      `${toContracts(ours.quantity)} contracts of ours rest, more than ${limits.restingContracts}`,
    );
  }
  if (ours.overdue > 0) return kill("overdue", `${orders(ours.overdue)} on after their expiry`);
  if (ours.unbounded > 0) return kill("unbounded", `${orders(ours.unbounded)} that would not expire within a minute`);
  return undefined;
}

function summary(account: AccountLook | undefined): string {
  if (account === undefined) return "the engine goes on; the account has not been read yet";
  const { ours, fillsLastMinute, lost } = account;
  const result = lost > 0 ? `${dollars(lost)} lost` : `${dollars(-lost as Money)} won`;
  return `the engine goes on; ${orders(ours.orders)}, ${fillsLastMinute} fills in a minute, ${result} today`;
}

function orders(count: number): string {
  if (count === 0) return "nothing of ours rests";
  return count === 1 ? "1 order of ours rests" : `${count} orders of ours rest`;
}

function dollars(amount: Money): string {
  return `$${toDollars(amount).toFixed(2)}`;
}
