import type { Clock } from "../ambient/clock.ts";
import type { Random } from "../ambient/random.ts";
import { type ReplaceFile, replaceFile } from "../ambient/replace-file.ts";
import type { Timers } from "../ambient/timers.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import { Killer } from "../venue/kalshi/kill/killer.ts";
import { RestClient } from "../venue/kalshi/rest/client.ts";
import { KillMarkers } from "./kill-marker.ts";
import type { KillTarget } from "./kill-target.ts";

export interface AccountKillerParts {
  readonly target: KillTarget;
  readonly key: KalshiKey;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly by: string;
  readonly oursOnly: boolean;
  readonly mayBeRenewed: boolean;
  /** Told what can't be written. */
  readonly complain: (text: string) => void;
  readonly replace?: ReplaceFile;
  readonly fetch?: typeof fetch | undefined;
}

/** What kills an account at the exchange itself, with the account's marker written beside. Throws KalshiError for an address that requests must not go to. */
export function createAccountKiller(parts: AccountKillerParts): Killer {
  const { target, key, clock, timers, random, by, oursOnly, mayBeRenewed, complain } = parts;
  const client = new RestClient({
    baseUrl: target.restUrl,
    key,
    clock,
    timers,
    uniform: () => random.uniform(),
    fetch: parts.fetch,
  });
  const markers = new KillMarkers(target.folders, parts.replace ?? replaceFile, (path, error) => {
    complain(
      `the mark of the kill can't be written to ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  const killer = new Killer({
    client,
    timers,
    uniform: () => random.uniform(),
    by,
    oursOnly,
    subaccount: undefined,
    groups: target.groups,
    mayBeRenewed,
    told: (news) => {
      if (news.type === "cancelledAll" && killer.progress.cancelledAllAt !== undefined) {
        markers.cancelledAll(killer.progress.cancelledAllAt);
      }
    },
  });
  markers.killed({ at: client.exchangeClock.now(), by, oursOnly });
  return killer;
}
