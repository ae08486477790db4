const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines of bounded length. Holds at most one unfinished line. */
export class Lines {
  #rest: Uint8Array = new Uint8Array();
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  constructor(private readonly limitBytes: number) {}

  /**
   * Takes the next bytes; calls `each` with every line that they complete (undefined for one that isn't UTF-8) until it answers
   * false. False when a line is too long or `each` said so: nothing after that makes sense.
   */
  take(bytes: Uint8Array, each: (line: string | undefined) => boolean): boolean {
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, start);
      const piece = bytes.subarray(start, end === -1 ? undefined : end);
      if (this.#rest.length + piece.length > this.limitBytes) return false;
      if (end === -1) {
        this.#rest = join(this.#rest, piece);
        return true;
      }
      const line = this.#rest.length === 0 ? piece : join(this.#rest, piece);
      this.#rest = new Uint8Array();
      start = end + 1;
      if (line.length > 0 && !each(this.#decode(line))) return false;
    }
  }

  #decode(line: Uint8Array): string | undefined {
    try {
      return this.#decoder.decode(line);
    } catch {
      return undefined;
    }
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length); // always a copy: the system may use its buffer again
  both.set(a);
  both.set(b, a.length);
  return both;
}
