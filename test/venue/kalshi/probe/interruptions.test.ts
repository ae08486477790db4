import { afterEach, expect, test } from "vitest";
import { beginProbes } from "../../../../src/venue/kalshi/probe/begin.ts";
import type { Bench } from "../../../../src/venue/kalshi/probe/bench.ts";
import { VENUE_FACTS } from "../../../../src/venue/kalshi/probe/fact.ts";
import { PROBES, runProbes } from "../../../../src/venue/kalshi/probe/run.ts";
import { ProbeWorld } from "./probe-world.ts";

const BOUND_MS = 50_000;
const MOST_TURNS = 600; // half seconds

let world: ProbeWorld;

afterEach(() => world.close());

/** Each probe by the first of its numbers; those that wait for a pause or a lapse place nothing without one. */
const NUMBERS = new Set(PROBES.map(({ facts }) => VENUE_FACTS[facts[0]!].v).filter((v) => v !== 13));

test.each([...NUMBERS])(
  "whatever request a probe of V-%i dies at, nothing of it rests 50 s later, and the next probe closes its groups",
  async (v) => {
    for (const { at, isReading } of await requestsOf(v)) {
      world.close();
      world = new ProbeWorld();
      const bench = await started();
      const first = world.sent.length;
      // a change reaches the exchange, and its answer nobody; a reading is not sent any more
      world.onRequest = (number, moment) => {
        world.isDead ||= number - first === at && (isReading || moment === "behind");
      };
      void runProbes(bench, new Set([v]), () => undefined).catch(() => undefined);
      for (let turn = 0; !world.isDead && turn < MOST_TURNS; turn++) await world.pass(500);
      await world.pass(BOUND_MS);
      expect(world.resting, `died at request ${at}`).toEqual([]);

      world.isDead = false;
      world.onRequest = undefined;
      const next = await world.bench("later");
      await world.passing(beginProbes(next, { ...world.kept, epoch: "probe" }));
      expect(world.openGroups, `died at request ${at}`).toEqual([]);
      expect(world.kept).toEqual({ open: [], before: null });
    }
  },
);

test.each([...NUMBERS])("whatever request a probe of V-%i is interrupted at, it ends with nothing left", async (v) => {
  for (const { at } of await requestsOf(v)) {
    world.close();
    world = new ProbeWorld();
    const bench = await started();
    const first = world.sent.length;
    world.onRequest = (number) => {
      if (number - first === at) world.abort.abort();
    };
    const run = await world.passing(runProbes(bench, new Set([v]), () => undefined));
    expect(run.left).toEqual([]);
    expect(world.resting, `interrupted at request ${at}`).toEqual([]);
    expect(world.openGroups, `interrupted at request ${at}`).toEqual([]);
  }
});

/** What has to come about for those that wait, and until when an order may be kept by it. */
const AWAITED = [
  { v: 13, control: "attestation", values: { in_ms: 60_000 }, keepsMs: 0 },
  { v: 14, control: "maintenance", values: { in_ms: 60_000, for_ms: 70_000 }, keepsMs: 70_000 },
] as const;

test.each(AWAITED)(
  "whatever request a probe of V-$v dies or is interrupted at while $control comes, nothing rests once that is over",
  async ({ v, control, values, keepsMs }) => {
    const stage = async (): Promise<Bench> => {
      world = new ProbeWorld({ waitMs: 600_000 });
      await world.control(control, values);
      return await started();
    };
    for (const { at, isReading } of await requestsOf(v, stage)) {
      for (const end of ["dies", "interrupted"]) {
        world.close();
        const bench = await stage();
        const first = world.sent.length;
        let hasEnded = false;
        world.onRequest = (number, moment) => {
          if (hasEnded || number - first !== at || !(isReading || moment === "behind")) return;
          hasEnded = true;
          if (end === "dies") world.isDead = true;
          else world.abort.abort();
        };
        void runProbes(bench, new Set([v]), () => undefined).catch(() => undefined);
        for (let turn = 0; !hasEnded && turn < MOST_TURNS; turn++) await world.pass(500);
        await world.pass(BOUND_MS + keepsMs);
        expect(hasEnded).toBe(true);
        expect(world.resting, `${end} at request ${at}`).toEqual([]);
      }
    }
  },
);

test.each([1, 2, 3])(
  "where answers get lost and requests fail, probes end with nothing left (seed %i)",
  async (seed) => {
    world = new ProbeWorld({ seed, faults: ["500-after=0.15", "500-before=0.1", "drop-answer=0.05"] });
    const bench = await started();
    const run = await world.passing(runProbes(bench, undefined, () => undefined));
    await world.pass(BOUND_MS);
    expect(world.resting).toEqual([]);
    expect(run.left.length > 0 || world.openGroups.length === 0, run.left.join("; ")).toBe(true);
  },
);

/** Numbers of the requests that a probe sends, counted from its start: each that follows another kind of request, of what repeats itself the first two. */
async function requestsOf(
  v: number,
  stage = usualStage,
): Promise<readonly { readonly at: number; readonly isReading: boolean }[]> {
  const bench = await stage();
  const first = world.sent.length;
  await world.passing(runProbes(bench, new Set([v]), () => undefined));
  const kinds = world.sent.slice(first).map((request) => request.replace(/[^/]*\d[^/]*/g, "_"));
  const seen = new Map<string, number>();
  return kinds.flatMap((kind, at) => {
    const step = `${kinds[at - 1]} ${kind}`;
    seen.set(step, (seen.get(step) ?? 0) + 1);
    return kind === kinds[at - 1] || seen.get(step)! > 2 ? [] : [{ at: at + 1, isReading: kind.startsWith("GET") }];
  });
}

async function usualStage(): Promise<Bench> {
  world = new ProbeWorld();
  return await started();
}

async function started(): Promise<Bench> {
  const bench = await world.bench();
  await world.passing(beginProbes(bench, undefined));
  return bench;
}
