import { createContext } from "react";
import { type Line, sameLine } from "./line.ts";
import { ansiText, type Palette } from "./screen-tones.ts";

/** Private characters, which no text from outside has (printable.ts): many more than a screen has lines. */
const FIRST = 0xe000;
const CODES = 2_048;
/** A line is kept until so many others have been shown, and eight whole screens of them: the renderer is never that far behind. */
const KEPT_LINES = 256;
const KEPT_SCREENS = 8;
const CODE = /[\ue000-\ue7ff]/g;

interface Shown {
  readonly code: number;
  readonly spans: Line;
  readonly palette: Palette;
}

/**
 * One character for each line that is shown. The renderer takes every character of a frame apart anew, for each frame, which was most of
 * what a frame cost: it is given these instead, decides by them which lines have changed, and the line itself takes its
 * character's place on the way to the terminal.
 */
export class LineCodes {
  /** By code, the line as the terminal wants it. */
  readonly #texts: string[] = [];
  /** By row, what it shows now. */
  readonly #rows: Shown[] = [];
  #next = 0;

  /** The character for what `row` shows: another one whenever that looks different. */
  codeOf(row: number, spans: Line, palette: Palette): string {
    const shown = this.#rows[row];
    if (shown !== undefined && shown.palette === palette && sameLine(shown.spans, spans)) return letter(shown.code);
    const code = this.#unusedCode();
    this.#texts[code] = ansiText(spans, palette);
    this.#rows[row] = { code, spans, palette };
    return letter(code);
  }

  /** So many rows are left. */
  keep(rows: number): void {
    this.#rows.length = Math.min(rows, this.#rows.length);
  }

  /** What the renderer writes, with the lines themselves. */
  decoded(text: string): string {
    return text.replace(CODE, (code) => this.#texts[code.charCodeAt(0) - FIRST] ?? "");
  }

  /** The next that no row shows: a line may stand for days, and its code isn't given to another meanwhile. */
  #unusedCode(): number {
    const codes = Math.min(CODES, Math.max(KEPT_LINES, KEPT_SCREENS * this.#rows.length));
    do this.#next = (this.#next + 1) % codes;
    while (this.#rows.some((shown) => shown?.code === this.#next));
    return this.#next;
  }

  /** `stdout` as the renderer is to see it. */
  decoding(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
    const write = (chunk: unknown, ...rest: never[]) =>
      stdout.write(typeof chunk === "string" ? this.decoded(chunk) : (chunk as never), ...rest);
    return new Proxy(stdout, {
      get(target, name) {
        if (name === "write") return write;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }
}

function letter(code: number): string {
  return String.fromCharCode(FIRST + code);
}

/** The codes of the screen that a component is on. */
export const LineCodesContext = createContext(new LineCodes());
