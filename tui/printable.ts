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

/** A snapshot with every text in it made printable; the same object where it was already, as nearly always. */
export function printableView(view: View): View {
  return printableValue(view) as View;
}

function printableValue(value: unknown): unknown {
  if (typeof value === "string") return printable(value);
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? printableArray(value) : printableObject(value as Record<string, unknown>);
}

function printableArray(values: readonly unknown[]): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === "number" || value === null) continue; // most of a snapshot are long lists of these
    const clean = printableValue(value);
    if (clean === value) continue;
    changed ??= [...values];
    changed[index] = clean;
  }
  return changed ?? values;
}

function printableObject(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let changed: Record<string, unknown> | undefined;
  for (const key in fields) {
    const value = fields[key];
    if (typeof value === "number") continue;
    const clean = printableValue(value);
    if (clean === value) continue;
    changed ??= { ...fields };
    changed[key] = clean;
  }
  return changed ?? fields;
}
