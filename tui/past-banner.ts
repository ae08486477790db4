import type { EngineState, View } from "../src/app/view.ts";
import { type Feed, pictureAge } from "./feed.ts";
import type { Field } from "./fields.ts";
import { line } from "./line.ts";
import { shorten, textWidth } from "./text.ts";
import { age, timeOfDay } from "./times.ts";

/** The engine's state in the words of the header. */
export const STATE_WORD: Readonly<Record<EngineState, string>> = {
  starting: "STARTING",
  quoting: "QUOTING",
  partly: "PARTLY QUOTING",
  pulled: "PULLED",
  halted: "HALTED",
  killed: "KILLED",
  settled: "SETTLED",
};

/** What the mode before the banner takes. */
const BADGE = 9;
/** A reason is left this much, also where something else of the line wants to stay. */
const LEAST = 12;
const BESIDE = 60;

/** What takes the place of the engine's state when the picture is old: that it is, how old, and why. */
export function pastBanner(view: View, feed: Feed, columns: number): Field {
  const old = age(pictureAge(feed));
  const at = timeOfDay(view.at);
  const was = STATE_WORD[view.state];
  const texts =
    feed.phase === "gone"
      ? [
          `ENGINE GONE: ${feed.goneReason}; all below is ${old} old (${at} UTC)`,
          ...withReason(`ENGINE GONE, all below is ${old} old: `, feed.goneReason, columns),
          `ENGINE GONE, data ${old} old`,
        ]
      : [
          ...(feed.goneReason === "" ? [] : withReason(`NO NEWS for ${old}, was ${was}: `, feed.goneReason, columns)),
          `NO NEWS FROM THE ENGINE for ${old}: all below is past (${at} UTC), it was ${was}`,
          `NO NEWS for ${old}, was ${was}`,
          `NO NEWS for ${old}`,
        ];
  return { importance: 8, forms: texts.map((text) => line(text, "alarm")) };
}

/** As much of the reason as the line has room for, and less. */
function withReason(before: string, reason: string, columns: number): string[] {
  const room = columns - BADGE - textWidth(before);
  const beside = Math.max(LEAST, columns - BESIDE);
  return [Math.max(beside, room), beside].map((width) => before + shorten(reason, width));
}
