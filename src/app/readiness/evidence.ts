import { FileError, type Files } from "../../ambient/files.ts";
import type { Time } from "../../market/units.ts";
import type { Found } from "../../venue/kalshi/discovery.ts";
import { type ApiKeys, apiKeys } from "../../venue/kalshi/rest/account.ts";
import type { ReadClient } from "../../venue/kalshi/rest/read-client.ts";
import { oneSeries } from "../../venue/kalshi/rest/series.ts";
import { readVenueFacts, type VenueFacts } from "../probe/facts-file.ts";
import { type Acknowledged, readAcknowledgedRules } from "./acknowledged-rules.ts";
import { type DrillRecord, readDrill } from "./drill-file.ts";
import { type EventRules, rulesOf } from "./rules.ts";

/** Something that is kept in a file: what it says, undefined where there is none, or why it can't be read. */
export type Kept<T> = { readonly found: T | undefined } | { readonly problem: string };

/** All that a start with orders that are real is judged by. */
export interface Evidence {
  /** By the exchange's clock. */
  readonly now: Time;
  /** The exchange's, as "external-api.kalshi.com". */
  readonly host: string;
  readonly keyId: string;
  /** Where the files lie, for messages; undefined where there is no place for them. */
  readonly state: string | undefined;
  readonly facts: Kept<VenueFacts>;
  readonly drill: Kept<DrillRecord>;
  readonly rules: EventRules;
  /** The markets that would be traded. */
  readonly traded: ReadonlySet<string>;
  readonly acknowledged: Kept<Acknowledged>;
  /** What the key may do; undefined when the exchange doesn't list it. */
  readonly scopes: readonly string[] | undefined;
  /** Until when the account's location is attested; undefined when it never was. */
  readonly attestedUntil: Time | undefined;
  /** Nothing is risked there: an account that was never attested is let through, since the exchange itself refuses what it must. */
  readonly isPlayMoney: boolean;
}

export interface EvidenceParts {
  /** It signs with the account's key. */
  readonly client: ReadClient;
  readonly keyId: string;
  readonly found: Found;
  /** The account's state folder. */
  readonly state: string | undefined;
  readonly isPlayMoney: boolean;
  readonly files: Files;
  /** What was read of the keys already. */
  readonly keys?: ApiKeys | undefined;
}

/** Gathers it: from the state folder, and by reading. Changes nothing. Throws KalshiError. */
export async function gatherEvidence(parts: EvidenceParts): Promise<Evidence> {
  const { client, keyId, found, state, isPlayMoney, files } = parts;
  const { host } = new URL(client.baseUrl);
  const [keys, rules] = await Promise.all([parts.keys ?? client.read(apiKeys()), readRules(client, found.event)]);
  const kept = <T>(read: (folder: string) => T | undefined): Kept<T> => keptIn(state, read);
  return {
    now: client.exchangeClock.now(),
    host,
    keyId,
    state,
    facts: kept((folder) => readVenueFacts(folder, files)),
    drill: kept((folder) => readDrill(folder, files)),
    rules,
    traded: new Set(found.markets.map(({ ticker }) => ticker)),
    acknowledged: kept((folder) => readAcknowledgedRules(folder, host, files)?.events[rules.event]),
    scopes: keys.keys.find(({ id }) => id === keyId)?.scopes,
    attestedUntil: keys.attestedUntil,
    isPlayMoney,
  };
}

/** The rules of an event, as they are now. Throws KalshiError. */
export async function readRules(client: ReadClient, event: Found["event"]): Promise<EventRules> {
  return rulesOf(event, await client.read(oneSeries(event.seriesTicker)));
}

function keptIn<T>(state: string | undefined, read: (folder: string) => T | undefined): Kept<T> {
  if (state === undefined) return { found: undefined };
  try {
    return { found: read(state) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { problem: error.message };
  }
}
