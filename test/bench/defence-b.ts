import { systemClock } from "../../src/ambient/clock.ts";
import { Random } from "../../src/ambient/random.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import type { OpenSignals } from "../../src/app/signal-sources.ts";
import { openSimRun } from "../../src/app/sim-run.ts";
import { nullJournal } from "../../src/journal/journal.ts";
import { after, type Money, PRICE_ONE, type Time, toDollars } from "../../src/market/units.ts";
import { RELEASE_RULES, releaseAction } from "../../src/signal/spotify/release-actions.ts";
import { Teller } from "../../src/signal/teller.ts";
import { SIMULATION_START } from "../../src/venue/sim/simulated-event.ts";

/** A release that the monitor sees, and whether the market learns anything from it. */
interface WorldRelease {
  readonly index: number;
  readonly listedAt: Time;
  readonly tells: boolean;
}

/** A world in which defence B is tried. */
export interface DefenceWorld {
  readonly seed: number;
  readonly profile: string;
  /** About how far a release that tells something moves the log-odds: the square root of the evidence in it, in logit. */
  readonly strength: number;
  /** From the moment at which it is listed until the market learns. */
  readonly delayMs: number;
  /** Of the releases, how many tell anything. */
  readonly tellingShare: number;
  readonly hours: number;
}

const HOUR_MS = 3_600_000;
/** Releases come to the likeliest artists alone. */
const ARTISTS = 4;
const RELEASES = 4;
/** The day on which the simulation begins. */
const DATE = { text: "2026-09-28", precision: "day" } as const;

/** The releases of a world: the same whether the defence is on or off. */
function releasesOf({ seed, hours, tellingShare }: DefenceWorld): readonly WorldRelease[] {
  const random = Random.seeded(seed).fork("releases");
  return Array.from({ length: RELEASES }, () => ({
    index: Math.floor(random.uniform(0, ARTISTS)),
    listedAt: after(SIMULATION_START, Math.round(random.uniform(0.5, hours - 2) * HOUR_MS)),
    tells: random.uniform(0, 1) < tellingShare,
  }));
}

/** What so many hours in that world bring, in dollars: cash after fees, and positions at their true probability. */
export async function resultIn(world: DefenceWorld, isOn: boolean): Promise<number> {
  const { seed, profile, strength, delayMs, hours } = world;
  const releases = releasesOf(world);
  const telling = strength === 0 ? [] : releases.filter(({ tells }) => tells);
  const news = telling.map(({ index, listedAt }) => ({ index, at: after(listedAt, delayMs), variance: strength ** 2 }));
  const flags = { seed, profile, headless: true, duration: `${hours}h` };
  const run = await openSimRun({
    configuration: loadConfiguration({ flags, environment: {} }),
    seed,
    epoch: `sim${seed}`,
    program: "defence B",
    journal: nullJournal,
    clock: systemClock,
    timers: systemTimers,
    unattended: true,
    exchange: { news },
    signals: isOn ? heardReleases(releases) : undefined,
  });
  await run.play();
  const { ledger } = run.session.engine.desk!.account;
  const { truth, event } = run.venue.simulation;
  const open = event.legs.reduce(
    (sum, { ticker }, index) => sum + ledger!.position(ticker) * truth.now(index) * PRICE_ONE,
    0,
  );
  return toDollars((ledger!.cash + open - ledger!.openingBalance) as Money);
}

/** The monitor's actions on these releases, as it takes them when it sees them come up. */
function heardReleases(releases: readonly WorldRelease[]): OpenSignals {
  return ({ event, clock, timers, emit }) => {
    const teller = new Teller(emit);
    const follow = ({ index, listedAt }: WorldRelease): void => {
      const now = clock.now();
      const known = { id: String(listedAt), name: "A song", group: "single", date: DATE, newSince: listedAt } as const;
      const action = releaseAction(known, now, RELEASE_RULES);
      teller.tell("spotify release", event.legs[index]!.ticker, action, now);
      if (Number.isFinite(action.until))
        timers.after(action.until - now, () => follow({ index, listedAt, tells: false }));
    };
    return {
      reports: [],
      start: () => {
        for (const release of releases) timers.after(release.listedAt - clock.now(), () => follow(release));
      },
      close: () => undefined,
    };
  };
}

const STRENGTHS = [0, 0.5, 1, 2] as const;
const DELAYS_MIN = [1, 30, 240] as const;

/** One row of the table: what the defence brought, in dollars a day, on less off over the same seeds. */
async function row(world: Omit<DefenceWorld, "seed">, seeds: number): Promise<string> {
  const differences: number[] = [];
  let off = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const without = await resultIn({ ...world, seed }, false);
    differences.push((await resultIn({ ...world, seed }, true)) - without);
    off += without / seeds;
  }
  const mean = differences.reduce((sum, one) => sum + one, 0) / seeds;
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, seeds - 1);
  const half = 1.96 * Math.sqrt(variance / seeds);
  const said = [
    world.strength.toFixed(1),
    `${world.delayMs / 60_000} min`,
    `${100 * world.tellingShare}%`,
    off.toFixed(2),
  ];
  return [...said, mean.toFixed(2), `${(mean - half).toFixed(2)} to ${(mean + half).toFixed(2)}`].join(" | ");
}

if (import.meta.main) {
  const [profile = "documented", seeds = "20"] = process.argv.slice(2);
  const usual = { profile, hours: 10 };
  process.stdout.write("strength | delay | telling | net off | on less off | 95%\n");
  for (const strength of STRENGTHS) {
    for (const minutes of strength === 0 ? DELAYS_MIN.slice(0, 1) : DELAYS_MIN) {
      for (const tellingShare of strength === 0 ? [0] : [1, 0.3]) {
        const world = { ...usual, strength, delayMs: minutes * 60_000, tellingShare };
        process.stdout.write(`${await row(world, Number(seeds))}\n`);
      }
    }
  }
}
