import { flag, number, object, orNull, type Shape } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import { Kill } from "../risk/kill.ts";
import { SAVED_KILL, type SavedKill } from "../risk/saved-kill.ts";
import type { CancelAll } from "./command.ts";
import type { AccountReading } from "./input.ts";
import { lastExpiry as lastExpiryOf, type Order } from "./order.ts";
import type { OrderTable } from "./order-table.ts";
import { ORDER_PREFIX } from "./reconciliation.ts";

/** A cancel-all without an answer is asked for again after this long, and never again after its first (SAFETY.md, Kill). */
const REPEAT_MS = 1_500;

/** Who pulls the kill switch, and what it is about. */
export interface KillRequest {
  readonly by: string;
  readonly at: Time;
  /** Orders of other hands are left alone. */
  readonly oursOnly: boolean;
}

/** The kill switch as plain data. */
export interface KillSwitchState {
  readonly kill: SavedKill | null;
  readonly oursOnly: boolean;
  readonly askedAt: Time | null;
  readonly accepted: boolean;
  readonly looksClean: boolean;
}

export const KILL_SWITCH_STATE: Shape<KillSwitchState> = object<KillSwitchState>({
  kill: orNull(SAVED_KILL),
  oursOnly: flag(),
  askedAt: orNull(number()),
  accepted: flag(),
  looksClean: flag(),
});

/** What may rest beside the orders of our own table. */
export interface RestsBeside {
  /** Orders that the last reading showed, and the kill is about. */
  readonly orders: number;
  /** Nothing rests that no expiry known to us bounds. */
  readonly isBounded: boolean;
}

/** What the engine does about a kill: cancel-all until it is accepted, and readings until they prove that nothing rests. */
export class KillSwitch {
  /** The kill and how far its proof has got; undefined while nobody has pulled it. */
  kill: Kill | undefined;
  /** Orders of other hands are left alone. */
  oursOnly = false;
  #askedAt: Time | undefined;
  #accepted = false;
  /** The last reading that vouches for a moment after our last cancel-all shows nothing resting. */
  #looksClean = false;

  get pulled(): boolean {
    return this.kill !== undefined;
  }

  /** Pulled, and not yet proven to have left nothing resting. */
  get unproven(): boolean {
    return this.kill !== undefined && this.kill.grade !== "CONFIRMED";
  }

  /**
   * Pulling it again changes nothing, unless it is for everything now and was for ours alone: then it begins anew.
   */
  pull({ by, at, oursOnly }: KillRequest, orders: OrderTable, beside: RestsBeside): void {
    if (this.kill !== undefined && (oursOnly || !this.oursOnly)) return;
    this.oursOnly = oursOnly;
    this.#askedAt = undefined;
    this.#accepted = false;
    this.#looksClean = false;
    const live = [...orders.live()];
    const expiries = live.map(lastExpiryOf);
    const bounded = expiries.filter((expiry) => expiry !== undefined);
    const isBounded = beside.isBounded && bounded.length === live.length;
    const lastExpiry = isBounded ? (Math.max(at, ...bounded) as Time) : undefined;
    this.kill = new Kill(at, by, live.length + beside.orders, lastExpiry, live.filter(mayStillArrive).length);
  }

  /** What is sent: cancel-all, or the same for ours alone. */
  get command(): CancelAll {
    return this.oursOnly ? { type: "cancelAll", ours: true } : { type: "cancelAll" };
  }

  /** The exchange accepted the cancel-all, or everything that was listed has been cancelled: only later readings show what that left. */
  accepted(at: Time): void {
    if (this.#accepted) return;
    this.#accepted = true;
    this.kill?.onCancelSent(at);
  }

  /** Time passes; true when a cancel-all is to be sent now. */
  advance(now: Time): boolean {
    if (this.kill === undefined) return false;
    this.kill.onTick(now);
    const due = this.#askedAt === undefined || now >= (this.wakeAt ?? Number.POSITIVE_INFINITY);
    if (!due) return false;
    this.#askedAt = now;
    this.#looksClean = false;
    this.kill.onCancelSent(now);
    return true;
  }

  /** When a cancel-all is asked for again. Not while the exchange shows that it isn't needed. */
  get wakeAt(): Time | undefined {
    if (this.#askedAt === undefined || this.#accepted || this.#looksClean) return undefined;
    return (this.#askedAt + REPEAT_MS) as Time;
  }

  /** `isPastClose` tells whether the market of an order had closed by a moment: what rests there can't trade, and refuses to be cancelled. */
  onReading(reading: AccountReading, orders: OrderTable, isPastClose: (ticker: string, at: Time) => boolean): void {
    if (this.kill === undefined) return;
    const { at, asOf } = reading;
    const meant = this.oursOnly
      ? reading.resting.filter(({ clientOrderId }) => clientOrderId.startsWith(ORDER_PREFIX))
      : reading.resting;
    const resting = meant.filter(({ ticker }) => !isPastClose(ticker, asOf));
    if (asOf > (this.#askedAt ?? asOf)) this.#looksClean = resting.length === 0;
    let creates = 0;
    for (const order of orders.live()) if (mayStillArrive(order)) creates++;
    this.kill.onReading({ at, asOf, resting, pastClose: meant.length - resting.length }, creates);
  }

  save(): KillSwitchState {
    return {
      kill: this.kill?.save() ?? null,
      oursOnly: this.oursOnly,
      askedAt: this.#askedAt ?? null,
      accepted: this.#accepted,
      looksClean: this.#looksClean,
    };
  }

  restore(state: KillSwitchState): void {
    this.kill = state.kill === null ? undefined : Kill.restored(state.kill);
    this.oursOnly = state.oursOnly;
    this.#askedAt = state.askedAt ?? undefined;
    this.#accepted = state.accepted;
    this.#looksClean = state.looksClean;
  }
}

/** A create that the exchange may yet accept. */
function mayStillArrive({ state, offBookAt }: Order): boolean {
  return state === "intended" || state === "sent" || (state === "unknown" && offBookAt === undefined);
}
