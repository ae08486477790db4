import type { Money, Quantity, Time } from "../../market/units.ts";
import type { EventOutcome, LegOutcome } from "../outcome.ts";

/** What one event brought, all legs together. */
export interface EventTotal {
  readonly event: string;
  readonly endedAt: Time;
  readonly gross: Money;
  readonly fees: Money;
  readonly net: Money;
  readonly contracts: Quantity;
}

export function eventTotal({ event, endedAt, legs }: EventOutcome): EventTotal {
  return {
    event,
    endedAt,
    gross: added(legs, ({ gross }) => gross),
    fees: added(legs, ({ fees }) => fees),
    net: added(legs, ({ net }) => net),
    contracts: added(legs, ({ contracts }) => contracts),
  };
}

/** In the order in which the events ended, by name where several ended at once: the same whatever order they were run in. */
export function inOrderOfEnding(events: readonly EventOutcome[]): readonly EventOutcome[] {
  return events.toSorted((a, b) => a.endedAt - b.endedAt || (a.event < b.event ? -1 : 1));
}

export function legsOf(events: readonly EventOutcome[]): readonly LegOutcome[] {
  return events.flatMap(({ legs }) => legs);
}

/** A sum in the unit of its parts. */
export function added<Part, Unit extends number>(parts: readonly Part[], of: (part: Part) => Unit): Unit {
  let total = 0;
  for (const part of parts) total += of(part);
  return total as Unit;
}
