import { expect, test } from "vitest";
import { screenSvg } from "./svg.ts";

test("each run of one look stands over its own columns, in its colours", () => {
  const svg = screenSvg(
    "\x1b[1mA&B\x1b[0m  \x1b[38;5;32mcalm\x1b[39m\n\x1b[7m\x1b[38;5;166m LIVE \x1b[0m\n\n",
    20,
    "a <title>",
  );
  expect(svg).toContain("<title>a &lt;title&gt;</title>");
  expect(svg).toContain(
    '<text x="12" y="25.5" textLength="25.2" lengthAdjust="spacingAndGlyphs" font-weight="bold">A&amp;B</text>',
  );
  expect(svg).toContain(
    '<text x="54" y="25.5" textLength="33.6" lengthAdjust="spacingAndGlyphs" fill="#0087d7">calm</text>',
  );
  expect(svg).toMatch(
    /<rect x="12" y="30" width="50.4" height="18" fill="#d75f00"\/><text [^>]+ fill="#16181d"> LIVE <\/text>/,
  );
  expect(svg.match(/<text /g)).toHaveLength(3);
  expect(svg).toContain('width="192" height="60"');
});

test("a colour that the interface didn't have says what is missing", () => {
  expect(() => screenSvg("\x1b[38;5;99mx", 5, "t")).toThrow(/99 has no picture yet/);
});
