import { parseArgs } from "node:util";
import { Random } from "../../../src/ambient/random.ts";
import { ReplayedRuns } from "../../../src/app/replayed-runs.ts";
import { replay } from "../../../src/journal/replay.ts";
import { Disk } from "../../simulation/disk.ts";
import { Life } from "../../simulation/life.ts";
import { pairOf } from "./pairs.ts";

/**
 * `bun run dry-day [--seeds N] [--from S] [--hours 24] [--keyless] [--live]`: days of dry run in one process on one simulated clock, against the
 * embedded exchange and its crowd over its own wire; then the same orders really sent in the same world, and the journal replayed. One JSON line for
 * each seed, and one for all. Exit code 1 when anything was sent, or a replay comes to something else.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1" },
    from: { type: "string", default: "1" },
    hours: { type: "string", default: "24" },
    keyless: { type: "boolean", default: false },
    live: { type: "boolean", default: false },
  },
});
const options = { hours: Number(values.hours), isKeyless: values.keyless, withLive: values.live };

let isFine = true;
const all = { orders: 0, dry: 0, throughOnly: 0, sent: 0, live: 0, onlyDry: 0, writes: 0 };
for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++) {
  let disk: Disk | undefined;
  const pair = await pairOf(seed, {
    ...options,
    journal: ({ time }) => {
      disk = new Disk(time, Random.seeded(seed));
      return disk.journalOf(new Life(time, "dry"));
    },
  });
  const runs = new ReplayedRuns();
  const { inputs, commands, mismatches } = replay(disk!, {}, runs);
  const [replayed] = runs.results();
  const { dry, throughOnly } = pair;
  const isReproduced =
    mismatches === 0 &&
    replayed?.fills === dry.fills &&
    replayed.net_usd === dry.netUsd &&
    replayed.through_only?.net_usd === throughOnly.netUsd;
  process.stdout.write(`${JSON.stringify({ ...pair, inputs, commands, mismatches, isReproduced })}\n`);
  isFine &&= isReproduced && pair.writes === 0 && Object.keys(pair.requests).join() === "GET";
  all.orders += pair.orders;
  all.dry += dry.contracts;
  all.throughOnly += throughOnly.contracts;
  all.sent += pair.sent.contracts;
  all.live += pair.live?.contracts ?? 0;
  all.onlyDry += pair.onlyDry;
  all.writes += pair.writes;
}
process.stdout.write(`${JSON.stringify({ all, share: all.dry / all.sent })}\n`);
process.exitCode = isFine ? 0 : 1;
