import { describe, expect, it } from "vitest";
import type { KillView } from "../../src/app/view.ts";
import { sampleKill, sampleView } from "./sample-view.ts";
import { textOf } from "./scene.ts";

const AT = Date.UTC(2026, 10, 20, 12, 35, 1);

function firstLine(kill: KillView, columns = 80): string {
  const view = sampleView({ change: { kill, state: "killed", mode: "LIVE" } });
  return textOf({ view, size: { columns, rows: 24 } })[0] ?? "";
}

describe("after a kill, the first line", () => {
  it("says under LOCAL how many orders may still rest, and until when", () => {
    const kill = sampleKill({ grade: "LOCAL", mayRest: 7, lastExpiry: AT });
    expect(firstLine(kill)).toContain("LOCAL");
    expect(firstLine(kill)).toMatch(/LOCAL only: 7 orders MAY STILL REST until 12:35:01/);
    expect(firstLine(kill, 40)).toContain("LOCAL: 7 MAY REST to 12:35:01");
  });

  it("says under LOCAL what the exchange shows resting as the fact that it is, at every width", () => {
    const kill = sampleKill({ grade: "LOCAL", mayRest: 5, stillResting: 2, lastExpiry: AT });
    expect(firstLine(kill, 120)).toContain("LOCAL only: 2 orders STILL REST, 5 MAY until 12:35:01");
    for (let columns = 40; columns <= 120; columns++)
      expect(firstLine(kill, columns)).toMatch(/ 2 (orders )?STILL REST/);
    expect(firstLine(kill, 40)).toContain("LOCAL: 2 STILL REST to 12:35:01");
    const one = sampleKill({ grade: "LOCAL", mayRest: 1, stillResting: 1, lastExpiry: AT });
    expect(firstLine(one)).toContain("LOCAL only: 1 order STILL RESTS until 12:35:01");
  });

  it("doesn't take an empty list for a proof", () => {
    const kill = sampleKill({ grade: "LOCAL", mayRest: 0, lastExpiry: AT });
    expect(firstLine(kill)).toContain("LOCAL only: none listed, NOT PROVEN yet");
    expect(firstLine(kill, 40)).toContain("NOT PROVEN");
  });

  it("says under CONFIRMED that nothing rests, by whose clock and when", () => {
    const kill = sampleKill({ grade: "CONFIRMED", mayRest: 0, confirmedAt: AT });
    expect(firstLine(kill)).toContain("CONFIRMED: 0 resting at 12:35:01 by the exchange's clock");
    expect(firstLine(kill, 40)).toContain("CONFIRMED 0 resting 12:35:01");
  });

  it("says under BY BOUND that it rests on expiry, not on an answer", () => {
    const kill = sampleKill({ grade: "BY BOUND", mayRest: 0, lastExpiry: AT });
    expect(firstLine(kill, 100)).toContain("BY BOUND: unreachable, but every possible order expired by 12:35:01");
    expect(firstLine(kill, 40)).toContain("BY BOUND: expired 12:35:01");
  });

  it("stays loud about orders that rest in spite of a confirmation", () => {
    expect(firstLine(sampleKill({ grade: "CONFIRMED", mayRest: 2, confirmedAt: AT }))).toContain("2 RESTING");
  });

  it("never loses the mode or the grade, at any width", () => {
    for (let columns = 40; columns <= 200; columns++) {
      for (const grade of ["LOCAL", "CONFIRMED", "BY BOUND"] as const) {
        const line = firstLine(sampleKill({ grade, confirmedAt: AT, mayRest: grade === "LOCAL" ? 3 : 0 }), columns);
        expect(line).toContain("LIVE");
        expect(line).toContain(grade);
        expect(line).not.toContain("…");
      }
    }
  });
});

describe("between the key and the engine's report", () => {
  const asked = { askedAt: 0, phase: "sent", text: "" } as const;

  it("keeps saying that nothing is proven yet", () => {
    const [line] = textOf({ state: { kill: asked }, feed: { now: 1_500, arrivedAt: 1_500 } });
    expect(line).toContain("KILL SENT 1 s ago");
    expect(line).toContain("orders may");
  });

  it("says what to do when the request didn't get through", () => {
    const [line] = textOf({ state: { kill: { ...asked, phase: "failed", text: "broken pipe" } } });
    expect(line).toContain("KILL NOT DELIVERED");
    expect(line).toContain("`tauroi kill`");
  });

  it("shows it under the news that the engine is gone", () => {
    const [first, , third] = textOf({
      view: sampleView({ change: { kill: sampleKill() } }),
      feed: { phase: "gone", goneReason: "connection reset", now: 5_000 },
    });
    expect(first).toContain("ENGINE GONE");
    expect(third).toContain("7 orders MAY STILL REST");
  });
});
