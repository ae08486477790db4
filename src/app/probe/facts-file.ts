import { join } from "node:path";
import { z } from "zod";
import type { Files } from "../../ambient/files.ts";
import { type FactName, type Result, VENUE_FACTS } from "../../venue/kalshi/probe/fact.ts";
import { readKeptJson } from "../kept-json.ts";

/** One fact as it is kept: its value, where and when it was measured, and what was seen. */
export interface KeptFact {
  readonly v: number;
  readonly name: FactName;
  /** Null: never measured, for the reason in `why`. */
  readonly value: string | number | boolean | null;
  readonly why: string;
  readonly evidence: readonly string[];
  /** UTC, as 2026-11-18T17:00:00.000Z. */
  readonly measured_at: string;
  readonly host: string;
  readonly event: string;
}

/** `venue-facts.json`: what is known of an exchange and an account of it, for as long as nobody measures anew. */
export interface VenueFacts {
  readonly format: 1;
  readonly key_id: string;
  readonly program: string;
  readonly facts: readonly KeptFact[];
}

const NAME = "venue-facts.json";

const names = Object.keys(VENUE_FACTS) as [FactName, ...FactName[]];

const shape = z.object({
  format: z.literal(1),
  key_id: z.string(),
  program: z.string(),
  facts: z.array(
    z.object({
      v: z.int(),
      name: z.enum(names),
      value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
      why: z.string(),
      evidence: z.array(z.string()),
      measured_at: z.iso.datetime(),
      host: z.string(),
      event: z.string(),
    }),
  ),
});

/** Where the facts of an account lie: in its state folder. */
export function venueFactsPath(state: string): string {
  return join(state, NAME);
}

/** What was measured for an account; undefined when nothing was. Throws FileError for a file that can't be read or is none of ours. */
export function readVenueFacts(state: string, files: Files): VenueFacts | undefined {
  return readKeptJson(venueFactsPath(state), shape, "move it away and measure anew with tauroi doctor --probe", files);
}

/** Where and when something was measured. */
export type Circumstances = Pick<KeptFact, "measured_at" | "host" | "event">;

/**
 * What is known after new measurements: each replaces an older one of its name, but one that came to nothing leaves an older value of the same host.
 * In the order of their numbers.
 */
export function joinedFacts(
  before: readonly KeptFact[],
  results: readonly Result[],
  circumstances: Circumstances,
): readonly KeptFact[] {
  const kept = new Map(before.map((fact) => [fact.name, fact]));
  for (const { name, value, why, evidence } of results) {
    const earlier = kept.get(name);
    const stays =
      value === null && earlier !== undefined && earlier.value !== null && earlier.host === circumstances.host;
    if (!stays) kept.set(name, { v: VENUE_FACTS[name].v, name, value, why, evidence, ...circumstances });
  }
  return names.flatMap((name) => kept.get(name) ?? []);
}

/** Writes the facts of an account, whole, for this user alone. Throws FileError. */
export function writeVenueFacts(state: string, facts: VenueFacts, files: Files): void {
  files.writeText(venueFactsPath(state), `${JSON.stringify(facts, null, 2)}\n`);
}
