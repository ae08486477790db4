import { CredentialsError, KalshiKey } from "../venue/kalshi/key.ts";
import type { Environment } from "./config-sources.ts";

const ID = "TAUROI_KEY_ID";
const FILE = "TAUROI_PRIVATE_KEY_FILE";
const TEXT = "TAUROI_PRIVATE_KEY";

/** The account's key, as the environment names it. Throws CredentialsError when a part is missing, given twice or can't be used. */
export function loadKey(environment: Environment): KalshiKey {
  const id = environment[ID] || undefined;
  const file = environment[FILE] || undefined;
  const text = environment[TEXT] || undefined;
  const missing = [...(id === undefined ? [ID] : []), ...(file === undefined && text === undefined ? [FILE] : [])];
  if (missing.length > 0) {
    const both = `set ${ID} to the key's identifier and ${FILE} to the file of its private half (or ${TEXT} to the PEM itself)`;
    throw new CredentialsError(
      `credentials: ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set: ${both}`,
    );
  }
  if (file !== undefined && text !== undefined) {
    throw new CredentialsError(`credentials: ${FILE} and ${TEXT} are both set: set one of them`);
  }
  return file === undefined ? KalshiKey.fromPem(id!, text!) : KalshiKey.fromFile(id!, file);
}
