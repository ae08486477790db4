import { systemClock } from "../../src/ambient/clock.ts";
import { Random } from "../../src/ambient/random.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { openSimRun } from "../../src/app/sim-run.ts";
import { nullJournal } from "../../src/journal/journal.ts";
import { after, DOLLAR, type Money } from "../../src/market/units.ts";
import type { Crowd } from "../../src/venue/sim/crowds/crowd.ts";
import { MONTHLY } from "../../src/venue/sim/crowds/monthly.ts";
import { startOf } from "../../src/venue/sim/simulated-event.ts";
import { DECOY, HostileAgent, PRINTER, type Tactic } from "./agent.ts";
import { type Gains, watchGains } from "./gains.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HISTORY_MS = 12 * HOUR_MS;
/** He waits for his moments: makers who are away half of the time and stand with a few contracts, so that printing far away costs little. */
const THIN: Crowd = {
  ...MONTHLY,
  makers: MONTHLY.makers.map((style) => ({ ...style, size: [2, 20], presentMs: 3 * HOUR_MS, absentMs: 3 * HOUR_MS })),
  informed: { ...MONTHLY.informed, contracts: [2, 20] },
};
/** A move counts as confirmed by ten orders of a profile's size. */
const CONFIRMING_ORDERS = 12;
const PURSE = (100_000 * DOLLAR) as Money;

export interface HostileDayOptions {
  readonly seed: number;
  readonly profile: string;
  readonly tactic: Tactic;
  readonly hours: number;
}

/** What came of it. */
export interface HostileDay extends HostileDayOptions, Gains {
  readonly prints: number;
  readonly harvests: number;
  /** Fills of the profile, by whomever. */
  readonly fills: number;
}

/** A profile trades some hours of the fitted market when it is thin, at a time of the month that the seed draws, with the agent in it. */
export async function hostileDay(options: HostileDayOptions): Promise<HostileDay> {
  const { seed, profile, tactic, hours } = options;
  const random = Random.seeded(seed).fork("hostile");
  const start = startOf(MONTHLY.event);
  const flags = { headless: true, crowd: "monthly", profile, duration: `${hours}h` };
  const configuration = loadConfiguration({ flags, environment: {} });
  const run = await openSimRun({
    configuration,
    seed,
    epoch: `hostile${seed}`,
    program: "hostile",
    journal: nullJournal,
    clock: systemClock,
    timers: systemTimers,
    unattended: true,
    exchange: { crowd: THIN, preHistoryMs: HISTORY_MS, closeTime: after(start, random.integer(2, 28) * DAY_MS) },
  });
  const { exchange, simulation, account } = run.venue;
  for (const name of [PRINTER, DECOY]) {
    exchange.openAccount(name, { keepsRecords: false });
    exchange.deposit(name, PURSE);
  }
  const gains = watchGains(simulation, account);
  const time = run.clock as VirtualTime;
  const tickers = simulation.event.legs.map(({ ticker }) => ticker);
  const confirming = CONFIRMING_ORDERS * configuration.profile.orderSize;
  const agent = new HostileAgent({ exchange, time, tickers, tactic, confirming, random });
  let fills = 0;
  exchange.subscribe((fact) => {
    if (fact.type === "fill" && fact.order.account === account) fills += 1;
  });
  let day: HostileDay | undefined;
  time.after(hours * HOUR_MS, () => {
    day = { ...options, ...gains, prints: agent.prints, harvests: agent.harvests, fills }; // the market goes on for a moment
  });
  const end = await run.play();
  if (end.reason === "crashed") throw end.error;
  if (day === undefined) throw new Error(`seed ${seed}: the run has ended early: ${end.reason}`);
  return day;
}
