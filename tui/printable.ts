import type { View } from "../src/app/view.ts";

const WHITE_SPACE = /\s/gu;
/** Control, format (joiners, text direction), private, unassigned; variation selectors, skin tones, keycaps. */
const INVISIBLE = /\p{C}|[\u{FE00}-\u{FE0F}]|[\u{1F3FB}-\u{1F3FF}]|\u{20E3}/gu;
const PILED_UP_MARKS = /(\p{M}{2})\p{M}+/gu;
const FLAG_LETTER = /[\u{1F1E6}-\u{1F1FF}]/gu;
const FIRST_FLAG_LETTER = 0x1f1e6;
const PLAIN = /^[ -~]*$/;

/**
 * Text from outside made safe to show: no control sequences, no change of direction, and no clusters whose width terminals
 * disagree about (joined emoji come apart, flags become their two letters), so that columns stay columns.
 */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize("NFC")
    .replace(WHITE_SPACE, " ")
    .replace(INVISIBLE, "")
    .replace(PILED_UP_MARKS, "$1")
    .replace(FLAG_LETTER, (flag) => String.fromCodePoint(0x41 + (flag.codePointAt(0) ?? 0) - FIRST_FLAG_LETTER));
}

/** A snapshot with every text in it made printable. */
export function printableView(view: View): View {
  return printableValue(view) as View;
}

function printableValue(value: unknown): unknown {
  if (typeof value === "string") return printable(value);
  if (Array.isArray(value)) return value.map(printableValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printableValue(inner)]));
}
