import { ELLIPSIS, headOf, textWidth } from "./text.ts";

/** What a piece of text means; the screen decides how that looks (`screen-tones`). No tone carries a meaning of its own. */
export type Tone =
  | "plain"
  | "quiet" // labels, rules, what is not in force
  | "strong" // names, the selected contract
  | "calm" // as it should be
  | "warn" // quotes less than it could
  | "alarm" // quotes nothing, or may lose money unseen
  | "severe" // the same in a meter, where "alarm" would turn bars and background around
  | "bid"
  | "ask"
  | "live" // the three modes
  | "dry-run"
  | "paper";

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of the screen, left to right. Everything is laid out in these; no text in them has a line break. */
export type Line = readonly Span[];

/** A line of one tone. */
export function line(text: string, tone: Tone = "plain"): Line {
  return text === "" ? [] : [{ text, tone }];
}

/** Columns that `spans` take. */
export function lineWidth(spans: Line): number {
  let width = 0;
  for (const { text } of spans) width += textWidth(text);
  return width;
}

/** Its text without tones. */
export function plainText(spans: Line): string {
  return spans.map(({ text }) => text).join("");
}

/** At most `width` columns of it, ending in an ellipsis when something was left out. */
export function cut(spans: Line, width: number): Line {
  if (lineWidth(spans) <= width) return spans;
  if (width <= 0) return [];
  const kept: Span[] = [];
  let left = width - 1;
  for (const { text, tone } of spans) {
    const head = headOf(text, left);
    if (head !== "") kept.push({ text: head, tone });
    left -= textWidth(head);
    if (head !== text) break;
  }
  return [...kept, { text: ELLIPSIS, tone: kept.at(-1)?.tone ?? "plain" }];
}

/** Exactly `width` columns: cut, or filled with spaces at the end (or the start). */
export function sized(spans: Line, width: number, align: "left" | "right" = "left"): Line {
  const short = cut(spans, width);
  const space = width - lineWidth(short);
  if (space <= 0) return short;
  const filler = line(" ".repeat(space));
  return align === "left" ? [...short, ...filler] : [...filler, ...short];
}

/** Lines side by side, `gap` spaces apart; empty ones are left out. */
export function beside(parts: readonly Line[], gap: number): Line {
  const filler: Span = { text: " ".repeat(gap), tone: "plain" };
  const joined: Span[] = [];
  for (const part of parts) {
    if (part.length === 0) continue;
    if (joined.length > 0 && gap > 0) joined.push(filler);
    joined.push(...part);
  }
  return joined;
}

/** The same text in one tone. */
export function retoned(spans: Line, tone: Tone): Line {
  return line(plainText(spans), tone);
}

/** Whether two lines would look the same. */
export function sameLine(one: Line, other: Line): boolean {
  return (
    one === other ||
    (one.length === other.length &&
      one.every(({ text, tone }, index) => text === other[index]?.text && tone === other[index]?.tone))
  );
}
