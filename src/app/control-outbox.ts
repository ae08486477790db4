/** What a socket takes: some or all of the bytes, or a negative number when it is closed. */
export type Write = (bytes: Uint8Array) => number;

/** The way out to one peer: keeps what the socket doesn't take at once, up to a bound. */
export class Outbox {
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  constructor(
    private readonly write: Write,
    private readonly limitBytes: number,
  ) {}

  /** Whether everything so far is on its way: a slow peer isn't idle. */
  get idle(): boolean {
    return this.#pendingBytes === 0;
  }

  /** Sends, or keeps for when the socket drains. False when the peer has left too much unread: give it up. */
  send(bytes: Uint8Array): boolean {
    if (this.#pendingBytes > this.limitBytes) return false;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pending.length === 1) this.drain();
    return true;
  }

  /** The socket can take more. */
  drain(): void {
    while (this.#pending.length > 0) {
      const next = this.#pending[0]!;
      const taken = Math.max(0, this.write(next));
      this.#pendingBytes -= taken;
      if (taken < next.length) {
        this.#pending[0] = next.subarray(taken);
        return;
      }
      this.#pending.shift();
    }
  }
}
