import { CredentialsError, KalshiKey } from "../venue/kalshi/key.ts";
import type { Environment } from "./config-sources.ts";

/** The variables that name a key: its identifier, the file of its private half, or that half itself. */
interface KeyNames {
  readonly id: string;
  readonly file: string;
  readonly text: string;
}

const ENGINE = namesWith("TAUROI_");
const WATCHDOG = namesWith("TAUROI_WATCHDOG_");

/** The account's key, as the environment names it. Throws CredentialsError when a part is missing, given twice or can't be used. */
export function loadKey(environment: Environment): KalshiKey {
  return loadNamed(environment, ENGINE);
}

/** The same where reading will do without one: undefined when the environment says nothing of a key at all. */
export function loadKeyIfAny(environment: Environment): KalshiKey | undefined {
  return Object.values(ENGINE).some((name) => environment[name]) ? loadKey(environment) : undefined;
}

/** The watchdog's own key to the account, or the engine's where none is named. Throws CredentialsError as `loadKey` does. */
export function loadWatchdogKey(environment: Environment): KalshiKey {
  const isNamed = Object.values(WATCHDOG).some((name) => environment[name]);
  return loadNamed(environment, isNamed ? WATCHDOG : ENGINE);
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
    throw new CredentialsError(
      `credentials: ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set: ${both}`,
    );
  }
  if (file !== undefined && text !== undefined) {
    throw new CredentialsError(`credentials: ${names.file} and ${names.text} are both set: set one of them`);
  }
  return file === undefined ? KalshiKey.fromPem(id!, text!) : KalshiKey.fromFile(id!, file);
}
