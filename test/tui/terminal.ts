import { PassThrough, Writable } from "node:stream";
import type { Terminal } from "../../tui/screen.tsx";

/**
 * A terminal of the xterm kind, as far as a full-screen program needs one: what has been written to it ends up as characters
 * in cells. It throws at a sequence it doesn't know, so that nothing passes unseen. Newlines return the carriage, as a
 * terminal's driver has them do.
 */
export class ScreenTerminal extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Everything written so far. */
  written = "";
  isAlternate = false;
  isCursorShown = true;
  readonly modes = new Set<string>();
  #primary: string[][] = [];
  #cells: string[][];
  #x = 0;
  #y = 0;
  #saved = { x: 0, y: 0 };

  constructor(columns: number, rows: number) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
    this.#cells = this.#blank();
  }

  getColorDepth(): number {
    return 8;
  }

  /** The lines on screen, without the spaces at their ends. */
  get lines(): string[] {
    return this.#cells.map((row) => row.join("").trimEnd());
  }

  /** Like a window that is dragged: what no longer fits is cut off at the bottom right. */
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    const before = this.#cells;
    const gone = Math.max(0, this.#y - rows + 1); // the cursor stays in sight: lines above scroll out
    this.#cells = this.#blank().map((row, y) => row.map((blank, x) => before[y + gone]?.[x] ?? blank));
    this.#y = Math.min(rows - 1, this.#y);
    this.#x = Math.min(columns - 1, this.#x);
    this.emit("resize");
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.written += chunk;
    this.#interpret(String(chunk));
    done();
  }

  #blank(): string[][] {
    return Array.from({ length: this.rows }, () => Array.from({ length: this.columns }, () => " "));
  }

  #interpret(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what this is about
    const sequence = /\x1b\[([?>]?)([\d;]*)([A-Za-z])/y;
    const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    for (let at = 0; at < text.length; ) {
      sequence.lastIndex = at;
      const found = sequence.exec(text);
      if (found !== null) {
        this.#control(found[1] ?? "", found[2] ?? "", found[3] ?? "");
        at = sequence.lastIndex;
        continue;
      }
      if (text[at] === "\x1b") throw new Error(`unknown sequence ${JSON.stringify(text.slice(at, at + 12))}`);
      const end = text.indexOf("\x1b", at) === -1 ? text.length : text.indexOf("\x1b", at);
      for (const { segment } of letters.segment(text.slice(at, end))) this.#letter(segment);
      at = end;
    }
  }

  #letter(letter: string): void {
    if (letter === "\n" || letter === "\r\n") {
      this.#newline();
      return;
    }
    if (letter === "\r") {
      this.#x = 0;
      return;
    }
    if (/\p{Cc}/u.test(letter)) throw new Error(`unknown control character ${JSON.stringify(letter)}`);
    const width = Bun.stringWidth(letter);
    if (this.#x + width > this.columns) this.#newline(); // wrapping waits for the next letter
    const row = this.#cells[this.#y] ?? [];
    row[this.#x] = letter;
    for (let rest = 1; rest < width; rest++) row[this.#x + rest] = "";
    this.#x += width;
  }

  #newline(): void {
    this.#x = 0;
    if (this.#y < this.rows - 1) this.#y++;
    else {
      this.#cells.shift();
      this.#cells.push(Array.from({ length: this.columns }, () => " "));
    }
  }

  #control(prefix: string, parameters: string, final: string): void {
    const first = Number(parameters.split(";")[0] || 1);
    if (prefix === "?") {
      this.#mode(parameters, final);
      return;
    }
    switch (final) {
      case "m":
        return;
      case "A":
        this.#y = Math.max(0, this.#y - first);
        return;
      case "B":
        this.#y = Math.min(this.rows - 1, this.#y + first);
        return;
      case "E":
        this.#y = Math.min(this.rows - 1, this.#y + first);
        this.#x = 0;
        return;
      case "G":
        this.#x = Math.min(this.columns, first) - 1;
        return;
      case "H": {
        const [row = 1, column = 1] = parameters.split(";").map((value) => Number(value || 1));
        this.#y = row - 1;
        this.#x = column - 1;
        return;
      }
      case "K":
        this.#erase(this.#y, parameters === "2" ? 0 : this.#x);
        return;
      case "J":
        this.#erase(this.#y, this.#x);
        for (let y = this.#y + 1; y < this.rows; y++) this.#erase(y, 0);
        return;
      default:
        throw new Error(`unknown sequence CSI ${parameters}${final}`);
    }
  }

  #erase(y: number, from: number): void {
    this.#cells[y]?.fill(" ", from);
  }

  #mode(name: string, final: string): void {
    const isOn = final === "h";
    if (name === "25") this.isCursorShown = isOn;
    else if (name === "1049") this.#alternate(isOn);
    else if (isOn) this.modes.add(name);
    else this.modes.delete(name);
  }

  #alternate(isOn: boolean): void {
    if (isOn === this.isAlternate) return;
    this.isAlternate = isOn;
    if (isOn) {
      this.#primary = this.#cells;
      this.#saved = { x: this.#x, y: this.#y };
      this.#cells = this.#blank();
    } else {
      this.#cells = this.#primary;
      this.#x = this.#saved.x;
      this.#y = this.#saved.y;
    }
  }
}

/** A keyboard: what is typed arrives on standard input. */
export class Keyboard extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  type(text: string): void {
    this.write(text);
  }
}

/** The two as a screen takes them. */
export function terminalOf(keyboard: Keyboard, screen: ScreenTerminal): Terminal {
  return { stdin: keyboard as unknown as Terminal["stdin"], stdout: screen as unknown as Terminal["stdout"] };
}
