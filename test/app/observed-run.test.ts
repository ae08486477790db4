import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { observeRun } from "../../src/app/observed-run.ts";
import { untilItThrows } from "../../src/app/until-it-throws.ts";
import type { Input } from "../../src/engine/input.ts";
import { time } from "../../src/market/units.ts";

const folder = mkdtempSync(join(tmpdir(), "tauroi-observed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("what can't be measured or written down is said once, and stops nothing", async () => {
  const clock = new VirtualTime(time(0));
  const logFile = join(folder, "log");
  const observed = await observeRun({
    observation: { logLevel: "info", metrics: { host: "127.0.0.1", port: 0 }, alerts: undefined },
    program: "tauroi test",
    venue: "here",
    state: undefined,
    clock,
    timers: clock,
    files: systemFiles,
    logFile,
  });
  // A fill as there can be none: a count can't go down, and a time must be one.
  const fill = { type: "fill", at: Number.NaN, ticker: "A", side: "bid", quantity: -100, price: 4_700, fee: 0 };
  for (let count = 0; count < 3; count++) observed.watch(fill as unknown as Input, []);
  observed.close();
  const log = readFileSync(logFile, "utf8");
  expect(log.split("the run goes on without metrics")).toHaveLength(2);
});

test("whoever throws is asked no more", () => {
  const heard: string[] = [];
  let asked = 0;
  const look = untilItThrows(
    (what: string) => {
      asked += 1;
      throw new Error(`no ${what}`);
    },
    (why) => heard.push(why),
  );
  look("one");
  look("two");
  expect({ asked, heard }).toEqual({ asked: 1, heard: ["no one"] });
});
