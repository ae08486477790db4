import { randomBytes } from "node:crypto";
import type { Message } from "./stream-client.ts";

/** A WebSocket client over a bare connection, which reads only when told to. */
export class SlowReader {
  readonly #socket: Bun.Socket;
  readonly #inbox: Inbox;

  private constructor(socket: Bun.Socket, inbox: Inbox) {
    this.#socket = socket;
    this.#inbox = inbox;
  }

  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<SlowReader> {
    const { hostname, port, pathname } = new URL(url);
    const inbox = new Inbox();
    const data = (_: unknown, bytes: Buffer): void => inbox.take(bytes);
    const socket = await Bun.connect({ hostname, port: Number(port), socket: { data } });
    const lines = Object.entries({
      Host: hostname,
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${pathname} HTTP/1.1\r\n${lines.join("")}\r\n`);
    await inbox.until(() => inbox.isOpen);
    return new SlowReader(socket, inbox);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Sends a text in one masked frame (RFC 6455, section 5.2), with a mask of zeros. */
  send(text: string): void {
    const payload = Buffer.from(text);
    const length = payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 0xff];
    const frame = Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]);
    if (this.#socket.write(frame) !== frame.length) throw new Error("the connection takes nothing more");
  }

  /** Reads on until a message of this kind has come; answers all that came since the beginning. */
  async readUntil(isLast: (message: Message) => boolean): Promise<readonly Message[]> {
    let looked = 0;
    await this.#inbox.until(() => {
      for (; looked < this.#inbox.messages.length; looked++) if (isLast(this.#inbox.messages[looked]!)) return true;
      return false;
    });
    return this.#inbox.messages;
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** What has come, taken apart into an answer to the handshake and text frames. */
class Inbox {
  readonly messages: Message[] = [];
  isOpen = false;
  #rest: Buffer = Buffer.alloc(0);
  #arrived: () => void = () => undefined;

  take(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const head = this.#rest.indexOf("\r\n\r\n");
    if (!this.isOpen && head >= 0) {
      this.isOpen = true;
      this.#rest = this.#rest.subarray(head + 4);
    }
    while (this.isOpen && this.#frame());
    this.#arrived();
  }

  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  /** Takes one frame off, if all of it has come. */
  #frame(): boolean {
    const bytes = this.#rest;
    if (bytes.length < 2) return false;
    const short = bytes[1]!;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < head) return false;
    const length = head === 2 ? short : head === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < head + length) return false;
    const isText = (bytes[0]! & 0x0f) === 1;
    if (isText) this.messages.push(JSON.parse(bytes.toString("utf8", head, head + length)) as Message);
    this.#rest = bytes.subarray(head + length);
    return true;
  }
}
