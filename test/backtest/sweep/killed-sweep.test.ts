import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { SweepProgress } from "../../../src/backtest/sweep/progress-store.ts";
import { sweptTapes } from "../../cli/swept-tapes.ts";
import { Folder } from "../../cli/tape-commands.ts";

const MAIN = join(import.meta.dirname, "..", "..", "..", "bin", "tauroi.ts");

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

test("killed at any moment, it loses nothing that was kept, doubles nothing, and ends as if it had never been", async () => {
  const random = Random.seeded(20_261_122);
  const traded = sweptTapes(
    folder,
    [
      ["25JAN01", 0],
      ["25JAN02", 1],
      ["25JAN03", 2],
    ],
    400,
  );
  const words = [
    "sweep",
    ...traded,
    "--profile",
    "no-skew",
    "--fills",
    "queue",
    "--grid",
    "half_spread_cents=0.5..10:0.5",
  ];
  const start = (out: string) =>
    Bun.spawn([process.execPath, MAIN, ...words, "--out", folder.at(out), "--workers", "1", "--json"], {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
    });
  const whole = start("whole");
  expect(await whole.exited, await new Response(whole.stderr).text()).toBe(0);

  const progressFile = folder.at("killed/progress.sqlite");
  let kept = 0;
  let kills = 0;
  for (let ended = false; !ended; ) {
    const sweep = start("killed");
    // The next kill comes some time after it has begun to write, or before.
    const begun = (async () => {
      while (sweep.exitCode === null && !existsSync(progressFile)) await Bun.sleep(5);
      await Bun.sleep(kills < 4 ? 200 + random.integer(0, 1_200) : 60_000);
    })();
    ended = await Promise.race([sweep.exited.then(() => true), begun.then(() => false)]);
    if (ended) {
      expect(await sweep.exited, await new Response(sweep.stderr).text()).toBe(0);
      break;
    }
    sweep.kill("SIGKILL");
    await sweep.exited;
    kills += 1;
    const { done } = reopened(progressFile);
    expect(done).toBeGreaterThanOrEqual(kept);
    kept = done;
  }
  expect(kills).toBeGreaterThan(0);
  for (const file of ["events.parquet", "totals.parquet"]) {
    expect(readFileSync(folder.at(`killed/${file}`)).equals(readFileSync(folder.at(`whole/${file}`)))).toBe(true);
  }
});

/** What a killed process has left: whole, every run once. */
function reopened(path: string): { readonly done: number } {
  const what = /"fingerprint":"([0-9a-f]+)"/.exec(readFileSync(folder.at("whole/events.parquet"), "latin1"))![1]!;
  const progress = new SweepProgress(path, what);
  const rows = progress.rows();
  const { done } = progress;
  progress.close();
  const keys = new Set(rows.map(({ event, configuration, fillModel }) => `${event} ${configuration} ${fillModel}`));
  expect(rows).toHaveLength(keys.size);
  return { done };
}
