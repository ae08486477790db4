import { describe, expect, test } from "vitest";
import { runCrew, usualWorkers } from "./crew.ts";
import { eventLine } from "./events.ts";
import { hunt, MUTATIONS, mutatedFiles } from "./mutations/tree.ts";
import type { Violation } from "./simulate.ts";
import { type SeedResult, simulate } from "./simulate.ts";

/** Seeds of a commit: others for each, the same for all who test it. */
const SEEDS = 60;
const SCRIPT = new URL("./run.ts", import.meta.url).pathname;

function firstSeed(): number {
  const { exitCode, stdout } = Bun.spawnSync(["git", "rev-parse", "HEAD"], {
    cwd: import.meta.dirname,
    stderr: "ignore",
  });
  const commit = stdout.toString().trim();
  return exitCode === 0 ? Number.parseInt(commit.slice(0, 8), 16) : 1;
}

/** The whole simulation drains promises by itself, so it is run outside of any. */
function outsideOfPromises<T>(action: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(action());
      } catch (error) {
        reject(error);
      }
    });
  });
}

describe("simulation", () => {
  test("the same seed gives the same inputs, commands and everything else, to the letter", async () => {
    const live = (): Promise<{ result: SeedResult; lines: string[] }> =>
      outsideOfPromises(() => {
        const lines: string[] = [];
        const result = simulate(7, { listener: (event) => lines.push(eventLine(event)) });
        return { result, lines };
      });
    const [one, other] = [await live(), await live()];
    expect(one.lines.length).toBeGreaterThan(1_000);
    expect(other.lines).toEqual(one.lines);
    expect(other.result).toEqual(one.result);
  });

  test("nothing that must never be false is, on the seeds of this commit", async () => {
    const violations: Violation[] = [];
    const seeds: SeedResult[] = [];
    await runCrew({
      from: firstSeed(),
      seeds: SEEDS,
      workers: usualWorkers(),
      script: SCRIPT,
      onResult(result) {
        seeds.push(result);
        if (result.violation !== undefined) violations.push(result.violation);
        return true;
      },
    });
    expect(violations).toEqual([]);
    expect(seeds).toHaveLength(SEEDS);
    for (const { hours, inputsWithResting } of seeds) {
      expect(hours).toBeGreaterThanOrEqual(1);
      expect(inputsWithResting).toBeGreaterThanOrEqual(500);
    }
  }, 300_000);
});

describe("mutations", () => {
  test.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
    "%s still fits the source",
    (_, mutation) => {
      expect(mutatedFiles(mutation).size).toBeGreaterThan(0);
    },
  );

  test("are at least twenty, each with a name of its own", () => {
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(20);
  });

  test.each(["create-before-durable", "skew-sign", "default-subaccount"])(
    "%s is found at once",
    async (name) => {
      const mutation = MUTATIONS.find((each) => each.name === name)!;
      expect(await hunt(mutation, 20, 1)).toMatchObject({ name, caught: true });
    },
    120_000,
  );
});
