import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { complaint, complaintAboutPattern, ownWords } from "./command-shape.ts";
import { HOW, type How, staged, WITH_ENGINE, WITH_EXCHANGE } from "./how-to-run.ts";
import { inlineCodeOf, isThere, PAGES } from "./pages.ts";
import { commandsOf, type ShownCommand, wordsOf } from "./shell-commands.ts";
import { ServedAccounts, Stage } from "./stage.ts";

/**
 * Every command that a document shows. What can be run in seconds is run, page by page and in the page's order, in a folder with the files that pages name
 * and at an exchange of our own; of the rest (`HOW` says which, and why) command, options and files have to be there.
 */

const SHOWN = PAGES.map((page) => ({ page, commands: commandsOf(page) })).filter(({ commands }) => commands.length > 0);
const TESTED_AS_SCRIPTS: Readonly<Record<string, string>> = {
  "docs/exchange.md": "test/cli/exchange-documentation.test.ts",
};

const TOOLS = ["bash", "curl"].every((tool) => Bun.which(tool) !== null);

function howOf({ page, text }: ShownCommand): How | undefined {
  return HOW[page]?.[text.split("\n")[0]!];
}

describe("what is said of commands", () => {
  test("is of commands that are shown, and names tests that are there", () => {
    for (const [path, entries] of Object.entries(HOW)) {
      const commands = SHOWN.find(({ page }) => page.path === path)?.commands ?? [];
      const first = commands.map(({ text }) => text.split("\n")[0]);
      expect(
        Object.keys(entries).filter((text) => !first.includes(text)),
        path,
      ).toEqual([]);
      for (const how of Object.values(entries)) {
        if ("not" in how && how.test !== undefined) expect(isThere(how.test), how.test).toBe(true);
      }
    }
    for (const file of Object.values(TESTED_AS_SCRIPTS)) expect(isThere(file), file).toBe(true);
  });
});

describe("commands in blocks", () => {
  const all = SHOWN.flatMap(({ commands }) => commands).filter(({ text }) => !text.includes("\n"));

  test.each(all)("$page: $text", ({ text }) => {
    const own = ownWords(text);
    if (own !== undefined) {
      const isPattern = text.includes("[") || text.includes(" ... ");
      expect(isPattern ? complaintAboutPattern(own) : complaint(own)).toBeUndefined();
    }
    expect(filesIn(wordsOf(text)).filter((file) => !isThere(file))).toEqual([]);
    const script = /^bun run (\S+)/.exec(text)?.[1];
    if (script !== undefined) expect(Object.keys(packageJson.scripts)).toContain(script);
  });
});

/** What whoever runs the program puts there. */
const MADE: ReadonlySet<string> = new Set([".github/readiness/"]);

/** Words that name a file of the repository. */
function filesIn(words: readonly string[]): readonly string[] {
  return words.filter((word) => /^(bin|docs|src|test|tui|\.ci|\.github)\/[\w./-]+$/.test(word) && !MADE.has(word));
}

describe("commands and files within the text", () => {
  test.each(PAGES.filter(({ path }) => !path.startsWith("docs/decisions/")))("$path", (page) => {
    const wrong: string[] = [];
    for (const code of inlineCodeOf(page)) {
      const own = ownWords(code);
      const first = own?.[0];
      if (own !== undefined && first !== undefined && (/^[a-z]+$/.test(first) || first.startsWith("--"))) {
        const what = complaintAboutPattern(own);
        if (what !== undefined) wrong.push(`${code}: ${what}`);
      }
      const script = /^bun run ([\w-]+)/.exec(code)?.[1];
      if (script !== undefined && !Object.hasOwn(packageJson.scripts, script)) wrong.push(`${code}: no such script`);
      for (const file of filesIn(wordsOf(code))) if (!isThere(file)) wrong.push(`${code}: there is no ${file}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** The account of a page, by its key: each page has its own, so that none is in another's way. */
const keyOf = (path: string): string => (path === "docs/setting-up.md" ? "ID" : path.replaceAll(/\W+/g, "-"));

describe.skipIf(!TOOLS)("run (needs bash and curl)", () => {
  let accounts: ServedAccounts;
  beforeAll(async () => {
    accounts = await ServedAccounts.start(SHOWN.map(({ page }) => keyOf(page.path)));
  });
  afterAll(async () => await accounts.stop());

  test.concurrent.each(SHOWN)("$page.path", async ({ page, commands }) => {
    const isApart = WITH_EXCHANGE.has(page.path);
    const own = isApart ? await ServedAccounts.start([keyOf(page.path)]) : accounts;
    const { restUrl, adminUrl } = own.served;
    const key = { TAUROI_KEY_ID: keyOf(page.path), TAUROI_PRIVATE_KEY_FILE: "kalshi.key" };
    const ownKey = page.path === "docs/setting-up.md" ? {} : key;
    const stage = await Stage.open(own.pem, { VENUE: restUrl, ADMIN: adminUrl, ...ownKey });
    try {
      if (WITH_ENGINE.has(page.path)) await stage.startEngine();
      for (const command of commands) {
        const how = howOf(command);
        if ((how !== undefined && "not" in how) || isScript(command) || setsVariables(command)) continue;
        const text = how === undefined ? staged(command.text) : how.as;
        if (/^tauroi exchange\b/.test(text)) {
          const said = await stage.serve(`${text} --json`);
          expect(JSON.parse(said), text).toHaveProperty("rest_url");
          continue;
        }
        const { exitCode, said } = await stage.run(text);
        expect({ text, exitCode, said: exitCode === 0 ? "" : said }).toEqual({ text, exitCode: 0, said: "" });
      }
    } finally {
      await stage.close();
      if (isApart) await own.stop();
    }
  });
});

/** A script has a test of its own. */
function isScript({ page, text }: ShownCommand): boolean {
  if (!text.includes("\n") || text.includes("<<")) return false;
  expect(Object.keys(TESTED_AS_SCRIPTS)).toContain(page);
  return true;
}

/** The stage has them set already. */
function setsVariables({ text }: ShownCommand): boolean {
  return /^export( [A-Z_]+=\S*)+$/.test(text);
}
