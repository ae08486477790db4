import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ALERT_INTERVAL_MS,
  AlertBook,
  type AlertMessage,
  type Condition,
  FIRST_REPEAT_MS,
  LAST_REPEAT_MS,
} from "../../../src/app/alerts/alert-book.ts";

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 10, 18, 17);

const drift: Condition = { id: "drift", holds: true, text: "A: 3 here, 2 there" };
const near: Condition = { id: "breaker-near", holds: true, text: "$71.00 lost" };
const told = (messages: readonly AlertMessage[]) => messages.map(({ id, what }) => `${id} ${what}`);

describe("an open alert", () => {
  test("is told when it comes, and once when it is over", () => {
    const book = new AlertBook();
    expect(told(book.update([drift], START))).toEqual(["drift raised"]);
    expect(book.update([drift], START + 1_000)).toEqual([]);
    expect(book.open).toMatchObject([
      { id: "drift", severity: "critical", since: START, told: 1, acknowledged: false },
    ]);
    const over = book.update([{ ...drift, holds: false, text: "all agrees" }], START + 2_000);
    expect(over).toMatchObject([{ id: "drift", what: "resolved", text: "all agrees" }]);
    expect(book.open).toEqual([]);
    expect(book.update([], START + 3_000)).toEqual([]);
  });

  test("that comes and goes is told once in five minutes, with how often it came meanwhile", () => {
    const book = new AlertBook();
    const messages: AlertMessage[] = [];
    for (let second = 0; second < 301; second++) {
      messages.push(...book.update([{ ...drift, holds: second % 10 < 5 }], START + second * 1_000));
    }
    expect(messages.map(({ what, suppressed }) => [what, suppressed])).toEqual([
      ["raised", 0],
      ["resolved", 0],
      ["raised", 29],
    ]);
  });

  test("is repeated after 15 minutes, then twice as long, up to 8 hours, until somebody has seen it", () => {
    const book = new AlertBook();
    const at: number[] = [];
    for (let minute = 0; minute < 3 * 24 * 60; minute++) {
      if (book.update([drift], START + minute * MINUTE_MS).length > 0) at.push(minute);
    }
    const gaps = at.slice(1).map((minute, index) => minute - at[index]!);
    expect(gaps.slice(0, 7)).toEqual([15, 30, 60, 120, 240, 480, 480]);
    expect([FIRST_REPEAT_MS, LAST_REPEAT_MS]).toEqual([15 * MINUTE_MS, 480 * MINUTE_MS]);
    expect(book.acknowledge("drift")).toEqual(["drift"]);
    for (let hour = 0; hour < 48; hour++) {
      expect(book.update([drift], START + 80 * 3_600_000 + hour * 3_600_000)).toEqual([]);
    }
    expect(book.open).toMatchObject([{ acknowledged: true }]);
    expect(told(book.update([{ ...drift, holds: false }], START + 200 * 3_600_000))).toEqual(["drift resolved"]);
    expect(told(book.update([drift], START + 201 * 3_600_000))).toEqual(["drift raised"]);
    expect(book.open).toMatchObject([{ acknowledged: false }]);
  });

  test("that is only a warning isn't repeated", () => {
    const book = new AlertBook();
    book.update([near], START);
    for (let hour = 1; hour < 72; hour++) expect(book.update([near], START + hour * 3_600_000)).toEqual([]);
  });

  test("is told at once when it has become graver, though it was told a moment ago and seen", () => {
    const book = new AlertBook();
    const coming: Condition = { id: "attestation-coming", holds: true, text: "7 days", level: 1 };
    book.update([coming], START);
    book.acknowledge();
    expect(told(book.update([{ ...coming, level: 2, text: "2 days" }], START + 1_000))).toEqual([
      "attestation-coming raised",
    ]);
    expect(book.open).toMatchObject([{ text: "2 days", acknowledged: false }]);
  });

  test("that was over before anybody saw it hold is told once", () => {
    const book = new AlertBook();
    const kill: Condition = { id: "kill", holds: false, isNews: true, text: "killed by cli: CONFIRMED" };
    expect(book.update([kill], START)).toMatchObject([{ id: "kill", what: "told", severity: "critical" }]);
    expect(book.update([kill], START + 3_600_000)).toEqual([]);
  });

  test("that was over before anybody saw it hold is told each time it comes, also when an earlier one had been told", () => {
    const proven: Condition = { id: "kill", holds: false, isNews: true, text: "killed by cli: CONFIRMED" };
    const book = new AlertBook();
    expect(told(book.update([{ ...proven, holds: true, text: "killed by cli: LOCAL" }], START))).toEqual([
      "kill raised",
    ]);
    expect(told(book.update([proven], START + 1_000))).toEqual(["kill resolved"]);
    const next = new AlertBook(JSON.parse(JSON.stringify(book.save()))); // of the next run, which nobody has killed yet
    expect(next.update([], START + 3_600_000)).toEqual([]);
    expect(told(next.update([proven], START + 7_200_000))).toEqual(["kill told"]);
    expect(next.update([proven], START + 7_201_000)).toEqual([]);
  });

  test("is known by the names that there are, and none other is acknowledged", () => {
    const book = new AlertBook();
    book.update([drift, near], START);
    expect(book.acknowledge("halt")).toEqual([]);
    expect(book.acknowledge("drift")).toEqual(["drift"]);
    expect(book.acknowledge()).toEqual(["drift", "breaker-near"]);
  });
});

test("what happened is told once in five minutes, with the count", () => {
  const book = new AlertBook();
  expect(book.tell("crash", "one", START)).toMatchObject({ id: "crash", what: "told", suppressed: 0 });
  for (let count = 1; count <= 4; count++)
    expect(book.tell("crash", "again", START + count * MINUTE_MS)).toBeUndefined();
  expect(book.tell("crash", "six", START + ALERT_INTERVAL_MS)).toMatchObject({ text: "six", suppressed: 4 });
  expect(book.open).toEqual([]);
});

test("a clock that is set back silences nothing", () => {
  const book = new AlertBook();
  book.tell("crash", "one", START);
  expect(book.tell("crash", "two", START - 3_600_000)).toBeDefined();
  book.update([drift], START);
  expect(told(book.update([drift], START - 24 * 3_600_000))).toEqual(["drift repeated"]);
  expect(told(book.update([drift], START - 24 * 3_600_000 + 29 * MINUTE_MS))).toEqual([]);
  expect(told(book.update([drift], START - 24 * 3_600_000 + 30 * MINUTE_MS))).toEqual(["drift repeated"]);
});

describe("a book that goes on where another has stopped", () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 20 * MINUTE_MS }),
    holds: fc.boolean(),
    acknowledges: fc.boolean(),
  });

  test("sends what that would have sent, wherever it is cut", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(40), (steps, cut) => {
        const whole = new AlertBook();
        let parts = new AlertBook();
        let at = START;
        for (const [index, { afterMs, holds, acknowledges }] of steps.entries()) {
          at += afterMs;
          if (index === cut) parts = new AlertBook(JSON.parse(JSON.stringify(parts.save())));
          expect(parts.update([{ ...drift, holds }], at)).toEqual(whole.update([{ ...drift, holds }], at));
          if (acknowledges) expect(parts.acknowledge()).toEqual(whole.acknowledge());
        }
      }),
    );
  });

  test("sends at most two messages in five minutes, and its last word is how it stands", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const book = new AlertBook();
        const messages: AlertMessage[] = [];
        let at = START;
        for (const { afterMs, holds } of steps) {
          at += afterMs;
          messages.push(...book.update([{ ...drift, holds }], at));
        }
        const last = steps.at(-1)!.holds;
        messages.push(...book.update([{ ...drift, holds: last }], at + ALERT_INTERVAL_MS));
        for (const { at: from } of messages) {
          const within = messages.filter((one) => one.at >= from && one.at < from + ALERT_INTERVAL_MS);
          expect(within.length).toBeLessThanOrEqual(3); // a resolution, the next alert, and its resolution
          expect(within.filter(({ what }) => what !== "resolved").length).toBeLessThanOrEqual(1);
        }
        const word = messages.at(-1)?.what;
        expect(last ? word === "raised" || word === "repeated" : word === undefined || word === "resolved").toBe(true);
      }),
    );
  });

  test.each([[undefined], [null], ["x"], [[1]], [{ halt: { holds: 1 } }], [{ nothing: {} }]])(
    "takes %j for nothing",
    (left) => {
      expect(new AlertBook(left).open).toEqual([]);
    },
  );
});
