import { SweepError } from "./progress-store.ts";
import { shardName, shardPlaces } from "./shard.ts";
import type { SweepResults } from "./sweep-file.ts";
import { inRowOrder } from "./sweep-row.ts";

/** Results and the file they are from. */
export interface NamedResults {
  readonly name: string;
  readonly results: SweepResults;
}

/**
 * The whole of a sweep from all of its parts: the same as if it had been swept in one. Throws SweepError when they are of different sweeps, when parts are missing or
 * there twice, and when one isn't whole.
 */
export function mergeShards(files: readonly NamedResults[]): SweepResults {
  const [first] = files;
  if (first === undefined)
    throw new SweepError("sweep merge: no files are named; name the events.parquet of each part", 2);
  for (const file of files) {
    sameSweep(first, file);
    wholePart(file);
  }
  const { of } = first.results.header.shard ?? { of: 1 };
  const byIndex = Map.groupBy(files, ({ results }) => results.header.shard?.index ?? 1);
  const doubled = [...byIndex].filter(([, same]) => same.length > 1).sort(([a], [b]) => a - b);
  const missing = Array.from({ length: of }, (_, place) => place + 1).filter((index) => !byIndex.has(index));
  const problems = [
    ...(missing.length > 0 ? [`missing: ${missing.map((index) => shardName({ index, of })).join(", ")}`] : []),
    ...doubled.map(
      ([index, same]) =>
        `${shardName({ index, of })} is there ${same.length} times: ${same.map(({ name }) => name).join(", ")}`,
    ),
  ];
  if (problems.length > 0) throw new SweepError(`sweep merge: ${problems.join("; ")}; name each part once`, 2);
  const { header } = first.results;
  return {
    header: { ...header, shard: null },
    configurations: files.flatMap(({ results }) => results.configurations).sort((a, b) => a.place - b.place),
    rows: inRowOrder(
      files.flatMap(({ results }) => results.rows),
      header.definition.fill_models,
    ),
  };
}

function sameSweep(one: NamedResults, other: NamedResults): void {
  const [a, b] = [one.results.header, other.results.header];
  if (a.fingerprint !== b.fingerprint) {
    const differs = (Object.keys(a.definition) as (keyof typeof a.definition)[]).filter(
      (name) => JSON.stringify(a.definition[name]) !== JSON.stringify(b.definition[name]),
    );
    throw new SweepError(
      `sweep merge: ${other.name} is of another sweep than ${one.name}: they differ in ${differs.join(", ")}; merge parts of one`,
      2,
    );
  }
  if ((a.shard === null) !== (b.shard === null) || a.shard?.of !== b.shard?.of) {
    const parts = ({ shard }: typeof a): string => (shard === null ? "the whole sweep" : `part ${shardName(shard)}`);
    throw new SweepError(
      `sweep merge: ${one.name} is ${parts(a)} and ${other.name} ${parts(b)}; merge parts of one division`,
      2,
    );
  }
}

/** A part has the configurations that are its own, and a row for each of them, fill models and events. */
function wholePart({ name, results: { header, configurations, rows } }: NamedResults): void {
  const places = shardPlaces(header.configurations, header.shard ?? { index: 1, of: 1 });
  const there = new Set(configurations.map(({ place }) => place));
  const expected = places.length * header.definition.fill_models.length * header.events;
  const keys = new Set(rows.map(({ configuration, fillModel, event }) => `${configuration} ${fillModel} ${event}`));
  const isOwn = there.size === places.length && places.every((place) => there.has(place));
  if (isOwn && keys.size === expected && rows.length === expected) return;
  throw new SweepError(
    `sweep merge: ${name} has ${rows.length} rows of ${there.size} configurations, not the ${expected} of ${places.length} that are its own; sweep that part again`,
    2,
  );
}
