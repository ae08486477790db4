import type { Timers } from "../../../ambient/timers.ts";
import type { WriteTokens } from "../../../engine/start.ts";
import { WriteGate } from "../../../engine/write-gate.ts";
import type { ExchangeClock } from "../exchange-clock.ts";
import { costOf, type EndpointCosts } from "../rest/account.ts";
import type { RestClient } from "../rest/client.ts";
import { KalshiError } from "../rest/error.ts";
import type { WriteRequest } from "../rest/request.ts";
import { mayPass, wait } from "../waiting.ts";
import { Interrupted, ProbeStop } from "./probe.ts";

export const ATTEMPTS = 5;
export const AGAIN_AFTER_MS = 250;

export interface BudgetedWritesParts {
  readonly client: RestClient;
  readonly clock: ExchangeClock;
  readonly timers: Timers;
  readonly tokens: WriteTokens;
  readonly costs: EndpointCosts;
  readonly epoch: string;
  readonly signal: AbortSignal;
}

/** Changes at the exchange within the account's write budget: the reserve is for taking away, and a 429 is waited out. */
export class BudgetedWrites {
  readonly #parts: BudgetedWritesParts;
  readonly #gate: WriteGate;

  constructor(parts: BudgetedWritesParts) {
    this.#parts = parts;
    this.#gate = new WriteGate(parts.tokens, () => 0, parts.epoch);
  }

  /** Changes something as soon as the budget allows. What `isUrgent` goes on after an interruption and may use the reserve. */
  async write<T>(request: WriteRequest<T>, isUrgent = false): Promise<T> {
    const { client, clock, costs, signal, tokens } = this.#parts;
    const { method, route } = request;
    const cost = costOf(costs, method, route);
    const most = tokens.capacity - tokens.reserve;
    if (cost > most && !isUrgent) {
      throw new ProbeStop(`${method} ${route} costs ${cost} tokens, and the account's write bucket has ${most} for it`);
    }
    for (let attempt = 1; ; attempt++) {
      await this.#afford(cost, isUrgent);
      if (signal.aborted && !isUrgent) throw new Interrupted();
      try {
        const answer = await client.write(request);
        this.#gate.accepted();
        return answer;
      } catch (error) {
        if (!(error instanceof KalshiError) || error.kind !== "throttled" || attempt === ATTEMPTS) throw error;
        this.#gate.throttled(clock.now());
      }
    }
  }

  /** What reduces danger, repeated until it is carried out or refused for good; what isn't there any more is done. */
  async repeat(request: () => WriteRequest<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.write(request(), true);
        return;
      } catch (error) {
        if (error instanceof KalshiError && error.kind === "not-found") return;
        if (!mayPass(error) || attempt === ATTEMPTS) throw error;
      }
      await wait(this.#parts.timers, AGAIN_AFTER_MS * attempt);
    }
  }

  async #afford(cost: number, isUrgent: boolean): Promise<void> {
    const { clock, timers, tokens } = this.#parts;
    if (cost > tokens.capacity) return this.#gate.spend(cost, clock.now()); // never to be afforded: the exchange has the last word
    for (let now = clock.now(); !this.#gate.take(cost, now, isUrgent); now = clock.now()) {
      await wait(timers, Math.max(10, this.#gate.affordableAt(cost, now, isUrgent) - now));
    }
  }
}
