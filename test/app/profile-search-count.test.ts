import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadProfileFile, profileNames } from "../../src/app/profiles.ts";

/** What a file's comments tell of the search that chose it: the profile that it set out from, the profiles among which it chose, and those tried by hand before. */
function storyOf(name: string) {
  const text = readFileSync(`src/strategy/profiles/${name}.toml`, "utf8").replaceAll(/\n# ?/g, " ");
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    base: /`tauroi tune --base ([a-z-]+)`?/.exec(text)?.[1],
    among: number(/among (\d+) profiles/),
    byHand: number(/some (\d+) variations tried by hand/),
  };
}

const chosen = profileNames.map((name) => ({ name, ...storyOf(name) })).filter(({ base }) => base !== undefined);

test("there are profiles that a search has chosen", () => expect(chosen.map(({ name }) => name)).toContain("best"));

test.each(chosen)("$name counts the search behind its base, $base, as its own", ({ name, base, among, byHand }) => {
  const before = loadProfileFile(base!).origin?.searched ?? 0;
  expect(among).toBeGreaterThan(0);
  expect(loadProfileFile(name).origin?.searched).toBe(among + byHand + before);
});
