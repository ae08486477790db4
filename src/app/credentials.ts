import { CredentialsError, KalshiKey } from "../venue/kalshi/key.ts";
import { type Environment, namesKey } from "./config-sources.ts";

/** The variables that name a key: its identifier, the file of its private half, or that half itself. */
interface KeyNames {
  readonly id: string;
  readonly file: string;
  readonly text: string;
}

const ENGINE = namesWith("TAUROI_");
const WATCHDOG = namesWith("TAUROI_WATCHDOG_");

/** A key as a configuration names it. */
export interface NamedKey {
  readonly id: string | undefined;
  readonly file: string | undefined;
}

/**
 * The account's key, as the environment names it, or else the configuration. Throws CredentialsError when a part is missing, given twice or can't be
 * used.
 */
export function loadKey(environment: Environment, configured?: NamedKey): KalshiKey {
  const { id, file } = configured ?? {};
  if (namesKey(environment) || (id === undefined && file === undefined)) return loadNamed(environment, ENGINE);
  if (id === undefined) {
    throw new CredentialsError(
      "credentials: private_key_file is set and key_id is not: set it to the key's identifier",
    );
  }
  if (file === undefined) {
    throw new CredentialsError(
      "credentials: key_id is set and private_key_file is not: set it to the file of the key's private half",
    );
  }
  return KalshiKey.fromFile(id, file);
}

/** The same where it can be done without: the key, or why there is none. */
export function keyOrWhyNot(environment: Environment, configured?: NamedKey): KalshiKey | string {
  try {
    return loadKey(environment, configured);
  } catch (error) {
    if (error instanceof CredentialsError) return error.message;
    throw error;
  }
}

/** The same where reading will do without one: undefined when neither says anything of a key at all. */
export function loadKeyIfAny(environment: Environment, configured?: NamedKey): KalshiKey | undefined {
  const isNamed = namesKey(environment) || configured?.id !== undefined || configured?.file !== undefined;
  return isNamed ? loadKey(environment, configured) : undefined;
}

/** The watchdog's own key to the account, or the engine's where none is named. Throws CredentialsError as `loadKey` does. */
export function loadWatchdogKey(environment: Environment, configured?: NamedKey): KalshiKey {
  const isNamed = Object.values(WATCHDOG).some((name) => environment[name]);
  return isNamed ? loadNamed(environment, WATCHDOG) : loadKey(environment, configured);
}

function namesWith(prefix: string): KeyNames {
  return { id: `${prefix}KEY_ID`, file: `${prefix}PRIVATE_KEY_FILE`, text: `${prefix}PRIVATE_KEY` };
}

function loadNamed(environment: Environment, names: KeyNames): KalshiKey {
  const id = environment[names.id] || undefined;
  const file = environment[names.file] || undefined;
  const text = environment[names.text] || undefined;
  const missing = [
    ...(id === undefined ? [names.id] : []),
    ...(file === undefined && text === undefined ? [names.file] : []),
  ];
  if (missing.length > 0) {
    const both = `set ${names.id} to the key's identifier and ${names.file} to the file of its private half (or ${names.text} to the PEM itself)`;
    const init = names === ENGINE ? "; or let tauroi init name one in tauroi.toml" : "";
    throw new CredentialsError(
      `credentials: ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set: ${both}${init}`,
    );
  }
  if (file !== undefined && text !== undefined) {
    throw new CredentialsError(`credentials: ${names.file} and ${names.text} are both set: set one of them`);
  }
  return file === undefined ? KalshiKey.fromPem(id!, text!) : KalshiKey.fromFile(id!, file);
}
