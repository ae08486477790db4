import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { testKey } from "../venue/sim/server/open-server.ts";
import { runWords } from "./run-words.ts";

const KEY = testKey("trader");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-drill-"));
  const file = join(folder, "key.pem");
  writeFileSync(file, KEY.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  for (const name of ["TAUROI_PRIVATE_KEY", "TAUROI_VENUE"]) vi.stubEnv(name, "");
  vi.stubEnv("TAUROI_KEY_ID", KEY.keyId);
  vi.stubEnv("TAUROI_PRIVATE_KEY_FILE", file);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const drill = (...words: string[]) => runWords(["drill", "--state", join(folder, "state"), ...words], COMMANDS);

test("real money is risked by nobody who hasn't said so", async () => {
  const refused = await drill("--venue", "prod");
  expect(refused).toMatchObject({ exitCode: 2, complained: expect.stringContaining("--yes-i-mean-it") });
  expect(refused.complained).toContain("two orders of one contract with real money");
});

test("the embedded exchange of this process has nothing to drill; without a key it is exit 3", async () => {
  expect(await drill("--venue", "sim")).toMatchObject({ exitCode: 2, complained: expect.stringContaining("demo") });
  vi.stubEnv("TAUROI_KEY_ID", "");
  expect((await drill("--venue", "http://127.0.0.1:1")).exitCode).toBe(3);
});
