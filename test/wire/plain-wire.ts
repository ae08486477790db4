import type { Random } from "../../src/ambient/random.ts";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { OpenSocket } from "../../src/venue/kalshi/stream/options.ts";
import type { ExchangeInProcess } from "./exchange.ts";
import { requestBody, requestHead } from "./request.ts";
import { type Lines, StreamWire } from "./stream-wire.ts";

/** How long anything is on its way in one direction. */
const DELAY_MS = [2, 12] as const;
const OWNER = { isAlive: true };

/** The way between a program and the exchange when nothing goes wrong on it: requests may overtake one another, messages of a stream don't. */
export class PlainWire implements Lines {
  readonly #world: VirtualTime;
  readonly #exchange: ExchangeInProcess;
  readonly #random: Random;
  /** When what was last sent over a wire arrives, in each direction. */
  readonly #upAt = new WeakMap<StreamWire, number>();
  readonly #downAt = new WeakMap<StreamWire, number>();

  constructor(world: VirtualTime, exchange: ExchangeInProcess, random: Random) {
    this.#world = world;
    this.#exchange = exchange;
    this.#random = random;
  }

  readonly fetch = (async (url: string | URL | Request, init: RequestInit = {}) => {
    const request = { ...requestHead(url, init), body: await requestBody(init) };
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const signal = init.signal ?? undefined;
    if (signal?.aborted === true) throw signal.reason; // nothing goes out
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    const arrive = async (): Promise<void> => {
      const answer = await this.#exchange.serve(request);
      this.#world.after(this.#delay(), () => resolve(answer));
    };
    this.#world.after(this.#delay(), () => void arrive().catch(reject));
    return await promise;
  }) as typeof fetch;

  readonly openSocket: OpenSocket = (_url, headers) => {
    return new StreamWire(this, this.#exchange.streams, OWNER, headers).client;
  };

  up(wire: StreamWire, action: () => void): void {
    this.#carry(wire, this.#upAt, () => {
      action();
      this.#exchange.served.catchUp();
    });
  }

  down(wire: StreamWire, action: () => void): void {
    this.#carry(wire, this.#downAt, action);
  }

  #carry(wire: StreamWire, lastAt: WeakMap<StreamWire, number>, action: () => void): void {
    const now = this.#world.now();
    const at = Math.max(lastAt.get(wire) ?? 0, now + this.#delay());
    lastAt.set(wire, at);
    this.#world.after(at - now, action);
  }

  #delay(): number {
    return this.#random.integer(...DELAY_MS);
  }
}
