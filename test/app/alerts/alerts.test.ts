import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import type { Condition } from "../../../src/app/alerts/alert-book.ts";
import { Alerts } from "../../../src/app/alerts/alerts.ts";
import { createLog } from "../../../src/app/log.ts";
import { time } from "../../../src/market/units.ts";

const folder = mkdtempSync(join(tmpdir(), "tauroi-alerts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("what can't be judged is said once, and whoever has it looked at goes on", () => {
  const clock = new VirtualTime(time(0));
  const file = join(folder, "log");
  const usual = { settings: undefined, program: "tauroi", where: () => "here", clock, timers: clock };
  const odd: Condition = {
    id: "drift",
    holds: true,
    get text(): string {
      throw new Error("no words for it");
    },
  };
  let conditions: readonly Condition[] = [odd];
  const alerts = new Alerts({ ...usual, log: createLog({ clock, file }), look: () => conditions });
  alerts.look();
  alerts.start();
  clock.runUntil(time(5_000));
  expect(readFileSync(file, "utf8").split("alerts can't see how the run stands")).toHaveLength(2);
  conditions = [{ id: "drift", holds: true, text: "A: 3 here, 2 there" }];
  clock.runUntil(time(10_000));
  expect(alerts.open).toMatchObject([{ id: "drift" }]);
});
