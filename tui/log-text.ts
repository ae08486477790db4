import type { LogLine, View } from "../src/app/view.ts";
import { type Line, line, type Tone } from "./line.ts";
import { folded, textWidth } from "./text.ts";
import { timeOfDay } from "./times.ts";

const LOOK: Readonly<Record<LogLine["severity"], { readonly word: string; readonly tone: Tone }>> = {
  info: { word: "      ", tone: "plain" },
  warning: { word: "warn  ", tone: "warn" },
  critical: { word: "ALARM ", tone: "alarm" },
};

/** "12:34:56 ALARM " */
const BEFORE = 15;

/** What the engine said, newest first; what is too long for a line goes on in the next. */
export function logText(view: View, columns: number): Line[] {
  if (view.log.length === 0) return [line("nothing logged yet", "quiet")];
  const room = columns - BEFORE;
  return view.log.flatMap(({ at, severity, text }) => {
    const { word, tone } = LOOK[severity];
    const head = [...line(`${timeOfDay(at)} `, "quiet"), ...line(word, tone)];
    if (textWidth(text) <= room) return [[...head, ...line(text)]];
    const [first = "", ...more] = folded(text, room);
    return [[...head, ...line(first.trimStart())], ...more.map((part) => line(" ".repeat(BEFORE) + part))];
  });
}
