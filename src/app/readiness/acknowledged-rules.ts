import { join } from "node:path";
import { z } from "zod";
import type { Files } from "../../ambient/files.ts";
import { readTextSoon } from "../../ambient/replace-file.ts";
import { parseKeptJson } from "../kept-json.ts";
import type { EventRules } from "./rules.ts";

/** The rules of one event as somebody has acknowledged them. */
export interface Acknowledged {
  readonly hash: string;
  /** UTC, as 2026-11-18T17:00:00.000Z. */
  readonly acknowledged_at: string;
  /** By the name of the event or a market: what was read. */
  readonly parts: Readonly<Record<string, { readonly hash: string; readonly lines: readonly string[] }>>;
}

/** `rules.json`: what was acknowledged on an exchange, by event. */
export interface AcknowledgedRules {
  readonly format: 1;
  readonly host: string;
  readonly events: Readonly<Record<string, Acknowledged>>;
}

/** Something that nobody has acknowledged as it is now. */
export interface Difference {
  /** The event or the market. */
  readonly name: string;
  readonly kind: "new" | "changed";
  /** What stood there and doesn't any more, and what stands there now. */
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

const NAME = "rules.json";
/** Events of a year; older acknowledgements are dropped. */
const MOST_EVENTS = 12;

const shape = z.object({
  format: z.literal(1),
  host: z.string(),
  events: z.record(
    z.string(),
    z.object({
      hash: z.string(),
      acknowledged_at: z.iso.datetime(),
      parts: z.record(z.string(), z.object({ hash: z.string(), lines: z.array(z.string()) })),
    }),
  ),
});

/** Where acknowledgements lie: in the account's state folder. */
export function acknowledgedRulesPath(state: string): string {
  return join(state, NAME);
}

/** What was acknowledged on an exchange; undefined when nothing was. Throws FileError for a file that can't be read or is none of ours. */
export function readAcknowledgedRules(state: string, host: string, files: Files): AcknowledgedRules | undefined {
  const path = acknowledgedRulesPath(state);
  return parsed(files.readText(path), path, host);
}

/** The same while nobody waits for the disk. Rejects with FileError or the system's error. */
export async function readAcknowledgedRulesSoon(state: string, host: string): Promise<AcknowledgedRules | undefined> {
  const path = acknowledgedRulesPath(state);
  return parsed(await readTextSoon(path), path, host);
}

/** Keeps that an event's rules, as they are now, were read and accepted. Throws FileError. */
export function acknowledgeRules(state: string, host: string, rules: EventRules, at: number, files: Files): void {
  const before = readAcknowledgedRules(state, host, files)?.events ?? {};
  const parts = Object.fromEntries(rules.parts.map(({ name, hash, lines }) => [name, { hash, lines }]));
  const own = { hash: rules.hash, acknowledged_at: new Date(at).toISOString(), parts };
  const all = Object.entries({ ...before, [rules.event]: own }).toSorted(([, one], [, other]) =>
    one.acknowledged_at < other.acknowledged_at ? -1 : 1,
  );
  const kept: AcknowledgedRules = { format: 1, host, events: Object.fromEntries(all.slice(-MOST_EVENTS)) };
  files.makeFolder(state);
  files.writeText(acknowledgedRulesPath(state), `${JSON.stringify(kept, null, 2)}\n`);
}

/**
 * What of an event's rules nobody has acknowledged as it is; nothing when all is. Markets that are gone are no difference.
 *
 * @param traded the markets that are asked about; all of them when left out. The event's own part always is
 */
export function unacknowledged(
  rules: EventRules,
  known: Acknowledged | undefined,
  traded?: ReadonlySet<string>,
): readonly Difference[] {
  return rules.parts.flatMap(({ name, hash, lines }): Difference[] => {
    if (name !== rules.event && traded?.has(name) === false) return [];
    const before = known !== undefined && Object.hasOwn(known.parts, name) ? known.parts[name] : undefined;
    if (before === undefined) return [{ name, kind: "new", gone: [], added: lines }];
    if (before.hash === hash) return [];
    const gone = before.lines.filter((line) => !lines.includes(line));
    const added = lines.filter((line) => !before.lines.includes(line));
    return [{ name, kind: "changed", gone, added }];
  });
}

function parsed(text: string | undefined, path: string, host: string): AcknowledgedRules | undefined {
  if (text === undefined) return undefined;
  const kept = parseKeptJson(text, path, shape, "move it away and acknowledge anew with tauroi rules");
  return kept.host === host ? kept : undefined; // another exchange's contracts are others
}
