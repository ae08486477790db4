import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { importsOf } from "../../bin/check/layers.ts";
import { readSources } from "../../bin/check/sources.ts";

const sources = new Map(
  (await readSources(join(import.meta.dirname, "..", ".."), ["bin", "src", "tui"])).map((source) => [
    source.path,
    source,
  ]),
);

/** The packages that are loaded with `path`, by itself or by what it imports; Node's and Bun's own left out. */
function packagesLoadedWith(path: string, seen = new Set<string>()): Set<string> {
  const source = sources.get(path);
  const packages = new Set<string>();
  if (source === undefined || seen.has(path)) return packages;
  seen.add(path);
  for (const { specifier, kind } of importsOf(source)) {
    if (kind !== "start" || /^(node|bun):/.test(specifier)) continue;
    if (specifier.startsWith(".")) {
      const below = packagesLoadedWith(posix.join(posix.dirname(path), specifier), seen);
      for (const name of below) packages.add(name);
    } else {
      packages.add(specifier);
    }
  }
  return packages;
}

test("asking for the version loads no package", () => {
  expect([...packagesLoadedWith("bin/tauroi.ts")]).toEqual([]);
});

test("asking for help loads no package but the one that reads the command line", () => {
  expect([...packagesLoadedWith("src/cli/program.ts")]).toEqual(["commander"]);
});

test("what a command does is loaded when it is called", () => {
  expect(packagesLoadedWith("src/cli/run.ts")).toContain("zod");
  expect(packagesLoadedWith("tui/run-viewer.tsx")).toContain("ink");
});
