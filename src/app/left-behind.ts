import { SIGNATURE_BOUND_MS } from "../engine/reconciliation.ts";
import type { LastEngine } from "../journal/recover.ts";
import { after, type Time } from "../market/units.ts";
import { NO_PAST, type Past } from "../venue/kalshi/past.ts";
import { KEY_CHARACTERS } from "./state-folder.ts";

/** What the journal of a state folder knows of earlier runs: the engine of the last one, or why it can't be had; undefined when there was none. */
export type LeftBehind = LastEngine | { readonly problem: string } | undefined;

/** An account as a start names it: where it is, and the beginning of its key's id. */
export function accountName(restUrl: string, keyId: string): string {
  return `${new URL(restUrl).host} ${keyId.slice(0, KEY_CHARACTERS)}`;
}

/** The same, unless it is what runs on another account have left: that says nothing about this one. */
export function leftOn(account: string, left: LeftBehind): LeftBehind {
  const known = left === undefined || "problem" in left ? undefined : left.engine.desk?.start.account;
  return known === undefined || known === account ? left : { problem: `it is of another account, ${known}` };
}

/** What the venue has to know of it. `epochs` are those of the journal's sessions, whose engines are gone: the folder is ours. */
export function pastOf(left: LeftBehind, epochs: readonly string[]): Past {
  const past = { ...NO_PAST, epochs: new Set(epochs) };
  const desk = left === undefined || "problem" in left ? undefined : left.engine.desk;
  if (desk === undefined) return past;
  const { now, start, tenancy, orders, reconciliation } = desk;
  // Where its orders may be others than were sent, all since its start are looked for.
  const isExact = left !== undefined && "engine" in left && left.deviation === undefined;
  const knownTo = Math.min(now, (isExact ? reconciliation.cleanAt : undefined) ?? start.at) as Time;
  const placed = [...orders.live()].map(({ intendedAt }) => intendedAt);
  return {
    ...past,
    orderGroups: tenancy.orderGroups,
    knownTo,
    ordersFrom: Math.min(knownTo, ...placed) as Time,
    mayArriveUntil: tenancy.orderGroups.length === 0 ? after(now, SIGNATURE_BOUND_MS) : undefined,
  };
}
