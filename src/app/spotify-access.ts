import { type ReadSecret, readSecretFile } from "../ambient/secret-file.ts";
import type { SpotifyCredentials } from "../signal/spotify/token.ts";
import { ConfigError } from "./config-error.ts";
import type { Environment } from "./config-sources.ts";

const ID = "TAUROI_SPOTIFY_CLIENT_ID";
const FILE = "TAUROI_SPOTIFY_CLIENT_SECRET_FILE";
const TEXT = "TAUROI_SPOTIFY_CLIENT_SECRET";
/** Another service of the same protocol, such as the one of `tauroi exchange`: its root. */
const URL_VARIABLE = "TAUROI_SPOTIFY_URL";

/** How Spotify is reached. */
export interface SpotifyAccess {
  readonly credentials: SpotifyCredentials;
  /** Undefined: Spotify's own. */
  readonly urls: { readonly apiUrl: string; readonly tokenUrl: string } | undefined;
}

/** The app that Spotify knows us by, as the environment names it; undefined when it names none. Throws ConfigError for half of one. */
export function spotifyAccess(
  environment: Environment,
  readSecret: ReadSecret = readSecretFile,
): SpotifyAccess | undefined {
  const id = environment[ID] || undefined;
  const file = environment[FILE] || undefined;
  const text = environment[TEXT] || undefined;
  if (id === undefined && file === undefined && text === undefined) return undefined;
  if (id === undefined)
    throw new ConfigError([`${ID} is not set, though the secret is: set it to the app's client id`]);
  if (file === undefined && text === undefined) {
    throw new ConfigError([`${ID} is set and ${FILE} is not: set it to the file of the app's client secret`]);
  }
  if (file !== undefined && text !== undefined)
    throw new ConfigError([`${FILE} and ${TEXT} are both set: set one of them`]);
  const clientSecret = (text ?? readSecret(file!)).trim();
  const root = environment[URL_VARIABLE]?.replace(/\/+$/, "");
  const urls = root ? { apiUrl: `${root}/v1`, tokenUrl: `${root}/api/token` } : undefined;
  return { credentials: { clientId: id, clientSecret }, urls };
}
