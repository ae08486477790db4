import type { Clock } from "../../../ambient/clock.ts";
import type { Random } from "../../../ambient/random.ts";
import type { Timers } from "../../../ambient/timers.ts";
import type { RetryPolicy } from "../rest/backoff.ts";
import type { SchemaWatch } from "../schema-watch.ts";

export interface StreamOptions {
  /** "wss://external-api-ws.kalshi.com/trade-api/ws/v2". */
  readonly url: string;
  /** Headers that prove a request ours, made anew for each attempt (`signedHeaders` of ../signing.ts). */
  readonly sign: (method: "GET", path: string) => object;
  readonly clock: Clock;
  /** The exchange's time, as well as it is known: lag is measured by it. */
  readonly exchangeClock: Clock;
  readonly timers: Timers;
  /** Draws how long to wait before connecting again. */
  readonly random: Random;
  /** Looks at messages for what isn't documented. */
  readonly schemaWatch?: SchemaWatch | undefined;
  readonly timing?: Partial<StreamTiming>;
  readonly bounds?: Partial<StreamBounds>;
  /** How a connection is opened; the runtime's own WebSocket when left out. */
  readonly openSocket?: OpenSocket | undefined;
}

/** The part of a WebSocket that is used here. */
export type StreamSocket = Pick<WebSocket, "readyState" | "send" | "close" | "terminate" | "ping" | "addEventListener">;

/** Opens a connection with these headers in its handshake. Throws where it can't be tried at all. */
export type OpenSocket = (url: string, headers: Readonly<Record<string, string>>) => StreamSocket;

/** The runtime's own, uncompressed: messages are small and their delay counts. */
export const openWebSocket: OpenSocket = (url, headers) => new WebSocket(url, { headers, perMessageDeflate: false });

/** How long things may take, in milliseconds. */
export interface StreamTiming {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** Without anything coming in, after which the connection counts as dead. The exchange pings every 10 s. */
  readonly silentMs: number;
  /** Until a command is answered. */
  readonly answerMs: number;
  /** Until a snapshot comes. */
  readonly snapshotMs: number;
  /** How often the connection's pulse is told. */
  readonly pulseMs: number;
  /** How often deadlines are looked at. */
  readonly reviewMs: number;
  /** Waits between attempts to connect. */
  readonly reconnect: RetryPolicy;
}

export const STREAM_TIMING: StreamTiming = {
  connectMs: 10_000,
  silentMs: 25_000,
  answerMs: 5_000,
  snapshotMs: 3_000,
  pulseMs: 1_000,
  reviewMs: 100,
  reconnect: { attempts: Number.POSITIVE_INFINITY, firstDelayMs: 250, longestDelayMs: 30_000 },
};

/** How much may wait to be handled. */
export interface StreamBounds {
  /** Messages handled before other work gets its turn. */
  readonly turnMessages: number;
  /** Waiting messages, and their characters together; beyond either, book messages are thrown away. */
  readonly inboxMessages: number;
  readonly inboxCharacters: number;
  /** Of one message. */
  readonly messageCharacters: number;
}

export const STREAM_BOUNDS: StreamBounds = {
  turnMessages: 256,
  inboxMessages: 20_000,
  inboxCharacters: 64 * 2 ** 20,
  messageCharacters: 16 * 2 ** 20,
};
