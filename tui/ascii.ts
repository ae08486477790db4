import type { Line } from "./line.ts";
import { textWidth } from "./text.ts";

/** Stand-ins of the same width for the characters that the interface itself draws. */
const STAND_INS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "…": "~",
    "±": "~",
    "·": ".",
    "×": "x",
    σ: "s",
    "█": "#",
    "▌": "=",
    "▐": "=",
    "│": "|",
    "┃": "!",
    "┼": "+",
    "─": "-",
    "●": "o",
    "▶": ">",
    "╭": "+",
    "╮": "+",
    "╰": "+",
    "╯": "+",
    "┏": "#",
    "┓": "#",
    "┗": "#",
    "┛": "#",
    "━": "=",
    "↑": "^",
    "↓": "v",
    "←": "<",
    "→": ">",
    "⏎": "\\",
  }),
);
const NON_ASCII = /[^ -~]/u;
const MARKS = /\p{M}/gu;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Whether the locale in `environment` says that the terminal shows UTF-8 (POSIX: the first of the three that is set counts). */
export function isUtf8(environment: Readonly<Record<string, string | undefined>>): boolean {
  const locale = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"] || "";
  return /utf-?8/i.test(locale);
}

/** The same line in ASCII, every character in as many columns as before: accents are dropped, unknown letters become `?`. */
export function asciiLine(spans: Line): Line {
  return spans.map((span) => (NON_ASCII.test(span.text) ? { text: asciiText(span.text), tone: span.tone } : span));
}

function asciiText(text: string): string {
  return Array.from(graphemes.segment(text), ({ segment }) => {
    if (!NON_ASCII.test(segment)) return segment;
    const letter = STAND_INS.get(segment) ?? segment.normalize("NFKD").replace(MARKS, "");
    const width = textWidth(segment);
    return letter.length === width && !NON_ASCII.test(letter) ? letter : "?".repeat(width);
  }).join("");
}
