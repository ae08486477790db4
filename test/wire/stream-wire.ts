import type { StreamSocket } from "../../src/venue/kalshi/stream/options.ts";
import type { StreamData, StreamServer } from "../../src/venue/sim/server/stream/stream-server.ts";
import { STREAM_PATH } from "../../src/venue/sim/server/stream-side.ts";

type Listener = (event: object) => void;

/** A frame of this size is never sent whole: the exchange's way of cutting one (stream/outbox.ts). */
const UNSENDABLE = 24 * 1024 * 1024;
const ABNORMAL = 1006;

/** What carries streams: in each direction nothing overtakes anything. */
export interface Lines {
  /** Does something at the exchange's end, later. */
  up(wire: StreamWire, action: () => void): void;
  /** Does something at the program's end, later. */
  down(wire: StreamWire, action: () => void): void;
}

/** Whose connection it is. */
export interface Owner {
  readonly isAlive: boolean;
}

/** Both ends of a WebSocket between a program and the exchange, without a socket. */
export class StreamWire {
  readonly #lines: Lines;
  readonly #streams: StreamServer;
  readonly #owner: Owner;
  readonly #listeners = new Map<string, Listener[]>();
  #server: Bun.ServerWebSocket<StreamData> | undefined;
  #readyState: 0 | 1 | 2 | 3 = 0;
  #serverOpen = false;

  constructor(lines: Lines, streams: StreamServer, owner: Owner, headers: Readonly<Record<string, string>>) {
    this.#lines = lines;
    this.#streams = streams;
    this.#owner = owner;
    if (owner.isAlive) lines.up(this, () => this.#arrive(headers));
  }

  /** The program's end. */
  get client(): StreamSocket {
    const wire = this;
    const client = {
      get readyState() {
        return wire.#readyState;
      },
      addEventListener(name: string, listener: Listener) {
        wire.#listeners.getOrInsertComputed(name, () => []).push(listener);
      },
      send(text: string) {
        if (wire.#readyState === 1 && wire.#owner.isAlive) wire.#lines.up(wire, () => wire.#toServer(text));
      },
      ping() {
        if (wire.#readyState === 1) wire.#lines.up(wire, () => wire.#lines.down(wire, () => wire.#tell("pong", {})));
      },
      close() {
        wire.#leave();
      },
      terminate() {
        wire.#leave();
      },
    };
    return client as unknown as StreamSocket;
  }

  get isAlive(): boolean {
    return this.#owner.isAlive && this.#readyState !== 3;
  }

  /** The connection breaks; both ends notice. */
  cut(): void {
    this.#endServer();
    this.#lines.down(this, () => this.#closed(ABNORMAL, "cut"));
  }

  #arrive(headers: Readonly<Record<string, string>>): void {
    let data: StreamData | undefined;
    const server = {
      upgrade(_: Request, given: { readonly data: StreamData }): boolean {
        data = given.data;
        return true;
      },
    };
    const request = { headers: new Headers(headers), url: `http://exchange${STREAM_PATH}` } as Request;
    const refusal = this.#streams.upgrade(request, server as unknown as Bun.Server<StreamData>);
    if (refusal !== undefined || data === undefined) {
      this.#lines.down(this, () => {
        this.#tell("error", { message: `Unexpected status code: ${refusal?.status}` });
        this.#closed(ABNORMAL, "");
      });
      return;
    }
    this.#serverOpen = true;
    const socket = {
      data,
      send: (text: string) => {
        if (text.length >= UNSENDABLE) return text.length;
        this.#lines.down(this, () => this.#tell("message", { data: text }));
        return text.length;
      },
      ping: () => this.#lines.down(this, () => this.#tell("ping", {})),
      close: (code: number) => this.#shut(code),
      terminate: () => this.#shut(ABNORMAL),
      getBufferedAmount: () => 0,
    };
    this.#server = socket as unknown as Bun.ServerWebSocket<StreamData>;
    this.#lines.down(this, () => {
      this.#readyState = 1;
      this.#tell("open", {});
    });
    void this.#streams.websocket.open?.(this.#server);
  }

  #toServer(text: string): void {
    if (this.#server !== undefined && this.#serverOpen) void this.#streams.websocket.message?.(this.#server, text);
  }

  /** The exchange ends it. */
  #shut(code: number): void {
    this.#endServer();
    this.#lines.down(this, () => this.#closed(code, ""));
  }

  #endServer(): void {
    if (this.#server === undefined || !this.#serverOpen) return;
    this.#serverOpen = false;
    void this.#streams.websocket.close?.(this.#server, ABNORMAL, "");
  }

  /** The program ends it; the exchange hears of that later, if at all. */
  #leave(): void {
    if (this.#readyState === 3) return;
    this.#readyState = 3;
    this.#lines.up(this, () => this.#endServer());
  }

  #closed(code: number, reason: string): void {
    if (this.#readyState === 3) return;
    this.#readyState = 3;
    this.#emit("close", { code, reason });
  }

  #tell(name: string, event: object): void {
    if (this.#readyState !== 3) this.#emit(name, event);
  }

  #emit(name: string, event: object): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(event);
  }

  /** The exchange's end goes when the program is gone: its system says so for it. */
  abandon(): void {
    this.#readyState = 3;
    this.#lines.up(this, () => this.#endServer());
  }
}
