import { systemTimers } from "../ambient/timers.ts";

const EVERY = 10_000; // about a second of work

/** Shows on a terminal how far a long piece of work is, and lets the program breathe there. */
export class Progress {
  readonly #what: string;
  #count = 0;

  /** @param what is counted, in the plural */
  constructor(what: string) {
    this.#what = what;
  }

  /** So many more are done. */
  async add(count: number): Promise<void> {
    const shown = Math.floor(this.#count / EVERY);
    this.#count += count;
    if (Math.floor(this.#count / EVERY) === shown) return;
    show(`${this.#count} ${this.#what}`);
    await new Promise<void>((resume) => systemTimers.after(0, resume));
  }

  /** Takes away what is shown. */
  end(): void {
    show("");
  }
}

function show(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}
