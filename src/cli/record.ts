import { join } from "node:path";
import { steadyClock, systemClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import { loadConfiguration } from "../app/config.ts";
import { namesKey } from "../app/config-sources.ts";
import { loadKey, type NamedKey } from "../app/credentials.ts";
import { openSchemaWatch } from "../app/schema-sightings.ts";
import { usualStateFolder } from "../app/state-folder.ts";
import type { Time } from "../market/units.ts";
import { findRecorded } from "../record/event-facts.ts";
import { type RecordEnd, Recorder } from "../record/recorder.ts";
import { RecordingStore } from "../record/recording-store.ts";
import { StreamRecorder } from "../record/stream-recorder.ts";
import { venueAddresses } from "../venue/kalshi/addresses.ts";
import type { Target } from "../venue/kalshi/discovery.ts";
import { CredentialsError, type KalshiKey } from "../venue/kalshi/key.ts";
import { openError } from "../venue/kalshi/open-error.ts";
import { RestClient } from "../venue/kalshi/rest/client.ts";
import { HandshakeError } from "../venue/kalshi/stream/handshake-error.ts";
import type { Action } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { RecordOptions } from "./record-options.ts";
import { RecordDisplay } from "./record-progress.ts";

const DAY_MS = 86_400_000;
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Records until a signal, the end of the event or of the time that was given. */
export const action: Action<RecordOptions> = async ({ options, print, complain }) => {
  const {
    out,
    format,
    from,
    window: windowMs = DAY_MS,
    historyOnly = false,
    duration,
    json = false,
    ...flags
  } = options;
  const { venue, target, key: named } = loadConfiguration({ flags, environment: process.env });
  const addresses = venueAddresses(venue);
  if (addresses === undefined) {
    const mend = "name demo, prod or the root of an exchange, such as http://127.0.0.1:8137";
    throw new CommandFailure(`--venue ${venue}: there is nothing to record; ${mend}`, EXIT.usage);
  }
  const display = new RecordDisplay(process.stderr.isTTY && !json, complain, steadyClock.now());
  const key = historyOnly ? undefined : keyOrNone(display, named);
  const state = key && usualStateFolder(process.env, new URL(addresses.restUrl).host, key.id);
  const sightings = openSchemaWatch(state, systemFiles, systemClock, (text) => display.say(text));
  const random = Random.seeded(entropy32());
  const jitter = random.fork("rest");
  const client = new RestClient({
    baseUrl: addresses.restUrl,
    key,
    clock: systemClock,
    timers: systemTimers,
    uniform: () => jitter.uniform(),
    schemaWatch: sightings.watch,
  });
  try {
    const found = await findRecorded(client, again(target, out), client.exchangeClock.now());
    const { ticker } = found.event;
    const folder = out ?? join("recordings", ticker);
    const tickers = "markets" in target ? [...target.markets].sort() : [];
    const scope = { venue: addresses.restUrl, event: ticker, tickers, formats: [...new Set(format)].sort() };
    const store = new RecordingStore(folder, scope, systemFiles);
    try {
      let recorder: Recorder | undefined;
      const stream =
        key &&
        new StreamRecorder({
          url: addresses.streamUrl,
          key,
          clock: systemClock,
          exchangeClock: client.exchangeClock,
          timers: systemTimers,
          random: random.fork("stream"),
          store,
          schemaWatch: sightings.watch,
          say: (text) => display.say(text),
          full: () => recorder?.commit(),
        });
      recorder = await Recorder.begin({
        client,
        store,
        clock: systemClock,
        timers: systemTimers,
        venue: addresses.restUrl,
        found,
        target,
        from: from as Time | undefined,
        windowMs,
        stream,
        historyOnly,
        say: (text) => display.say(text),
        hearProgress: (progress) => display.show(progress, steadyClock.now()),
      });
      const recording = recorder;
      display.say(`records ${ticker} (${found.markets.length} markets) into ${folder}`);
      const opening = stream?.open(found.markets.map((market) => market.ticker));
      let refusal: HandshakeError | undefined;
      opening?.catch((error: unknown) => {
        if (!(error instanceof HandshakeError)) return; // it was closed before it was live
        refusal = error; // a recording without the books that were asked for is none
        recording.stop();
      });
      const signal = nextSignal(() => recording.stop());
      if (duration !== undefined) systemTimers.after(duration, () => recording.stop());
      const end = await recording.run();
      if (refusal !== undefined) throw refusal;
      const { counts } = store;
      const document = { folder, event: ticker, end, trades: counts.trades, messages: counts.messages };
      if (json) print(JSON.stringify(document));
      else display.say(`${WORDS[end]}: ${counts.trades} trades and ${counts.messages} messages in ${folder}`);
      return signal.number === undefined ? EXIT.fine : 128 + signal.number;
    } finally {
      store.close();
      sightings.keep();
    }
  } catch (error) {
    throw openError(error);
  }
};

const WORDS: Readonly<Record<RecordEnd, string>> = {
  stopped: "stopped",
  over: "the event is decided",
  history: "the history is read",
};

/** A folder that is a recording already says which event it is of: of a series another may be the next to close by now. */
function again(target: Target, out: string | undefined): Target {
  const event = out === undefined ? undefined : recordedEvent(out);
  return event !== undefined && "series" in target ? { event } : target;
}

function recordedEvent(folder: string): string | undefined {
  const text = systemFiles.readText(join(folder, "recording.json"));
  try {
    const value = text === undefined ? undefined : (JSON.parse(text) as { readonly event?: unknown });
    return typeof value?.event === "string" ? value.event : undefined;
  } catch {
    return undefined;
  }
}

function keyOrNone(display: RecordDisplay, named: NamedKey): KalshiKey | undefined {
  try {
    return loadKey(process.env, named);
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    if (namesKey(process.env) || named.id !== undefined || named.file !== undefined) throw error;
    display.say(`only trades are recorded, for the stream needs a key: ${error.message}`);
    return undefined;
  }
}

/** The first signal that comes asks for the end; after it the usual ones end the program again. */
function nextSignal(ask: () => void): { readonly number: number | undefined } {
  const heard: { number: number | undefined } = { number: undefined };
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.once(name, () => {
      heard.number ??= number;
      ask();
    });
  }
  return heard;
}
