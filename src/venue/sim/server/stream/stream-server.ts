import type { Timer } from "../../../../ambient/timers.ts";
import { ApiError, tooManyRequests } from "../api-error.ts";
import type { ServedExchange } from "../served-exchange.ts";
import { STREAM_PATH, type StreamSide } from "../stream-side.ts";
import { Connection } from "./connection.ts";
import { LifecycleDesk } from "./lifecycle-desk.ts";
import { type Notice, noticesOf } from "./notice.ts";
import { PositionDesk } from "./position-desk.ts";
import { ShownMarkets } from "./shown-market.ts";
import type { StreamHall } from "./stream-hall.ts";
import { DEFAULT_LIMITS, type StreamLimits } from "./stream-limits.ts";
import { TickerDesk } from "./ticker-desk.ts";

/** What a socket carries. */
export interface StreamData {
  readonly account: string;
  /** From its opening on. */
  connection: Connection | undefined;
  ping: Timer | undefined;
}

const PING_EVERY_MS = 10_000;
const LONGEST_COMMAND_BYTES = 1024 * 1024;
const MOST_UNSENT_BYTES = 64 * 1024 * 1024; // in the socket; what waits before it is bounded by the limits
const SILENT_S = 60; // without even a pong, and the connection is given up
const GOING_AWAY = 1001;

/**
 * The exchange's WebSocket: on an authenticated connection the client subscribes to channels. It must be there before
 * anybody trades, for it counts what is traded.
 */
export class StreamServer implements StreamSide<StreamData> {
  readonly websocket: Bun.WebSocketHandler<StreamData>;
  readonly #hall: StreamHall;
  readonly #sockets = new Set<Bun.ServerWebSocket<StreamData>>();
  readonly #unsubscribe: () => void;
  /** How many connections each account has, of those that have any. */
  readonly #accounts = new Map<string, number>();

  constructor(served: ServedExchange, limits: Partial<StreamLimits> = {}) {
    const markets = new ShownMarkets(served.exchange);
    this.#hall = { served, markets, limits: { ...DEFAULT_LIMITS, ...limits } };
    const tell = (notice: Notice): void => this.#tell([notice]);
    const tickers = new TickerDesk(served, markets, tell);
    const positions = new PositionDesk(served, tell);
    const lifecycles = new LifecycleDesk(served.exchange, tell);
    this.#unsubscribe = served.exchange.subscribe((fact) => {
      markets.apply(fact);
      lifecycles.apply(fact);
      if (this.#sockets.size === 0) return;
      this.#tell(noticesOf(fact));
      tickers.apply(fact);
      positions.apply(fact, this.#accounts);
    });
    this.websocket = {
      idleTimeout: SILENT_S,
      sendPings: false, // ours have the exchange's own content
      maxPayloadLength: LONGEST_COMMAND_BYTES,
      backpressureLimit: MOST_UNSENT_BYTES,
      open: (socket) => this.#open(socket),
      message: ({ data }, message) => data.connection?.receive(String(message)),
      drain: ({ data }) => data.connection?.drained(),
      close: (socket) => this.#close(socket),
    };
  }

  /** Answers a handshake: with 401 when it is not signed by a registered key, with 429 when the account has too many. */
  upgrade(request: Request, server: Bun.Server<StreamData>): Response | undefined {
    const { served, limits } = this.#hall;
    try {
      const { account } = served.authenticate({ method: "GET", path: STREAM_PATH, headers: request.headers });
      if ((this.#accounts.get(account) ?? 0) >= limits.connections) throw tooManyRequests();
      if (server.upgrade(request, { data: { account, connection: undefined, ping: undefined } })) return undefined;
      return new Response("This is a WebSocket.\n", { status: 426, headers: { upgrade: "websocket" } });
    } catch (error) {
      if (error instanceof ApiError) return error.response;
      throw error;
    }
  }

  close(): void {
    this.#unsubscribe();
    for (const socket of this.#sockets) socket.close(GOING_AWAY, "the exchange is closing");
  }

  #open(socket: Bun.ServerWebSocket<StreamData>): void {
    const { data } = socket;
    data.connection = new Connection(this.#hall, socket, data.account);
    this.#sockets.add(socket);
    this.#count(data.account, 1);
    this.#awaitPing(socket);
  }

  #close(socket: Bun.ServerWebSocket<StreamData>): void {
    const { data } = socket;
    data.connection?.closed();
    data.ping?.cancel();
    if (this.#sockets.delete(socket)) this.#count(data.account, -1);
  }

  #count(account: string, change: 1 | -1): void {
    const count = (this.#accounts.get(account) ?? 0) + change;
    if (count === 0) this.#accounts.delete(account);
    else this.#accounts.set(account, count);
  }

  #awaitPing(socket: Bun.ServerWebSocket<StreamData>): void {
    socket.data.ping = this.#hall.served.time.after(PING_EVERY_MS, () => {
      socket.ping("heartbeat");
      this.#awaitPing(socket);
    });
  }

  /** Sets notices on their way. Who is told is known when they arrive. */
  #tell(notices: readonly Notice[]): void {
    if (notices.length === 0 || this.#sockets.size === 0) return;
    this.#hall.served.facts.enqueue(() => {
      for (const { data } of this.#sockets) for (const notice of notices) data.connection?.tell(notice);
    });
  }
}
