import type { Clock } from "../../ambient/clock.ts";
import type { Files } from "../../ambient/files.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { Money } from "../../market/units.ts";
import type { BalanceConvention } from "../../risk/balance-convention.ts";
import { discover } from "../../venue/kalshi/discovery.ts";
import type { KalshiKey } from "../../venue/kalshi/key.ts";
import { openError } from "../../venue/kalshi/open-error.ts";
import { apiKeys } from "../../venue/kalshi/rest/account.ts";
import { balance } from "../../venue/kalshi/rest/balance.ts";
import { exchangeStatus } from "../../venue/kalshi/rest/exchange.ts";
import { ReadClient } from "../../venue/kalshi/rest/read-client.ts";
import type { Configuration } from "../config.ts";
import { isPlayMoney } from "../doctor/doctor.ts";
import { type Evidence, gatherEvidence } from "./evidence.ts";
import { liveSessions, ofFirstSession } from "./live-sessions.ts";
import { measuredConvention } from "./measured-convention.ts";
import { type Finding, judge } from "./readiness.ts";

export interface GateParts {
  /** With the folder of its state. */
  readonly configuration: Configuration & { readonly state: string };
  readonly restUrl: string;
  readonly key: KalshiKey;
  readonly files: Files;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly uniform: () => number;
  readonly fetch?: typeof fetch | undefined;
}

/** What a start with real orders goes by. */
export interface Gate {
  readonly evidence: Evidence;
  /** What isn't as it must be; empty when all is ready. */
  readonly unmet: readonly Finding[];
  /** Cash on the event's shard. */
  readonly balance: Money;
  /** As it is traded by: the event that was looked at, also where the next of its series opens meanwhile; in a first session with orders of one contract. */
  readonly configuration: GateParts["configuration"];
  readonly isFirstSession: boolean;
  /** How the exchange reckons the balance, as far as that was measured. */
  readonly measured: Partial<BalanceConvention>;
}

/** Looks at all that a start with real orders needs. Changes nothing. Throws OpenError where the exchange can't be asked. */
export async function lookAtGate(parts: GateParts): Promise<Gate> {
  const { configuration, restUrl, key, files, clock, timers, uniform } = parts;
  const { state, target, venue } = configuration;
  try {
    const client = new ReadClient({ baseUrl: restUrl, key, clock, timers, uniform, fetch: parts.fetch });
    await client.read(exchangeStatus()); // unsigned: tells the time that signatures need
    const found = await discover(client, target, client.exchangeClock.now());
    const keys = await client.read(apiKeys());
    const { subaccount } = keys.keys.find(({ id }) => id === key.id) ?? {};
    const { exchangeIndex } = found;
    const cash = await client.read(balance({ exchangeIndex, ...(subaccount !== undefined && { subaccount }) }));
    const usual = { client, found, state, files, keys, isPlayMoney: isPlayMoney(venue, restUrl) };
    const evidence = await gatherEvidence({ ...usual, keyId: key.id });
    const isFirstSession = liveSessions(state, evidence.host, key.id, files) === 0;
    const pinned = "series" in target ? { ...configuration, target: { event: found.event.ticker } } : configuration;
    return {
      evidence,
      unmet: judge(evidence).filter(({ isMet }) => !isMet),
      balance: cash.available,
      configuration: isFirstSession ? ofFirstSession(pinned) : pinned,
      isFirstSession,
      measured: measuredConvention(evidence),
    };
  } catch (error) {
    throw openError(error);
  }
}
