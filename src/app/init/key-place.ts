import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Environment } from "../config-sources.ts";

/** A path as somebody types it: `~/` is their home, and what is relative is so to where they are. Absolute. */
export function typedPath(text: string, environment: Environment): string {
  return resolve(text.replace(/^~(?=\/|$)/, () => environment["HOME"] || homedir()));
}

/** Where a new key is kept when nobody names a place: among the user's settings, apart from what is checked in somewhere. */
export function usualKeyFile(environment: Environment, venue: string): string {
  const folder = environment["XDG_CONFIG_HOME"] || join(environment["HOME"] || homedir(), ".config");
  const name = (URL.parse(venue)?.host ?? venue).replaceAll(/[^\w.-]+/g, "-");
  return resolve(folder, "tauroi", `kalshi-${name}.pem`);
}
