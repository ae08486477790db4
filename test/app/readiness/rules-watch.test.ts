import { expect, test } from "vitest";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { RulesWatch } from "../../../src/app/readiness/rules-watch.ts";
import type { Signal } from "../../../src/engine/input.ts";
import { after } from "../../../src/market/units.ts";
import { KalshiError } from "../../../src/venue/kalshi/rest/error.ts";
import { ACKNOWLEDGED, HOST, NOW, RULES } from "./evidence-sample.ts";

test("rules that can't be read are as they were for ten minutes, and no longer", async () => {
  const time = new VirtualTime(NOW);
  const signals: Signal[] = [];
  const asked: string[] = [];
  let isDown = false;
  const watch = new RulesWatch({
    event: RULES.event,
    tickers: ["E-A"],
    command: "tauroi rules E",
    clock: time,
    timers: time,
    readRules: async () => {
      if (isDown) throw new KalshiError("unavailable", { method: "GET", path: "/events/E" }, "no route");
      return RULES;
    },
    readAcknowledged: async () => ({ format: 1, host: HOST, events: { [RULES.event]: ACKNOWLEDGED } }),
    emit: (signal) => signals.push(signal),
    report: () => undefined,
    ask: (text) => asked.push(text),
  });
  const passMinutes = async (minutes: number): Promise<void> => {
    for (let seconds = 0; seconds < minutes * 60; seconds += 5) {
      time.runUntil(after(time.now(), 5_000));
      await new Promise(setImmediate);
    }
  };
  watch.start();
  await passMinutes(3);
  isDown = true;
  await passMinutes(9);
  expect(signals).toEqual([]);
  await passMinutes(3);
  expect(signals.map(({ severity }) => severity)).toEqual(["pull"]);
  expect(asked).toEqual([expect.stringContaining("can't be read for ten minutes")]);
  isDown = false;
  await passMinutes(1);
  expect(signals.map(({ severity }) => severity)).toEqual(["pull", "clear"]);
  watch.close();
  isDown = true;
  await passMinutes(20);
  expect(signals).toHaveLength(2);
});
