import type { EngineState, View } from "../src/app/view.ts";
import { type Feed, pictureAge } from "./feed.ts";
import type { Field } from "./fields.ts";
import { line } from "./line.ts";
import { shorten } from "./text.ts";
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
/** What takes the place of the engine's state when the picture is old: that it is, how old, and why. */
export function pastBanner(view: View, feed: Feed, columns: number): Field {
  const old = age(pictureAge(feed));
  const at = timeOfDay(view.at);
  const why = shorten(feed.goneReason, Math.max(12, columns - 60));
  const texts =
    feed.phase === "gone"
      ? [
          `ENGINE GONE: ${why}; all below is ${old} old (${at} UTC)`,
          `ENGINE GONE, all below is ${old} old: ${why}`,
          `ENGINE GONE, data ${old} old`,
        ]
      : [
          ...(why === "" ? [] : [`NO NEWS for ${old}, was ${STATE_WORD[view.state]}: ${why}`]),
          `NO NEWS FROM THE ENGINE for ${old}: all below is past (${at} UTC), it was ${STATE_WORD[view.state]}`,
          `NO NEWS for ${old}, was ${STATE_WORD[view.state]}`,
          `NO NEWS for ${old}`,
        ];
  return { importance: 8, forms: texts.map((text) => line(text, "alarm")) };
}
