import { expect, it } from "vitest";
import { moneyLine } from "../../tui/header-money.ts";
import { plainText } from "../../tui/line.ts";
import { sampleView } from "./sample-view.ts";

const throughOnly = { fills: 3, contracts: 3, grossUsd: 1.3, feesUsd: 0.07, netUsd: 1.23 };
const dry = sampleView({ change: { mode: "DRY-RUN", dryRun: { feed: "stream", throughOnly } } });

it.each([80, 120, 200])(
  "a dry run's result says in %i columns that it is optimistic, with the through-only figure beside it",
  (columns) => {
    const text = plainText(moneyLine(dry, columns));
    expect(text).toContain("optimistic");
    expect(text).toMatch(/through(-only)? +\+\$1\.23/);
  },
);

it("no other run's does", () => {
  expect(plainText(moneyLine(sampleView(), 200))).not.toMatch(/optimistic|through/);
});
