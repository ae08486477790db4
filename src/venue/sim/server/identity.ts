import { createHash } from "node:crypto";

/** What the exchange names by a UUID and the simulation by a word of its own. */
export type IdentityKind = "market" | "user" | "incentive" | "key";

/** The UUID of a thing: the same in every run, and never that of another kind. */
export function uuidOf(kind: IdentityKind, name: string): string {
  const hex = createHash("sha256").update(`${kind} ${name}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
