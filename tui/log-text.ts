import type { LogLine, View } from "../src/app/view.ts";
import { type Line, line, type Tone } from "./line.ts";
import { timeOfDay } from "./times.ts";

const LOOK: Readonly<Record<LogLine["severity"], { readonly word: string; readonly tone: Tone }>> = {
  info: { word: "      ", tone: "plain" },
  warning: { word: "warn  ", tone: "warn" },
  critical: { word: "ALARM ", tone: "alarm" },
};

/** What the engine said, newest first. */
export function logText(view: View): Line[] {
  if (view.log.length === 0) return [line("nothing logged yet", "quiet")];
  return view.log.map(({ at, severity, text }) => {
    const { word, tone } = LOOK[severity];
    return [...line(`${timeOfDay(at)} `, "quiet"), ...line(word, tone), ...line(text)];
  });
}
