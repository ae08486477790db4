import type { Clock } from "../../ambient/clock.ts";
import { after, type Time } from "../../market/units.ts";
import { discover, type Found, type Target } from "../../venue/kalshi/discovery.ts";
import { readFees } from "../../venue/kalshi/event-watch.ts";
import { feesAt, nextFeeChange } from "../../venue/kalshi/fees.ts";
import { OpenError } from "../../venue/kalshi/open-error.ts";
import { nextPause, pauseWindows } from "../../venue/kalshi/pauses.ts";
import { KalshiError } from "../../venue/kalshi/rest/error.ts";
import { exchangeSchedule, exchangeStatus } from "../../venue/kalshi/rest/exchange.ts";
import type { ReadClient } from "../../venue/kalshi/rest/read-client.ts";
import { type Check, failed, ok, skipped, warning } from "./check.ts";

const CLOCK_WARNS_MS = 500;
const CLOCK_FAILS_MS = 5_000;
const SLOW_MS = 500;
const TRIPS = 5;
const DAY_MS = 86_400_000;

/** What can be asked of an exchange without a key, and what is there to be traded. */
export interface ExchangeFound {
  readonly checks: readonly Check[];
  /** Undefined when nothing answers there. */
  readonly isReached: boolean;
  readonly found: Found | undefined;
}

/** Looks at the exchange itself: whether it answers, how fast, whose clock is right, whether it trades, what it charges. */
export async function exchangeChecks(client: ReadClient, target: Target, local: Clock): Promise<ExchangeFound> {
  const reached = await hostCheck(client, local);
  if (reached.status === "failed") {
    const names = ["clock", "trading", "event", "fees"];
    return {
      checks: [reached, ...names.map((name) => skipped(name, "the exchange doesn't answer", "mend what host says"))],
      isReached: false,
      found: undefined,
    };
  }
  const clock = clockCheck(client);
  const trading = await guarded("trading", () => tradingCheck(client));
  const { found, check } = await eventCheck(client, target);
  const fees =
    found === undefined
      ? skipped("fees", "there is no event", "mend what event says")
      : await guarded("fees", () => feeCheck(client, found));
  return { checks: [reached, clock, trading, check, fees], isReached: true, found };
}

/** What a reading's failure means, whoever asks. */
export async function guarded(name: string, look: () => Promise<Check>): Promise<Check> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof KalshiError)) throw error;
    return failedBy(name, error);
  }
}

/** What mends a refusal that is about the key. */
const KEY_MENDS: { readonly [Kind in KalshiError["kind"]]?: string } = {
  unauthorised: "compare key_id (TAUROI_KEY_ID), the key's file and --venue: demo and prod have keys of their own",
  clock: "synchronise this machine's clock by NTP (timedatectl set-ntp true)",
  attestation: "renew it in Kalshi's app or on its site",
};

function failedBy(name: string, error: KalshiError): Check {
  const mend = KEY_MENDS[error.kind];
  return failed(name, error.message, mend ?? "look at the connection, then try again", mend === undefined ? 4 : 3);
}

async function hostCheck(client: ReadClient, local: Clock): Promise<Check> {
  const { host } = new URL(client.baseUrl);
  const tookMs: number[] = [];
  try {
    for (let trip = 0; trip < TRIPS; trip++) {
      const from = local.now();
      await client.read(exchangeStatus(), { attempts: 1, timeoutMs: 5_000 });
      tookMs.push(local.now() - from);
    }
  } catch (error) {
    if (!(error instanceof KalshiError)) throw error;
    const mend = "look at the network, at --venue, and at what stands between (proxy, firewall)";
    return failed("host", `${host}: ${error.reason}`, mend, 4);
  }
  const middle = tookMs.toSorted((one, other) => one - other)[Math.floor(TRIPS / 2)]!;
  const detail = `${host} answers in ${middle} ms, ${Math.max(...tookMs)} ms at the first or slowest`;
  if (middle <= SLOW_MS) return ok("host", detail);
  return warning("host", detail, "run nearer to the exchange: a slow way lets quotes go stale");
}

function clockCheck({ exchangeClock }: ReadClient): Check {
  const { measuredOffsetMs: offsetMs, uncertaintyMs } = exchangeClock;
  if (offsetMs === undefined || uncertaintyMs === undefined)
    return skipped("clock", "the exchange doesn't tell its time", "compare this machine's with another (timedatectl)");
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const detail = `${seconds(Math.abs(offsetMs))} s ${offsetMs > 0 ? "behind" : "ahead of"} the exchange's, give or take ${seconds(uncertaintyMs)} s`;
  const mend = "synchronise it by NTP (timedatectl set-ntp true)";
  const leastMs = Math.abs(offsetMs) - uncertaintyMs;
  if (leastMs > CLOCK_FAILS_MS) return failed("clock", detail, mend, 4);
  return leastMs > CLOCK_WARNS_MS ? warning("clock", detail, mend) : ok("clock", detail);
}

async function tradingCheck(client: ReadClient): Promise<Check> {
  const { exchangeActive, tradingActive, estimatedResumeAt } = await client.read(exchangeStatus());
  if (!exchangeActive || !tradingActive) {
    const resumes = estimatedResumeAt === undefined ? "" : `, expected to end at ${iso(estimatedResumeAt)}`;
    return warning(
      "trading",
      `${exchangeActive ? "trading" : "the exchange"} is paused${resumes}`,
      "wait: a run waits by itself",
    );
  }
  const now = client.exchangeClock.now();
  const next = nextPause(pauseWindows(await client.read(exchangeSchedule()), now), now, true, undefined);
  return ok("trading", `open${next === undefined ? "" : `; the next pause begins at ${iso(next)}`}`);
}

async function eventCheck(
  client: ReadClient,
  target: Target,
): Promise<{ readonly found: Found | undefined; readonly check: Check }> {
  try {
    const found = await discover(client, target, client.exchangeClock.now());
    const { event, markets, exchangeIndex } = found;
    const closeAt = Math.min(...markets.map((market) => market.closeAt)) as Time;
    const detail = `${event.ticker}, ${markets.length} markets on shard ${exchangeIndex}, the first closes at ${iso(closeAt)}`;
    const isExclusive = event.mutuallyExclusive;
    const mend = "its legs don't exclude each other: name another with --event";
    return { found, check: isExclusive ? ok("event", detail) : warning("event", detail, mend) };
  } catch (error) {
    if (error instanceof KalshiError) return { found: undefined, check: failedBy("event", error) };
    if (!(error instanceof OpenError)) throw error;
    const mend = "name another with --series, --event or --market";
    return { found: undefined, check: failed("event", error.message, mend, error.exitCode) };
  }
}

async function feeCheck(client: ReadClient, { event }: Found): Promise<Check> {
  const now = client.exchangeClock.now();
  const facts = await readFees(client, event.seriesTicker, event.ticker, now);
  const { fees, unknownType } = feesAt(facts, now);
  const next = nextFeeChange(facts, now);
  const change = next === undefined ? "" : `; they change at ${iso(next)}`;
  const detail = `${unknownType ?? fees.type}, times ${fees.multiplier}${change}`;
  if (unknownType !== undefined) {
    return warning(
      "fees",
      detail,
      "an unknown type is taken for quadratic_with_maker_fees: compare with the fee schedule",
    );
  }
  const soon = next !== undefined && next < after(now, DAY_MS);
  return soon ? warning("fees", detail, "look at what they become: a run follows by itself") : ok("fees", detail);
}

/** A time as operators read it: UTC, to the second. */
export function iso(at: Time): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
