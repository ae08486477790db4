import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileProgram, type Program } from "./program.ts";

const RUN = ["--headless", "--duration", "10m", "--speed", "max", "--json"];

let program: Program;
let folder: string;

beforeAll(async () => {
  program = await compileProgram();
  folder = await mkdtemp(join(tmpdir(), "tauroi-state-"));
}, 120_000);

afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What an engine on this state folder shows, as soon as it does. */
async function listening(state: string): Promise<{ readonly at: number }> {
  for (;;) {
    const { exitCode, out } = await program.run("status", "--state", state, "--json");
    if (exitCode === 0) return JSON.parse(out) as { at: number };
    await Bun.sleep(20);
  }
}

describe("a headless run", () => {
  test("prints one JSON document, the same bytes for the same seed and others for another", async () => {
    const [one, again, other] = await Promise.all([
      program.run(...RUN, "--seed", "7"),
      program.run(...RUN, "--seed", "7"),
      program.run(...RUN, "--seed", "8"),
    ]);
    expect([one.exitCode, again.exitCode, other.exitCode]).toEqual([0, 0, 0]);
    expect(again.out).toBe(one.out);
    const [first, second] = [JSON.parse(one.out), JSON.parse(other.out)];
    expect({ ...second, seed: 7 }).not.toEqual(first);
    expect(first).toMatchObject({
      venue: "sim",
      seed: 7,
      fills: expect.any(Number),
      gross_usd: expect.any(Number),
      fees_usd: expect.any(Number),
      net_usd: expect.any(Number),
      inputs: expect.any(Number),
      halted: false,
      reason: "duration",
    });
    expect(first.contracts).toHaveLength(10);
    for (const contract of first.contracts) {
      expect(contract).toMatchObject({
        ticker: expect.any(String),
        position: expect.any(Number),
        fills: expect.any(Number),
      });
    }
    expect(first.net_usd).toBeCloseTo(first.gross_usd - first.fees_usd, 6);
  });

  test("logs one JSON object a line on standard error, dated by engine time", async () => {
    const { error } = await program.run(...RUN, "--seed", "7");
    const lines = error
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ level: "info", text: "started" });
    expect(lines.every(({ time }) => time.startsWith("2026-09-"))).toBe(true);
  });

  test("keeps a journal that replays to the same commands, also after a SIGKILL", async () => {
    const state = join(folder, "killed");
    const engine = program.start("--headless", "--speed", "60", "--seed", "3", "--state", state);
    const start = (await listening(state)).at;
    while ((await listening(state)).at < start + 60_000) {}
    engine.kill("SIGKILL");
    await engine.exited;
    const replayed = await program.run("replay", join(state, "journal.sqlite"), "--json");
    expect(replayed.exitCode).toBe(0);
    expect(JSON.parse(replayed.out)).toMatchObject({ mismatches: 0 });
    expect(JSON.parse(replayed.out).inputs).toBeGreaterThan(50);
  });

  test("pulls its orders on a signal and exits with 128 + its number", async () => {
    const state = join(folder, "pulled");
    const engine = program.start("--headless", "--speed", "1", "--seed", "3", "--state", state);
    await listening(state);
    engine.kill("SIGTERM");
    expect(await engine.exited).toBe(143);
    expect(await new Response(engine.stdout).text()).toContain("ended: signal SIGTERM");
  });

  test("a second engine on a state folder is refused with 7", async () => {
    const state = join(folder, "held");
    const engine = program.start("--headless", "--speed", "1", "--seed", "3", "--state", state);
    await listening(state);
    const second = await program.run("--headless", "--seed", "3", "--state", state);
    engine.kill("SIGTERM");
    await engine.exited;
    expect(second.exitCode).toBe(7);
    expect(second.error).toContain(state);
  });

  test("kill from another terminal ends it with the proof", async () => {
    const state = join(folder, "kill");
    const engine = program.start("--headless", "--speed", "1", "--seed", "3", "--state", state);
    await listening(state);
    const killed = await program.run("kill", "--state", state);
    expect(killed).toMatchObject({ exitCode: 0, out: expect.stringContaining("CONFIRMED") });
    expect(await engine.exited).toBe(0);
  });
});

describe("what is wrong is said in one line, with the mend", () => {
  test.each([
    [["--sped", "3"], "--speed"],
    [["bcktest"], "backtest"],
    [["--seed", "x"], "seed"],
    [["--profile", "documente"], "documented"],
    [["--speed", "7"], "1, 60 or max"],
    [["--duration", "10"], "4h55m"],
    [["--event", "KXTOPMONTHLY-26OCT"], "KXTOPMONTHLY-26SEP"],
    [["--venue", "prod", "--live"], "name the strategy with --profile"],
    [["backtest", "--tape", "/nowhere.csv"], "/nowhere.csv"],
    [["replay", "/nowhere"], "/nowhere"],
  ] as const)("%j", async (words, mend) => {
    const { exitCode, out, error } = await program.run(...words, ...(words[0].startsWith("--") ? ["--headless"] : []));
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(error).toContain(mend);
    expect(error).not.toContain("    at ");
  });

  test("a wrong key in tauroi.toml names the file and the right key, and nothing is left half-written", async () => {
    const config = join(folder, "wrong.toml");
    await writeFile(config, "half_spred_cents = 4\n");
    const state = join(folder, "never");
    const { exitCode, error } = await program.run("--headless", "--config", config, "--state", state);
    expect(exitCode).toBe(2);
    expect(error).toContain("wrong.toml");
    expect(error).toContain("half_spread_cents");
    expect(await readdir(folder)).not.toContain("never");
  });
});
