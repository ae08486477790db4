import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LEGS, manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { tapeText } from "../cli/tape-commands.ts";
import { createRunner, type Runner } from "./step-run.ts";
import { readWorkflow, stepOf } from "./workflow.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const WORKFLOW = readWorkflow("sweep.yml");

let runner: Runner;
beforeAll(async () => {
  runner = await createRunner();
  const { workspace } = runner;
  await mkdir(join(workspace, "bin"));
  await mkdir(join(workspace, "docs"));
  await cp(join(ROOT, "docs", "sweep-space.toml"), join(workspace, "docs", "sweep-space.toml"));
  await tauroi(`exec ${process.execPath} ${join(ROOT, "bin", "tauroi.ts")} "$@"`);
});
afterAll(async () => runner.remove());

/** What the checkout's launcher does. */
async function tauroi(line: string): Promise<void> {
  await writeFile(join(runner.workspace, "bin", "tauroi"), `#!/bin/bash\n${line}\n`, { mode: 0o755 });
}

/** A recording's folder as the first job leaves it. */
async function recorded(event: string): Promise<void> {
  const folder = join(runner.workspace, "tape", event);
  await mkdir(folder, { recursive: true });
  const text = tapeText(ordersOf(manySteps(5, 60)), (ticker) => ticker.replace("E-1JAN", event));
  await writeFile(join(folder, "trades-2025-01-01.csv"), text);
  const markets = LEGS.map((leg) => ({
    ticker: leg.replace("E-1JAN", event),
    title: leg,
    status: "finalized",
    open_time: "2024-12-01T00:00:00Z",
    close_time: "2025-02-01T00:00:00Z",
    price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
    result: leg === LEGS[0] ? "yes" : "no",
    settlement_value_dollars: leg === LEGS[0] ? "1.0000" : "0.0000",
  }));
  const manifest = {
    tauroi_recording: 1,
    venue: "prod",
    series: "E",
    event,
    title: event,
    mutually_exclusive: true,
    fee_type: "quadratic",
    fee_multiplier: 1,
    use_yes_price: true,
    markets,
    formats: ["csv"],
    trades_from: "2025-01-01T00:00:00Z",
    trades_to: "2025-02-01T00:00:00Z",
    trades: 60,
    block_trades: 0,
    late_trades: 0,
    messages: 0,
    gaps: [],
    files: [{ name: "trades-2025-01-01.csv", kind: "trades", format: "csv", rows: 60, bytes: Buffer.byteLength(text) }],
    ended: true,
  };
  await writeFile(join(folder, "recording.json"), JSON.stringify(manifest));
}

test("each event named is recorded into a folder of its own, from what is public", async () => {
  await tauroi('echo "$@" >>asked');
  const { exitCode } = await runner.run(stepOf(WORKFLOW, "tape", "Read the trades").run, { EVENTS: "E-25JAN E-25FEB" });
  expect(exitCode).toBe(0);
  expect((await readFile(join(runner.workspace, "asked"), "utf8")).trim().split("\n")).toEqual([
    "record --venue prod --event E-25JAN --history-only --out tape/E-25JAN",
    "record --venue prod --event E-25FEB --history-only --out tape/E-25FEB",
  ]);
  await tauroi(`exec ${process.execPath} ${join(ROOT, "bin", "tauroi.ts")} "$@"`);
});

test("the parts of the matrix make one sweep, and a missing one is no sweep", async () => {
  await recorded("E-25JAN");
  const { run } = stepOf(WORKFLOW, "part", "Sweep");
  const job = WORKFLOW.jobs["part"] as unknown as {
    readonly strategy: { readonly matrix: { readonly part: number[] } };
  };
  const parts = job.strategy.matrix.part;
  const environment = { PROFILE: "coherent", SPACE: "docs/sweep-space.toml", COUNT: "8" };
  const merge = stepOf(WORKFLOW, "merge", "Merge").run;
  for (const part of parts) {
    const { exitCode, said } = await runner.run(run, { ...environment, PART: String(part) });
    expect([exitCode, said]).toEqual([0, expect.stringContaining(`part ${part}/8: 1 of 8 configurations`)]);
    const kept = join(runner.workspace, "parts", `part-${part}`);
    await mkdir(kept, { recursive: true });
    await cp(join(runner.workspace, "part", "events.parquet"), join(kept, "events.parquet"));
    await runner.run("rm -r part"); // the next machine's checkout has none
    if (part !== 7) continue;
    const early = await runner.run(merge);
    expect([early.exitCode, early.said]).toEqual([2, expect.stringContaining("missing: 8/8")]);
  }
  const merged = await runner.run(merge);
  expect(merged.exitCode).toBe(0);
  expect(await readFile(join(runner.workspace, "sweep.txt"), "utf8")).toContain("8 configurations, 1 events, 24 rows");
});
