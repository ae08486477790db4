import type { VenueCommand } from "../engine/command.ts";
import type { AccountReading, Input } from "../engine/input.ts";
import type { MarketEvent } from "../market/event.ts";
import type { BookSnapshot } from "../market/order-book.ts";
import type { TakerOrder } from "../market/taker-order.ts";

/** What a venue can report: everything but what the operator, the calibrator and the loop itself say. */
export type VenueInput = Exclude<
  Input,
  {
    type:
      | "start"
      | "tick"
      | "sent"
      | "withdrawn"
      | "parameters"
      | "operator"
      | "setting"
      | "signal"
      | "journal"
      | "health";
  }
>;

/** What is there when trading starts. */
export interface Discovery {
  readonly event: MarketEvent;
  /** Taker orders of the event's legs up to now, oldest first, merged. */
  readonly history: readonly TakerOrder[];
  readonly books: readonly { readonly ticker: string; readonly book: BookSnapshot }[];
  readonly account: AccountReading;
}

/**
 * A place to trade. Inputs come through the sink in the order in which they happened, each stamped with the venue's clock; results of commands
 * come back the same way, later, never inside `send`.
 */
export interface Venue {
  /** "sim", "demo", "prod" or a URL. */
  readonly name: string;
  /** Finds the event and reads its state. Nothing is missed between this and the first input. */
  open(sink: (input: VenueInput) => void): Promise<Discovery>;
  /** Carries out a command, as soon as the venue's latency allows. Never throws: failures are inputs. */
  send(command: VenueCommand): void;
  /** Ends the streams. Orders are not touched. */
  close(): void;
}
