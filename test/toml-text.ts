import { readFileSync } from "node:fs";
import type { Plugin } from "vitest/config";

/**
 * Gives the text of a TOML file to whoever imports it with `type: "text"`, as Bun does by itself outside of vitest.
 */
export const tomlText: Plugin = {
  name: "TOML as text",
  load: (id) => (id.endsWith(".toml") ? `export default ${JSON.stringify(readFileSync(id, "utf8"))};` : undefined),
};
