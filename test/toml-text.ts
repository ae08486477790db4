import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vitest/config";

/**
 * Gives the text of a TOML file to whoever imports it with `type: "text"`, as Bun does by itself outside of vitest.
 */
export const tomlText: Plugin = {
  name: "TOML as text",
  load: (id) => (id.endsWith(".toml") ? `export default ${JSON.stringify(readFileSync(id, "utf8"))};` : undefined),
};

/** Who imports scripts and styles as texts: they are parts of a page. */
const PAGE_SOURCES = /src[\\/]backtest[\\/]page[\\/]page-sources\.ts$/;
/** By this ending vitest takes such a file neither for a script nor for a style. */
const AS_TEXT = ".as-text";

/** The same for the scripts and styles of reports. */
export const pageText: Plugin = {
  name: "parts of a page as text",
  enforce: "pre",
  resolveId(source, importer) {
    if (importer === undefined || !PAGE_SOURCES.test(importer) || !/\.(js|css)$|LICENSE$/.test(source))
      return undefined;
    return (source.startsWith(".") ? join(dirname(importer), source) : source) + AS_TEXT;
  },
  load: (id) =>
    id.endsWith(AS_TEXT)
      ? `export default ${JSON.stringify(readFileSync(placeOf(id.slice(0, -AS_TEXT.length)), "utf8"))};`
      : undefined,
};

/** Where a file is. Packages are called by their names, or from the project's root, as vitest wants it at the moment. */
function placeOf(name: string): string {
  if (existsSync(name)) return name;
  const below = join(process.cwd(), name);
  return existsSync(below) ? below : createRequire(import.meta.url).resolve(name);
}
