import {
  BYTES_LIMIT,
  COMMAND_LIMIT,
  FRAME_MS,
  LINE_COUNT_LIMIT,
  LINE_WITHIN_MS,
  STALLED_AFTER_MS,
  UNREAD_LIMIT_BYTES,
} from "./control-limits.ts";
import { Lines } from "./control-lines.ts";
import { Outbox } from "./control-outbox.ts";
import { LINE_LIMIT } from "./control-protocol.ts";
import type { HistoryView } from "./view.ts";

/** The engine's side of one connection to its control socket: what it has said and not read, and what of that it still may. */
export class ControlPeer {
  /** Who speaks, for the journal. */
  by = "socket";
  /** Whether it may only look. */
  readonly = false;
  /** Whether it has said anything that could be understood. */
  hasSpoken = false;
  /** A snapshot every so many frames; undefined until subscribed. */
  every: number | undefined;
  /** The history that it was sent last. */
  history: HistoryView | undefined;
  offences = 0;
  readonly outbox: Outbox;
  readonly #lines = new Lines(LINE_LIMIT);
  #bytes = 0;
  #lineCount = 0;
  #commands = 0;
  #framesInLine = 0;
  #framesUnread = 0;

  constructor(readonly socket: Bun.Socket<ControlPeer>) {
    this.outbox = new Outbox((bytes) => socket.write(bytes), UNREAD_LIMIT_BYTES);
  }

  /**
   * Takes what has arrived and calls `each` with every line of it (undefined for one that isn't UTF-8) until that answers false. Answers why the
   * connection is to be ended, or undefined.
   */
  take(bytes: Uint8Array, each: (line: string | undefined) => boolean): string | undefined {
    this.#bytes += bytes.length;
    if (this.#bytes > BYTES_LIMIT) return `more than ${BYTES_LIMIT} bytes in ${FRAME_MS} ms`;
    let tooMany = false;
    const fine = this.#lines.take(bytes, (line) => {
      this.#framesInLine = 0;
      this.#lineCount += 1;
      tooMany = this.#lineCount > LINE_COUNT_LIMIT;
      return !tooMany && each(line);
    });
    if (tooMany) return `more than ${LINE_COUNT_LIMIT} lines in ${FRAME_MS} ms`;
    return fine ? undefined : `a line is longer than ${LINE_LIMIT} bytes`;
  }

  /** Counts a command; false when it is one too many for this frame. */
  mayCommand(): boolean {
    this.#commands += 1;
    return this.#commands <= COMMAND_LIMIT;
  }

  /** Whether it has left what it was sent unread for long. */
  get hasStalled(): boolean {
    return this.#framesUnread * FRAME_MS >= STALLED_AFTER_MS;
  }

  /** A frame has passed. Answers why the connection is to be ended, or undefined. */
  nextFrame(): string | undefined {
    this.#bytes = 0;
    this.#lineCount = 0;
    this.#commands = 0;
    this.#framesUnread = this.outbox.idle ? 0 : this.#framesUnread + 1;
    this.#framesInLine = this.#lines.unfinished ? this.#framesInLine + 1 : 0;
    return this.#framesInLine * FRAME_MS > LINE_WITHIN_MS ? `a line took longer than ${LINE_WITHIN_MS} ms` : undefined;
  }
}

/** Who has to go so that somebody new gets in: who has said nothing, else who doesn't watch, else the oldest. */
export function whoMakesRoom(peers: Iterable<ControlPeer>): ControlPeer | undefined {
  const oldestFirst = [...peers];
  return (
    oldestFirst.find(({ hasSpoken }) => !hasSpoken) ??
    oldestFirst.find(({ every }) => every === undefined) ??
    oldestFirst[0]
  );
}
