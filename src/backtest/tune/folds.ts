import type { Time } from "../../market/units.ts";
import type { StoredTape } from "../tape-columns.ts";

/** How long the folds of a walk-forward selection are. */
export type FoldLength = "quarter" | "month";

/** A part of the calendar on which what was chosen before it is judged. */
export interface Fold {
  /** As 2024-Q4 or 2024-11. */
  readonly name: string;
  /** Its first moment, UTC. What is chosen for it is chosen then. */
  readonly from: Time;
  /** Places of the events that had ended by then: all that the choice may know. */
  readonly past: readonly number[];
  /** Places of the events that ended in it. */
  readonly own: readonly number[];
}

const MONTHS_IN: Readonly<Record<FoldLength, number>> = { quarter: 3, month: 1 };

/** The folds of the events in order, each of calendar time; the first that has an event has no past, and is only that. */
export function foldsOf(tapes: readonly StoredTape[], length: FoldLength): readonly Fold[] {
  return foldsOfTimes(tapes.map(endOf), length);
}

/** The same of events that ended then. */
export function foldsOfTimes(ends: readonly Time[], length: FoldLength): readonly Fold[] {
  const byStart = Map.groupBy(ends.keys(), (place) => startOf(ends[place]!, length));
  const starts = [...byStart.keys()].sort((a, b) => a - b);
  const past: number[] = [];
  return starts.flatMap((from) => {
    const own = byStart.get(from)!;
    const fold = { name: nameOf(from, length), from, past: [...past], own };
    past.push(...own);
    return fold.past.length === 0 ? [] : [fold];
  });
}

/** When an event's tape ends. */
function endOf({ columns }: StoredTape): Time {
  return (columns.at.at(-1) ?? 0) as Time;
}

function startOf(at: Time, length: FoldLength): Time {
  const date = new Date(at);
  const months = MONTHS_IN[length];
  return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months, 1) as Time;
}

function nameOf(from: Time, length: FoldLength): string {
  const date = new Date(from);
  const month = date.getUTCMonth() + 1;
  const part = length === "quarter" ? `Q${Math.ceil(month / 3)}` : String(month).padStart(2, "0");
  return `${date.getUTCFullYear()}-${part}`;
}
