import type { Crowd } from "./crowd.ts";

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * The crowd of a month, fitted to the two busy months of the KXTOPMONTHLY tape (December 2025 and January 2026, 15,464 trades) by comparing the
 * figures of `tauroi exchange --describe`: docs/exchange.md has them beside the tape's.
 */
export const MONTHLY: Crowd = {
  name: "monthly",
  event: {
    hoursToClose: 30 * 24,
    shares: [0.4, 0.2, 0.12, 0.08, 0.06, 0.04, 0.03, 0.02, 0.015, 0.01, 0.008, 0.006, 0.006, 0.005],
    variancePerHour: 0.0012,
    hoursBetweenNews: [120, 240],
    newsVariance: 1,
    resolvingHours: 240,
    tickMs: 30 * SECOND,
    dailyVariance: 0.08,
    lateLegs: 4,
    lateNewsVariance: 1,
  },
  makers: [
    {
      name: "maker-attentive",
      lagMs: 2 * MINUTE,
      error: 0.03,
      halfSpreadCents: 1.6,
      levels: 2,
      stepCents: 2,
      size: [60, 600],
      lookMs: 3 * MINUTE,
      tailCents: 2,
      inTails: "one-sided",
      premiumCents: 0.5,
      presentMs: 7 * HOUR,
      absentMs: 3 * HOUR,
    },
    {
      name: "maker-slow",
      lagMs: 12 * MINUTE,
      error: 0.08,
      halfSpreadCents: 3,
      levels: 3,
      stepCents: 2,
      size: [150, 2_000],
      lookMs: 10 * MINUTE,
      tailCents: 3,
      inTails: "one-sided",
      premiumCents: 0.5,
      presentMs: 9 * HOUR,
      absentMs: 9 * HOUR,
    },
    {
      name: "maker-deep",
      lagMs: 25 * MINUTE,
      error: 0.12,
      halfSpreadCents: 5,
      levels: 3,
      stepCents: 3,
      size: [400, 4_000],
      lookMs: 20 * MINUTE,
      tailCents: 4,
      inTails: "one-sided",
      premiumCents: 0.8,
      presentMs: 12 * HOUR,
      absentMs: 12 * HOUR,
    },
  ],
  noise: {
    meanMs: DAY / 75,
    following: [1.15, 0.72, 0.52, 0.42, 0.25, 0.12, 0.06, 0.05, 0.03, 0.02, 0.012, 0.008, 0.006, 0.005],
    leastInterest: 0.8,
    medianContracts: 24,
    sizeSpread: 1.9,
    mostContracts: 15_000,
    sweeps: 0,
    sweepContracts: [1, 1],
    fans: 1,
    opinionCents: 3,
    patient: 0.08,
    premiumCents: 0.5,
    fanPremiumCents: [0, 1.5],
    careless: 0.009,
    mood: { eventDeviation: 0.5, marketDeviation: 0.7, memoryMs: DAY, most: 8 },
    followers: 2,
    followersWithinMs: 7 * MINUTE,
  },
  informed: {
    lookMs: 10 * MINUTE,
    marginCents: 0.5,
    contracts: [5, 150],
    newsMs: [20 * SECOND, 10 * MINUTE],
    attempts: 3,
    noticed: 0.25,
    noticesMs: [5 * SECOND, 2 * MINUTE],
  },
  manipulator: { attemptMs: 3 * DAY },
  forgotten: 3,
};
