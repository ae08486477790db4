import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escaped } from "../../../src/backtest/page/html.ts";
import { pageHtml } from "../../../src/backtest/page/page-html.ts";
import { pageWith } from "./sample-page.ts";

/** What a hostile name is made of. */
const hostile = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        "<",
        ">",
        "&",
        '"',
        "'",
        "`",
        "=",
        "</script>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!--",
        "-->",
        "]]>",
        "&lt;",
        "\u202e",
        "\0",
        "\u2028",
        "javascript:",
        "{{",
        "</style>",
        "\n",
        "</title>",
        "</noscript>",
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((parts) => parts.join("")),
);

const SCRIPT = /<script(?<kind>[^>]*)>(?<text>[\s\S]*?)<\/script>/g;
const data = (page: string): string => /<script type="text\/plain" id="data">([^<]*)<\/script>/.exec(page)![1]!;
/** The page without its scripts, styles and data, which don't depend on texts but for the packed data. */
const markup = (page: string): string => page.replaceAll(SCRIPT, "").replace(/<style>[\s\S]*?<\/style>/, "");

describe("texts from outside", () => {
  test("never become markup: whatever they are, the page has the same tags", () => {
    const tagsOf = (page: string): readonly string[] => markup(page).match(/<\/?[a-z!][^\s>]*/gi) ?? [];
    const expected = tagsOf(pageHtml(pageWith("plain")));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(tagsOf(pageHtml(pageWith(text)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("and are in the data as they were", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const packed = inflateSync(Buffer.from(data(pageHtml(pageWith(text))), "base64")).toString();
        const { contracts, views } = JSON.parse(packed) as {
          contracts: string[][];
          views: { rows: { rows: string[][] } }[];
        };
        expect(contracts[0]!.slice(0, 4)).toEqual([text, text, text, text].map((each) => each.toWellFormed()));
        expect(views[1]!.rows.rows[0]![0]).toBe(text.toWellFormed());
      }),
      { numRuns: 60 },
    );
  });

  test("escaped text has none of the five letters, and means the same", () => {
    const meant = (text: string): string =>
      text
        .replaceAll("&#39;", "'")
        .replaceAll("&quot;", '"')
        .replaceAll("&gt;", ">")
        .replaceAll("&lt;", "<")
        .replaceAll("&amp;", "&");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        expect(escaped(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
        expect(meant(escaped(text))).toBe(text);
      }),
    );
  });
});

describe("the policy", () => {
  const page = pageHtml(pageWith("<b>"));
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;

  test("allows nothing but the page's own scripts and style, by their digests", () => {
    const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const scripts = [...page.matchAll(SCRIPT)].filter(({ groups }) => groups!["kind"] === "");
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page)!;
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src ${scripts.map(({ groups }) => digest(groups!["text"]!)).join(" ")}`,
      `style-src ${digest(style!)}`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(scripts.length).toBeGreaterThan(0);
  });

  test("needs no exception: nothing is styled or handled in an attribute, evaluated or fetched", () => {
    expect(markup(page)).not.toMatch(/\s(style|on[a-z]+)\s*=|\b(src|href)="(?!data:,")/i);
    expect(page).not.toMatch(/\beval\(|new Function\(|\bfetch\(|XMLHttpRequest|import\(/);
    expect(page).not.toMatch(/^\s*(import|export)\s/m);
  });

  test("and stands before anything that it is to hold", () => {
    expect(page.indexOf("Content-Security-Policy")).toBeLessThan(page.indexOf("<style>"));
    expect(page.indexOf("<style>")).toBeLessThan(page.indexOf("<script"));
  });
});
