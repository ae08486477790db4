import { expect, test } from "vitest";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { after, time } from "../../../src/market/units.ts";
import { Crossings } from "../../../src/venue/kalshi/crossings.ts";

test("the third post-only refusal of a market within a minute has its book taken anew, and the count begins again", () => {
  const clock = new VirtualTime(time(1_790_000_000_000));
  const taken: string[] = [];
  const crossings = new Crossings(clock, (ticker) => taken.push(ticker));
  const count = (ticker: string, afterMs: number): void => {
    clock.runUntil(after(clock.now(), afterMs));
    crossings.count(ticker);
  };
  count("A", 0);
  count("B", 0);
  count("A", 59_000);
  count("A", 1_000); // the first is a minute old
  expect(taken).toEqual([]);
  count("A", 1_000);
  expect(taken).toEqual(["A"]);
  count("A", 0);
  count("A", 0);
  expect(taken).toEqual(["A"]);
});
