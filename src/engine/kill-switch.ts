import type { Time } from "../market/units.ts";
import { Kill } from "../risk/kill.ts";
import type { AccountReading } from "./input.ts";
import { lastExpiry as lastExpiryOf, type Order } from "./order.ts";
import type { OrderTable } from "./order-table.ts";

/** A cancel-all without an answer is asked for again after this long, and never again after its first (SAFETY.md, Kill). */
const REPEAT_MS = 1_500;

/** What the engine does about a kill: cancel-all until it is accepted, and readings until they prove that nothing rests. */
export class KillSwitch {
  /** The kill and how far its proof has got; undefined while nobody has pulled it. */
  kill: Kill | undefined;
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

  /** Pulling it again changes nothing. While the account has not been read, orders of an earlier start may rest: no expiry bounds those. */
  pull(by: string, at: Time, orders: OrderTable, accountRead: boolean): void {
    if (this.kill !== undefined) return;
    const live = [...orders.live()];
    const expiries = live.map(lastExpiryOf);
    const bounded = expiries.filter((expiry) => expiry !== undefined);
    const lastExpiry = accountRead && bounded.length === live.length ? (Math.max(at, ...bounded) as Time) : undefined;
    this.kill = new Kill(at, by, live.length, lastExpiry, live.filter(mayStillArrive).length);
  }

  /** The exchange accepted the cancel-all. */
  accepted(): void {
    this.#accepted = true;
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

  onReading(reading: AccountReading, orders: OrderTable): void {
    if (reading.asOf > (this.#askedAt ?? reading.asOf)) this.#looksClean = reading.resting.length === 0;
    let creates = 0;
    for (const order of orders.live()) if (mayStillArrive(order)) creates++;
    this.kill?.onReading(reading, creates);
  }
}

/** A create that the exchange may yet accept. */
function mayStillArrive({ state, offBookAt }: Order): boolean {
  return state === "intended" || state === "sent" || (state === "unknown" && offBookAt === undefined);
}
