import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const REST = new URL("../../../../src/venue/kalshi/rest", import.meta.url).pathname;

/** Every route that our requests name, with each method that the file which names it uses: "GET /markets/{ticker}". */
export function routesInUse(): readonly string[] {
  const routes = new Set<string>();
  for (const name of readdirSync(REST).filter((file) => file.endsWith(".ts"))) {
    const text = readFileSync(join(REST, name), "utf8");
    const methods = ["GET", ...[...text.matchAll(/method: "(POST|PUT|DELETE)"/g)].map(([, method]) => method!)];
    for (const [, route] of text.matchAll(/"(\/[a-z_]+(?:\/[a-z_]+|\/\{[a-z_]+\})*)"/g)) {
      for (const method of methods) routes.add(`${method} ${route}`);
    }
  }
  return [...routes].sort();
}
