import { z } from "zod";
import { TapeError } from "../tape-error.ts";
import type { RecordingFormat } from "./recording-format.ts";
import type { RowKind } from "./rows.ts";

/** The file in a recording's folder that says what is in it. */
export const MANIFEST_FILE = "recording.json";

const range = z.object({ start: z.string(), end: z.string(), step: z.string() });

const market = z.object({
  ticker: z.string().min(1),
  title: z.string(),
  status: z.string(),
  open_time: z.string(),
  close_time: z.string(),
  /** Dollars, as the exchange writes them. */
  price_ranges: z.array(range),
  /** "yes", "no", "scalar", or "" until it is known. */
  result: z.string(),
  settlement_value_dollars: z.string().nullable(),
});

const file = z.object({
  name: z.string().min(1),
  kind: z.enum(["trades", "stream"]) satisfies z.ZodType<RowKind>,
  format: z.enum(["csv", "jsonl", "parquet"]) satisfies z.ZodType<RecordingFormat>,
  rows: z.int().min(0),
  bytes: z.int().min(0),
});

/** A stretch of time of which the stream was not heard, or not wholly. Times are the recorder's, UTC. */
const gap = z.object({ from: z.string(), to: z.string().nullable(), reason: z.string() });

const shape = z.object({
  /** Of this layout. */
  tauroi_recording: z.literal(1),
  venue: z.string(),
  series: z.string(),
  event: z.string(),
  title: z.string(),
  mutually_exclusive: z.boolean(),
  fee_type: z.string(),
  fee_multiplier: z.number(),
  /** Levels of the NO side are in prices of YES. */
  use_yes_price: z.boolean(),
  markets: z.array(market),
  formats: z.array(z.string()),
  /** Of all markets every trade from here on, up to there, is in the trade files. */
  trades_from: z.string(),
  trades_to: z.string(),
  trades: z.int(),
  block_trades: z.int(),
  /** Trades that the exchange listed only after later ones had been written; they are in files of their own. */
  late_trades: z.int(),
  messages: z.int(),
  gaps: z.array(gap),
  files: z.array(file),
  /** The recorder came to its end by itself or was asked to; false while it records, and after it was killed. */
  ended: z.boolean(),
});

/** What is in a recording's folder. */
export type Manifest = z.infer<typeof shape>;
export type RecordedMarket = z.infer<typeof market>;

/** The manifest that a file's text holds. Throws TapeError, which names the first thing that is wrong. */
export function parseManifest(path: string, text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TapeError(path, undefined, "it is not JSON; record into a new folder");
  }
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  const what = `${first?.path.join(".") || "the document"}: ${first?.message}`;
  throw new TapeError(path, undefined, `it is no manifest of a recording (${what}); record into a new folder`);
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
