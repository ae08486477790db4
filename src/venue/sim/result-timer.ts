import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import { after, type Time } from "../../market/units.ts";
import type { Exchange } from "./exchange.ts";
import type { ResultPhase } from "./market.ts";
import type { ResultValues } from "./results.ts";

const DETERMINED_MS = 300_000; // from the close to the result
const PAID_MS = 600_000; // from the close to the payout

/** An event whose result will be known. */
export interface AwaitedResult {
  readonly exchange: Exchange;
  readonly time: Clock & Timers;
  readonly eventTicker: string;
  /** What each YES pays; asked for when it is due. */
  readonly values: () => ResultValues;
}

/** Has an event decided a while after its last market's close, which may be moved, and paid a while later. An operator may be first. */
export function awaitResult(awaited: AwaitedResult): void {
  const { exchange, time, eventTicker, values } = awaited;
  const due = after(lastClose(awaited), DETERMINED_MS);
  time.after(due - time.now(), () => {
    const now = time.now();
    if (after(lastClose(awaited), DETERMINED_MS) > now) return awaitResult(awaited);
    if (phaseOf(awaited) === undefined) exchange.results.determine(eventTicker, values(), now);
    awaitPayout(awaited);
  });
}

/** It is paid once it isn't disputed any more. */
function awaitPayout(awaited: AwaitedResult): void {
  const { exchange, time, eventTicker } = awaited;
  time.after(PAID_MS - DETERMINED_MS, () => {
    const phase = phaseOf(awaited);
    if (phase === "disputed") return awaitPayout(awaited);
    if (phase !== "finalized") exchange.results.finalize(eventTicker, time.now());
  });
}

function lastClose({ exchange, eventTicker }: AwaitedResult): Time {
  return Math.max(...exchange.event(eventTicker).legs.map(({ closeTime }) => closeTime)) as Time;
}

function phaseOf({ exchange, eventTicker }: AwaitedResult): ResultPhase | undefined {
  return exchange.results.of(exchange.event(eventTicker).legs[0]!.ticker)?.phase;
}
