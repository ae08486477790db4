import { newYorkDay } from "../../../src/risk/new-york-day.ts";
import type { Check, Violated } from "../check.ts";
import type { Disk } from "../disk.ts";
import type { Program } from "../program.ts";
import type { World } from "../world.ts";

/** What marks may be off by between two readings of the same equity. */
const SLACK = 1_000;
/** A run that nobody looks at ends so soon after nothing of its can rest any more: it reads the account until that is as new as the end, for a minute at most. */
const ENDS_MS = 65_000;

interface Day {
  readonly epoch: string;
  readonly date: string;
  readonly equity: number;
  /** The input with which the run's day began, by the program's time: its opening, or the first one after midnight. */
  readonly since: number;
  /** When it was lost, by the program's time. */
  haltedAt?: number;
}

/**
 * The breaker's day outlives restarts: a run that has the state of an earlier one of the same day goes on with its opening equity, and a day that is lost stays
 * lost. Nothing is placed on it, and a run that nobody looks at ends for that reason.
 */
export function dayChecks(world: World, violated: Violated): Check {
  const last = new Map<Disk, Day>();
  const seen = new Set<string>();
  const idleSince = new Map<Program, number>();
  return {
    input({ run, epoch, options }, input, commands) {
      const desk = run?.session.engine.desk;
      if (desk === undefined || !desk.account.opened) return;
      const { disk } = options;
      const date = newYorkDay(input.at).date;
      const equity = desk.account.openingEquity;
      const { halted } = desk.account;
      const before = last.get(disk);
      if (!seen.has(epoch)) {
        seen.add(epoch);
        const goesOn = before?.date === date && lastOpened(disk, epoch) === before.epoch;
        const isKnown = goesOn && knows(disk, before.epoch) && knows(disk, before.epoch, before.since);
        if (isKnown && Math.abs(before.equity - equity) > SLACK)
          violated("the day's opening equity outlives a restart", `${before.equity} became ${equity}`);
        if (
          goesOn &&
          before.haltedAt !== undefined &&
          halted === undefined &&
          knows(disk, before.epoch, before.haltedAt)
        )
          violated("a lost day outlives a restart", `${before.epoch} had halted at ${before.haltedAt}`);
      }
      if (before?.epoch !== epoch || before.date !== date) last.set(disk, { epoch, date, equity, since: input.at });
      if (halted === undefined) return;
      last.get(disk)!.haltedAt ??= input.at;
      if (commands.some(({ type }) => type === "place")) violated("nothing is placed on a lost day", halted.text);
    },
    look() {
      for (const program of world.programs) {
        const { outcome, run, options, life } = program;
        const desk = run?.session.engine.desk;
        const isIdle = desk?.account.halted !== undefined && desk.nothingLive && options.unattended;
        if (!isIdle || outcome.type !== "running" || !life.isActive) idleSince.delete(program);
        else if (world.now - idleSince.getOrInsertComputed(program, () => world.now) > ENDS_MS)
          violated("a run that nobody looks at ends with its day", program.epoch);
      }
    },
    over({ outcome, run, epoch }) {
      if (outcome.type !== "ended") return;
      const { reason } = outcome.end;
      const isHalted = run?.session.engine.desk?.account.halted !== undefined;
      if (isHalted ? reason === "drift" : reason === "halted")
        violated("a run says why it has ended", `${epoch}: ${reason}`);
    },
  };

  /** The last run before this one that could be looked into, by what was on the disk: those in between have ended at once, and hand on what they began with. */
  function lastOpened({ lastEpochAtStart }: Disk, epoch: string): string | undefined {
    let earlier = lastEpochAtStart.get(epoch);
    while (earlier !== undefined && !seen.has(earlier)) earlier = lastEpochAtStart.get(earlier);
    return earlier;
  }
}

/** Whether the account's opening in that run is durable, or what came at a time or later. */
function knows(disk: Disk, epoch: string, from?: number): boolean {
  let isIn = false;
  for (const { segment, type, at } of disk.rows) {
    if (segment?.session !== undefined) isIn = segment.session.epoch === epoch;
    if (isIn && (from === undefined ? type === "account" : at >= from)) return true;
  }
  return false;
}
