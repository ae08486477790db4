/** `bun test/venue/kalshi/schema/write-documented.ts`: makes src/venue/kalshi/documented-interface.json anew from the descriptions in ../shared/spec. */
import { writeFileSync } from "node:fs";
import { documentedInterface } from "./documented.ts";
import { routesInUse } from "./routes.ts";

const file = new URL("../../../../src/venue/kalshi/documented-interface.json", import.meta.url).pathname;
writeFileSync(file, `${JSON.stringify(documentedInterface(routesInUse()), null, 1)}\n`);
