import type { Timer, Timers } from "../../../ambient/timers.ts";
import type { StreamBounds } from "./options.ts";

/** Begins every message that only matters to a book. */
const BOOK_MESSAGE = '"type":"orderbook_';

/** Who handles what the inbox holds. */
export interface InboxHost {
  handle(text: string): void;
  /** A turn's messages are handled. */
  turnEnded(): void;
  /** So many book messages were thrown away unread. */
  shed(count: number): void;
  /** Even without book messages there are too many; everything was thrown away. */
  overrun(detail: string): void;
}

/**
 * The messages that wait to be handled. A message is handled the moment it comes, up to a number in a turn of the event loop; the rest of a
 * burst waits, so that answers, timers and orders get their turns between. When too much waits, books are the thing to give up: a new
 * snapshot makes them whole again, which nothing does for a fill.
 */
export class Inbox {
  readonly #timers: Timers;
  readonly #bounds: StreamBounds;
  readonly #host: InboxHost;
  #waiting: string[] = [];
  /** Handled ones at the start of `#waiting`. */
  #done = 0;
  #characters = 0;
  #thisTurn = 0;
  #turn: Timer | undefined;

  constructor(timers: Timers, bounds: StreamBounds, host: InboxHost) {
    this.#timers = timers;
    this.#bounds = bounds;
    this.#host = host;
  }

  push(text: string): void {
    this.#turn ??= this.#timers.after(0, () => this.#nextTurn());
    if (this.#waiting.length === 0 && this.#thisTurn < this.#bounds.turnMessages) {
      this.#thisTurn++;
      this.#host.handle(text);
      this.#host.turnEnded();
      return;
    }
    this.#waiting.push(text);
    this.#characters += text.length;
    if (this.#full()) this.#shed();
  }

  /** Throws away what waits. */
  clear(): void {
    this.#waiting = [];
    this.#done = this.#characters = this.#thisTurn = 0;
    this.#turn?.cancel();
    this.#turn = undefined;
  }

  #nextTurn(): void {
    this.#turn = undefined;
    this.#thisTurn = 0;
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#turn = this.#timers.after(0, () => this.#nextTurn());
    while (this.#done < waiting.length && this.#thisTurn < this.#bounds.turnMessages) {
      const text = waiting[this.#done++]!;
      this.#characters -= text.length;
      this.#thisTurn++;
      this.#host.handle(text);
      if (this.#waiting !== waiting) return; // cleared, or shed, by what was handled
    }
    if (this.#done === waiting.length) {
      this.#waiting = [];
      this.#done = 0;
    }
    this.#host.turnEnded();
  }

  #full(): boolean {
    const { inboxMessages, inboxCharacters } = this.#bounds;
    return this.#waiting.length - this.#done > inboxMessages || this.#characters > inboxCharacters;
  }

  #shed(): void {
    const before = this.#waiting.length - this.#done;
    this.#waiting = this.#waiting.slice(this.#done).filter((text) => !text.includes(BOOK_MESSAGE));
    this.#done = 0;
    this.#characters = this.#waiting.reduce((sum, { length }) => sum + length, 0);
    if (this.#full()) {
      const detail = `${this.#waiting.length} messages of ${this.#characters} characters waited, none of them of books`;
      this.clear();
      this.#host.overrun(detail);
    } else this.#host.shed(before - this.#waiting.length);
  }
}
