import type { Check, Violated } from "./check.ts";
import { bookChecks } from "./checks/books.ts";
import { cancelChecks } from "./checks/cancels.ts";
import { cashChecks } from "./checks/cash.ts";
import { createChecks } from "./checks/creates.ts";
import { dayChecks } from "./checks/day.ts";
import { endingChecks } from "./checks/endings.ts";
import { ledgerChecks } from "./checks/ledger.ts";
import { limitChecks } from "./checks/limits.ts";
import { operatorChecks } from "./checks/operator.ts";
import { readingChecks } from "./checks/readings.ts";
import { renewalChecks } from "./checks/renewals.ts";
import { replayChecks } from "./checks/replay.ts";
import { requestChecks } from "./checks/requests.ts";
import { restingChecks } from "./checks/resting.ts";
import { strategyChecks } from "./checks/strategy.ts";
import { unknownChecks } from "./checks/unknowns.ts";
import type { World } from "./world.ts";

const CHECKS = [
  createChecks,
  restingChecks,
  requestChecks,
  operatorChecks,
  unknownChecks,
  limitChecks,
  cancelChecks,
  readingChecks,
  renewalChecks,
  bookChecks,
  ledgerChecks,
  cashChecks,
  dayChecks,
  endingChecks,
  strategyChecks,
  replayChecks,
];

/** Everything that must never be false, for one world. */
export function checksOf(world: World, violated: Violated): readonly Check[] {
  return CHECKS.map((check) => check(world, violated));
}
