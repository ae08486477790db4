import { cost } from "../../../market/units.ts";
import { known, unknown } from "./fact.ts";
import { dollars } from "./money-text.ts";
import type { Probe } from "./probe.ts";
import { farSpot } from "./spots.ts";

/** V-7: whether what a resting order needs is still in the balance, by reading it before, meanwhile and afterwards. */
export const reportedBalance: Probe = {
  facts: ["reported_balance"],
  does: "reads the balance around a resting order",
  async measure(bench) {
    const group = await bench.group();
    const spot = await farSpot(bench);
    const before = await bench.cashAfter(bench.now());
    const placed = await bench.create({ ...spot, group });
    const meanwhile = await bench.cashAfter(placed.at);
    await bench.cancel(placed);
    const afterwards = await bench.cashAfter(bench.now());
    const needs = cost(placed.price, placed.remaining);
    const seen = `${dollars(before)}, with an order resting that needs ${dollars(needs)}: ${dollars(meanwhile)}, without it again: ${dollars(afterwards)}`;
    if (before !== afterwards) {
      return [unknown("reported_balance", "the balance moved by something else meanwhile: try again", seen)];
    }
    if (meanwhile === before) return [known("reported_balance", "gross", seen)];
    if (before - meanwhile >= needs) return [known("reported_balance", "net", seen)];
    return [unknown("reported_balance", "the balance moved by less than the order needs", seen)];
  },
};
