import type { Timers } from "../../ambient/timers.ts";
import { ORDER_PREFIX } from "../../engine/reconciliation.ts";
import { after, type Time } from "../../market/units.ts";
import type { Killer } from "../../venue/kalshi/kill/killer.ts";
import { readResting } from "../../venue/kalshi/kill/resting-list.ts";
import type { Bench } from "../../venue/kalshi/probe/bench.ts";
import { type LeftOver, leftOver } from "../../venue/kalshi/probe/left-over.ts";
import { hasFailed, Interrupted, ProbeStop } from "../../venue/kalshi/probe/probe.ts";
import { farSpot } from "../../venue/kalshi/probe/spots.ts";
import type { Order } from "../../venue/kalshi/rest/orders.ts";
import { killAccount } from "../kill-account.ts";
import { killWords } from "../kill-proof.ts";
import type { DrilledDeath, DrilledKill } from "../readiness/drill-file.ts";
import type { StandIn, StandInOrder } from "./stand-in.ts";

/** Nothing of an engine rests so long after its end (DESIGN.md, invariant 6). */
export const BOUND_MS = 50_000;
const KILL_WITHIN_MS = 60_000;
const BETWEEN_READINGS_MS = 1_000;
const PROVEN_WITHIN_MS = 30_000;

export interface RehearsalParts {
  readonly bench: Bench;
  readonly epoch: string;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  /** Makes what kills at the exchange, knowing this order group. */
  readonly killer: (group: string) => Killer;
  /** Has a process of its own place this order; resolves once that is done. */
  readonly standIn: (order: StandInOrder) => Promise<StandIn>;
  /** Told what goes on. */
  readonly tell: (text: string) => void;
}

/** What was rehearsed, as far as it came. */
export interface Rehearsal extends LeftOver {
  readonly kill: DrilledKill | null;
  readonly death: DrilledDeath | null;
  /** Why it hasn't passed; empty when it has. */
  readonly why: string;
  /** Something rested that should have been gone. */
  readonly hasRested: boolean;
  readonly isInterrupted: boolean;
}

/**
 * Rehearses both ends that an engine can come to: a kill, as `tauroi kill --ours` does it, and the death of a process whose order rests. Each has one
 * contract at the lowest price there is. Whatever comes of it, nothing is left. Throws only what no rehearsal should.
 */
export async function rehearse(parts: RehearsalParts): Promise<Rehearsal> {
  const { bench, tell } = parts;
  let kill: DrilledKill | null = null;
  let death: DrilledDeath | null = null;
  let why = "";
  let isInterrupted = false;
  try {
    tell("places one contract far from the market, and kills");
    kill = await drillKill(parts);
    why = problemOfKill(kill);
    for (const problem of await bench.tidy()) tell(`not taken away yet: ${problem}`);
    if (why === "") {
      tell("has another process place one, and ends that process by SIGKILL");
      death = await drillDeath(parts);
      why = problemOfDeath(death);
    }
  } catch (error) {
    if (error instanceof Interrupted) isInterrupted = true;
    else if (hasFailed(error)) why = error.message;
    else {
      await bench.tidy();
      throw error;
    }
  }
  const { left, filled } = await leftOver(bench);
  if (filled > 0 && why === "") why = "an order of the drill was filled, so that nobody can tell what took it off";
  if (left.length > 0 && why === "") why = `not everything could be taken away: ${left.join("; ")}`;
  const hasRested = (kill?.still_resting ?? 0) > 0 || death?.proven_at === null;
  return { kill, death, why, hasRested, isInterrupted, left, filled };
}

/** A kill at the exchange itself, as a kill does it that finds no engine. */
async function drillKill({ bench, timers, signal, killer, tell }: RehearsalParts): Promise<DrilledKill> {
  const group = await bench.group();
  const spot = await farSpot(bench);
  const { orderId, clientOrderId, at } = await bench.create({ ...spot, group });
  await mustRest(bench, orderId, at);
  const askedAt = bench.now();
  const killing = killAccount({
    engine: async () => undefined,
    exchange: () => killer(group),
    oursOnly: true,
    timers,
    deadlineMs: KILL_WITHIN_MS,
    progress: tell,
  });
  const { proof } = await orInterrupted(killing, signal);
  if (proof !== undefined) tell(killWords(proof));
  return {
    client_order_id: clientOrderId,
    ticker: spot.ticker,
    grade: proof?.grade ?? "LOCAL",
    asked_at: askedAt,
    confirmed_at: proof?.confirmedAt ?? null,
    still_resting: proof?.stillResting ?? 0,
  };
}

/** The death of a process whose order rests and is renewed until then. */
async function drillDeath({ bench, epoch, signal, standIn, tell }: RehearsalParts): Promise<DrilledDeath> {
  const group = await bench.group();
  const spot = await farSpot(bench);
  const clientOrderId = `${ORDER_PREFIX}${epoch}-1000`; // beyond those of the drill itself
  const { ticker } = spot;
  const dying = standIn({ ...spot, clientOrderId, group });
  const alive = await orInterrupted(dying, signal).catch(async (error: unknown) => {
    void dying.then((late) => late.die()).catch(() => undefined); // it was asked for, and may yet come
    throw error;
  });
  let diedAt: Time;
  try {
    await mustRest(bench, alive.orderId, bench.now());
  } finally {
    await alive.die();
    diedAt = bench.now();
  }
  const { expiresAt } = await mustRest(bench, alive.orderId, diedAt);
  tell(`the process is no more, and its order rests; it must be gone in ${BOUND_MS / 1_000} s`);
  await bench.sleepUntil(after(diedAt, BOUND_MS));
  const provenAt = await provenGone(bench, diedAt);
  const { updatedAt, status } = await bench.orderAfter(alive.orderId, bench.now());
  return {
    client_order_id: clientOrderId,
    ticker,
    died_at: diedAt,
    expires_at: expiresAt ?? 0,
    ended_at: status === "resting" ? null : (updatedAt ?? null),
    proven_at: provenAt ?? null,
  };
}

/** Waits for the exchange to show that an order rests. Throws ProbeStop where it doesn't. */
async function mustRest(bench: Bench, orderId: string, at: Time): Promise<Order> {
  const order = await bench.orderAfter(orderId, at);
  if (order.status === "resting") return order;
  throw new ProbeStop(`order ${order.clientOrderId} should rest and is ${order.status}: something else took it off`);
}

/** A moment behind the bound at which nothing of ours rests, by two complete lists at least a second apart; undefined when something does. */
async function provenGone(bench: Bench, diedAt: Time): Promise<Time | undefined> {
  const until = after(bench.now(), PROVEN_WITHIN_MS);
  let first: Time | undefined;
  while (bench.now() <= until) {
    const list = await readResting(bench.client, { oursOnly: true, subaccount: undefined }).catch(passing);
    if (list !== undefined && list.asOf >= after(diedAt, BOUND_MS)) {
      if (list.open.length + list.pastClose.length > 0) return undefined;
      if (first !== undefined && list.asOf >= after(first, BETWEEN_READINGS_MS)) return list.asOf;
      first ??= list.asOf;
    }
    await bench.sleep(BETWEEN_READINGS_MS);
  }
  throw new ProbeStop("the exchange's readings stand still, so that nothing can be proven: try again later");
}

/** A reading that has failed is made again. */
function passing(error: unknown): undefined {
  if (!hasFailed(error)) throw error;
}

function problemOfKill({ grade, still_resting }: DrilledKill): string {
  if (grade === "CONFIRMED") return "";
  if (still_resting > 0) return `after the kill ${still_resting} orders still rested`;
  return `the kill was not CONFIRMED but ${grade}`;
}

function problemOfDeath({ proven_at, client_order_id }: DrilledDeath): string {
  return proven_at === null ? `${client_order_id} still rested ${BOUND_MS / 1_000} s after its process was killed` : "";
}

async function orInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(new Interrupted());
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
