import type { Happening } from "./world.ts";

const LONGEST = 600;

/** A line for a person about something that has happened. */
export function eventLine({ at, what, detail }: Happening): string {
  const time = new Date(at).toISOString().slice(11, 23);
  const text = detail === undefined ? "" : typeof detail === "string" ? detail : JSON.stringify(detail);
  const line = `${time} ${what} ${text}`;
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}

/** The last events of a simulation, as lines. */
export class LastEvents {
  readonly #most: number;
  #events: Happening[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  readonly add = (event: Happening): void => {
    this.#events.push(event);
    if (this.#events.length > 2 * this.#most) this.#events = this.#events.slice(-this.#most);
  };

  get lines(): readonly string[] {
    return this.#events.slice(-this.#most).map(eventLine);
  }
}
