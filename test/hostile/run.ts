/**
 * The hostile agent against the shipped profiles: `bun run hostile --seeds N --from S [--profile NAME] [--tactic NAME] [--hours N] [--workers N] [--json]`.
 * Ends with 1 when what he made in the mean was positive against one of them.
 */
import { machineCores } from "../../src/ambient/workers.ts";
import { TACTICS, type Tactic } from "./agent.ts";
import { type HostileDay, hostileDay } from "./hostile-day.ts";

const PROFILES = ["documented", "coherent", "best"];
const ONE_SIDED_95 = 1.645; // of the normal distribution

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : (process.argv[at + 1] ?? "");
}

function count(name: string, usual: number): number {
  const value = Number(option(name) ?? usual);
  if (Number.isSafeInteger(value) && value > 0) return value;
  return refuse(`--${name} ${option(name)} is not a whole number above 0`);
}

function oneOf<Name extends string>(name: string, all: readonly Name[], usual: readonly Name[]): readonly Name[] {
  const value = option(name);
  if (value === undefined) return usual;
  const named = all.filter((each) => each === value);
  return named.length > 0 ? named : refuse(`--${name} ${value}: expected one of ${all.join(", ")}`);
}

function refuse(text: string): never {
  process.stderr.write(`hostile: ${text}\n`);
  process.exit(2);
}

const seeds = count("seeds", 100);
const from = count("from", 1);
const hours = count("hours", 4);
const profiles = oneOf("profile", PROFILES, PROFILES);
const tactics: readonly Tactic[] = oneOf("tactic", TACTICS, ["print"]);

if (process.argv.includes("--child")) await child();
else await all();

/** One line for each session. */
async function child(): Promise<void> {
  for (let seed = from; seed < from + seeds; seed++)
    for (const profile of profiles)
      for (const tactic of tactics)
        process.stdout.write(`${JSON.stringify(await hostileDay({ seed, profile, tactic, hours }))}\n`);
}

async function all(): Promise<void> {
  const workers = Math.min(seeds, count("workers", machineCores()));
  const days: HostileDay[] = [];
  const share = Math.ceil(seeds / workers);
  const words = ["--hours", hours, ...given("profile"), ...given("tactic")].map(String);
  const shares = Array.from({ length: workers }, async (_, nth) => {
    const first = from + nth * share;
    const mine = Math.min(share, from + seeds - first);
    if (mine <= 0) return;
    const place = ["--child", "--from", `${first}`, "--seeds", `${mine}`];
    const worker = Bun.spawn([process.execPath, import.meta.filename, ...place, ...words], {
      stdout: "pipe",
      stderr: "inherit",
    });
    let rest = "";
    for await (const bytes of worker.stdout) {
      const lines = (rest + new TextDecoder().decode(bytes)).split("\n"); // nothing but ASCII
      rest = lines.pop()!;
      days.push(...lines.map((line) => JSON.parse(line) as HostileDay));
    }
    if ((await worker.exited) !== 0) throw new Error(`the process of seeds ${first} to ${first + mine - 1} has failed`);
  });
  await Promise.all(shares);
  const results = profiles.flatMap((profile) =>
    tactics.map((tactic) =>
      summary(
        profile,
        tactic,
        days.filter((day) => day.profile === profile && day.tactic === tactic),
      ),
    ),
  );
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify({ seeds, from, hours, results })}\n`);
  else for (const line of results.map(told)) process.stdout.write(`${line}\n`);
  process.exitCode = results.some(({ profit }) => profit.mean > 0) ? 1 : 0;
}

function given(name: string): readonly string[] {
  const value = option(name);
  return value === undefined ? [] : [`--${name}`, value];
}

/** Dollars a session: the mean, and what it is below with 95% confidence. */
interface Estimate {
  readonly mean: number;
  readonly upper95: number;
}

interface Summary {
  readonly profile: string;
  readonly tactic: Tactic;
  readonly days: number;
  readonly prints: number;
  readonly harvests: number;
  readonly profit: Estimate;
  readonly fromProfile: Estimate;
  readonly contractsFromProfile: number;
  readonly fills: number;
}

function summary(profile: string, tactic: Tactic, days: readonly HostileDay[]): Summary {
  const total = (of: (day: HostileDay) => number): number => days.reduce((sum, day) => sum + of(day), 0);
  return {
    profile,
    tactic,
    days: days.length,
    prints: total(({ prints }) => prints),
    harvests: total(({ harvests }) => harvests),
    profit: estimate(days.map(({ profit }) => profit)),
    fromProfile: estimate(days.map(({ fromUs }) => fromUs)),
    contractsFromProfile: total(({ contractsFromUs }) => contractsFromUs),
    fills: total(({ fills }) => fills),
  };
}

function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return { mean, upper95: mean + ONE_SIDED_95 * Math.sqrt(variance / values.length) };
}

function told({ profile, tactic, days, prints, harvests, profit, fromProfile, contractsFromProfile }: Summary): string {
  const dollars = ({ mean, upper95 }: Estimate): string => `${mean.toFixed(4)} (95%: below ${upper95.toFixed(4)})`;
  return (
    `${profile}, ${tactic}: ${dollars(profit)} dollars a session over ${days} of ${hours} h, ${prints} prints, ${harvests} trades after them; ` +
    `of it from the profile ${dollars(fromProfile)} on ${contractsFromProfile} contracts`
  );
}
