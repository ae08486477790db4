import { expect, test } from "vitest";
import { lastWords } from "../../src/app/last-words.ts";

test("what went wrong is told, however deep in the program", () => {
  const calls = Array.from(
    { length: 9 },
    (_, depth) => `      at async step${depth} (/$bunfs/root/chunk.js:2:${depth})`,
  );
  const log = [
    "reading the account",
    "12 | const a = b.c;",
    "             ^",
    "TypeError: undefined is not an object",
    ...calls,
  ];
  expect(lastWords(`${log.join("\n")}\n\n`)).toBe("reading the account\nTypeError: undefined is not an object");
});

test("no more is told than fits a screen", () => {
  const log = Array.from({ length: 20 }, (_, line) => `line ${line}`).join("\n");
  expect(lastWords(log)).toBe("line 15\nline 16\nline 17\nline 18\nline 19");
  expect(lastWords("")).toBe("");
});
