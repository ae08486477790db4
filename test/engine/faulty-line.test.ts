import { expect, test } from "vitest";
import { FaultyLine } from "./faulty-line.ts";

const SEEDS = Array.from({ length: 25 }, (_, n) => n + 1);

/** Four minutes of trading over the faulty line; then the operator acts, and half a second later the line is mended. */
function played(seed: number, action: "pull" | "kill"): FaultyLine {
  const line = new FaultyLine(seed);
  line.run(240);
  expect(line.rig.desk.doubt.drift, "the exchange is honest").toBe("");
  line.quiet();
  line.operate(action);
  line.run(240.5);
  line.faulty = false;
  return line;
}

test.each(SEEDS)("no order is lost, and after a pull nothing rests for long (seed %i)", (seed) => {
  const line = played(seed, "pull");
  line.run(250);
  expect([...line.resting.keys()], "rests 10 s after the pull").toEqual([]);
  line.run(360);
  expect([...line.rig.desk.orders.live()], "still in doubt after 2 min").toEqual([]);
  expect(line.violations).toEqual([]);
});

test.each(SEEDS)("a kill is confirmed, and rightly (seed %i)", (seed) => {
  const line = played(seed, "kill");
  const grade = () => line.rig.desk.killSwitch.kill?.grade;
  for (let second = 241; second < 400 && grade() !== "CONFIRMED"; second++) line.run(second);
  expect(grade()).toBe("CONFIRMED");
  expect([...line.resting.keys()]).toEqual([]);
  line.run(460);
  expect([...line.resting.keys()]).toEqual([]);
  expect(line.violations).toEqual([]);
});
