import type { ServedExchange } from "../served-exchange.ts";
import type { Outbox } from "./outbox.ts";
import { type Outgoing, textOf } from "./outgoing.ts";
import { errorBody } from "./stream-error.ts";
import type { Subscription } from "./subscription.ts";

/** How long a message that shall come after the next one waits for it. */
const REORDER_WAIT_MS = 1_000;

/** Takes one connection's messages from the exchange to its outbox, through whatever faults are on. */
export class Dispatch {
  readonly #served: ServedExchange;
  readonly #outbox: Outbox;
  readonly #onEnd: (subscription: Subscription) => void;
  /** Messages that wait for the one after them. */
  readonly #held = new Map<Subscription, string>();

  /** `onEnd` is told when the exchange ends a subscription by itself. */
  constructor(served: ServedExchange, outbox: Outbox, onEnd: (subscription: Subscription) => void) {
    this.#served = served;
    this.#outbox = outbox;
    this.#onEnd = onEnd;
  }

  /** Puts a message on its subscription's line. `onSent` is called when it has left. */
  send(subscription: Subscription, message: Outgoing, onSent: () => void = () => {}): void {
    const delayMs = this.#served.faults.delayMs("stream-latency", { channel: subscription.channel });
    subscription.line.send(delayMs, () => {
      if (subscription.ended) return;
      if (isReply(message)) this.#put(subscription, this.#text(subscription, message));
      else this.#endanger(subscription, message);
      onSent();
    });
  }

  #endanger(subscription: Subscription, message: Outgoing): void {
    const { faults } = this.#served;
    const place = { channel: subscription.channel };
    if (faults.strikes("channel-error", place)) {
      this.#fail(subscription, 10);
      return;
    }
    const stallMs = this.#outbox.isStalled ? 0 : faults.delayMs("slow-consumer", place);
    if (stallMs > 0) this.#outbox.stall(stallMs);
    const text = this.#text(subscription, message);
    if (faults.strikes(subscription.rules.sequenced ? "sequence-gap" : "drop-message", place)) return;
    if (faults.strikes("cut-frame", place)) this.#outbox.cut(text);
    else if (!this.#held.has(subscription) && faults.strikes("reorder", place)) this.#hold(subscription, text);
    else {
      this.#put(subscription, text);
      if (faults.strikes("duplicate", place)) this.#put(subscription, text);
    }
  }

  #hold(subscription: Subscription, text: string): void {
    this.#held.set(subscription, text);
    this.#served.time.after(REORDER_WAIT_MS, () => {
      if (this.#held.get(subscription) === text) this.#release(subscription);
    });
  }

  #put(subscription: Subscription, text: string): void {
    if (subscription.ended) return;
    if (this.#outbox.send(subscription.sid, text)) this.#release(subscription);
    else this.#fail(subscription, 25);
  }

  #release(subscription: Subscription): void {
    const held = this.#held.get(subscription);
    if (held === undefined) return;
    this.#held.delete(subscription);
    this.#put(subscription, held);
  }

  /** Ends a subscription: whoever wants it must subscribe again. */
  #fail(subscription: Subscription, code: 10 | 25): void {
    const text = this.#text(subscription, { type: "error", id: undefined, msg: errorBody(code) });
    subscription.ended = true;
    this.#held.delete(subscription);
    if (code === 25) this.#outbox.forget(subscription.sid);
    this.#outbox.send(subscription.sid, text);
    this.#onEnd(subscription);
  }

  #text(subscription: Subscription, message: Outgoing): string {
    this.#served.faults.countSkew();
    return textOf(message, subscription, this.#served.time.now());
  }
}

function isReply({ type }: Outgoing): boolean {
  return type === "subscribed" || type === "ok" || type === "unsubscribed" || type === "error";
}
