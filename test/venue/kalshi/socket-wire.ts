import type { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { after, type Time } from "../../../src/market/units.ts";
import type { Addresses } from "../../../src/venue/kalshi/addresses.ts";
import { openWebSocket } from "../../../src/venue/kalshi/stream/options.ts";
import { type HttpServer, listen } from "../../../src/venue/sim/server/http-server.ts";
import type { ExchangeInProcess } from "../../wire/exchange.ts";
import { Passage } from "../../wire/passage.ts";
import { step } from "../../wire/step.ts";

/** Virtual time between two turns of the event loop, in which the sockets get theirs. */
const STEP_MS = 2;
/** Real time for which virtual time waits for a request that is under way, whatever the machine is busy with. */
const PATIENCE_MS = 300;

/**
 * Real sockets between a program and the exchange. Virtual time waits for requests on their way, and goes on while the exchange has them: how much of it
 * one takes depends on the machine all the same, so what is expected over this wire may not hang on moments.
 */
export class SocketWire {
  readonly passage: Passage;
  readonly openSocket = openWebSocket;
  readonly #time: VirtualTime;
  readonly #exchange: ExchangeInProcess;
  readonly #server: HttpServer;
  /** When each request that is under way was sent, in real time. */
  readonly #underWay = new Set<{ readonly since: number }>();

  constructor(time: VirtualTime, exchange: ExchangeInProcess) {
    const { served, streams, sides } = exchange;
    this.#time = time;
    this.#exchange = exchange;
    this.#server = listen({ served, streams, api: sides.api, admin: (request) => sides.admin.serve(request), port: 0 });
    this.passage = new Passage(time, (until) => this.#step(until), 1);
  }

  get addresses(): Addresses {
    return { restUrl: this.#server.restUrl, streamUrl: this.#server.webSocketUrl };
  }

  readonly fetch = (async (...request: Parameters<typeof fetch>) => {
    const sent = { since: performance.now() };
    this.#underWay.add(sent);
    try {
      return await fetch(...request);
    } finally {
      this.#underWay.delete(sent);
    }
  }) as typeof fetch;

  close(): Promise<void> {
    return this.#server.close();
  }

  #step(until: Time): boolean {
    if (this.#isOnItsWay) return true;
    const end = Math.min(until, after(this.#time.now(), STEP_MS)) as Time;
    while (step(this.#time, this.#exchange, end)) {}
    return end < until;
  }

  /** Whether a request is between the two ends: what the exchange has is its own affair, and what is never answered isn't waited for. */
  get #isOnItsWay(): boolean {
    const since = performance.now() - PATIENCE_MS;
    const young = [...this.#underWay].filter((sent) => sent.since > since).length;
    return young > this.#exchange.served.underWay.all().length;
  }
}
