import type { Command } from "../../../src/engine/command.ts";
import type { Input } from "../../../src/engine/input.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import { toContracts, toDollars } from "../../../src/market/units.ts";
import { DryWorld } from "./dry-world.ts";
import { Deeds, sendSame } from "./same-orders.ts";

/** One seed's world, lived through three times. Contracts and counts of fills. */
export interface Pair {
  readonly seed: number;
  readonly orders: number;
  readonly dry: Figure & { readonly netUsd: number };
  readonly throughOnly: Figure & { readonly netUsd: number };
  /** The dry run's orders, really sent. */
  readonly sent: Figure & { readonly refused: number };
  /** Orders that the dry run has had filled, and the exchange itself has not. */
  readonly onlyDry: number;
  /** The engine itself with real orders, which then go their own way; undefined where it wasn't asked for. */
  readonly live: (Figure & { readonly netUsd: number }) | undefined;
  /** Requests of the dry run that the exchange has counted, by method. */
  readonly requests: Readonly<Record<string, number>>;
  /** Those that weren't GET. */
  readonly writes: number;
}

export interface Figure {
  readonly fills: number;
  readonly contracts: number;
}

export interface PairOptions {
  readonly hours: number;
  readonly isKeyless?: boolean;
  readonly withLive?: boolean;
  /** Where the dry run keeps its journal; nowhere when left out. */
  readonly journal?: (world: DryWorld) => Journal;
  readonly flags?: Readonly<Record<string, unknown>>;
}

export async function pairOf(
  seed: number,
  { hours, isKeyless = false, withLive = false, flags, journal }: PairOptions,
): Promise<Pair> {
  const deeds = new Deeds();
  let [fills, contracts] = [0, 0];
  const filled = new Set<string>();
  const watch = (input: Input, commands: readonly Command[]): void => {
    deeds.watch(input, commands);
    if (input.type !== "fill") return;
    filled.add(input.clientOrderId);
    fills += 1;
    contracts += toContracts(input.quantity);
  };
  const all = { duration: `${Math.round(hours * 60)}m`, ...flags };
  const dryWorld = new DryWorld({ seed });
  const kept = journal?.(dryWorld);
  const run = await dryWorld.dry({ flags: all, isKeyless, watch, ...(kept !== undefined && { journal: kept }) });
  await dryWorld.passing(run.play());
  if (kept !== undefined) await dryWorld.passing(kept.close()); // what came after its last commit
  const { throughOnly } = run.dryRun!;
  const until = dryWorld.now;
  dryWorld.close();

  const other = new DryWorld({ seed });
  const { placed, refused } = await sendSame(other, deeds.all, until);
  const sent = { ...figureOf(other), refused };
  const sentFilled = new Set(other.fills.map(({ order }) => order.clientOrderId));
  other.close();
  return {
    seed,
    orders: placed,
    dry: { fills, contracts, netUsd: toDollars(run.session.engine.desk!.account.net) },
    throughOnly: { fills: throughOnly.fills, contracts: throughOnly.contracts, netUsd: throughOnly.netUsd },
    sent,
    onlyDry: [...filled].filter((clientOrderId) => !sentFilled.has(clientOrderId)).length,
    live: withLive ? await liveOf(seed, all) : undefined,
    requests: dryWorld.requests,
    writes: dryWorld.sent.filter((method) => method !== "GET").length,
  };
}

async function liveOf(seed: number, flags: Readonly<Record<string, unknown>>): Promise<NonNullable<Pair["live"]>> {
  const world = new DryWorld({ seed });
  const run = await world.live({ flags });
  await world.passing(run.play());
  world.close();
  return { ...figureOf(world), netUsd: toDollars(run.session.engine.desk!.account.net) };
}

function figureOf({ fills }: DryWorld): Figure {
  return { fills: fills.length, contracts: fills.reduce((total, { quantity }) => total + toContracts(quantity), 0) };
}
