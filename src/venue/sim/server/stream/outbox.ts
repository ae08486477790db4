import type { Timers } from "../../../../ambient/timers.ts";

/** The part of a server's WebSocket that is used here. */
export type StreamSocket = Pick<Bun.ServerWebSocket<unknown>, "send" | "close" | "terminate" | "getBufferedAmount">;

/** Bytes the system may have unsent of a connection before its messages are kept back. */
const CONGESTED_BYTES = 256 * 1024;
/** More than the system's own buffers take at once, so that a frame of this size is never sent whole. */
const UNSENDABLE_BYTES = 24 * 1024 * 1024;

interface Waiting {
  readonly sid: number;
  readonly text: string;
}

/** What one connection has not read yet, bounded for each of its subscriptions. */
export class Outbox {
  readonly #socket: StreamSocket;
  readonly #timers: Timers;
  readonly #limit: number;
  readonly #counts = new Map<number, number>();
  #waiting: Waiting[] = [];
  #isStalled = false;
  #closed = false;

  /** Keeps at most `limit` messages of a subscription. */
  constructor(socket: StreamSocket, timers: Timers, limit: number) {
    this.#socket = socket;
    this.#timers = timers;
    this.#limit = limit;
  }

  /** Sends a message of a subscription (0: of the connection itself) or keeps it. False: there is no room for it. */
  send(sid: number, text: string): boolean {
    if (this.#closed) return true;
    if (this.#waiting.length === 0 && !this.#congested) {
      this.#socket.send(text);
      return true;
    }
    const count = this.#counts.get(sid) ?? 0;
    if (count >= this.#limit) return false;
    this.#counts.set(sid, count + 1);
    this.#waiting.push({ sid, text });
    return true;
  }

  /** Drops what is kept of a subscription. */
  forget(sid: number): void {
    this.#waiting = this.#waiting.filter((message) => message.sid !== sid);
    this.#counts.delete(sid);
  }

  /** Sends what is kept, as far as the connection takes it. */
  flush(): void {
    let sent = 0;
    for (; sent < this.#waiting.length && !this.#congested && !this.#closed; sent++) {
      const { sid, text } = this.#waiting[sent]!;
      this.#counts.set(sid, this.#counts.get(sid)! - 1);
      this.#socket.send(text);
    }
    this.#waiting.splice(0, sent);
  }

  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Lets the connection take nothing for a while. */
  stall(durationMs: number): void {
    this.#isStalled = true;
    this.#timers.after(durationMs, () => {
      this.#isStalled = false;
      this.flush();
    });
  }

  /** Ends the connection in the middle of a message. */
  cut(text: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.send(text.padEnd(UNSENDABLE_BYTES)); // JSON allows the spaces
    this.#socket.terminate();
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
  }

  get #congested(): boolean {
    return this.#isStalled || this.#socket.getBufferedAmount() > CONGESTED_BYTES;
  }
}
