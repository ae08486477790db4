import { Random } from "../../ambient/random.ts";

/** One of so many parts of a sweep: `index` counts from 1 to `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/**
 * The places of a shard's configurations among `count`, in ascending order. The parts are disjoint, together all there is, and as large as each other but for
 * one. What goes where is shuffled, the same way for ever, so that no shard gets all of a value that takes long; it depends on the two counts alone, not on who asks.
 */
export function shardPlaces(count: number, { index, of }: Shard): readonly number[] {
  const places = Array.from({ length: count }, (_, place) => place);
  const random = Random.seeded(0).fork(`shards of ${count}`);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = random.integer(0, at);
    [places[at], places[other]] = [places[other]!, places[at]!];
  }
  return places.filter((_, dealt) => dealt % of === index - 1).sort((a, b) => a - b);
}

export function shardName({ index, of }: Shard): string {
  return `${index}/${of}`;
}
