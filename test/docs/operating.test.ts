import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { alertIds } from "../../src/app/alerts/alert-table.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { EXIT } from "../../src/cli/exit-code.ts";
import { inlineCodeOf, pageAt, proseOf, ROOT } from "./pages.ts";
import { toldCodes } from "./told-codes.ts";

/** The operating guide against the program: whatever an operator can be shown is in it. */

const GUIDE = pageAt("docs/operating.md");
const NAMED = new Set(inlineCodeOf(GUIDE));

/** The words of a union type, as its source writes it. */
function wordsOf(file: string, type: string): readonly string[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  const start = source.indexOf(`export type ${type} =`);
  if (start < 0) throw new Error(`${file} has no type ${type}`);
  const union = source.slice(start, source.indexOf(";", start)).replaceAll(/\/\/[^\n]*|\/\*\*.*?\*\//gs, "");
  const words = [...union.matchAll(/"([^"]+)"/g)].map(([, word]) => word!);
  if (words.length < 3) throw new Error(`${file}: ${type} is not a union of words any more`);
  return words;
}

/** The rows of the table whose first heading is this: their first cells. */
function firstCells(heading: string): readonly string[] {
  const lines = GUIDE.text.split("\n");
  const from = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  const rows = lines.slice(from + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith("|")),
    )
    .map((line) => line.split("|")[1]!.trim());
}

function missing(words: readonly string[]): readonly string[] {
  return words.filter((word) => !NAMED.has(word));
}

test("every exit code has its row, with its cause and what to do", () => {
  const codes = Object.values(EXIT).map(String);
  expect(firstCells("code").filter((cell) => /^\d$/.test(cell))).toEqual(codes);
  expect(firstCells("code")).toContain("128+n");
  const rows = GUIDE.text.split("\n").filter((line) => /^\| \d \|/.test(line));
  for (const row of rows.slice(1)) expect(row, "an exit code without what to do").not.toMatch(/\| *\|$/); // 0 wants nothing
});

test("every state of the engine and of a contract is there", () => {
  const engine = wordsOf("src/app/view.ts", "EngineState");
  expect(firstCells("engine").map((cell) => cell.replaceAll("`", ""))).toEqual(engine);
  expect(missing(wordsOf("src/app/view.ts", "ContractState"))).toEqual([]);
});

test("every reason that can keep a quote away or widen it is there", () => {
  const codes = wordsOf("src/strategy/reasons.ts", "ReasonCode");
  expect(codes.length).toBeGreaterThan(40);
  expect(missing(codes)).toEqual([]);
});

test("every alert is there", () => {
  expect(missing(alertIds)).toEqual([]);
});

/** What a code can be that isn't written where it is told: by its expression in the source. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  "src/engine/operate.ts action": wordsOf("src/engine/input.ts", "OperatorAction"),
  "src/engine/order-reports.ts reason": ["self-trade", "margin"],
  "src/engine/order-reports.ts code": [], // told by `warn`, whose callers write it
  "src/engine/review.ts code": [], // a rule's alert, which stands where it is made
  "src/venue/kalshi/session-feed.ts `stream-${event.kind}`": ["stream-..."],
};

describe("codes that the log and the panel have beside those", () => {
  const told = toldCodes();

  test("are found where the program tells them", () => {
    const written = new Set(told.filter(({ isWritten }) => isWritten).map(({ code }) => code));
    for (const code of [
      "halted",
      "stray-fill",
      "unknown-outcome",
      "feed-lost",
      "rules",
      "defence-unconfirmed",
      "alerts",
    ])
      expect(written).toContain(code);
    const computed = told.filter(({ isWritten }) => !isWritten).map(({ file, code }) => `${file} ${code}`);
    expect(computed.toSorted()).toEqual(Object.keys(COMPUTED).toSorted());
  });

  test("are all there", () => {
    const written = told.filter(({ isWritten }) => isWritten).map(({ code }) => code);
    expect(missing([...written, ...Object.values(COMPUTED).flat()])).toEqual([]);
  });
});

test("the README names every command", () => {
  const inline = inlineCodeOf(pageAt("README.md")).map((code) => code.replace(/^tauroi \[?/, ""));
  const named = new Set(inline.map((code) => /^[a-z]+/.exec(code)?.[0]));
  expect(COMMANDS.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
});

test("the guide doesn't repeat the keys, but leads to them", () => {
  expect(proseOf(GUIDE)).toContain("](keys.md)");
});
