import type { Random } from "../../src/ambient/random.ts";
import { after, DOLLAR, type Money, money, type Time, time } from "../../src/market/units.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A Wednesday begins in New York; the weekly maintenance is a day away. */
const MIDNIGHT = time(Date.UTC(2026, 10, 18, 5));

/** What a seed's world is like, before anything goes wrong in it. */
export interface Scenario {
  /** Before a midnight of New York, so that a day ends on the way, or soon after. */
  readonly start: Time;
  readonly legs: number;
  readonly balance: Money;
  /** What the program is told on its command line. */
  readonly flags: Readonly<Record<string, string | number | boolean>>;
  /** Of the exchange: everything nobody has measured, drawn at random. */
  readonly switches: readonly string[];
  readonly collateralReturn: boolean;
  readonly halfSpread: number;
  readonly takesEveryMs: number;
  readonly movesEveryMs: number;
  /** The program's machine's clock less the world's, at the start. */
  readonly clockOffsetMs: number;
  readonly lengthMs: number;
  /** From then until then, counted from the start, nobody wants the program to trade: it is stopped or crashes, and is started again. */
  readonly sleepsAfterMs: number;
  readonly wakesAfterMs: number;
  /** Nobody is there to look at it. */
  readonly unattended: boolean;
  /** When the event closes, from the start. */
  readonly closesInMs: number;
  readonly troubleEveryMs: number;
  /** The exchange gives out lists in pages of so many at most; undefined: as it is asked. */
  readonly pageLimit: number | undefined;
}

export function drawScenario(random: Random): Scenario {
  const isPoor = random.chance(0.35);
  const legs = random.weighted([2, 3, 4], [6, 3, 1]);
  const lengthMs = Math.round(random.uniform(1, 1.04) * HOUR_MS);
  const orderSize = isPoor ? random.integer(1, 4) : random.integer(1, 10);
  return {
    start: after(MIDNIGHT, -Math.round(random.uniform(0.3, 1.8) * HOUR_MS)),
    legs,
    balance: money((isPoor ? random.integer(11, 60) : random.integer(100, 1_000)) * DOLLAR),
    flags: {
      halfSpread: "fixed",
      halfSpreadCents: random.integer(1, 3),
      orderSize,
      skewCentsPerContract: random.choice([0.02, 0.1, 0.25, 0.5, 1]),
      maxPositionPerTicker: random.choice([10, 20, 50]),
      inventoryPullContracts: random.choice([15, 15, 50]),
      maxEventLossPct: random.choice([25, 25, 5, 2]),
      ...(random.chance(0.5) && { staleOrderDriftCents: random.choice([1, 2]) }),
      ...drawDayLimit(random.fork("day limit")),
    },
    switches: drawSwitches(random),
    collateralReturn: random.chance(0.4),
    halfSpread: random.integer(3, 6),
    takesEveryMs: random.integer(10_000, 40_000),
    movesEveryMs: random.integer(20_000, 60_000),
    clockOffsetMs: random.chance(0.4) ? 0 : random.integer(-3_500, 3_500),
    lengthMs,
    sleepsAfterMs: random.integer(6, 10) * MINUTE_MS,
    wakesAfterMs: lengthMs - random.integer(4, 7) * MINUTE_MS,
    unattended: random.chance(0.7),
    closesInMs: 48 * HOUR_MS, // unless it is moved
    troubleEveryMs: random.integer(12_000, 40_000),
    pageLimit: random.chance(0.3) ? random.choice([1, 2, 3, 10]) : undefined,
  };
}

/** Now and then so little may be lost in a day that it is. */
function drawDayLimit(random: Random): { readonly maxDailyLossPct?: number } {
  return random.chance(0.1) ? { maxDailyLossPct: random.choice([0.1, 0.3, 0.5]) } : {};
}

/** Every fact that nobody has measured, either way (SAFETY.md, Facts to measure). */
function drawSwitches(random: Random): readonly string[] {
  const yes = (name: string, chance: number): string => `${name}=${random.chance(chance) ? "yes" : "no"}`;
  const one = (name: string, ...values: readonly (string | number)[]): string => `${name}=${random.choice(values)}`;
  return [
    one("post-only-amend", "takes", "refused", "cancelled"),
    one("expiry-sweep-ms", 0, 500, 2_000, 4_000),
    yes("expiry-amend-keeps-place", 0.5),
    yes("cancel-all-allowed", 0.5),
    one("group-call-cost", 2, 10),
    one("group-refusal-status", 409, 400, 403, 404),
    one("group-trips-at", "limit", "above-limit"),
    one("reported-balance", "gross", "net"),
    yes("fee-cost-includes-rounding", 0.5),
    yes("reuse-after-execution", 0.5),
    one("as-of-overstates-ms", 0, 300, 1_000),
    one("signature-window-ms", 5_000, 8_000, 30_000),
    yes("cancel-without-attestation", 0.5),
    yes("expiry-during-pause", 0.5),
    yes("amend-keeps-terms", 0.5),
    one("post-only-cross", "refused", "cancelled"),
    yes("cancel-all-hits-new-groups", 0.5),
    one("precision", "centicent", "centicent", "cent"),
    one("answer-delay-ms", "0..20", "0..40", "20..150"),
    one("stream-delay-ms", "0..20", "0..40", "20..400"),
    one("read-lag-ms", "500..1000", "500..2000", "1000..4000"),
  ];
}
