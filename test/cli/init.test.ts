import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Folder, tauroi } from "./tape-commands.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const init = (name: string, ...words: readonly string[]) =>
  tauroi("init", "--venue", "demo", "--no-key", "--yes", "--config", folder.at(name), ...words);

test("variables that beat what was written are warned of, each with its setting, in words and as JSON", async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith("TAUROI_")) vi.stubEnv(name, "");
  const plain = await init("plain.toml");
  expect([plain.code, plain.out.includes("WARNING")]).toEqual([0, false]);
  expect(JSON.parse((await init("none.toml", "--json")).out)).toMatchObject({ beaten: [] });
  vi.stubEnv("TAUROI_VENUE", "prod");
  vi.stubEnv("TAUROI_EVENT", "KXOTHER-26");
  const { code, out } = await init("beaten.toml");
  expect(code).toBe(0);
  expect(out).toContain(
    "WARNING: variables that are set beat what was written:\n  TAUROI_VENUE=prod beats venue = demo\n",
  );
  expect(out).toContain("  TAUROI_EVENT=KXOTHER-26 beats series = KXTOPMONTHLY\n");
  expect(JSON.parse((await init("json.toml", "--json")).out)).toMatchObject({
    settings: { venue: "demo" },
    beaten: [
      { variable: "TAUROI_VENUE", setting: "venue", written: "demo", instead: "prod" },
      { variable: "TAUROI_EVENT", setting: "series", written: "KXTOPMONTHLY", instead: "KXOTHER-26" },
    ],
  });
});
