import type { Clock } from "../../ambient/clock.ts";
import type { Intruder } from "../../engine/input.ts";
import { SIGNATURE_BOUND_MS } from "../../engine/reconciliation.ts";
import { after, type Time } from "../../market/units.ts";
import { epochOf } from "./own-id.ts";

interface IntruderWatchParts {
  readonly epoch: string;
  readonly clock: Clock;
  readonly emit: (input: Intruder) => void;
}

/** An order as the stream or a reading tells of it. */
interface SeenOrder {
  readonly clientOrderId: string | undefined;
  readonly ticker: string;
  readonly createdAt: Time | undefined;
}

/**
 * Whether another engine has taken the account from us: an order of another start that was created when nothing an earlier engine had sent could
 * arrive any more, or a fall of our order group that wasn't our doing.
 */
export class IntruderWatch {
  readonly #parts: IntruderWatchParts;
  #fencedAt: Time | undefined;
  #isTold = false;

  constructor(parts: IntruderWatchParts) {
    this.#parts = parts;
  }

  /** The fence stands: what comes over it by more than a signature's life is somebody alive. */
  fenced(at: Time): void {
    this.#fencedAt = at;
  }

  see({ clientOrderId, ticker, createdAt }: SeenOrder): void {
    if (this.#fencedAt === undefined || createdAt === undefined) return;
    const epoch = epochOf(clientOrderId);
    if (epoch === undefined || epoch === this.#parts.epoch) return;
    if (createdAt <= after(this.#fencedAt, SIGNATURE_BOUND_MS)) return;
    this.accuse(`another engine trades on this account: it has placed ${clientOrderId} on ${ticker}`);
  }

  accuse(detail: string): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#parts.emit({ type: "intruder", at: this.#parts.clock.now(), detail });
  }
}
