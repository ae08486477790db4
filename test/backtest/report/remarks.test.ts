import { expect, test } from "vitest";
import { type Findings, fillsDisagree, remarks } from "../../../src/backtest/report/remarks.ts";

/** A result about which there is nothing to say. */
const SOUND: Findings = {
  inSample: false,
  dates: 200,
  centsPerContract: 3,
  interval: [2, 4],
  intervalOfStretches: [1.9, 4.1],
  stretchDates: 6,
  forwardCentsPerContract: 2.5,
  quoted: 0.8,
  hourMarkoutCents: 2,
  tByDate: 7,
  tInARow: undefined,
  tries: 590,
};
const codes = (more: Partial<Findings>) => remarks({ ...SOUND, ...more }).map(({ code }) => code);

test("a sound result needs no remark", () => {
  expect(remarks(SOUND)).toEqual([]);
  expect(
    codes({ inSample: undefined, quoted: undefined, forwardCentsPerContract: undefined, tByDate: undefined }),
  ).toEqual([]);
});

test.each<[string, Partial<Findings>, Partial<Findings>]>([
  ["in_sample", { inSample: true }, { inSample: false }],
  ["few_dates", { dates: 19 }, { dates: 20 }],
  ["absent", { quoted: 0.199 }, { quoted: 0.2 }],
  ["decaying", { forwardCentsPerContract: 1.99 }, { forwardCentsPerContract: 2 }],
  ["settlement_luck", { hourMarkoutCents: 0 }, { hourMarkoutCents: 0.01 }],
  ["within_chance", { tByDate: 3.2 }, { tByDate: 3.4 }], // 590 tries are expected to reach 3.3
])("%s, and not beyond its bound", (code, found, unfound) => {
  expect(codes(found)).toEqual([code]);
  expect(codes(unfound)).toEqual([]);
});

test("few dates make large t's by chance: of six tries on four dates one of 2.5 is nothing, on two dates any", () => {
  const few = { dates: 4, tries: 6, tByDate: 2.5 };
  expect(codes(few)).toEqual(["few_dates", "within_chance"]);
  expect(codes({ ...few, dates: 200 })).toEqual([]);
  const [, remark] = remarks({ ...SOUND, ...few, dates: 2, tByDate: 40 });
  expect(remark!.text).toBe("t is 40.0; two dates can give any by chance");
});

test("a t that dates going together bring within chance is told with both", () => {
  const together = { tByDate: 4.02, tInARow: 2.3, tries: 590 };
  expect(codes(together)).toEqual(["within_chance"]);
  const [remark] = remarks({ ...SOUND, ...together });
  expect(remark!.text).toMatch(/^t is 4\.0, 2\.3 as dates near each other go together; the best of 590 tries/);
});

test("a loss is not called luck, chance or decay", () => {
  const loss = {
    centsPerContract: -2,
    interval: [-3, -1] as const,
    forwardCentsPerContract: -4,
    hourMarkoutCents: -1,
    tByDate: -5,
  };
  expect(codes(loss)).toEqual([]);
});

test.each([
  [3, "earns by being absent"],
  [-1, "limits its loss by being absent"],
  [undefined, "loses nothing by being absent"],
])("who makes %d cents by rarely quoting is told so", (centsPerContract, words) => {
  const [remark] = remarks({ ...SOUND, centsPerContract, quoted: 0.034 });
  expect(remark!.text).toBe(`${words}: a quote of ours stood for 3.4% of the time`);
});

test("fill models disagree when some earn and some don't", () => {
  expect(fillsDisagree([1, 2, 3])).toEqual([]);
  expect(fillsDisagree([-1, 0, -3])).toEqual([]);
  expect(fillsDisagree([])).toEqual([]);
  expect(fillsDisagree([5, 1, -1]).map(({ code }) => code)).toEqual(["fills_disagree"]);
});
