import type { Timers } from "../../ambient/timers.ts";
import type { Notify } from "./notice.ts";
import { type Activity, type ExchangeStatus, exchangeStatus } from "./rest/exchange.ts";
import type { ReadClient } from "./rest/read-client.ts";
import { wait } from "./waiting.ts";

const LOOK_EVERY_MS = 5_000;

interface OpenExchangeParts {
  readonly client: ReadClient;
  readonly timers: Timers;
  readonly notify: Notify;
}

/**
 * An exchange that takes no changes at all, not even cancels, can't be started on: that is waited out, and said. A pause of trading alone is not: a start
 * goes through, and nothing is quoted until it is over.
 */
export class OpenExchange {
  readonly #parts: OpenExchangeParts;
  #isWaiting = false;

  constructor(parts: OpenExchangeParts) {
    this.#parts = parts;
  }

  /** The exchange's state, once it is open. */
  whole(): Promise<ExchangeStatus> {
    return this.#wait((status) => status);
  }

  /** The same of a shard. */
  shard(exchangeIndex: number): Promise<ExchangeStatus> {
    return this.#wait((status) => status.shards.find((shard) => shard.exchangeIndex === exchangeIndex) ?? status);
  }

  async #wait(partOf: (status: ExchangeStatus) => Activity): Promise<ExchangeStatus> {
    const { client, timers, notify } = this.#parts;
    for (;;) {
      const status = await client.read(exchangeStatus());
      if (partOf(status).exchangeActive) return status;
      if (!this.#isWaiting) {
        const { estimatedResumeAt: at } = status;
        const until = at === undefined ? "" : `, which is expected at ${new Date(at).toISOString()}`;
        notify("warning", "exchange-paused", `the exchange is paused: the start waits for its opening${until}`);
      }
      this.#isWaiting = true;
      await wait(timers, LOOK_EVERY_MS);
    }
  }
}
