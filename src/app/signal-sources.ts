import { join } from "node:path";
import type { Clock } from "../ambient/clock.ts";
import type { Files } from "../ambient/files.ts";
import type { Timers } from "../ambient/timers.ts";
import type { Signal } from "../engine/input.ts";
import type { MarketEvent } from "../market/event.ts";
import { type Calendar, calendarSchema } from "../signal/calendar.ts";
import { CalendarSource } from "../signal/calendar-source.ts";
import { SignalFile } from "../signal/signal-file.ts";
import type { SourceReport } from "../signal/source-report.ts";
import { fileMemory, forgetfulMemory } from "../signal/spotify/artist-memory.ts";
import { SpotifyClient } from "../signal/spotify/client.ts";
import { SpotifyMonitor } from "../signal/spotify/monitor.ts";
import type { VenueNotice } from "../venue/kalshi/notice.ts";
import { readPins, watchedArtists } from "./artist-pins.ts";
import type { SignalFiles } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import type { SpotifyAccess } from "./spotify-access.ts";
import { checkedToml } from "./toml-file.ts";

export interface SignalSourcesOptions {
  readonly signals: SignalFiles;
  /** Undefined: Spotify is not asked. */
  readonly spotify: SpotifyAccess | undefined;
  /** Where what is known of the artists outlives the run; undefined: it doesn't. */
  readonly state: string | undefined;
  readonly event: MarketEvent;
  /** The clock that signals are stamped with. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly files: Files;
  readonly emit: (signal: Signal) => void;
  /** Told what the operator should know. */
  readonly notice?: (notice: VenueNotice) => void;
}

/** Opens the sources of a run, once it is known what is traded and whose clock it goes by. */
export type OpenSignals = (
  run: Pick<SignalSourcesOptions, "event" | "clock" | "timers" | "emit" | "notice">,
) => SignalSources;

/** Everything beyond the market that is heeded: Spotify, a trader's own scripts, the calendar. */
export interface SignalSources {
  start(): void;
  close(): void;
  /** How each source is, for the panel. */
  readonly reports: readonly SourceReport[];
}

/** Opens what is configured. Throws ConfigError for a file that is wrong; later troubles are reported, never thrown. */
export function openSignalSources(options: SignalSourcesOptions): SignalSources {
  const { signals, event, clock, timers, files, emit } = options;
  const reports = new Map<string, SourceReport>();
  const report = (one: SourceReport): void => void reports.set(one.source, one);
  const sources: { start(): void; close(): void }[] = [];
  if (options.spotify !== undefined) sources.push(spotifyMonitor(options, options.spotify, report));
  if (signals.events !== undefined) {
    const tickers = event.legs.map(({ ticker }) => ticker);
    sources.push(new SignalFile({ path: signals.events, files, clock, timers, tickers, emit, report }));
  }
  if (signals.calendar !== undefined) {
    const calendar = readCalendar(files, signals.calendar);
    sources.push(new CalendarSource({ calendar, clock, timers, legs: event.legs, emit }));
    report({
      source: "calendar",
      state: "active",
      detail: `${calendar.windows.length} windows, by the clock of ${calendar.zone}`,
    });
  }
  return {
    start() {
      for (const source of sources) source.start();
    },
    close() {
      for (const source of sources) source.close();
    },
    get reports() {
      return [...reports.values()];
    },
  };
}

function spotifyMonitor(
  { signals, state, event, clock, timers, files, emit }: SignalSourcesOptions,
  { credentials, urls }: SpotifyAccess,
  report: (report: SourceReport) => void,
): SpotifyMonitor {
  const artists = watchedArtists(event.legs, readPins(files, signals.artists));
  const trouble = (detail: string): void => report({ source: "spotify's history", state: "blind", detail });
  const memory = state === undefined ? forgetfulMemory() : fileMemory(join(state, "spotify.json"), files, trouble);
  const client = new SpotifyClient({ credentials, clock, timers, ...urls });
  return new SpotifyMonitor({ client, clock, timers, artists, memory, emit, report });
}

/** Throws ConfigError naming what is wrong. */
export function readCalendar(files: Files, path: string): Calendar {
  const text = files.readText(path);
  if (text === undefined) throw new ConfigError([`calendar_file = "${path}": there is no such file`]);
  return checkedToml(text, path, calendarSchema);
}
