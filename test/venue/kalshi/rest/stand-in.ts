import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
}

/** How the server answers: with a status and a body, or by doing something unfriendly to the connection. */
export type Reply =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Closes the connection without an answer. */
  | "cut"
  /** Begins an answer of this status and closes the connection within its body. */
  | { readonly cutWithin: number }
  /** Never answers. */
  | "silence";

/** An HTTP server on this machine that answers as a test says and remembers what it was asked. */
export class StandIn {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;
  #reply: (request: SeenRequest, index: number) => Reply = () => ({ status: 404 });
  #connections = 0;
  readonly #numbers = new WeakMap<object, number>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  static async start(): Promise<StandIn> {
    const standIn = new StandIn();
    await new Promise<void>((resolve) => standIn.#server.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/trade-api/v2`;
  }

  /** Answers each request by its place in the order they come, the last reply for all that follow; forgets what was seen. */
  replies(...replies: readonly Reply[]): void {
    this.answer((_, index) => replies[Math.min(index, replies.length - 1)]!);
  }

  answer(reply: (request: SeenRequest, index: number) => Reply): void {
    this.seen.length = 0;
    this.#reply = reply;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const connection = this.#numbers.get(request.socket) ?? ++this.#connections;
    this.#numbers.set(request.socket, connection);
    response.sendDate = false; // a test that needs the header sets it
    const seen: SeenRequest = {
      method: request.method!,
      url: new URL(request.url!, this.baseUrl),
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(chunks).toString(),
      connection,
    };
    this.seen.push(seen);
    const reply = this.#reply(seen, this.seen.length - 1);
    if (reply === "silence") return;
    if (reply === "cut") {
      request.socket.destroy();
      return;
    }
    if ("cutWithin" in reply) {
      response.writeHead(reply.cutWithin, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"order_id": "half', () => request.socket.destroy());
      return;
    }
    const { status, body, headers = {} } = reply;
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(text);
  }
}
