import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ContractView, View } from "../../src/app/view.ts";
import { drawChart } from "../../tui/chart-canvas.ts";
import { NO_CHARTS } from "../../tui/charts.ts";
import { frame } from "../../tui/frame.ts";
import { plainText } from "../../tui/line.ts";
import { sampleView } from "./sample-view.ts";
import { type SceneChange, sceneOf } from "./scene.ts";

/** A view whose contracts' names stand on the screen nowhere but in the line of each. */
function viewOf(contracts: number, differing: number): View {
  const legs = sampleView({ contracts }).contracts.map((contract, index): ContractView => {
    const name = `Leg${String(index).padStart(2, "0")}`;
    return { ...contract, label: name, title: name, model: { ...contract.model, boundHits: [] } };
  });
  const differences = Array.from({ length: differing }, () => ({
    ticker: null,
    text: "position of one that is held: ours +3, the exchange's +5",
  }));
  return sampleView({ contracts, change: { contracts: legs, outcomes: [], differences, stateReason: "" } });
}

/** The number that the header says are out of sight; none where it is silent. */
function counted(lines: readonly string[]): number {
  const said = /(\d+) out of sight|\+(\d+)(?: more|:| \d+(?:off|lim)|$)/.exec(lines[0] ?? "");
  return Number(said?.[1] ?? said?.[2] ?? 0);
}

function missing(view: View, lines: readonly string[]): readonly ContractView[] {
  const shown = lines.slice(3, -1).join("\n");
  return view.contracts.filter(({ title }) => !shown.includes(title));
}

describe("the contracts that the header counts out of sight", () => {
  it("are those that no line of the event's and the model's tables is about, at every size and place", () => {
    fc.assert(
      fc.property(
        fc.record({
          tab: fc.constantFrom("event" as const, "model" as const),
          contracts: fc.nat(30),
          differing: fc.nat(3),
          columns: fc.integer({ min: 40, max: 220 }),
          rows: fc.integer({ min: 10, max: 70 }),
          scroll: fc.nat(60),
          hasCharts: fc.boolean(),
        }),
        ({ tab, contracts, differing, columns, rows, scroll, hasCharts }) => {
          const view = viewOf(contracts, differing);
          const change: SceneChange = { view, size: { columns, rows }, state: { tab, scroll } };
          const charts = hasCharts ? { draw: drawChart } : NO_CHARTS;
          const lines = frame({ ...sceneOf(change), charts }).map(plainText);
          expect(counted(lines)).toBe(missing(view, lines).length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("are none where the whole table is there, and then nothing is said", () => {
    for (const tab of ["event", "model"] as const) {
      const [first] = frame(sceneOf({ state: { tab } })).map(plainText);
      expect(first).toMatch(/PARTLY QUOTING {2}3 of 10 contracts pulled *$/);
    }
  });

  it("are told with what is pulled or at a limit among them", () => {
    const view = viewOf(10, 0);
    const at = (scroll: number) =>
      plainText(frame(sceneOf({ view, size: { columns: 80, rows: 12 }, state: { tab: "event", scroll } }))[0] ?? []);
    expect(at(0)).toContain("7 out of sight: 2 pulled, 2 at limit"); // three in sight that quote
    expect(at(8)).toContain("4 out of sight"); // they have gone up, and one that is wide
    expect(at(8)).not.toMatch(/pulled|at limit/);
  });
});
