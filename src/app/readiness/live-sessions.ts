import { join } from "node:path";
import { z } from "zod";
import { FileError, type Files } from "../../ambient/files.ts";
import type { Configuration } from "../config.ts";
import { isGiven } from "./intent.ts";

/** `live-sessions.json`: that an account was traded on an exchange and ended in order. */
export interface LiveSessions {
  readonly format: 1;
  readonly host: string;
  readonly key_id: string;
  readonly sessions: number;
  /** UTC, as 2026-11-18T17:00:00.000Z. */
  readonly last_ended_at: string;
}

const NAME = "live-sessions.json";

const shape = z.object({
  format: z.literal(1),
  host: z.string(),
  key_id: z.string(),
  sessions: z.int().min(0),
  last_ended_at: z.string(),
});

/** Sessions of a key on an exchange that have ended in order. What can't be read counts as none: the next one is a first one again. */
export function liveSessions(state: string, host: string, keyId: string, files: Files): number {
  try {
    const read = shape.safeParse(JSON.parse(files.readText(join(state, NAME)) ?? "null"));
    return read.success && read.data.host === host && read.data.key_id === keyId ? read.data.sessions : 0;
  } catch (error) {
    if (error instanceof FileError || error instanceof SyntaxError) return 0;
    throw error;
  }
}

/** Counts one more. Throws FileError. */
export function countLiveSession(state: string, host: string, keyId: string, at: number, files: Files): void {
  const sessions = liveSessions(state, host, keyId, files) + 1;
  const record: LiveSessions = { format: 1, host, key_id: keyId, sessions, last_ended_at: new Date(at).toISOString() };
  files.writeText(join(state, NAME), `${JSON.stringify(record, null, 2)}\n`);
}

/** Why orders are of one contract in a first session. */
export const FIRST_SESSION = "the first session on this account here; --order-size says otherwise";

/** The configuration of a first session: orders of one contract, unless somebody has said how large they are to be. */
export function ofFirstSession<T extends Configuration>(configuration: T): T {
  const { profile, limits } = configuration;
  if (isGiven(configuration, "order_size") || Math.min(profile.orderSize, limits.maxOrderSize) === 1)
    return configuration;
  return { ...configuration, profile: { ...profile, orderSize: 1, name: `${profile.name} (first session)` } };
}
