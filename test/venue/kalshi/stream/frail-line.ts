import type { Socket, TCPSocketListener } from "bun";
import { onTestFinished } from "vitest";

interface Ends {
  readonly server: Promise<Socket<undefined>>;
}

/** A TCP line to a server that can go bad: cut a message in the middle, or fall silent without closing. Ends with the test. */
export class FrailLine {
  readonly #listener: TCPSocketListener<Ends>;
  /** Bytes from the server that still get through; then the line is cut. */
  #cutAfter = Infinity;
  /** Nothing gets through, in either direction, for the connections that stand. */
  readonly #deaf = new Set<Socket<Ends>>();
  readonly #clients = new Set<Socket<Ends>>();

  constructor(port: number) {
    this.#listener = Bun.listen<Ends>({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        open: (client) => {
          this.#clients.add(client);
          const server = Bun.connect({
            hostname: "127.0.0.1",
            port,
            socket: {
              data: (_, bytes) => this.#fromServer(client, bytes),
              close: () => {
                if (!this.#deaf.has(client)) client.end();
              },
            },
          });
          client.data = { server };
        },
        data: async (client, bytes) => {
          const copy = Uint8Array.from(bytes);
          if (!this.#deaf.has(client)) (await client.data.server).write(copy);
        },
        close: async (client) => {
          this.#clients.delete(client);
          (await client.data.server).end();
        },
      },
    });
    onTestFinished(() => this.#listener.stop(true));
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#listener.port}/trade-api/ws/v2`;
  }

  /** Lets so many more bytes of the server's through, then cuts the line, once. */
  cutAfter(bytes: number): void {
    this.#cutAfter = bytes;
  }

  /** Lets nothing through any more on the connections that stand; new ones work. */
  silence(): void {
    for (const client of this.#clients) this.#deaf.add(client);
  }

  #fromServer(client: Socket<Ends>, bytes: Uint8Array): void {
    if (this.#deaf.has(client)) return;
    if (bytes.length <= this.#cutAfter) {
      this.#cutAfter -= bytes.length;
      client.write(bytes);
      return;
    }
    client.write(bytes.subarray(0, this.#cutAfter));
    client.flush();
    client.end();
    this.#cutAfter = Infinity;
  }
}
