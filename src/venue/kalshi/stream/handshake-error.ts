const MENDS: Readonly<Record<number, string>> = {
  401: "the key, its signature or the clock is refused: check the key id and file, and that this machine's clock is right",
  403: "this key may not use the stream: check its scopes",
  429: "too many connections",
};

/** The exchange refused to open the stream. `status` is its answer to the handshake. */
export class HandshakeError extends Error {
  override readonly name = "HandshakeError";
  constructor(
    readonly url: string,
    readonly status: number,
  ) {
    const mend = MENDS[status];
    super(`${url}: the handshake was answered with ${status}${mend === undefined ? "" : `; ${mend}`}`);
  }

  /** Trying again with the same credentials won't help. */
  get final(): boolean {
    return this.status === 401 || this.status === 403;
  }
}
