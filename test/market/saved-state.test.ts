import { describe, expect, test } from "vitest";
import {
  atLeast,
  checked,
  firstDifference,
  flag,
  list,
  number,
  object,
  oneOf,
  orNull,
  type Shape,
  StateError,
  text,
  tuple,
  variant,
  within,
} from "../../src/market/saved-state.ts";

interface Known {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly since: number | null;
  readonly pair: readonly [string, boolean];
}

const KNOWN: Shape<Known> = object<Known>({
  name: text(),
  sizes: list(number()),
  since: orNull(number()),
  pair: tuple<readonly [string, boolean]>(text(), flag()),
});
const GOOD: Known = { name: "a", sizes: [1, 2], since: null, pair: ["b", true] };

describe("a shape", () => {
  test("lets through what has it", () => {
    expect(checked(KNOWN, GOOD, "x")).toBe(GOOD);
    expect(checked(KNOWN, { ...GOOD, since: 5 }, "x").since).toBe(5);
  });

  test.each([
    ["x.name is missing", { ...GOOD, name: undefined }],
    ["x.name is 1, not a text", { ...GOOD, name: 1 }],
    ["x.sizes is {}, not a list", { ...GOOD, sizes: {} }],
    ['x.sizes[1] is "2", not a number', { ...GOOD, sizes: [1, "2"] }],
    ["x.sizes[0] is null, not a number", { ...GOOD, sizes: [Number.NaN] }],
    ["x.since is missing", { name: "a", sizes: [], pair: ["b", true] }],
    ['x.pair is ["b"], not a list of 2', { ...GOOD, pair: ["b"] }],
    ["x.pair[1] is 0, not true or false", { ...GOOD, pair: ["b", 0] }],
    ["x.more is not known to this version", { ...GOOD, more: 1 }],
    ["x is [], not an object", []],
    ["x is null, not an object", null],
  ])("names what is wrong: %s", (problem, value) => {
    expect(() => KNOWN(value, "x")).toThrow(`saved state: ${problem}`);
  });

  test("of data that others have made leaves alone what it doesn't know", () => {
    atLeast<{ readonly a: number }>({ a: number() })({ a: 1, b: 2 }, "x");
  });

  test("of one of several kinds goes by the word that tells them apart", () => {
    type Kind = { readonly kind: "one"; readonly a: number } | { readonly kind: "two" };
    const shape = variant<Kind>("kind", {
      one: object<Extract<Kind, { kind: "one" }>>({ kind: oneOf("one"), a: number() }),
      two: object<Extract<Kind, { kind: "two" }>>({ kind: oneOf("two") }),
    });
    shape({ kind: "one", a: 1 }, "x");
    shape({ kind: "two" }, "x");
    expect(() => shape({ kind: "two", a: 1 }, "x")).toThrow("x.a is not known");
    expect(() => shape({ kind: "three" }, "x")).toThrow('x.kind is "three", not one of one, two');
    expect(() => shape({ kind: "toString" }, "x")).toThrow("not one of one, two");
    expect(() => shape({}, "x")).toThrow("x.kind is missing");
  });
});

test("a part that fails says where it is", () => {
  const fail = (error: Error) => () => {
    within("desk", () => {
      throw error;
    });
  };
  expect(fail(new StateError("gate", "is missing"))).toThrow("saved state: desk.gate is missing");
  expect(fail(new RangeError("too small"))).toThrow("saved state: desk can't be gone on from: too small");
});

test("the first difference is named, and what is alike has none", () => {
  const one = { a: [1, { b: null }], c: "d" };
  expect(firstDifference(one, structuredClone(one), "x")).toBeUndefined();
  expect(firstDifference(one, { ...one, a: [1, { b: 0 }] }, "x")).toBe("x.a.1.b");
  expect(firstDifference(one, { ...one, a: [1] }, "x")).toBe("x.a.1");
  expect(firstDifference(one, { a: one.a }, "x")).toBe("x.c");
});
