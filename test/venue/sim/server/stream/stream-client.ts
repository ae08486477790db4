import { asyncApiPresent, validateMessage } from "../../../kalshi/asyncapi.ts";

/** A message as a client of the exchange reads it. */
export interface Message {
  readonly type: string;
  readonly id?: number;
  readonly sid?: number;
  readonly seq?: number;
  readonly sending_ts_ms?: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a message holds is what the tests are about
  readonly msg?: any;
}

/** Types of all messages that any client was sent, each found to be as the exchange's description says. */
export const typesSeen = new Set<string>();

/** A plain WebSocket client that keeps what it is sent. Every message is checked against the exchange's description. */
export class StreamClient {
  readonly pings: string[] = [];
  readonly #socket: WebSocket;
  readonly #messages: Message[] = [];
  readonly #problems: string[] = [];
  readonly #closed: Promise<number>;
  #pongs: (() => void)[] = [];
  #ids = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(String(data)));
    listen(socket, "ping", (data) => this.pings.push(data));
    listen(socket, "pong", () => this.#pongs.shift()?.());
    this.#closed = new Promise((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  }

  /** Rejects when the handshake is refused. */
  static async open(url: string, headers: Record<string, string>): Promise<StreamClient> {
    const socket = new WebSocket(url, { headers });
    const client = new StreamClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () => reject(new Error("the handshake was refused")));
    });
    return client;
  }

  /** Sends a command under an id of its own; answers the id. */
  ask(cmd: string, params?: object): number {
    const id = ++this.#ids;
    this.sendText(JSON.stringify({ id, cmd, ...(params && { params }) }));
    return id;
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** All that the server had sent when it had read all that this client had sent, and that wasn't taken before. */
  async take(): Promise<readonly Message[]> {
    const pong = new Promise<void>((resolve) => this.#pongs.push(resolve));
    this.#socket.ping();
    await Promise.race([pong, this.#closed]);
    if (this.#problems.length > 0) throw new Error(this.#problems.join("\n"));
    return this.#messages.splice(0);
  }

  /** The same, of one type. */
  async takeOnly(type: string): Promise<readonly Message[]> {
    return (await this.take()).filter((message) => message.type === type);
  }

  /** Subscribes and answers what came at once. */
  async subscribe(channel: string, params: object = {}): Promise<readonly Message[]> {
    this.ask("subscribe", { channels: [channel], ...params });
    return await this.take();
  }

  /** The code with which the connection ended, when it has. */
  async closed(): Promise<number> {
    return await this.#closed;
  }

  close(): void {
    this.#socket.close();
  }

  #take(text: string): void {
    const message = JSON.parse(text) as Message;
    this.#messages.push(message);
    typesSeen.add(message.type);
    if (message.sending_ts_ms === undefined) this.#problems.push(`not stamped: ${text}`);
    if (asyncApiPresent) this.#problems.push(...validateMessage(text).map((problem) => `${problem} in ${text}`));
  }
}

/** Bun tells a client's WebSocket of control frames too, which its types don't say. */
function listen(socket: WebSocket, name: "ping" | "pong", listener: (data: string) => void): void {
  const target: EventTarget = socket;
  target.addEventListener(name, (event) => listener("data" in event ? String(event.data) : ""));
}
