/** What is wrong with a request to Spotify. */
export type SpotifyTrouble =
  | "credentials" // the client's id and secret, or the token made of them, are not accepted
  | "forbidden" // this app may not: in development mode its owner needs Premium
  | "absent" // there is nothing by that id
  | "throttled"
  | "unavailable" // no answer, or a 5xx
  | "malformed"; // an answer that can't be understood

const MENDS: Readonly<Record<SpotifyTrouble, string>> = {
  credentials: "check TAUROI_SPOTIFY_CLIENT_ID and the secret",
  forbidden: "an app in development mode needs an owner with Premium",
  absent: "check the artist's id with tauroi artists",
  throttled: "asked again when Spotify allows it",
  unavailable: "asked again later",
  malformed: "asked again later",
};

/** A request to Spotify that brought nothing. The text says what was asked, what came and the mend; never a credential. */
export class SpotifyError extends Error {
  override readonly name = "SpotifyError";

  constructor(
    readonly trouble: SpotifyTrouble,
    what: string,
    detail: string,
    /** How long Spotify wants to be left alone, where it says so. */
    readonly retryAfterMs?: number,
  ) {
    super(`spotify ${what}: ${detail}; ${MENDS[trouble]}`);
  }
}
