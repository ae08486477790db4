import { describe, expect, test } from "vitest";
import { SupervisorReport, supervisorOf } from "../../src/app/supervisor-report.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Time } from "../../src/market/units.ts";

const HOUR = 3_600_000;

function listening(watchdogMs: number | undefined) {
  const heard: string[] = [];
  let isOpen = true;
  const notify = (text: string): boolean => {
    if (isOpen) heard.push(text);
    return isOpen;
  };
  const report = new SupervisorReport({ notify, watchdogMs, stallMs: 2_000 });
  const health = (at: number, loopLagMs = 5): Input =>
    ({ type: "health", at: (HOUR + at) as Time, loopLagMs, clockUncertaintyMs: 20, journal: "writable" }) as Input;
  const tell = (input: Input): void => report.watch(input, () => "LIVE quoting");
  const take = (): string[] => heard.splice(0);
  const open = (isNow: boolean): void => {
    isOpen = isNow;
  };
  return { tell, health, take, open };
}

describe("what a supervisor hears", () => {
  test("is that the engine is up, once, and that it goes on, four times in its patience", () => {
    const { tell, health, take } = listening(20_000);
    tell({ type: "tick", at: HOUR as Time });
    tell({ type: "tick", at: HOUR as Time });
    expect(take()).toEqual(["READY=1"]);
    const told: number[] = [];
    for (let second = 1; second <= 20; second++) {
      tell(health(second * 1_000));
      if (take().length > 0) told.push(second);
    }
    expect(told).toEqual([1, 6, 11, 16]);
  });

  test("is nothing while the loop is late, and nothing of a clock's or an engine's other inputs", () => {
    const { tell, health, take } = listening(20_000);
    tell(health(0, 2_000));
    for (let second = 1; second < 100; second++) tell({ type: "tick", at: (HOUR + second * 1_000) as Time });
    tell(health(100_000, 5_000));
    expect(take()).toEqual(["READY=1"]);
    tell(health(101_000));
    expect(take()).toEqual(["WATCHDOG=1\nSTATUS=LIVE quoting"]);
  });

  test("is said again when it wasn't taken", () => {
    const { tell, health, take, open } = listening(20_000);
    open(false);
    tell(health(0));
    open(true);
    tell(health(1_000));
    expect(take()).toEqual(["WATCHDOG=1\nSTATUS=LIVE quoting"]);
  });

  test("is the status alone where no watchdog is asked for, and that it stops, once", () => {
    const { tell, health, take } = listening(undefined);
    tell(health(0));
    const stop = { type: "operator", at: (HOUR + 1) as Time, action: "stop", by: "signal SIGTERM" } as const;
    tell(stop);
    tell(stop);
    expect(take()).toEqual(["READY=1", "STATUS=LIVE quoting", "STOPPING=1"]);
  });
});

test("a supervisor asks by the environment", () => {
  expect(supervisorOf({}, 7)).toBeUndefined();
  expect(supervisorOf({ NOTIFY_SOCKET: "/run/x" }, 7)).toEqual({ address: "/run/x", watchdogMs: undefined });
  const asked = { NOTIFY_SOCKET: "@x", WATCHDOG_USEC: "60000000" };
  expect(supervisorOf(asked, 7)).toEqual({ address: "@x", watchdogMs: 60_000 });
  expect(supervisorOf({ ...asked, WATCHDOG_PID: "7" }, 7)?.watchdogMs).toBe(60_000);
  expect(supervisorOf({ ...asked, WATCHDOG_PID: "8" }, 7)?.watchdogMs).toBeUndefined(); // another process is asked
  expect(supervisorOf({ ...asked, WATCHDOG_USEC: "soon" }, 7)?.watchdogMs).toBeUndefined();
});
