import type { Traced } from "../event-work.ts";
import type { Configuration } from "../outcome.ts";
import type { StoredTape } from "../tape-columns.ts";

/** Parts of an event's time that are told apart at most: about the pixels of a wide chart. */
const MOST_BUCKETS = 512;

/** Steps of fair values and quotes that an order causes, about. */
const STEPS_PER_ORDER = 3;

/** Steps that are kept in memory while a backtest runs, about: tens of megabytes. */
const MOST_STEPS = 2_000_000;

/**
 * Which configurations a report follows contract by contract: as many as memory is meant for, at least one, each profile's strictest fill model before
 * any other. What is run as a placebo or a baseline isn't shown.
 */
export function followedBy(configurations: readonly Configuration[], events: readonly StoredTape[]): Traced {
  const orders = events.reduce((sum, { columns }) => sum + columns.at.length, 0);
  const most = Math.max(1, Math.floor(MOST_STEPS / Math.max(1, orders * STEPS_PER_ORDER)));
  const plain = [...configurations.keys()].filter((place) => configurations[place]!.variant.kind === "plain");
  const profiles = Map.groupBy(plain, (place) => configurations[place]!.profile.name);
  const strictest = [...profiles.values()].flatMap((places) => places.at(-1)!);
  const others = plain.filter((place) => !strictest.includes(place));
  return { configurations: [...strictest, ...others].slice(0, most), buckets: MOST_BUCKETS };
}
