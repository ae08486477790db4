import type { ContractView, EngineState, View } from "../src/app/view.ts";
import { differencesHint } from "./differences.ts";
import { type Feed, isPast } from "./feed.ts";
import { type Field, fitFields } from "./fields.ts";
import { moneyLine } from "./header-money.ts";
import { truthLine } from "./header-truth.ts";
import { killBanner, type OwnKill } from "./kill-banner.ts";
import { type Line, line, lineWidth, sized, type Tone } from "./line.ts";
import { pastBanner, STATE_WORD } from "./past-banner.ts";
import { shorten } from "./text.ts";

export const HEADER_LINES = 3;

const MODE_TONE: Readonly<Record<View["mode"], Tone>> = { LIVE: "live", "DRY-RUN": "dry-run", PAPER: "paper" };

const STATE_TONE: Readonly<Record<EngineState, Tone>> = {
  starting: "strong",
  quoting: "calm",
  partly: "warn",
  pulled: "alarm",
  halted: "alarm",
  killed: "alarm",
  settled: "strong",
};

/** Am I quoting; what could I lose; is what I see true. One line each. `hidden`: the contracts out of sight. */
export function headerLines(
  view: View,
  feed: Feed,
  ownKill: OwnKill | null,
  hidden: readonly ContractView[],
  columns: number,
): Line[] {
  const alarm = isPast(feed) ? pastBanner(view, feed, columns) : undefined;
  const kill = killBanner(view, ownKill, feed.now);
  const first = firstLine(view, alarm ?? kill, hidden, columns);
  const third = alarm !== undefined && kill !== undefined ? fitFields([kill], columns) : truthLine(view, feed, columns);
  return [first, moneyLine(view, columns), third];
}

function firstLine(view: View, banner: Field | undefined, hidden: readonly ContractView[], columns: number): Line {
  const venue = `${view.venue}${view.speed === undefined ? "" : view.speed === "max" ? " at max" : ` ${view.speed}x`}`;
  const badge = line(` ${view.mode} `, MODE_TONE[view.mode]);
  const fields: Field[] = [
    { importance: 9, forms: [badge] },
    { importance: 5, isExtra: banner !== undefined, forms: [line(venue, "strong")] },
    banner ?? { importance: 8, forms: [line(STATE_WORD[view.state], STATE_TONE[view.state])] },
    { importance: 7, forms: hiddenForms(hidden) },
  ];
  const fixed = fitFields(fields, columns);
  if (banner !== undefined) return fixed;

  const room = columns - lineWidth(fixed) - 2; // what the fixed fields leave is for the reason
  if (room < 8) return fixed;
  const why = sized(line(shorten(differencesHint(view) || view.stateReason || tally(view), room)), room);
  return fitFields([...fields.slice(0, 3), { importance: 6, forms: [why] }, ...fields.slice(3)], columns);
}

/** "8 quoting, 1 wide, 1 pulled" */
function tally(view: View): string {
  const counts = new Map<string, number>();
  for (const { state } of view.contracts) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, contracts]) => `${contracts} ${state}`).join(", ");
}

/** Nobody may overlook what is pulled or at a limit because it doesn't fit on the screen. */
function hiddenForms(hidden: readonly ContractView[]): Line[] {
  if (hidden.length === 0) return [];
  const pulled = hidden.filter(({ state }) => state === "pulled" || state === "halted" || state === "killed").length;
  const limited = hidden.filter(isAtLimit).length;
  const tone = pulled + limited > 0 ? "warn" : "quiet";
  const details = [pulled > 0 ? `${pulled} pulled` : "", limited > 0 ? `${limited} at limit` : ""].filter(Boolean);
  const short = `+${hidden.length}${pulled > 0 ? ` ${pulled}off` : ""}${limited > 0 ? ` ${limited}lim` : ""}`;
  return [
    line(`${hidden.length} out of sight${details.length > 0 ? `: ${details.join(", ")}` : ""}`, tone),
    line(`+${hidden.length}${details.length > 0 ? `: ${details.join(", ")}` : " more"}`, tone),
    line(short, tone),
  ];
}

/** At a mark of the inventory, or with the whole loss limit in use. */
export function isAtLimit({ inventory, inventoryPull, inventoryLimit, riskUse }: ContractView): boolean {
  return Math.abs(inventory) > Math.min(inventoryPull, inventoryLimit) || riskUse >= 1;
}
