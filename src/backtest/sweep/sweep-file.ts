import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { BasicType } from "hyparquet-writer";
import type { Money, Quantity } from "../../market/units.ts";
import { toContracts, toDollars } from "../../market/units.ts";
import { type ParquetColumn, writeParquet } from "../parquet-file.ts";
import type { ProfileValue } from "../tune/search-space.ts";
import { configurationTotals } from "./configuration-totals.ts";
import type { SweepDefinition, SweptConfiguration } from "./definition.ts";
import { SweepError } from "./progress-store.ts";
import type { Shard } from "./shard.ts";
import type { SweepRow } from "./sweep-row.ts";

/** What a file of results says of itself. */
export interface SweepHeader {
  readonly fingerprint: string;
  readonly definition: SweepDefinition;
  /** Of the whole sweep, whatever of it is in the file. */
  readonly configurations: number;
  /** Points that were left out because two of their values contradict each other. */
  readonly contradictory: number;
  readonly events: number;
  /** Tickers that were left out, by reason. */
  readonly left_out: readonly { readonly reason: string; readonly count: number }[];
  /** Null: all of it. */
  readonly shard: Shard | null;
}

/** Results of a sweep or of a part of it. Rows are in the order of `inRowOrder`, configurations in that of their places. */
export interface SweepResults {
  readonly header: SweepHeader;
  readonly configurations: readonly SweptConfiguration[];
  readonly rows: readonly SweepRow[];
}

const HEADER = "tauroi.sweep";
const MICRO = 1e6;
const HUNDREDTHS = 100;

const FIGURES: readonly ParquetColumn[] = [
  { name: "fills", type: "INT32" },
  { name: "contracts", type: "DOUBLE" },
  { name: "gross_usd", type: "DOUBLE" },
  { name: "fees_usd", type: "DOUBLE" },
  { name: "net_usd", type: "DOUBLE" },
  { name: "markout_5m_usd", type: "DOUBLE" },
  { name: "markout_1h_usd", type: "DOUBLE" },
];

type Write = (bytes: Uint8Array) => void;

/** Writes a row for each configuration, fill model and event, with the values that were tried as columns. The same results give the same bytes. */
export async function writeEvents(results: SweepResults, write: Write): Promise<void> {
  const { rows } = results;
  const columns: readonly ParquetColumn[] = [
    ...configurationColumns(results),
    { name: "fill_model", type: "STRING" },
    { name: "event", type: "STRING" },
    { name: "ended_at", type: "TIMESTAMP" },
    ...FIGURES,
  ];
  const values = configurationValues(results);
  const lines = rows.map((row) => ({
    ...values.get(row.configuration),
    fill_model: row.fillModel,
    event: row.event,
    ended_at: new Date(row.endedAt),
    ...figuresOf(row),
  }));
  await writeParquet(columns, lines, write, { [HEADER]: JSON.stringify(results.header) });
}

/** Writes a row for each configuration and fill model, all events together. */
export async function writeTotals(results: SweepResults, write: Write): Promise<void> {
  const columns: readonly ParquetColumn[] = [
    ...configurationColumns(results),
    { name: "fill_model", type: "STRING" },
    { name: "events", type: "INT32" },
    ...FIGURES,
    ...["cents_per_contract", "markout_1h_cents", "sharpe_per_event", "t_by_date"].map(
      (name) => ({ name, type: "DOUBLE", nullable: true }) as const,
    ),
    { name: "max_drawdown_usd", type: "DOUBLE" },
  ];
  const values = configurationValues(results);
  const lines = configurationTotals(results).map((total) => ({
    ...values.get(total.configuration),
    fill_model: total.fillModel,
    events: total.events,
    ...figuresOf(total),
    cents_per_contract: total.centsPerContract ?? null,
    markout_1h_cents: total.markout1hCents ?? null,
    sharpe_per_event: total.sharpePerEvent ?? null,
    t_by_date: total.tByDate ?? null,
    max_drawdown_usd: toDollars(total.maxDrawdown),
  }));
  await writeParquet(columns, lines, write, { [HEADER]: JSON.stringify(results.header) });
}

/** Reads what `writeEvents` has written. Throws SweepError for anything else. */
export async function readEvents(path: string, file: AsyncBuffer): Promise<SweepResults> {
  const refuse = (why: string): SweepError =>
    new SweepError(`${path}: ${why}; name the events.parquet of a sweep, or its folder`, 2);
  let metadata: FileMetaData;
  let rows: readonly Record<string, unknown>[];
  try {
    metadata = await parquetMetadataAsync(file);
    rows = await parquetReadObjects({ file, metadata });
  } catch (error) {
    throw refuse(`it can't be read as Parquet (${error instanceof Error ? error.message : String(error)})`);
  }
  const text = metadata.key_value_metadata?.find(({ key }) => key === HEADER)?.value;
  if (text === undefined || (rows[0] !== undefined && !("event" in rows[0])))
    throw refuse("it has no results of a sweep");
  const header = JSON.parse(text) as SweepHeader;
  const configurations = new Map<number, SweptConfiguration>();
  for (const row of rows) {
    const place = row["configuration"] as number;
    if (configurations.has(place)) continue;
    const point = header.definition.axes.map(({ name }) => row[name] as ProfileValue);
    configurations.set(place, { place, base: row["profile"] as string, point });
  }
  return { header, configurations: [...configurations.values()], rows: rows.map(rowIn) };
}

function rowIn(row: Readonly<Record<string, unknown>>): SweepRow {
  const number = (name: string, scale: number): number => Math.round((row[name] as number) * scale);
  return {
    configuration: row["configuration"] as number,
    fillModel: row["fill_model"] as SweepRow["fillModel"],
    event: row["event"] as string,
    endedAt: (row["ended_at"] as Date).getTime(),
    fills: row["fills"] as number,
    contracts: number("contracts", HUNDREDTHS),
    gross: number("gross_usd", MICRO),
    fees: number("fees_usd", MICRO),
    net: number("net_usd", MICRO),
    markout5m: number("markout_5m_usd", MICRO),
    markout1h: number("markout_1h_usd", MICRO),
  };
}

type Figures = Pick<SweepRow, "fills" | "contracts" | "gross" | "fees" | "net" | "markout5m" | "markout1h">;

function figuresOf({ fills, contracts, gross, fees, net, markout5m, markout1h }: Figures): Record<string, number> {
  return {
    fills,
    contracts: toContracts(contracts as Quantity),
    gross_usd: toDollars(gross as Money),
    fees_usd: toDollars(fees as Money),
    net_usd: toDollars(net as Money),
    markout_5m_usd: toDollars(markout5m as Money),
    markout_1h_usd: toDollars(markout1h as Money),
  };
}

function configurationColumns({ header, configurations }: SweepResults): readonly ParquetColumn[] {
  const first = configurations[0];
  return [
    { name: "configuration", type: "INT32" },
    { name: "profile", type: "STRING" },
    ...header.definition.axes.map(({ name }, axis): ParquetColumn => ({ name, type: typeOf(first?.point[axis]) })),
  ];
}

function typeOf(value: ProfileValue | undefined): BasicType {
  return typeof value === "boolean" ? "BOOLEAN" : typeof value === "string" ? "STRING" : "DOUBLE";
}

function configurationValues(results: SweepResults): ReadonlyMap<number, Readonly<Record<string, ProfileValue>>> {
  const { axes } = results.header.definition;
  return new Map(
    results.configurations.map(({ place, base, point }) => [
      place,
      {
        configuration: place,
        profile: base,
        ...Object.fromEntries(axes.map(({ name }, axis) => [name, point[axis]!])),
      },
    ]),
  );
}
