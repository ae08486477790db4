import type { VenueInput } from "../venue.ts";
import type { Lifetime } from "./lifetime.ts";
import type { Notify, VenueNotice } from "./notice.ts";

/** The way out of a session for what it has to tell. Nothing comes through after its end. */
export class SessionOutlet {
  readonly #lifetime: Lifetime;
  readonly #notice: (notice: VenueNotice) => void;
  readonly #deliver: (input: VenueInput) => void;
  /** Inputs from before the discovery was handed out. */
  #queue: VenueInput[] | undefined = [];

  constructor(lifetime: Lifetime, notice: (notice: VenueNotice) => void, deliver: (input: VenueInput) => void) {
    this.#lifetime = lifetime;
    this.#notice = notice;
    this.#deliver = deliver;
  }

  /** Delivers an input, or keeps it until `begin`. */
  readonly emit = (input: VenueInput): void => {
    if (this.#lifetime.isOver) return;
    if (this.#queue !== undefined) this.#queue.push(input);
    else this.#deliver(input);
  };

  readonly notify: Notify = (severity, code, text) => {
    if (!this.#lifetime.isOver) this.#notice({ severity, code, text });
  };

  /** The discovery is handed out: what has waited for that is delivered. */
  begin(): void {
    const queue = this.#queue ?? [];
    this.#queue = undefined;
    for (const input of queue) this.#deliver(input);
  }
}
