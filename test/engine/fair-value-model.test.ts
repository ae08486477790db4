import { expect, test } from "vitest";
import { createEngine } from "../../src/engine/engine.ts";
import { PRIOR } from "../../src/model/parameters.ts";
import { ONE, Rig, type RigOptions } from "./rig.ts";

function afterTradeAt80(options: RigOptions): Rig {
  const rig = new Rig(options).settle();
  rig.trade(ONE, 80);
  return rig;
}

test("the original's filter stands nearly still after 40 prints at one price, ours follows a print", () => {
  // Q is 0, so the gain is 1 / 41 and the fair value's log-odds are ln 4 / 41.
  const byHand = 100 / (1 + Math.exp(-Math.log(4) / 41));
  expect(afterTradeAt80({ model: "original" }).desk.legs.get(ONE)!.fairCents).toBeCloseTo(byHand, 9);
  expect(afterTradeAt80({ model: "kalman" }).desk.legs.get(ONE)!.fairCents).toBeGreaterThan(60);
});

test("the original takes no parameters", () => {
  const rig = afterTradeAt80({ model: "original" });
  const leg = rig.desk.legs.get(ONE)!;
  const before = leg.fairCents;
  rig.give({ type: "parameters", at: rig.now, ticker: ONE, parameters: { ...PRIOR, noiseCents2: 40 } });
  expect(leg.fairCents).toBe(before);
});

test("its inputs, as a journal keeps them, give another engine the same commands", () => {
  const rig = new Rig({ model: "original" }).settle();
  [80, 20, 75, 22, 50, 48].forEach((cents, n) => {
    rig.at(77 + n);
    for (const order of [rig.order(ONE, "bid"), rig.order(ONE, "ask")]) if (order !== undefined) rig.acknowledge(order);
    rig.trade(ONE, cents); // the first is a large move: the quotes are to be widened
  });
  const commandsOf = (inputs: readonly unknown[]) => {
    const engine = createEngine();
    return inputs.map((input) => engine.handle(input as Rig["inputs"][number]));
  };
  const commands = commandsOf(rig.inputs);
  expect(commands.flat().some(({ type }) => type === "cancel")).toBe(true);
  expect(commandsOf(JSON.parse(JSON.stringify(rig.inputs)))).toEqual(commands);
});
