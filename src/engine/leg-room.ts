import type { Quantity, Side } from "../market/units.ts";
import type { Room } from "../strategy/quote.ts";
import type { Reason } from "../strategy/reasons.ts";
import type { Exposure } from "./exposure.ts";
import type { LegState } from "./leg-state.ts";

/** The room of one side of one leg, as the quoting rules are told of it. */
export class LegRoom implements Room {
  quantity = 0 as Quantity;

  constructor(
    private readonly exposure: Exposure,
    private readonly leg: LegState,
    private readonly side: Side,
  ) {}

  /** Takes in what has changed. */
  refresh(): void {
    this.quantity = this.exposure.room(this.leg, this.side);
  }

  limit(): Reason {
    return this.exposure.limit(this.leg, this.side);
  }
}
