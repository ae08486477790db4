import type { Timer } from "../../../ambient/timers.ts";
import { after, type Time } from "../../../market/units.ts";
import { backoffMs } from "../rest/backoff.ts";
import { HandshakeError } from "./handshake-error.ts";
import { openWebSocket, STREAM_TIMING, type StreamOptions, type StreamSocket, type StreamTiming } from "./options.ts";
import type { LostReason } from "./stream-event.ts";

const NORMAL_CLOSE = 1000;

/** What a connection tells. */
export interface ConnectionHost {
  opened(): void;
  /** A text message; undefined for one that is none. */
  received(text: string | undefined): void;
  /** Anything at all came, be it a ping. */
  beat(): void;
  /** It is gone; another attempt is made as the reason says. */
  lost(reason: LostReason, error: HandshakeError | undefined): void;
}

/**
 * A WebSocket that is always wanted: opened with signed headers, watched for silence, and after every loss opened again with growing,
 * drawn waits. Pings are answered by the socket itself.
 */
export class Connection {
  readonly #options: StreamOptions;
  readonly #timing: StreamTiming;
  readonly #host: ConnectionHost;
  #socket: StreamSocket | undefined;
  #attempt: Timer | undefined;
  #failures = 0;
  #startedAt = 0 as Time;
  #lastTraffic = 0 as Time;
  #pingedAt = 0 as Time;
  #stopped = true;

  constructor(options: StreamOptions, host: ConnectionHost) {
    this.#options = options;
    this.#timing = { ...STREAM_TIMING, ...options.timing };
    this.#host = host;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connects, and goes on doing so until `close`. */
  open(): void {
    this.#stopped = false;
    this.#connect();
  }

  /** Ends everything. */
  close(): void {
    this.#stopped = true;
    this.#attempt?.cancel();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket?.readyState === WebSocket.OPEN) socket.close(NORMAL_CLOSE);
    else socket?.terminate();
  }

  send(text: string): void {
    if (this.isOpen) this.#socket!.send(text);
  }

  /** It is of no use: ends it and connects anew. */
  fail(kind: LostReason["kind"], detail: string): void {
    if (this.#socket !== undefined) this.#lose(this.#socket, { kind, detail }, undefined);
  }

  /** It has served its purpose for once: the next loss is the first in a row. */
  proven(): void {
    this.#failures = 0;
  }

  /** Looks for silence. */
  review(now: Time): void {
    if (this.#socket === undefined) return;
    const { connectMs, silentMs } = this.#timing;
    if (!this.isOpen) {
      if (now >= after(this.#startedAt, connectMs)) this.fail("closed", `no connection in ${connectMs} ms`);
      return;
    }
    const silence = now - this.#lastTraffic;
    if (silence >= silentMs) this.fail("silent", `nothing came for ${silence} ms`);
    else if (silence >= silentMs / 2 && this.#pingedAt <= this.#lastTraffic) {
      this.#pingedAt = now; // it may be just that nobody has anything to say
      this.#socket.ping();
    }
  }

  #connect(): void {
    const { url, sign, clock, openSocket = openWebSocket } = this.#options;
    this.#startedAt = clock.now();
    let socket: StreamSocket;
    try {
      socket = openSocket(url, { ...sign("GET", new URL(url).pathname) });
    } catch (error) {
      this.#retry({ kind: "closed", detail: message(error) }, undefined);
      return;
    }
    this.#socket = socket;
    let problem = "";
    const ours = (action: (event: { readonly data?: unknown }) => void) => (event: object) => {
      if (this.#socket !== socket) return;
      this.#lastTraffic = clock.now();
      this.#host.beat();
      action(event);
    };
    socket.addEventListener(
      "open",
      ours(() => this.#host.opened()),
    );
    socket.addEventListener(
      "ping" as "message",
      ours(() => undefined),
    );
    socket.addEventListener(
      "pong" as "message",
      ours(() => undefined),
    );
    socket.addEventListener(
      "message",
      ours(({ data }) => this.#host.received(typeof data === "string" ? data : undefined)),
    );
    socket.addEventListener("error", (event) => {
      problem = message(event);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      const status = Number(/status code:? (\d{3})/i.exec(problem)?.[1]);
      const error = Number.isNaN(status) ? undefined : new HandshakeError(url, status);
      const detail = error?.message ?? [`closed with code ${code}`, reason, problem].filter(Boolean).join(", ");
      this.#lose(
        socket,
        error === undefined ? { kind: "closed", detail } : { kind: "handshake", detail, status },
        error,
      );
    });
  }

  #lose(socket: StreamSocket, reason: LostReason, error: HandshakeError | undefined): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    socket.terminate();
    this.#retry(reason, error);
  }

  #retry(reason: LostReason, error: HandshakeError | undefined): void {
    const { timers, random } = this.#options;
    this.#failures++;
    const reconnectMs = Math.round(backoffMs(this.#timing.reconnect, this.#failures, random.uniform()));
    this.#attempt = timers.after(reconnectMs, () => {
      if (!this.#stopped) this.#connect();
    });
    this.#host.lost({ ...reason, reconnectMs }, error);
  }
}

function message(problem: unknown): string {
  return typeof problem === "object" && problem !== null && "message" in problem
    ? String(problem.message)
    : String(problem);
}
