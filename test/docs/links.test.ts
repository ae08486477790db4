import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { anchorsOf, isThere, linksOf, PAGES, pageAt } from "./pages.ts";

/** Where a link of a page leads within the repository; undefined elsewhere. */
function target(page: string, link: string): { readonly path: string; readonly anchor: string } | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = "", anchor = ""] = link.split("#");
  return { path: path === "" ? page : normalize(join(dirname(page), path)), anchor };
}

test.each(PAGES)("$path: every link leads somewhere, anchors included", (page) => {
  const dead = linksOf(page).filter((link) => {
    const to = target(page.path, link);
    if (to === undefined) return !/^https:\/\/\S+\.\S+/.test(link);
    if (!isThere(to.path)) return true;
    return to.anchor !== "" && !anchorsOf(pageAt(to.path)).has(to.anchor);
  });
  expect(dead).toEqual([]);
});

test("every page is reached from the README", () => {
  const reached = new Set(["README.md"]);
  for (const path of reached) {
    for (const link of linksOf(pageAt(path))) {
      const to = target(path, link);
      if (to !== undefined && PAGES.some((page) => page.path === to.path)) reached.add(to.path);
    }
  }
  expect(PAGES.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

test("the index lists every page of docs, and the decisions' index every decision", () => {
  const listed = (index: string) => linksOf(pageAt(index)).map((link) => target(index, link)?.path);
  const pages = PAGES.map(({ path }) => path);
  const own = pages.filter((path) => /^docs\/[^/]+\.md$/.test(path) && path !== "docs/README.md");
  expect(own.filter((path) => !listed("docs/README.md").includes(path))).toEqual([]);
  const decisions = pages.filter((path) => /^docs\/decisions\/\d/.test(path));
  expect(decisions.filter((path) => !listed("docs/decisions/README.md").includes(path))).toEqual([]);
});

test("nothing is left to be filled in", () => {
  const open = PAGES.filter(({ text }) => /@@|\bTODO\b|\bFIXME\b|\bTBD\b/.test(text)).map(({ path }) => path);
  expect(open).toEqual([]);
});
