import { machineCores } from "../../src/ambient/workers.ts";
import type { SeedResult } from "./simulate.ts";

/** Seeds that one process lives through; then another takes over, with a memory of its own. */
const SHARE = 100;

export interface CrewOptions {
  readonly from: number;
  readonly seeds: number;
  /** How many processes run at the same time. */
  readonly workers: number;
  /** The script that lives through seeds: `run.ts` of some tree. */
  readonly script: string;
  /** Told of each seed as it ends, in no order. False: no more of them are begun. */
  readonly onResult: (result: SeedResult) => boolean;
}

/** Lives through seeds in several processes. A process that dies is a violation of the seed it was at. */
export async function runCrew(options: CrewOptions): Promise<void> {
  const { from, seeds, script, onResult } = options;
  const end = from + seeds;
  let next = from;
  let isOver = false;
  const share = Math.max(1, Math.min(SHARE, Math.ceil(seeds / options.workers)));
  const work = async (): Promise<void> => {
    while (!isOver && next < end) {
      const first = next;
      const count = Math.min(share, end - first);
      next += count;
      const words = ["--child", "--from", String(first), "--seeds", String(count)];
      const child = Bun.spawn([process.execPath, script, ...words], { stdout: "pipe", stderr: "inherit" });
      let done = 0;
      for await (const line of linesOf(child.stdout)) {
        done++;
        if (isOver || onResult(JSON.parse(line) as SeedResult)) continue;
        isOver = true;
        child.kill();
      }
      await child.exited;
      if (!isOver && done < count) onResult(died(first + done, child.exitCode));
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
}

export function usualWorkers(): number {
  return machineCores();
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

function died(seed: number, code: number | null): SeedResult {
  const violation = {
    seed,
    at: "",
    invariant: "the simulation itself goes on",
    detail: `its process ended with ${code}`,
  };
  const nothing = { hours: 0, inputs: 0, inputsWithResting: 0, lives: 0, crashes: 0, struck: {}, endings: {} };
  return { seed, ...nothing, violation };
}
