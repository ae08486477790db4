import type { View } from "../src/app/view.ts";
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
    "▲": "^",
    "▼": "v",
    "²": "2",
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

/** A view whose contracts are called by the exchange's letters where a title has others: of those, nothing would be left to read. */
export function asciiView(view: View): View {
  const isReadable = (title: string) => !NON_ASCII.test(title.normalize("NFKD").replace(MARKS, ""));
  if (view.contracts.every(({ title }) => isReadable(title))) return view;
  const contracts = view.contracts.map((contract) =>
    isReadable(contract.title) ? contract : { ...contract, title: contract.label },
  );
  return { ...view, contracts };
}

function asciiText(text: string): string {
  return Array.from(graphemes.segment(text), ({ segment }) => {
    if (!NON_ASCII.test(segment)) return segment;
    const letter = STAND_INS.get(segment) ?? dots(segment) ?? segment.normalize("NFKD").replace(MARKS, "");
    const width = textWidth(segment);
    return letter.length === width && !NON_ASCII.test(letter) ? letter : "?".repeat(width);
  }).join("");
}

/** Braille, in which charts are drawn: the dots of a cell are its code's low eight bits, rows from the top 1 8, 2 16, 4 32, 64 128. */
const BRAILLE = 0x2800;
const UPPER = 0b00011011;
const LOWER = 0b11100100;

/** What a cell of a chart looks like from afar. */
function dots(segment: string): string | undefined {
  const cell = (segment.codePointAt(0) ?? 0) - BRAILLE;
  if (cell < 0 || cell > 0xff || segment.length > 1) return undefined;
  if (cell === 0) return " ";
  const isUpper = (cell & UPPER) !== 0;
  const isLower = (cell & LOWER) !== 0;
  return isUpper && isLower ? "*" : isUpper ? "'" : ".";
}
