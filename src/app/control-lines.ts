const NEWLINE = 0x0a;
/** Room for an unfinished line to begin with. */
const USUAL_BYTES = 1_024;

/** Cuts a stream of bytes into lines of bounded length. Holds at most one unfinished line. */
export class Lines {
  /** The unfinished line: a copy, for the system may use its own buffer again. */
  #rest = new Uint8Array(USUAL_BYTES);
  #length = 0;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  /** `keptBytes`: a buffer up to this size is kept for the next line, where long ones come again and again. */
  constructor(
    private readonly limitBytes: number,
    private readonly keptBytes = USUAL_BYTES,
  ) {}

  /** Whether the beginning of a line has come, and not its end. */
  get unfinished(): boolean {
    return this.#length > 0;
  }

  /**
   * Takes the next bytes; calls `each` with every line that they complete (undefined for one that isn't UTF-8) until it answers
   * false. False when a line is too long or `each` said so: nothing after that makes sense.
   */
  take(bytes: Uint8Array, each: (line: string | undefined) => boolean): boolean {
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, start);
      const piece = bytes.subarray(start, end === -1 ? undefined : end);
      if (this.#length + piece.length > this.limitBytes) return false;
      if (end === -1) {
        this.#keep(piece);
        return true;
      }
      start = end + 1;
      const line = this.#completed(piece);
      if (line.length > 0 && !each(this.#decode(line))) return false;
    }
  }

  /** The line that ends with this piece, which is good until the next is taken. */
  #completed(piece: Uint8Array): Uint8Array {
    if (this.#length === 0) return piece;
    this.#keep(piece);
    const line = this.#rest.subarray(0, this.#length);
    this.#length = 0;
    if (this.#rest.length > this.keptBytes) this.#rest = new Uint8Array(USUAL_BYTES);
    return line;
  }

  /** Grows by doubling: a line that comes byte by byte costs no more than one that comes whole. */
  #keep(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#rest.length) {
      const larger = new Uint8Array(Math.min(this.limitBytes, Math.max(length, 2 * this.#rest.length)));
      larger.set(this.#rest.subarray(0, this.#length));
      this.#rest = larger;
    }
    this.#rest.set(piece, this.#length);
    this.#length = length;
  }

  #decode(line: Uint8Array): string | undefined {
    try {
      return this.#decoder.decode(line);
    } catch {
      return undefined;
    }
  }
}
