import { describe, expect, test } from "vitest";
import { position } from "../../src/market/units.ts";
import type { LegFacts } from "../../src/strategy/leg-rules.ts";
import type { NewsSignal } from "../../src/strategy/news.ts";
import type { Profile, RuleSet } from "../../src/strategy/profile.ts";
import { atSecond, LegTimeline, worded } from "./leg-timeline.ts";
import { bookOf } from "./quote-case.ts";

const DAY = 86_400;

/** A leg with enough trades and a firm book around a fair value of 50: nothing is wrong with it. */
function sound(profile: Partial<Profile> = {}, rules: RuleSet = "all"): LegTimeline {
  const timeline = new LegTimeline(profile, rules);
  for (let i = 5; i > 0; i--) timeline.trade(-i);
  timeline.facts = { ...timeline.facts, others: bookOf("47/53") };
  return timeline;
}

function words(timeline: LegTimeline, seconds: number, changes: Partial<LegFacts> = {}): readonly string[] {
  return timeline.at(seconds, changes).map(worded);
}

function holding(contracts: number) {
  return { filled: position(Math.round(contracts * 100)) };
}

test("a leg with which nothing is wrong has no reasons", () => {
  expect(words(sound(), 0)).toEqual([]);
});

test("a leg without a fair value is pulled", () => {
  expect(words(sound(), 0, { fairCents: undefined })).toEqual(["pull:no-fair"]);
});

describe("R11, the range", () => {
  test.each([
    ["4 and 96 are inside", [4, 96, 50], ["", "", ""]],
    ["left beyond 4, entered again at 5", [3.99, 4, 4.99, 5, 4], ["out", "out", "out", "", ""]],
    ["left beyond 96, entered again at 95", [96.01, 96, 95.01, 95, 96], ["out", "out", "out", "", ""]],
    ["from one end to the other", [3, 97, 50], ["out", "out", ""]],
  ])("%s", (_, fairs, expected) => {
    const timeline = sound();
    const seen = fairs.map((fairCents, i) => {
      const others = bookOf(`${Math.floor(fairCents) - 1}/${Math.ceil(fairCents) + 1}`);
      return words(timeline, i, { fairCents, others }).includes("withhold:out-of-range") ? "out" : "";
    });
    expect(seen).toEqual(expected);
  });

  test.each([
    [0, "withhold:out-of-range"],
    [3, "withhold:out-of-range@bid"],
    [-3, "withhold:out-of-range@ask"],
    [1, "withhold:out-of-range@bid"],
    [0.99, "withhold:out-of-range"],
    [-0.5, "withhold:out-of-range"],
  ])("holding %s, only what reduces is left", (contracts, expected) => {
    expect(words(sound(), 0, { fairCents: 3, others: bookOf("2/4"), ...holding(contracts) })).toEqual([expected]);
  });

  test("an unknown fair value is no way back in", () => {
    const timeline = sound();
    words(timeline, 0, { fairCents: 3, others: bookOf("2/4") });
    words(timeline, 1, { fairCents: undefined });
    expect(words(timeline, 2, { fairCents: 4.5 })).toContain("withhold:out-of-range");
  });
});

describe("R13, the book disagrees", () => {
  // hs is 3 at the reference sigma_b: the bound is 3 outside the book.
  test("from more than the half-spread outside until 10 s inside", () => {
    const timeline = sound();
    expect(words(timeline, 0, { others: bookOf("53/57") })).toEqual([]); // 3 under the bid is not more than 3
    expect(words(timeline, 1, { others: bookOf("54/58") })).toEqual(["pull:book-disagrees"]);
    expect(words(timeline, 5, { others: bookOf("53/57") })).toEqual(["pull:book-disagrees until 15"]);
    expect(timeline.wakeAfter(5)).toBe(15);
    expect(words(timeline, 14.999)).toEqual(["pull:book-disagrees until 15"]);
    expect(words(timeline, 15)).toEqual([]);
  });

  test("once outside again, the 10 s start again", () => {
    const timeline = sound();
    words(timeline, 0, { others: bookOf("40/46") });
    words(timeline, 5, { others: bookOf("44/50") });
    expect(words(timeline, 9, { others: bookOf("40/46") })).toEqual(["pull:book-disagrees"]);
    expect(words(timeline, 10, { others: bookOf("44/50") })).toEqual(["pull:book-disagrees until 20"]);
    expect(words(timeline, 20)).toEqual([]);
  });

  test("a book that is gone doesn't agree", () => {
    const timeline = sound();
    words(timeline, 0, { others: bookOf("40/46") });
    words(timeline, 5, { others: bookOf("44/50") });
    expect(words(timeline, 10, { others: {} })).toEqual(["pull:book-disagrees"]);
    expect(words(timeline, 20, { others: bookOf("44/50") })).toEqual(["pull:book-disagrees until 30"]);
  });

  test.each([
    ["one side is enough: 6.5 over the ask, hs 6 in a thin book", "-/43.5", 0.24, true],
    ["... 6 over the ask", "-/44", 0.24, false],
    ["at least 2c: hs 1.5 is clipped to 2", "52/56", 0.0375, false],
    ["... 2.01 under the bid", "52.01/56", 0.0375, true],
    ["the widest half-spread while sigma_b is unknown: 8 under the bid", "58/62", undefined, false],
    ["... 8.01 under the bid", "58.01/62", undefined, true],
  ])("%s", (_, book, sigmaB, disagrees) => {
    const seen = words(sound(), 0, { others: bookOf(book), sigmaB });
    expect(seen.includes("pull:book-disagrees")).toBe(disagrees);
  });

  test("the half-spread is the widened one", () => {
    const timeline = sound();
    const news: NewsSignal = { source: "s", severity: "widen", until: atSecond(60), reason: "r", at: atSecond(0) };
    timeline.rules.onSignal(news);
    expect(words(timeline, 1, { others: bookOf("56/60") })).toEqual(["widen:news-wide until 60"]);
    expect(words(timeline, 2, { others: bookOf("56.01/60") })).toContain("pull:book-disagrees");
  });
});

describe("R15, young", () => {
  const WIDE_BOOK = bookOf("42/58");

  test("four trades are too few, five are enough", () => {
    const timeline = new LegTimeline();
    timeline.facts = { ...timeline.facts, others: WIDE_BOOK };
    for (const i of [1, 2, 3, 4]) timeline.trade(i);
    expect(words(timeline, 5)).toEqual(["pull:young"]);
    timeline.trade(6);
    expect(words(timeline, 6)).toEqual([]);
  });

  test("a two-sided book within 15c is enough", () => {
    expect(words(new LegTimeline(), 0, { others: bookOf("43/58") })).toEqual([]);
    expect(words(new LegTimeline(), 0, { others: bookOf("42/58") })).toEqual(["pull:young"]);
    expect(words(new LegTimeline(), 0, { others: bookOf("49/-") })).toEqual(["pull:young"]);
  });

  test("the fifth newest trade counts for 7 days", () => {
    const timeline = new LegTimeline();
    for (const i of [-100, 0, 10, 20, 30, 40]) timeline.trade(i);
    expect(words(timeline, 50, { others: WIDE_BOOK })).toEqual([]);
    expect(timeline.wakeAfter(50)).toBe(7 * DAY + 0.001);
    expect(words(timeline, 7 * DAY)).toEqual([]);
    expect(words(timeline, 7 * DAY + 0.001)).toEqual(["pull:young"]);
  });
});

describe("R17, news", () => {
  const signal = (change: Partial<NewsSignal>): NewsSignal => ({
    source: "spotify",
    severity: "pull",
    until: atSecond(100),
    reason: "new album",
    at: atSecond(0),
    ...change,
  });

  test("widens or pulls until its time", () => {
    const timeline = sound();
    timeline.rules.onSignal(signal({ severity: "widen" }));
    expect(words(timeline, 0)).toEqual(["widen:news-wide until 100"]);
    expect(timeline.rules.isPulledByNews(atSecond(0))).toBe(false);
    timeline.rules.onSignal(signal({ at: atSecond(1) }));
    expect(words(timeline, 1)).toEqual(["pull:news-pull until 100"]);
    expect(timeline.at(1)[0]?.text).toBe("spotify: new album");
    expect(timeline.rules.isPulledByNews(atSecond(1))).toBe(true);
    expect(timeline.wakeAfter(1)).toBe(100);
    expect(words(timeline, 99.9)).toEqual(["pull:news-pull until 100"]);
    expect(words(timeline, 100)).toEqual([]);
    expect(timeline.rules.isPulledByNews(atSecond(100))).toBe(false);
  });

  test("whether a leg is pulled can be asked of a time", () => {
    const timeline = sound();
    timeline.rules.onSignal(signal({}));
    expect(timeline.rules.isPulledByNews(atSecond(99.999))).toBe(true);
    expect(timeline.rules.isPulledByNews(atSecond(100))).toBe(false);
  });

  test("clear ends what its source asked for, and nothing of another's", () => {
    const timeline = sound();
    timeline.rules.onSignal(signal({}));
    timeline.rules.onSignal(signal({ source: "desk", severity: "widen", until: atSecond(50) }));
    timeline.rules.onSignal(signal({ severity: "clear", at: atSecond(5) }));
    expect(words(timeline, 5)).toEqual(["widen:news-wide until 50"]);
  });

  test("the newest of a source counts, in whatever order they come", () => {
    const timeline = sound();
    timeline.rules.onSignal(signal({ at: atSecond(5), severity: "clear" }));
    timeline.rules.onSignal(signal({ at: atSecond(4), severity: "pull" }));
    expect(words(timeline, 6)).toEqual([]);
    timeline.rules.onSignal(signal({ at: atSecond(6), severity: "pull", until: atSecond(20) }));
    timeline.rules.onSignal(signal({ at: atSecond(7), severity: "pull", until: atSecond(10) }));
    expect(words(timeline, 7)).toEqual(["pull:news-pull until 10"]);
  });

  test("a pull on another leg of the event widens this one", () => {
    const timeline = sound();
    expect(words(timeline, 0, { eventPulledByNews: true })).toEqual(["widen:event-news"]);
    expect(words(timeline, 1, { eventPulledByNews: false })).toEqual([]);
  });
});

describe("R19, the ends", () => {
  test.each(["initialized", "inactive", "closed", "determined", "finalized"] as const)(
    "a market that is %s",
    (status) => {
      expect(words(sound(), 0, { status })).toEqual(["pull:market-inactive"]);
    },
  );

  test("quoting stops 10 min before the close", () => {
    const timeline = sound();
    const closeTime = atSecond(1_000);
    expect(words(timeline, 0, { closeTime })).toEqual([]);
    expect(timeline.wakeAfter(0)).toBe(400);
    expect(words(timeline, 399.999)).toEqual([]);
    expect(words(timeline, 400)).toEqual(["pull:closing"]);
    expect(words(timeline, 2_000)).toEqual(["pull:closing"]);
  });

  test("only reducing in the last hours is a setting", () => {
    const timeline = sound({ reduceOnlyBeforeCloseS: 7_200 });
    const closeTime = atSecond(10_000);
    expect(words(timeline, 0, { closeTime, ...holding(2) })).toEqual([]);
    expect(timeline.wakeAfter(0)).toBe(2_800);
    expect(words(timeline, 2_800)).toEqual(["withhold:closing@bid"]);
    expect(words(timeline, 2_801, holding(-2))).toEqual(["withhold:closing@ask"]);
    expect(words(timeline, 2_802, holding(0))).toEqual(["withhold:closing"]);
    expect(words(timeline, 9_400)).toEqual(["pull:closing"]);
  });

  test("2 min before a scheduled pause, and until the next one is known", () => {
    const timeline = sound();
    expect(words(timeline, 0, { nextPauseAt: atSecond(300) })).toEqual([]);
    expect(timeline.wakeAfter(0)).toBe(180);
    expect(words(timeline, 179.999)).toEqual([]);
    expect(words(timeline, 180)).toEqual(["pull:pausing"]);
    expect(words(timeline, 7_500)).toEqual(["pull:pausing"]);
    expect(words(timeline, 7_501, { nextPauseAt: atSecond(7 * DAY) })).toEqual([]);
  });
});

describe("R20, the start", () => {
  test("pulled until ready, then wide for 60 s", () => {
    const timeline = sound();
    expect(words(timeline, 0, { readyAt: undefined })).toEqual(["pull:starting"]);
    expect(words(timeline, 10, { readyAt: atSecond(10) })).toEqual(["widen:starting until 70"]);
    expect(timeline.wakeAfter(10)).toBe(70);
    expect(words(timeline, 69.999)).toEqual(["widen:starting until 70"]);
    expect(words(timeline, 70)).toEqual([]);
  });
});

describe("the study's rules", () => {
  test("know neither range, book, age nor a wide start, and all the rest", () => {
    const timeline = new LegTimeline({}, "study");
    const facts = { fairCents: 2, others: bookOf("40/46"), readyAt: atSecond(0) };
    expect(words(timeline, 0, facts)).toEqual([]);
    expect(words(timeline, 0, { ...facts, readyAt: undefined })).toEqual(["pull:starting"]);
    expect(words(timeline, 0, facts)).toEqual([]);
    timeline.trade(1, { z: 1.8 });
    expect(words(timeline, 1, { eventPulledByNews: true })).toEqual([
      "widen:event-news",
      "widen:defence-wide until 121",
    ]);
    expect(words(timeline, 2, { closeTime: atSecond(500), status: "inactive" })).toContain("pull:closing");
  });
});
