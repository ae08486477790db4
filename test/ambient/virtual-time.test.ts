import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/ambient/clock.ts";
import { systemClock } from "../../src/ambient/clock.ts";
import { TimeQueue } from "../../src/ambient/time-queue.ts";
import { systemTimers, type Timers } from "../../src/ambient/timers.ts";
import { pace, VirtualTime } from "../../src/ambient/virtual-time.ts";
import { time } from "../../src/market/units.ts";

const T0 = time(1_000_000);

describe("TimeQueue", () => {
  it("gives back what was put in by time, and first in first out among equal times, whatever the order of pushes and pops", () => {
    const operation = fc.oneof(fc.constant("pop" as const), fc.nat(10));
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const queue = new TimeQueue<number>();
        let model: { at: number; id: number }[] = [];
        for (const [id, op] of operations.entries()) {
          if (op === "pop") {
            const first = model.toSorted((a, b) => a.at - b.at || a.id - b.id)[0];
            expect([queue.nextAt, queue.peek()]).toEqual([first?.at, first?.id]);
            expect(queue.pop()).toBe(first?.id);
            model = model.filter((entry) => entry !== first);
          } else {
            queue.push(time(op), id);
            model.push({ at: op, id });
          }
          expect(queue.size).toBe(model.length);
        }
      }),
    );
  });
});

describe("VirtualTime", () => {
  it("makes calls at their times, in the order asked for among equal times, and ends at the time asked for", () => {
    const virtual = new VirtualTime(T0);
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name}@${virtual.now() - T0}`);
    virtual.after(20, note("c"));
    virtual.after(10, note("a"));
    virtual.after(10, note("b"));
    virtual.after(31, note("late"));
    virtual.runUntil(time(T0 + 30));
    expect(seen).toEqual(["a@10", "b@10", "c@20"]);
    expect(virtual.now()).toBe(T0 + 30);
    expect(virtual.nextAt).toBe(T0 + 31);
  });

  it("makes a call asked for with no delay at the same time, but not before the asking call is over", () => {
    const virtual = new VirtualTime(T0);
    const seen: string[] = [];
    virtual.after(5, () => {
      virtual.after(-3, () => seen.push(`inner@${virtual.now() - T0}`));
      seen.push("outer");
    });
    virtual.runUntil(time(T0 + 5));
    expect(seen).toEqual(["outer", "inner@5"]);
  });

  it("steps one call at a time, over cancelled ones", () => {
    const virtual = new VirtualTime(T0);
    const seen: string[] = [];
    virtual.after(1, () => seen.push("cancelled")).cancel();
    virtual.after(2, () => seen.push("kept"));
    expect(virtual.nextAt).toBe(T0 + 2);
    expect(virtual.step()).toBe(true);
    expect(seen).toEqual(["kept"]);
    expect(virtual.step()).toBe(false);
    expect(virtual.nextAt).toBeUndefined();
    expect(virtual.now()).toBe(T0 + 2);
  });

  it("never runs back", () => {
    expect(() => new VirtualTime(T0).runUntil(time(T0 - 1))).toThrow("can't run back");
  });

  it("takes over what waits in another, whose timers still work", () => {
    const past = new VirtualTime(time(T0 - 100));
    const virtual = new VirtualTime(T0);
    const seen: string[] = [];
    virtual.after(10, () => seen.push("own"));
    past.after(110, () => seen.push("adopted"));
    past.after(105, () => seen.push("earlier"));
    const timer = past.after(106, () => seen.push("cancelled"));
    virtual.adopt(past);
    timer.cancel();
    expect(past.nextAt).toBeUndefined();
    virtual.runUntil(time(T0 + 10));
    expect(seen).toEqual(["earlier", "own", "adopted"]);
  });

  it("refuses to take over what would come too late", () => {
    const past = new VirtualTime(time(T0 - 100));
    past.after(99, () => undefined);
    expect(() => new VirtualTime(T0).adopt(past)).toThrow("comes too late");
  });
});

/** A machine whose every timer fires a little late and on whose clock each look costs a millisecond. */
function machine(lateMs: number): { clock: Clock; timers: Timers; now: () => number } {
  const real = new VirtualTime(time(0));
  let looks = 0;
  const now = () => real.now() + looks;
  return {
    clock: { now: () => time(real.now() + looks++) },
    timers: {
      after(delayMs, action) {
        queueMicrotask(() => void real.step());
        return real.after(delayMs + lateMs, action);
      },
    },
    now,
  };
}

/** Asks for a call every 250 ms for ever and notes them. */
function metronome(virtual: VirtualTime): number[] {
  const beats: number[] = [];
  const beat = (): void => {
    beats.push(virtual.now() - T0);
    virtual.after(250, beat);
  };
  virtual.after(250, beat);
  return beats;
}

describe("pace", () => {
  const expectedBeats = Array.from({ length: 40 }, (_, index) => (index + 1) * 250);

  it.each([1, 60, "max"] as const)("makes the same calls at speed %s and ends exactly at the end", async (speed) => {
    const virtual = new VirtualTime(T0);
    const beats = metronome(virtual);
    const { clock, timers } = machine(3);
    await pace(virtual, speed, timers, clock, time(T0 + 10_000)).done;
    expect(beats).toEqual(expectedBeats);
    expect(virtual.now()).toBe(T0 + 10_000);
  });

  it.each([1, 60] as const)("takes real time at speed %s, in slices", async (speed) => {
    const virtual = new VirtualTime(T0);
    const { clock, timers, now } = machine(0);
    let slices = 0;
    const counting: Timers = {
      after(delayMs, action) {
        slices++;
        return timers.after(delayMs, action);
      },
    };
    await pace(virtual, speed, counting, clock, time(T0 + 60_000)).done;
    expect(now()).toBeGreaterThanOrEqual(60_000 / speed);
    expect(slices).toBeGreaterThanOrEqual(60_000 / speed / 25);
  });

  it("lets go of the event loop now and then at max", async () => {
    const virtual = new VirtualTime(T0);
    metronome(virtual);
    let served = 0;
    const server = setInterval(() => served++, 1);
    const run = pace(virtual, "max", systemTimers, systemClock);
    while (served <= 2) await new Promise((resolve) => setTimeout(resolve, 1));
    run.stop();
    clearInterval(server);
    await run.done;
    expect(served).toBeGreaterThan(2);
  });

  it("does not catch up with a machine that was asleep", async () => {
    const virtual = new VirtualTime(T0);
    const { clock, timers } = machine(3_600_000);
    const stops: number[] = [];
    const watching: Timers = {
      after(delayMs, action) {
        stops.push(virtual.now() - T0);
        return timers.after(delayMs, action);
      },
    };
    await pace(virtual, 1, watching, clock, time(T0 + 1_000)).done;
    const moves = stops.slice(1).map((at, index) => at - stops[index]!);
    expect(Math.max(...moves)).toBeLessThanOrEqual(250);
  });

  it("stops at once when a call says so, and leaves time there", async () => {
    const virtual = new VirtualTime(T0);
    const { clock, timers } = machine(0);
    const run = pace(virtual, "max", timers, clock, time(T0 + 10_000));
    let late = false;
    virtual.after(100, () => run.stop());
    virtual.after(100, () => (late = true));
    await run.done;
    expect(virtual.now()).toBe(T0 + 100);
    expect(late).toBe(false);
  });

  it("ends at max when nothing waits and no end was given", async () => {
    const virtual = new VirtualTime(T0);
    virtual.after(70, () => undefined);
    await pace(virtual, "max", systemTimers, systemClock).done;
    expect(virtual.now()).toBe(T0 + 70);
  });

  it("passes on what a call throws", async () => {
    const virtual = new VirtualTime(T0);
    virtual.after(5, () => {
      throw new Error("a broken call");
    });
    await expect(pace(virtual, "max", systemTimers, systemClock).done).rejects.toThrow("a broken call");
  });
});
