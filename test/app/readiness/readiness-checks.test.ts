import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import type { Check } from "../../../src/app/doctor/check.ts";
import { writeVenueFacts } from "../../../src/app/probe/facts-file.ts";
import { acknowledgeRules } from "../../../src/app/readiness/acknowledged-rules.ts";
import { writeDrill } from "../../../src/app/readiness/drill-file.ts";
import { readRules } from "../../../src/app/readiness/evidence.ts";
import { type ReadinessCheckParts, readinessChecks } from "../../../src/app/readiness/readiness-checks.ts";
import { discover, type Found } from "../../../src/venue/kalshi/discovery.ts";
import type { RestClient } from "../../../src/venue/kalshi/rest/client.ts";
import { ProbeWorld } from "../../venue/kalshi/probe/probe-world.ts";
import { SERIES } from "../../venue/kalshi/stranger.ts";
import { DRILL, FACTS, fact } from "./evidence-sample.ts";

const HOST = "127.0.0.1:9";

let world: ProbeWorld;
let folder: string;
let client: RestClient;
let found: Found;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-checks-"));
  world = new ProbeWorld({ switches: ["key-scopes=read,write::trade"] });
  ({ client } = await world.bench());
  found = await world.passing(discover(client, { series: SERIES }, world.time.now()));
});
afterEach(() => {
  world.close();
  rmSync(folder, { recursive: true });
});

async function checks(parts: Partial<ReadinessCheckParts> = {}): Promise<readonly Check[]> {
  const usual = { client, keyId: world.key.id, state: folder, isPlayMoney: false, unable: undefined, found };
  return await world.passing(readinessChecks({ ...usual, files: systemFiles, ...parts }));
}

test("what is missing for real orders is told with what to do, and never fails: a dry run needs none of it", async () => {
  const [drill, rules, live] = await checks();
  expect(drill).toMatchObject({ name: "drill", status: "warning", mend: expect.stringContaining("tauroi drill") });
  expect(rules).toMatchObject({ name: "rules", status: "warning", mend: expect.stringContaining("--acknowledge") });
  expect(live).toMatchObject({ name: "live", status: "warning" });
  expect(live?.detail).toContain("venue-facts, drill, rules");
});

test("where all is there, it says so", async () => {
  const facts = FACTS.map(({ name, value }) => fact(name, value, 3, HOST));
  writeVenueFacts(folder, { format: 1, key_id: world.key.id, program: "p", facts }, systemFiles);
  writeDrill(folder, { ...DRILL, host: HOST, key_id: world.key.id }, systemFiles);
  const now = await world.passing(readRules(client, found.event));
  acknowledgeRules(folder, HOST, now, world.time.now(), systemFiles);
  expect((await checks()).map(({ name, status }) => `${name} ${status}`)).toEqual(["drill ok", "rules ok", "live ok"]);
});

test("without a key, an event or an answer nothing is judged", async () => {
  const skipped = ["drill skipped", "rules skipped", "live skipped"];
  const statuses = async (parts: Partial<ReadinessCheckParts>) =>
    (await checks(parts)).map(({ name, status }) => `${name} ${status}`);
  expect(await statuses({ keyId: undefined, unable: "there is no key" })).toEqual(skipped);
  expect(await statuses({ found: undefined })).toEqual(skipped);
  world.served.faults.set(["500-before=1"]);
  expect(await statuses({})).toEqual(skipped);
});
