import type { Clock } from "../../../ambient/clock.ts";
import type { Timers } from "../../../ambient/timers.ts";
import type { FeeSchedule } from "../../../market/event.ts";
import { after, type Money, type Time } from "../../../market/units.ts";
import type { CrowdName } from "../crowds/crowd.ts";
import { crowdNamed } from "../crowds/named.ts";
import { BookReplay } from "../replay/book-replay.ts";
import type { RecordedEvent } from "../replay/recorded-event.ts";
import { TapeReplay } from "../replay/tape-replay.ts";
import type { ExchangeRules } from "../rules.ts";
import { Simulation } from "../simulation.ts";
import { Catalogue } from "../spotify/catalogue.ts";
import { spotifyScript } from "../spotify/script.ts";
import { SpotifyService } from "../spotify/service.ts";
import { serveExchange } from "./exchange-server.ts";
import type { HttpServer } from "./http-server.ts";
import { ServedExchange, type Stage } from "./served-exchange.ts";
import { StreamServer } from "./stream/stream-server.ts";
import { parseSwitches } from "./switches.ts";

const HOUR_MS = 3_600_000;
const PRE_HISTORY_MS = 6 * HOUR_MS;
const ATTESTED_MS = 30 * 24 * HOUR_MS; // as long as an attestation lasts, or so

/** An account to serve: its name is that of its key. */
export interface AccountKey {
  readonly keyId: string;
  readonly publicKeyPem: string;
}

export interface EmbeddedExchangeOptions {
  /** An integer from 0 to 2^53 - 1. */
  readonly seed: number;
  readonly clock: Clock;
  readonly timers: Timers;
  /** 0 for any that is free. */
  readonly port: number;
  readonly accounts: readonly AccountKey[];
  /** What each account starts with. */
  readonly balance: Money;
  /** When the event closes, from now; taken to the whole second. */
  readonly closeInMs?: number;
  readonly fees: FeeSchedule;
  /** A recorded event to be traded again, at so many recorded seconds in a real one; otherwise the simulated one is. */
  readonly tape?: { readonly recorded: RecordedEvent; readonly speed: number };
  /** Who trades the simulated event: the lively crowd unless said. */
  readonly crowd?: CrowdName;
  /** As on the command line: `NAME=VALUE`. */
  readonly faults: readonly string[];
  readonly switches: readonly string[];
  /** What the stand-in for Spotify has to show: a script, as `spotifyScript` reads it. */
  readonly spotify?: unknown;
}

/**
 * The simulated event with its crowd, or a recorded one, served over the real exchange's wire. Throws FaultError, SwitchError or KeyError for
 * what can't be read, RangeError for a key that is named twice or like somebody in the crowd, and when the port is taken.
 */
export function openEmbeddedExchange(options: EmbeddedExchangeOptions): HttpServer {
  const { seed, clock, timers, port, faults } = options;
  const { rules, behaviour, precision } = parseSwitches(options.switches);
  const now = clock.now();
  const { stage, openedAt } = stageOf(options, rules, now);
  const served = new ServedExchange({ stage, seed, clock, timers, faults, behaviour });
  const { balance } = options;
  for (const { keyId, publicKeyPem } of options.accounts) {
    const terms = { attestedUntil: after(now, ATTESTED_MS), ...(precision !== undefined && { precision }) };
    served.openAccount(keyId, { balance, keyId, publicKeyPem, ...terms });
  }
  const { mode, artists } = spotifyScript(options.spotify ?? {}, titlesOf(stage), now);
  const spotify = new SpotifyService({ catalogue: new Catalogue(artists), clock, timers, mode });
  return serveExchange({ served, streams: new StreamServer(served), spotify, openedAt, port });
}

/** Whom the event's contracts are about. */
function titlesOf({ exchange, event }: Stage): readonly string[] {
  return [...new Set(exchange.event(event.ticker).legs.map(({ title }) => title))];
}

function stageOf(
  { seed, fees, tape, closeInMs, crowd: name = "lively" }: EmbeddedExchangeOptions,
  rules: Partial<ExchangeRules>,
  now: Time,
): { readonly stage: Stage; readonly openedAt: Time } {
  const closing = (inMs: number): Time => (Math.ceil(after(now, inMs) / 1_000) * 1_000) as Time;
  if (tape !== undefined) {
    const closeTime = closeInMs === undefined ? {} : { closeTime: closing(closeInMs) };
    const { recorded, speed } = tape;
    const { played } = recorded;
    const terms = { speed, ...closeTime, fees, rules };
    const stage =
      played === undefined
        ? new TapeReplay({ recorded, ...terms }, now)
        : new BookReplay({ recorded: { ...recorded, played }, ...terms }, now);
    return { stage, openedAt: now };
  }
  const crowd = crowdNamed(name);
  const closeTime = closing(closeInMs ?? crowd.event.hoursToClose * HOUR_MS);
  const preHistoryMs = PRE_HISTORY_MS;
  const stage = new Simulation({ seed, closeTime, preHistoryMs, fees, rules, pauses: [], crowd }, now);
  return { stage, openedAt: after(now, -PRE_HISTORY_MS) };
}
