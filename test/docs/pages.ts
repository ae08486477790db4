import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/** A page of the documentation, by its path in the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** The line of the fence, from 1. */
  readonly line: number;
  /** What the fence says that it is; empty where it says nothing. */
  readonly kind: string;
  readonly text: string;
}

/** Every page: those at the root and all of docs. */
export const PAGES: readonly Page[] = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
]
  .sort()
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));

export function pageAt(path: string): Page {
  const page = PAGES.find((one) => one.path === path);
  if (page === undefined) throw new Error(`there is no page ${path}`);
  return page;
}

export function isThere(path: string): boolean {
  return existsSync(join(ROOT, path));
}

const FENCE = /^( *)```(\S*)\n(.*?)^\1```$/gms;

/** The fenced blocks of a page, without the indentation of their fence. */
export function blocksOf({ path, text }: Page): readonly Block[] {
  return [...text.matchAll(FENCE)].map(({ index, 1: indent = "", 2: kind = "", 3: inside = "" }) => ({
    page: path,
    line: text.slice(0, index).split("\n").length,
    kind,
    text: inside.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** A page without its fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(FENCE, "");
}

/** What stands between single backticks outside of fenced blocks. */
export function inlineCodeOf(page: Page): readonly string[] {
  return [...proseOf(page).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code]) => code!.replaceAll("\\|", "|"));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: Page): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading] of proseOf(page).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const plain = heading!.replaceAll(/[`*]/g, "").replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const anchor = plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-");
    let name = anchor;
    for (let again = 1; anchors.has(name); again++) name = `${anchor}-${again}`;
    anchors.add(name);
  }
  return anchors;
}

/** Where a page's links and images lead: a path in the repository with an anchor, or an address elsewhere. */
export function linksOf(page: Page): readonly string[] {
  const prose = proseOf(page).replaceAll(/(?<!`)`[^`\n]+`(?!`)/g, "");
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, link]) => link!);
}
