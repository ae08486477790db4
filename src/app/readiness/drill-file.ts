import { join } from "node:path";
import { z } from "zod";
import type { Files } from "../../ambient/files.ts";
import { readKeptJson } from "../kept-json.ts";

/** What a drill's kill came to. Times are the exchange's, epoch milliseconds. */
export interface DrilledKill {
  readonly client_order_id: string;
  readonly ticker: string;
  /** "CONFIRMED", "BY BOUND" or "LOCAL". */
  readonly grade: string;
  readonly asked_at: number;
  readonly confirmed_at: number | null;
  readonly still_resting: number;
}

/** What became of an order whose process was killed. Times are the exchange's, epoch milliseconds. */
export interface DrilledDeath {
  readonly client_order_id: string;
  readonly ticker: string;
  /** When SIGKILL was sent to the process. */
  readonly died_at: number;
  /** When the order was to expire, and when the exchange says that it ended; null where it doesn't. */
  readonly expires_at: number;
  readonly ended_at: number | null;
  /** A moment the exchange vouches for, at least 50 s behind the death, at which nothing of the drill rested; null when something did. */
  readonly proven_at: number | null;
}

/** `drill.json`: what the last rehearsed kill on an account has shown. */
export interface DrillRecord {
  readonly format: 1;
  readonly program: string;
  readonly host: string;
  readonly key_id: string;
  readonly event: string;
  /** By the exchange's clock, UTC, as 2026-11-18T17:00:00.000Z. */
  readonly drilled_at: string;
  readonly passed: boolean;
  /** Why not; empty when it has passed. */
  readonly why: string;
  readonly kill: DrilledKill | null;
  readonly death: DrilledDeath | null;
}

const NAME = "drill.json";

const shape = z.object({
  format: z.literal(1),
  program: z.string(),
  host: z.string(),
  key_id: z.string(),
  event: z.string(),
  drilled_at: z.iso.datetime(),
  passed: z.boolean(),
  why: z.string(),
  kill: z
    .object({
      client_order_id: z.string(),
      ticker: z.string(),
      grade: z.string(),
      asked_at: z.number(),
      confirmed_at: z.number().nullable(),
      still_resting: z.number(),
    })
    .nullable(),
  death: z
    .object({
      client_order_id: z.string(),
      ticker: z.string(),
      died_at: z.number(),
      expires_at: z.number(),
      ended_at: z.number().nullable(),
      proven_at: z.number().nullable(),
    })
    .nullable(),
});

/** Where the last drill of an account lies: in its state folder. */
export function drillPath(state: string): string {
  return join(state, NAME);
}

/** The last drill on an account; undefined when there was none. Throws FileError for a file that can't be read or is none of ours. */
export function readDrill(state: string, files: Files): DrillRecord | undefined {
  return readKeptJson(drillPath(state), shape, "move it away and drill anew with tauroi drill", files);
}

/** Keeps what a drill has shown, whole, for this user alone. Throws FileError. */
export function writeDrill(state: string, record: DrillRecord, files: Files): void {
  files.writeText(drillPath(state), `${JSON.stringify(record, null, 2)}\n`);
}
