import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import { priceFromCents, quantityFromContracts } from "../../src/market/units.ts";
import { LegModel } from "../../src/model/leg-model.ts";
import { PRIOR } from "../../src/model/parameters.ts";
import { type LegFacts, LegRules } from "../../src/strategy/leg-rules.ts";
import { DOCUMENTED } from "./documented.ts";
import { atSecond, inSeconds, LegTimeline, type ScriptedTrade } from "./leg-timeline.ts";
import { bookOf } from "./quote-case.ts";

const [, ...sections] = readFileSync(new URL("golden-defence.txt", import.meta.url), "utf8").split("\n# ");
const scenarios = sections.map((section) => {
  const [heading = "", ...lines] = section.split("\n").filter((line) => line.trim() !== "");
  const [title = "", setting = ""] = heading.split(" | ");
  return { title, setting, steps: lines.map((line) => line.trim().split(/\s+/)) };
});

/** The state as the file words it. */
function stateOf(timeline: LegTimeline, seconds: number, changes: Partial<LegFacts>): string {
  const reason = timeline.at(seconds, changes).find(({ code }) => code === "defence-wide" || code === "defence-pull");
  const alert = timeline.rules.takeAlerts().length > 0 ? " alert" : "";
  if (reason === undefined) return `NORMAL${alert}`;
  const until = reason.until === undefined ? "?" : inSeconds(reason.until);
  return `${reason.code === "defence-wide" ? "WIDE" : "PULLED"} ${until}${alert}`;
}

/** What happens in a line: a trade, or facts that change, or both. */
function readStep(words: readonly string[]): { trade: ScriptedTrade | undefined; changes: Partial<LegFacts> } {
  let trade: ScriptedTrade | undefined;
  let changes: Partial<LegFacts> = {};
  for (const word of words) {
    const [name = "", value = ""] = word.split("=");
    if (name === "z") trade = { ...trade, z: value === "?" ? null : Number(value) };
    else if (name === "from") trade = { ...trade, z: 0, from: Number(value) };
    else if (name === "fair") changes = { ...changes, fairCents: value === "?" ? undefined : Number(value) };
    else if (name === "book") changes = { ...changes, others: bookOf(value) };
    else if (name.includes("@")) {
      const [contracts, cents] = name.split("@");
      trade = { ...trade, contracts: Number(contracts), cents: Number(cents) };
    } else if (name !== ".") throw new Error(`golden-defence.txt: "${word}" is no event`);
  }
  return { trade, changes };
}

describe("defence A", () => {
  test.each(scenarios)("$title", ({ setting, steps }) => {
    const timeline = new LegTimeline(
      setting === "size=5" ? { orderSize: 5 } : {},
      setting === "study" ? "study" : "all",
    );
    if (setting === "sigma=?") timeline.facts = { ...timeline.facts, sigmaB: undefined };
    for (const [seconds = "", ...words] of steps) {
      const split = words.findIndex((word) => /^[A-Z]/.test(word));
      const { trade, changes } = readStep(words.slice(0, split));
      timeline.facts = { ...timeline.facts, ...changes };
      if (trade !== undefined) timeline.trade(Number(seconds), trade);
      const line = `${seconds} ${words.slice(0, split).join(" ")}`;
      expect(`${line}: ${stateOf(timeline, Number(seconds), changes)}`).toBe(
        `${line}: ${words.slice(split).join(" ")}`,
      );
    }
  });

  test("has all its timelines", () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(30);
  });

  test("a history that nobody watched leaves no pull behind that its trades have confirmed", () => {
    const settled = new LegTimeline();
    settled.trade(0, { z: 2.7 });
    settled.trade(30, { contracts: 10 });
    settled.trade(70);
    expect(stateOf(settled, 100, {})).toBe("WIDE 130");
    expect(stateOf(settled, 3_600, {})).toBe("NORMAL");

    const open = new LegTimeline();
    open.trade(0, { z: 2.7 });
    open.trade(30, { contracts: 8 });
    open.trade(70);
    expect(stateOf(open, 3_600, {})).toBe("PULLED ? alert");
  });

  test("says what it has seen", () => {
    const timeline = new LegTimeline();
    timeline.trade(0, { z: -2.76 });
    const said = (seconds: number) => timeline.at(seconds).find(({ code }) => code.startsWith("defence"))?.text;
    expect(said(0)).toBe("|z| 2.7 >= 2.5");
    expect(said(60)).toBe("|z| 2.7 >= 2.5, not confirmed by a book or by trades");
  });
});

describe("defence A on the model's own measurements", () => {
  /** A contract that has traded around 40c, a trade a minute. */
  function traded() {
    const model = new LegModel({ ...PRIOR, calibrated: true });
    const rules = new LegRules(DOCUMENTED, "all");
    const trade = (seconds: number, cents: number, contracts: number) => {
      const prints = [{ price: priceFromCents(cents), quantity: quantityFromContracts(contracts) }];
      const order: TakerOrder = { ticker: "KXTOPMONTHLY-25DEC-BRU", at: atSecond(seconds), side: "unknown", prints };
      model.observe(order);
      rules.onTrade(order, model.estimate!, model);
    };
    const isPulled = (seconds: number, book: string) =>
      rules
        .reasons({
          ...new LegTimeline().facts,
          now: atSecond(seconds),
          fairCents: model.estimate!.fairCents,
          others: bookOf(book),
        })
        .some(({ code }) => code === "defence-pull");
    for (let i = 0; i < 60; i++) trade(i * 60, i % 2 === 0 ? 39 : 41, 20);
    return { trade, isPulled, model };
  }

  test("quiet trading pulls nothing", () => {
    expect(traded().isPulled(3_600, "38/42")).toBe(false);
  });

  test("a jump pulls, and a book that has followed lets it resume a minute after the last large move", () => {
    const { trade, isPulled, model } = traded();
    trade(3_600, 75, 200);
    expect(isPulled(3_600, "38/42")).toBe(true);
    for (const i of [1, 2, 3, 4, 5, 6, 7, 8]) trade(3_600 + i, i % 2 === 0 ? 74 : 76, 200);
    const fair = Math.round(model.estimate!.fairCents);
    expect(isPulled(3_630, `${fair - 2}/${fair + 2}`)).toBe(true);
    expect(isPulled(3_670, `${fair - 2}/${fair + 2}`)).toBe(false);
  });

  test("a jump that only a few contracts made, in an empty book, stays pulled", () => {
    const { trade, isPulled } = traded();
    trade(3_600, 99, 3);
    expect(isPulled(3_600, "40/-")).toBe(true);
    expect(isPulled(3_700, "40/-")).toBe(true);
    expect(isPulled(9_000, "40/-")).toBe(true);
  });
});
