import type { VenueCommand } from "../../engine/command.ts";
import type { Discovery, VenueInput } from "../venue.ts";
import { openError } from "./open-error.ts";

interface VenueSession {
  open(): Promise<Discovery>;
  send(command: VenueCommand): void;
  close(): void;
}

/** The sessions of a venue, one at a time: to open the next ends the one before. */
export class OneSession<Session extends VenueSession> {
  readonly #begin: (sink: (input: VenueInput) => void) => Session;
  /** The one that is open, or opening. */
  current: Session | undefined;

  constructor(begin: (sink: (input: VenueInput) => void) => Session) {
    this.#begin = begin;
  }

  /** Throws OpenError when it can't begin. */
  readonly open = async (sink: (input: VenueInput) => void): Promise<Discovery> => {
    this.close();
    const opened = this.#begin(sink);
    this.current = opened;
    try {
      return await opened.open();
    } catch (error) {
      this.close();
      throw openError(error);
    }
  };

  readonly send = (command: VenueCommand): void => this.current?.send(command);

  readonly close = (): void => {
    this.current?.close();
    this.current = undefined;
  };
}
