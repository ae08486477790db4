import type { Clock } from "../../ambient/clock.ts";
import type { Transport } from "../../ambient/http-transport.ts";
import { after, type Time } from "../../market/units.ts";
import { SpotifyError } from "./error.ts";
import { answerOf, readBody } from "./reply.ts";
import { token as tokenShape } from "./schema.ts";

/** What an app signs in with. */
export interface SpotifyCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const TIMEOUT_MS = 10_000;
/** A token is given up so long before it ends. */
const MARGIN_MS = 60_000;

/** The app's token by the client-credentials flow: asked for when it is needed, kept until shortly before it ends. */
export class TokenSource {
  #held: { readonly text: string; readonly until: Time } | undefined;
  #asking: Promise<string> | undefined;

  constructor(
    private readonly url: string,
    private readonly credentials: SpotifyCredentials,
    private readonly transport: Transport,
    private readonly clock: Clock,
  ) {}

  /** A token that still lives. Throws SpotifyError. */
  async get(): Promise<string> {
    if (this.#held !== undefined && this.clock.now() < this.#held.until) return this.#held.text;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** This one was not accepted: the next is asked for anew. */
  reject(text: string): void {
    if (this.#held?.text === text) this.#held = undefined;
  }

  async #ask(): Promise<string> {
    const { clientId, clientSecret } = this.credentials;
    const answer = await answerOf("token", () =>
      this.transport.send({
        method: "POST",
        url: this.url,
        headers: {
          authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
          "content-type": "application/x-www-form-urlencoded",
        },
        body: "grant_type=client_credentials",
        alone: false,
        timeoutMs: TIMEOUT_MS,
        signal: undefined,
      }),
    );
    if (answer.status === 400 || answer.status === 401) {
      throw new SpotifyError("credentials", "token", `refused with status ${answer.status}`);
    }
    const { text, livesMs } = readBody("token", answer, tokenShape);
    this.#held = { text, until: after(this.clock.now(), Math.max(0, livesMs - MARGIN_MS)) };
    return text;
  }
}
