import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { ExchangeAccess } from "./exchange-access.ts";
import type { ExchangeClock } from "./exchange-clock.ts";
import type { KalshiKey } from "./key.ts";
import type { Notify } from "./notice.ts";
import { OpenError } from "./open-error.ts";
import { signedHeaders } from "./signing.ts";
import { KalshiStream } from "./stream/kalshi-stream.ts";
import type { StreamEvent } from "./stream/stream-event.ts";

/** A feed that isn't whole by then isn't going to be. */
const FEED_MS = 30_000;

interface SessionStreamParts
  extends Pick<ExchangeAccess, "streamUrl" | "streamTiming" | "openSocket" | "schemaWatch" | "random"> {
  readonly key: KalshiKey;
  readonly clock: ExchangeClock;
  readonly localClock: Clock;
}

/** The stream of a session, not opened yet: its requests are signed with `key` and end with `timers`. */
export function sessionStream(
  parts: SessionStreamParts,
  timers: Timers,
  take: (event: StreamEvent) => void,
): KalshiStream {
  const { key, clock, localClock, random, streamUrl, streamTiming, openSocket, schemaWatch } = parts;
  return new KalshiStream(
    {
      url: streamUrl,
      sign: (method, path) => signedHeaders(key, clock.now(), method, path),
      clock: localClock,
      exchangeClock: clock,
      timers,
      random: random.fork("stream"),
      openSocket,
      schemaWatch,
      ...(streamTiming !== undefined && { timing: streamTiming }),
    },
    take,
  );
}

/** Opens a feed. Throws OpenError, `missing` with the time that was waited, when it isn't whole by then. */
export async function openFeed(feed: { open(): Promise<void> }, timers: Timers, missing: string): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = timers.after(FEED_MS, () => late.reject(new OpenError(`${missing} in ${FEED_MS / 1_000} s`, 4)));
  try {
    await Promise.race([feed.open(), late.promise]);
  } finally {
    timer.cancel();
  }
}

/** Tells the operator how the feed is; of messages there is nothing to tell. */
export function tellOfFeed(event: StreamEvent, notify: Notify): void {
  if (event.type === "live") notify("info", "feed-live", "the feed is whole");
  else if (event.type === "lost") {
    notify("warning", "feed-lost", `the feed is lost (${event.reason.kind}): ${event.reason.detail}`);
  } else if (event.type === "trouble") {
    notify(event.kind === "refused" ? "critical" : "info", `stream-${event.kind}`, event.detail);
  }
}
