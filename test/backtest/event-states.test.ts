import { expect, test } from "vitest";
import { EventStates } from "../../src/backtest/event-states.ts";
import type { Time } from "../../src/market/units.ts";

const day = (days: number) => (days * 86_400_000) as Time;

test("an event keeps its state while it trades, and loses it after thirty days without an order", () => {
  const forgotten: string[] = [];
  const states = new EventStates(
    (event) => ({ event, seen: 0 }),
    ({ event, seen }) => forgotten.push(`${event} ${seen}`),
  );
  const see = (event: string, at: number) => {
    const state = states.at(event, day(at));
    state.seen += 1;
    return state.seen;
  };
  expect(see("A", 0)).toBe(1);
  expect(see("B", 1)).toBe(1);
  expect(see("A", 29)).toBe(2);
  expect(see("A", 33)).toBe(3); // B is forgotten: 32 days
  expect(forgotten).toEqual(["B 1"]);
  expect(see("B", 34)).toBe(1);
  states.finish();
  expect(forgotten).toEqual(["B 1", "A 3", "B 1"]);
});
