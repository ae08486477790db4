import type { Timers } from "../../src/ambient/timers.ts";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { after, type Time } from "../../src/market/units.ts";
import { type ExchangeSides, exchangeSides } from "../../src/venue/sim/server/exchange-server.ts";
import type { ServedExchange } from "../../src/venue/sim/server/served-exchange.ts";
import { StreamServer } from "../../src/venue/sim/server/stream/stream-server.ts";
import type { WireRequest } from "./request.ts";

/** The timers of an exchange that whoever drives the world moves on. */
export const ASLEEP: Timers = { after: () => ({ cancel: () => undefined }) };

/** The embedded exchange with everything around it, in this process: its time follows the world's exactly, and it listens nowhere. */
export class ExchangeInProcess {
  readonly streams: StreamServer;
  readonly sides: ExchangeSides;
  readonly #world: VirtualTime;

  /** Of an exchange whose accounts are open, whose clock is the world's and whose timers are ASLEEP. Starts its time. */
  constructor(
    readonly served: ServedExchange,
    world: VirtualTime,
    openedAt: Time,
  ) {
    this.#world = world;
    this.streams = new StreamServer(served);
    this.sides = exchangeSides(served, openedAt);
    served.start();
  }

  /** When, in the world's time, something of the exchange's own is due. Expiries and closes fall on its whole seconds. */
  get dueAt(): Time {
    const { time, faults } = this.served;
    const second = after(time.now(), 1_000 - (time.now() % 1_000));
    const next = Math.min(time.nextAt ?? second, second);
    return Math.max(this.#world.now(), next - faults.clockSkewMs) as Time;
  }

  get now(): Time {
    return this.served.time.now();
  }

  /** Serves a request that has just arrived. Of one that a fault has swallowed no answer ever comes. */
  async serve({ method, path, query, headers, body }: WireRequest): Promise<Response> {
    const search = query.size === 0 ? "" : `?${query}`;
    const arrived = { method, headers, url: `http://exchange${path}${search}`, text: () => Promise.resolve(body) };
    const response = await this.sides.api.serve(arrived as Request);
    response.headers.set("date", new Date(this.now).toUTCString());
    return response;
  }
}
