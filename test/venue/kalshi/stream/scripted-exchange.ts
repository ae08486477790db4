import type { Server, ServerWebSocket } from "bun";
import { expect, onTestFinished } from "vitest";
import { asyncApiPresent, validateCommand, validateMessage } from "../asyncapi.ts";
import { MARKET_ID } from "./wire.ts";

export interface Command {
  readonly id: number;
  readonly cmd: string;
  readonly params: {
    readonly channels?: readonly string[];
    readonly sids?: readonly number[];
    readonly action?: string;
    readonly market_tickers?: readonly string[];
    readonly use_yes_price?: boolean;
  };
}

type Levels = readonly (readonly [string, string])[];

/** One client's connection: what it has sent, and ways to answer. */
export class Peer {
  readonly commands: Command[] = [];
  /** Last number of each subscription. */
  readonly seq = new Map<number, number>();
  readonly sids = new Map<string, number>();
  #nextSid = 1;

  constructor(
    readonly socket: ServerWebSocket<Peer>,
    readonly headers: Headers,
  ) {}

  /** Sends a message as it is; it must be valid by the exchange's description. */
  send(message: object): void {
    if (asyncApiPresent) {
      const problems = validateMessage(message);
      if (problems.length > 0) throw new Error(`the test sends what the exchange would not: ${problems.join("; ")}`);
    }
    this.raw(JSON.stringify(message));
  }

  /** Sends any text at all. */
  raw(text: string): void {
    this.socket.send(text);
  }

  sid(channel: string): number {
    const sid = this.sids.get(channel);
    if (sid === undefined) throw new Error(`${channel} is not subscribed to`);
    return sid;
  }

  /** The next number of a subscription. */
  next(sid: number): number {
    const seq = (this.seq.get(sid) ?? 0) + 1;
    this.seq.set(sid, seq);
    return seq;
  }

  subscribed(command: Command): number {
    const channel = command.params.channels![0]!;
    const sid = this.#nextSid++;
    this.sids.set(channel, sid);
    this.send({ type: "subscribed", id: command.id, msg: { channel, sid } });
    return sid;
  }

  ok(command: Command, tickers: readonly string[]): void {
    const sid = command.params.sids![0]!;
    this.send({ type: "ok", id: command.id, sid, seq: this.next(sid), msg: { market_tickers: tickers } });
  }

  error(
    code: number,
    about: { readonly id?: number; readonly sid?: number; readonly market_ticker?: string } = {},
  ): void {
    const { market_ticker, ...rest } = about;
    this.send({
      type: "error",
      ...rest,
      msg: { code, msg: "as the test wants", ...(market_ticker && { market_ticker }) },
    });
  }

  snapshot(ticker: string, yes: Levels, no: Levels, about: { readonly id?: number } = {}): void {
    const sid = this.sid("orderbook_delta");
    const sides = { ...(yes.length > 0 && { yes_dollars_fp: yes }), ...(no.length > 0 && { no_dollars_fp: no }) };
    const msg = { market_ticker: ticker, market_id: MARKET_ID, ...sides };
    this.send({ type: "orderbook_snapshot", ...about, sid, seq: this.next(sid), msg });
  }

  delta(ticker: string, side: "yes" | "no", price: string, change: string, more: object = {}): void {
    const sid = this.sid("orderbook_delta");
    const msg = { market_ticker: ticker, market_id: MARKET_ID, price_dollars: price, delta_fp: change, side, ...more };
    this.send({ type: "orderbook_delta", sid, seq: this.next(sid), msg });
  }
}

/** What the server does with a command; by default it serves it as the exchange would, with the books in `books`. */
export type Script = (peer: Peer, command: Command) => boolean;

/**
 * A small exchange on loopback for one test: answers commands as the real one would unless the test's script takes one over (and returns
 * true). Every command it gets is checked against the exchange's own description.
 */
export class ScriptedExchange {
  readonly server: Server<Peer>;
  readonly peers: Peer[] = [];
  /** Books by ticker: levels of YES and NO, all priced on YES. A market that isn't here is not known. */
  readonly books = new Map<string, { yes: Levels; no: Levels }>();
  readonly problems: string[] = [];
  /** What clients answered to pings. */
  readonly pongs: string[] = [];
  /** Connections that ended. */
  closed = 0;
  script: Script = () => false;
  /** Answer to the next handshakes instead of a connection. */
  refuse: number | undefined;
  #waiting: (() => void)[] = [];

  constructor() {
    this.server = Bun.serve<Peer>({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request, server) => {
        if (this.refuse !== undefined)
          return Response.json({ error: { code: "authentication_error" } }, { status: this.refuse });
        const data = { headers: request.headers } as unknown as Peer;
        return server.upgrade(request, { data }) ? undefined : new Response("not a WebSocket", { status: 400 });
      },
      websocket: {
        open: (socket) => {
          const peer = new Peer(socket, socket.data.headers);
          socket.data = peer;
          this.peers.push(peer);
          this.#changed();
        },
        pong: (_, bytes) => {
          this.pongs.push(bytes.toString());
          this.#changed();
        },
        close: () => {
          this.closed++;
          this.#changed();
        },
        message: (socket, text) => this.#take(socket.data, JSON.parse(String(text))),
      },
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${this.server.port}/trade-api/ws/v2`;
  }

  get peer(): Peer {
    return this.peers.at(-1)!;
  }

  /** Waits until something is so; looked at after each command and connection. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async stop(): Promise<void> {
    await this.server.stop(true);
  }

  #take(peer: Peer, command: Command): void {
    if (asyncApiPresent) this.problems.push(...validateCommand(command));
    peer.commands.push(command);
    if (!this.script(peer, command)) this.serve(peer, command);
    this.#changed();
  }

  /** Serves a command as the exchange would. */
  serve(peer: Peer, command: Command): void {
    const { cmd, params } = command;
    const tickers = params.market_tickers ?? [];
    if (cmd === "subscribe") {
      peer.subscribed(command);
      if (params.channels![0] === "orderbook_delta") this.snapshots(peer, tickers);
    } else if (cmd === "unsubscribe") {
      const sid = params.sids![0]!;
      peer.send({ type: "unsubscribed", id: command.id, sid, seq: peer.next(sid) });
    } else {
      if (params.action !== "get_snapshot") peer.ok(command, tickers);
      if (params.sids![0] !== peer.sids.get("orderbook_delta") || params.action === "delete_markets") return;
      this.snapshots(peer, tickers, params.action === "get_snapshot" ? { id: command.id } : {});
    }
  }

  snapshots(peer: Peer, tickers: readonly string[], about: { readonly id?: number } = {}): void {
    for (const ticker of tickers) {
      const book = this.books.get(ticker);
      if (book) peer.snapshot(ticker, book.yes, book.no, about);
    }
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** An exchange with these markets for the test that runs, which fails if a command was not valid by the exchange's description. */
export function exchangeWith(...tickers: readonly string[]): ScriptedExchange {
  const exchange = new ScriptedExchange();
  for (const ticker of tickers) exchange.books.set(ticker, { yes: [["0.4700", "3.00"]], no: [["0.5200", "2.00"]] });
  onTestFinished(async () => {
    await exchange.stop();
    expect(exchange.problems).toEqual([]);
  });
  return exchange;
}
