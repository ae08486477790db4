import { join } from "node:path";
import type { Environment } from "./config-sources.ts";

/** So much of a key's id tells the accounts of one trader apart. */
export const KEY_CHARACTERS = 8;

/**
 * Where the journal of a live run is kept when nobody names a folder: one for each account of each exchange, among what programs keep of their state.
 * An order's intent must be written down before it is sent (DESIGN.md, invariant 3), so there always is one. Undefined when the
 * environment tells no home.
 */
export function usualStateFolder(environment: Environment, host: string, keyId: string): string | undefined {
  const folder = usualStateFolders(environment);
  const name = `${host}-${keyId.slice(0, KEY_CHARACTERS)}`; // the control socket's path has to stay short
  return folder && join(folder, name.replaceAll(/[^A-Za-z0-9.-]+/g, "-"));
}

/** The folder that those are in; undefined when the environment tells no home. */
export function usualStateFolders(environment: Environment): string | undefined {
  const home = environment["HOME"];
  const folder = environment["XDG_STATE_HOME"] || (home ? join(home, ".local", "state") : undefined);
  return folder && join(folder, "tauroi");
}
