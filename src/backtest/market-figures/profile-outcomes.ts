import type { Profile } from "../../strategy/profile.ts";
import type { LegRecord } from "../../tape/settlements.ts";
import { FILL_MODELS } from "../../venue/local/fills.ts";
import { TapeSelection } from "../event-tape.ts";
import { PLAIN } from "../outcome.ts";
import { configurationDocument } from "../report/configuration-document.ts";
import type { ConfigurationDocument } from "../report/document-shape.ts";
import { runBacktest } from "../runner.ts";
import type { EventOrders } from "./market-figures.ts";

const SEED = 1; // of the intervals

/** What profiles make of events' taker orders under each rule for what a print fills: realistic setting, maker fee charged. */
export async function profileOutcomes(
  profiles: readonly Profile[],
  events: readonly EventOrders[],
  settlements: ReadonlyMap<string, LegRecord>,
): Promise<readonly ConfigurationDocument[]> {
  const collected = new TapeSelection();
  for (const orders of events)
    for (const each of orders) collected.add({ ...each, order: { ...each.order, side: "unknown" } });
  const feeType = "quadratic_with_maker_fees";
  const { events: traded } = collected.select({ settlements, minTrades: 1, feeType, unsettled: "skip" });
  const configurations = profiles.flatMap((profile) =>
    FILL_MODELS.map((fillModel) => ({ profile, model: "kalman", fillModel, variant: PLAIN }) as const),
  );
  const outcomes = await runBacktest({ events: traded, configurations, setting: "realistic", seed: SEED, workers: 1 });
  const origin = { inSample: undefined, searched: undefined };
  return outcomes.map((outcome) => configurationDocument({ outcome, origin, tried: profiles.length, seed: SEED }));
}
