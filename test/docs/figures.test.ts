import { expect, test } from "vitest";
import { pageAt } from "./pages.ts";

/** Figures that a page tells after another one: they are the other one's still. */

/** The part of a page from a line that begins so to the next empty line or heading. */
function part(path: string, beginning: string, end: RegExp): string {
  const { text } = pageAt(path);
  const from = text.indexOf(`\n${beginning}`);
  if (from < 0) throw new Error(`${path}: nothing begins with ${beginning}`);
  const rest = text.slice(from + 1);
  const length = rest.slice(beginning.length).search(end);
  return length < 0 ? rest : rest.slice(0, beginning.length + length);
}

const figuresOf = (text: string): readonly string[] => text.match(/[+-]?\d+\.\d+/g) ?? [];

test("what the README expects of profiles is what their page has measured", () => {
  const figures = figuresOf(part("README.md", "**What to expect.**", /\n\n/));
  expect(figures.length).toBeGreaterThan(6);
  const measured = figuresOf(pageAt("docs/profiles.md").text);
  expect(figures.filter((figure) => !measured.includes(figure))).toEqual([]);
});

test("what the model's page says was measured is what the decisions have", () => {
  const figures = figuresOf(part("docs/model.md", "## What was measured", /\n## /));
  expect(figures.length).toBeGreaterThan(10);
  const decisions = ["0011-what-real-tapes-changed", "0012-coherence"].map((name) => `docs/decisions/${name}.md`);
  const measured = figuresOf(decisions.map((path) => pageAt(path).text).join("\n"));
  expect(figures.filter((figure) => !measured.includes(figure))).toEqual([]);
});
