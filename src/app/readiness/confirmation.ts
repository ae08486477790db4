import { createHash } from "node:crypto";

/**
 * What a process that has asked an operator hands to the engine that it starts: good for the terms that were shown, and from that process alone.
 *
 * @param terms what was meant, line by line
 * @param asker the process that has asked
 */
export function confirmation(terms: readonly string[], asker: number): string {
  return createHash("sha256")
    .update([asker, ...terms].join("\n"))
    .digest("hex");
}
