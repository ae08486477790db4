import { describe, expect, test } from "vitest";
import { complaint, complaintAboutPattern, ownWords } from "./command-shape.ts";
import { anchorsOf, blocksOf, inlineCodeOf, linksOf } from "./pages.ts";
import { commandsOf, wordsOf } from "./shell-commands.ts";

/** What reads the pages, on pages of its own: what is wrong has to be found. */

const page = (text: string) => ({ path: "docs/page.md", text });
const commands = (text: string) => commandsOf(page(text)).map((command) => command.text);

describe("commands in blocks", () => {
  test("are lines, with prompts, comments and what was printed left out", () => {
    const shown = "```\n$ tauroi exchange # another terminal\n{}\n$ tauroi run \\\n    --headless\n```\n";
    expect(commands(shown)).toEqual(["tauroi exchange", "tauroi run --headless"]);
  });

  test("keep the text that is handed to them", () => {
    expect(commands("```\ninstall -m 600 /dev/stdin x <<'END'\na\nEND\nbin/test\n```\n")).toEqual([
      "install -m 600 /dev/stdin x <<'END'\na\nEND",
      "bin/test",
    ]);
  });

  test("within a list are found as well", () => {
    expect(commands("* so:\n\n  ```\n  tauroi alerts\n  ```\n")).toEqual(["tauroi alerts"]);
  });

  test("are not to be mistaken: a block that is none has to say what it is", () => {
    expect(() => commands("```\nsome words\n```\n")).toThrow(/docs\/page.md:1: "some words" is no command/);
    expect(commands("```text\nsome words\n```\n")).toEqual([]);
  });
});

test("words end where a command leads elsewhere", () => {
  expect(wordsOf(`X=1 tauroi run --series 'A B' --event "C" 2> log | tee x`)).toEqual([
    "X=1",
    "tauroi",
    "run",
    "--series",
    "A B",
    "--event",
    "C",
  ]);
  expect(ownWords("X=1 bin/tauroi run --json > out")).toEqual(["run", "--json"]);
  expect(ownWords("curl -s tauroi")).toBeUndefined();
});

test.each([
  ["runn", /no command runn/],
  ["run --headles", /unknown option '--headles'/],
  ["backtest", /--tape/],
  ["record --format exe", /--format/],
  ["kill --engine soon", /--engine/],
  ["kill KXTOPMONTHLY", /too many arguments/],
])("tauroi %s is found wrong", (words, what) => {
  expect(complaint(words.split(" "))).toMatch(what);
});

test("a pattern has options that are there", () => {
  expect(complaintAboutPattern(["kill", "[--ours]", "[--venue", "demo|prod|URL]"])).toBeUndefined();
  expect(complaintAboutPattern(["kill", "[--theirs]"])).toBe("kill has no option --theirs");
});

test("headings have GitHub's anchors, and code has neither links nor headings", () => {
  const text =
    "# One, and `two`\n\n## What it says\n\n## What it says\n\n```text\n# no heading [a](b)\n```\n\n`[c](d)` [e](f#g)\n";
  expect([...anchorsOf(page(text))]).toEqual(["one-and-two", "what-it-says", "what-it-says-1"]);
  expect(linksOf(page(text))).toEqual(["f#g"]);
  expect(inlineCodeOf(page(text))).toEqual(["two", "[c](d)"]);
  expect(blocksOf(page(text))).toMatchObject([{ kind: "text", line: 7 }]);
});
