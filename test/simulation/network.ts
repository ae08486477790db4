import type { Random } from "../../src/ambient/random.ts";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { Time } from "../../src/market/units.ts";
import type { OpenSocket } from "../../src/venue/kalshi/stream/options.ts";
import { requestBody, requestHead, type WireRequest } from "../wire/request.ts";
import { type Lines, StreamWire } from "../wire/stream-wire.ts";
import type { SimulatedExchange } from "./exchange.ts";
import type { Life } from "./life.ts";
import type { Strikes } from "./strikes.ts";

/** What can happen to one request on its way. */
export type RequestFault =
  | "request-lost"
  | "answer-lost"
  | "reset-before"
  | "reset-after"
  | "request-late"
  | "answer-late"
  | "delivered-twice";

/** A request of the program's, as seen on the wire. */
export interface Sent extends WireRequest {
  readonly life: Life;
  readonly at: Time;
  /** Aborted when the program has given it up: it closes the connection, and isn't told what comes of it. */
  readonly signal: AbortSignal | undefined;
  /** What the program was told, once it was; of a reading, without its body. */
  answer: { readonly at: Time; readonly status: number; readonly body: string } | undefined;
  /** It can't reach the exchange any more, or has been carried out. */
  isOver: boolean;
}

export interface NetworkWatch {
  /** The program sends a request. */
  sent(request: Sent): void;
  /** The exchange takes it in. */
  arriving(request: Sent): void;
  /** The program is told its outcome; undefined where the connection failed. */
  answered(request: Sent): void;
}

const DELAY_MS = [3, 30] as const;
const LATE_MS = [400, 40_000] as const;
/** A signature this old is refused, whatever became of its request. */
const SIGNATURE_MS = 30_000;
const LONGEST_MS = 90_000;

/** The network between the program and the exchange: HTTP and streams, and all that can go wrong with them. */
export class Network implements Lines {
  readonly #pageLimit: number | undefined;
  readonly #world: VirtualTime;
  readonly #exchange: SimulatedExchange;
  readonly #random: Random;
  readonly #strikes: Strikes;
  readonly #watch: NetworkWatch;
  readonly #underWay = new Set<Sent>();
  readonly #wires = new Map<StreamWire, Life>();
  /** When what was last sent over a wire arrives, in each direction. */
  readonly #upAt = new Map<StreamWire, number>();
  readonly #downAt = new Map<StreamWire, number>();
  #next: RequestFault[] = [];
  /** Only requests that these hold for are struck. */
  #nextFits: (request: Sent) => boolean = () => true;
  #partedUntil = 0;
  #slowUntil = 0;
  #pagesFailUntil = 0;
  /** When anything last came through to each life. */
  readonly lastHeardAt = new Map<Life, Time>();

  /** `pageLimit`: how long the pages of lists are at most. */
  constructor(
    world: VirtualTime,
    exchange: SimulatedExchange,
    random: Random,
    strikes: Strikes,
    watch: NetworkWatch,
    pageLimit: number | undefined,
  ) {
    this.#pageLimit = pageLimit;
    this.#world = world;
    this.#exchange = exchange;
    this.#random = random;
    this.#strikes = strikes;
    this.#watch = watch;
  }

  /** Requests that have been sent and whose outcome nobody has been told. */
  get underWay(): number {
    return this.#underWay.size;
  }

  /** Requests that the exchange may yet carry out. */
  *arriving(): Iterable<Sent> {
    const { now } = this.#exchange;
    for (const request of this.#underWay) {
      const signedAt = Number(request.headers.get("kalshi-access-timestamp")); // by the program's clock, which may be behind
      if (!request.isOver && now - signedAt < SIGNATURE_MS) yield request;
    }
  }

  get isParted(): boolean {
    return this.#world.now() < this.#partedUntil;
  }

  /** Strikes the next request that fits. */
  strikeNext(fault: RequestFault, fits: (request: Sent) => boolean = () => true): void {
    this.#next.push(fault);
    this.#nextFits = fits;
  }

  /** Nothing comes through in either direction for so long. */
  part(forMs: number): void {
    this.#partedUntil = Math.max(this.#partedUntil, this.#world.now() + forMs);
  }

  /** Everything takes long and is reordered for so long. */
  slow(forMs: number): void {
    this.#slowUntil = this.#world.now() + forMs;
  }

  /** Of lists only the first pages come for so long. */
  failPages(forMs: number): void {
    this.#pagesFailUntil = this.#world.now() + forMs;
  }

  /** Every connection breaks. */
  cutAll(): void {
    for (const wire of this.#wires.keys()) wire.cut();
  }

  /** Opens streams, as one life of the program does. */
  socketsOf(life: Life): OpenSocket {
    return (_url, headers) => {
      const wire = new StreamWire(this, this.#exchange.streams, life, headers);
      for (const old of this.#wires.keys()) if (!old.isAlive) this.#forget(old);
      this.#wires.set(wire, life);
      return wire.client;
    };
  }

  /** The life is over: its system closes what it had open, unless it went down with it. */
  abandon(life: Life): void {
    for (const [wire, owner] of this.#wires) if (owner === life) wire.abandon();
  }

  up(wire: StreamWire, action: () => void): void {
    this.#carry(wire, this.#upAt, () => {
      action();
      this.#exchange.served.catchUp();
    });
  }

  down(wire: StreamWire, action: () => void): void {
    this.#carry(wire, this.#downAt, () => {
      const life = this.#wires.get(wire);
      if (life === undefined) return;
      life.reach(() => {
        this.lastHeardAt.set(life, this.#world.now());
        action();
      });
    });
  }

  /** `fetch`, as one life of the program has it. */
  fetchOf(life: Life): typeof fetch {
    const send = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      const given = requestBody(init);
      const body = typeof given === "string" ? given : await given;
      const signal = init.signal ?? undefined;
      const request: Sent = {
        life,
        at: this.#world.now(),
        ...requestHead(url, init),
        body,
        signal,
        answer: undefined,
        isOver: false,
      };
      const isKept = !("keepalive" in init) || init.keepalive !== false;
      return await new Promise<Response>((resolve, reject) => this.#send(request, isKept, resolve, reject));
    };
    return send as typeof fetch;
  }

  #send(request: Sent, isKept: boolean, resolve: (answer: Response) => void, reject: (error: Error) => void): void {
    const { life } = request;
    if (!life.isAlive) return;
    this.#underWay.add(request);
    this.#world.after(LONGEST_MS, () => this.#over(request)); // of one that is never answered nothing comes any more
    this.#watch.sent(request);
    if (!life.isAlive) {
      this.#over(request); // a watcher ended it before anything went out
      return;
    }
    const fault = this.#fault(request, isKept);
    const lost = this.isParted || fault === "request-lost" || fault === "reset-before";
    if (lost) {
      request.isOver = true;
      const fails = fault === "reset-before";
      this.#world.after(fails ? this.#delay() : 10_000, () => {
        this.#over(request);
        if (fails) life.reach(() => this.#tell(request, () => this.#fail(request, reject)));
      });
      return;
    }
    const delayMs = fault === "request-late" ? this.#random.integer(...LATE_MS) : this.#delay();
    this.#world.after(delayMs, () => void this.#deliver(request, fault, resolve, reject));
    if (fault === "delivered-twice") {
      this.#world.after(delayMs + this.#random.integer(1, 400), () => void this.#serve(request));
    }
  }

  async #deliver(
    request: Sent,
    fault: RequestFault | undefined,
    resolve: (answer: Response) => void,
    reject: (error: Error) => void,
  ): Promise<void> {
    const response = await this.#serve(request);
    request.isOver = true;
    if (this.isParted || fault === "answer-lost") {
      this.#world.after(10_000, () => this.#over(request));
      return;
    }
    const delayMs = fault === "answer-late" ? this.#random.integer(...LATE_MS) : this.#delay();
    this.#world.after(delayMs, () => {
      this.#over(request);
      const { life } = request;
      life.reach(() => {
        this.lastHeardAt.set(life, this.#world.now());
        this.#tell(request, () => {
          if (fault === "reset-after") this.#fail(request, reject);
          else this.#answer(request, response, resolve);
        });
      });
    });
  }

  async #serve(request: Sent): Promise<Response> {
    const { method, query } = request;
    this.#watch.arriving(request);
    // a list may come in shorter pages than were asked for
    if (method === "GET" && this.#pageLimit !== undefined && query.has("limit"))
      query.set("limit", String(this.#pageLimit));
    return await this.#exchange.serve(request);
  }

  #tell({ signal }: Sent, outcome: () => void): void {
    if (signal?.aborted !== true) outcome();
  }

  #answer(request: Sent, response: Response, resolve: (answer: Response) => void): void {
    if (request.method === "GET") this.#told(request, response.status, "");
    else {
      response
        .clone()
        .text()
        .then(
          (body) => this.#told(request, response.status, body),
          () => this.#told(request, 0, ""), // it broke off in the middle
        );
    }
    resolve(response);
  }

  #told(request: Sent, status: number, body: string): void {
    request.answer = { at: this.#world.now(), status, body };
    this.#watch.answered(request);
  }

  #fail(request: Sent, reject: (error: Error) => void): void {
    this.#told(request, 0, "");
    reject(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
  }

  #over(request: Sent): void {
    request.isOver = true;
    this.#underWay.delete(request);
  }

  #fault(request: Sent, isKept: boolean): RequestFault | undefined {
    if (this.#world.now() < this.#pagesFailUntil && request.query.has("cursor")) {
      this.#strikes.count("page-lost", true);
      return "reset-before";
    }
    const [next] = this.#next;
    if (next === undefined || this.isParted || !this.#nextFits(request)) return undefined;
    if (next === "delivered-twice" && !(isKept && request.method !== "POST")) return undefined;
    this.#next.shift();
    this.#strikes.count(next, true);
    return next;
  }

  #delay(): number {
    const isSlow = this.#world.now() < this.#slowUntil;
    return isSlow ? this.#random.integer(5, 1_500) : this.#random.integer(...DELAY_MS);
  }

  #carry(wire: StreamWire, lastAt: Map<StreamWire, number>, action: () => void): void {
    const now = this.#world.now();
    // a connection that nothing comes through keeps what was sent, and delivers it all when it does again
    const from = Math.max(now, this.#partedUntil);
    const at = Math.max(lastAt.get(wire) ?? 0, from + this.#delay());
    lastAt.set(wire, at);
    this.#world.after(at - now, action);
  }

  #forget(wire: StreamWire): void {
    this.#wires.delete(wire);
    this.#upAt.delete(wire);
    this.#downAt.delete(wire);
  }
}
