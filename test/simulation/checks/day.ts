import { newYorkDay } from "../../../src/risk/new-york-day.ts";
import type { Check, Violated } from "../check.ts";
import type { Disk } from "../disk.ts";
import type { World } from "../world.ts";

/** What marks may be off by between two readings of the same equity. */
const SLACK = 1_000;

interface Day {
  readonly epoch: string;
  readonly date: string;
  readonly equity: number;
}

/** The breaker's day outlives restarts: a run that has the state of an earlier one of the same day goes on with its opening equity. */
export function dayChecks(_world: World, violated: Violated): Check {
  const last = new Map<Disk, Day>();
  const seen = new Set<string>();
  return {
    input({ run, epoch, options }, input) {
      const desk = run?.session.engine.desk;
      if (desk === undefined || !desk.account.opened) return;
      const { disk } = options;
      const date = newYorkDay(input.at).date;
      const equity = desk.account.openingEquity;
      const before = last.get(disk);
      if (!seen.has(epoch)) {
        seen.add(epoch);
        const goesOn = before?.date === date && disk.lastEpochAtStart.get(epoch) === before.epoch;
        if (goesOn && hasOpened(disk, before.epoch) && Math.abs(before.equity - equity) > SLACK)
          violated("the day's opening equity outlives a restart", `${before.equity} became ${equity}`);
      }
      if (before?.epoch !== epoch || before.date !== date) last.set(disk, { epoch, date, equity });
    },
  };
}

/** Whether the account's opening in that run is durable. */
function hasOpened(disk: Disk, epoch: string): boolean {
  let isIn = false;
  for (const { segment, type } of disk.rows) {
    if (segment?.session !== undefined) isIn = segment.session.epoch === epoch;
    if (isIn && type === "account") return true;
  }
  return false;
}
