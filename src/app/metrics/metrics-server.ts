import type { Timer, Timers } from "../../ambient/timers.ts";

/**
 * What whoever connects can cost: at most CONNECTIONS at once, each with HEAD_BYTES of a request, and a page that all of them share. A connection asks once,
 * and has so long to ask and to read.
 */
const CONNECTIONS = 8;
const HEAD_BYTES = 8 * 1024;
const ASK_WITHIN_MS = 2_000;
const READ_WITHIN_MS = 5_000;

export interface MetricsServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly page: () => Promise<string>;
  readonly contentType: string;
  /** Real time. */
  readonly timers: Timers;
}

export interface MetricsServer {
  /** "http://127.0.0.1:9137/metrics". */
  readonly url: string;
  close(): void;
}

/** The port is taken, or there is no such address here. */
export class MetricsError extends Error {
  override readonly name = "MetricsError";
  readonly exitCode = 2;
}

interface Peer {
  head: string;
  /** What of the answer isn't handed over yet; undefined before it has asked. */
  left: Uint8Array | undefined;
  timer: Timer | undefined;
}

type Socket = Bun.Socket<Peer>;

/** Serves the page at /metrics, to whoever may reach this address. Throws MetricsError where it can't listen. */
export function serveMetrics({ host, port, page, contentType, timers }: MetricsServerOptions): MetricsServer {
  const open = new Set<Socket>();
  const end = (socket: Socket): void => {
    open.delete(socket);
    socket.data.timer?.cancel();
    socket.terminate();
  };
  const push = (socket: Socket): void => {
    const peer = socket.data;
    if (peer.left === undefined || !open.has(socket)) return;
    const written = socket.write(peer.left);
    if (written < 0) {
      end(socket);
      return;
    }
    peer.left = peer.left.subarray(written);
    if (peer.left.length > 0) return; // it goes on when the reader has made room
    open.delete(socket);
    peer.timer?.cancel();
    socket.end();
  };
  const answer = (socket: Socket, bytes: Uint8Array): void => {
    if (!open.has(socket)) return;
    socket.data.left = bytes;
    push(socket);
  };
  const ask = (socket: Socket): void => {
    const peer = socket.data;
    const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r?\n/.exec(peer.head) ?? [];
    peer.head = "";
    peer.timer?.cancel();
    peer.timer = timers.after(READ_WITHIN_MS, () => end(socket));
    if (method === undefined) answer(socket, plain("400 Bad Request", "this is no request"));
    else if (method !== "GET" && method !== "HEAD") answer(socket, plain("405 Method Not Allowed", "only GET"));
    else if (path?.split("?")[0] !== "/metrics") answer(socket, plain("404 Not Found", "it is /metrics"));
    else {
      page().then(
        (text) => answer(socket, response("200 OK", contentType, text, method === "HEAD")),
        () => answer(socket, plain("500 Internal Server Error", "the metrics can't be told now")),
      );
    }
  };
  const listener = listening(host, port, {
    open: (socket) => {
      socket.data = { head: "", left: undefined, timer: undefined };
      if (open.size >= CONNECTIONS) {
        socket.terminate();
        return;
      }
      open.add(socket);
      socket.data.timer = timers.after(ASK_WITHIN_MS, () => end(socket));
    },
    data: (socket, bytes) => {
      const peer = socket.data;
      if (peer.left !== undefined || !open.has(socket)) return; // it has asked
      if (bytes.length + peer.head.length > HEAD_BYTES) {
        end(socket);
        return;
      }
      peer.head += new TextDecoder("latin1").decode(bytes);
      if (!/\r?\n\r?\n/.test(peer.head)) return;
      peer.left = new Uint8Array(0); // heard
      ask(socket);
    },
    drain: push,
    close: (socket) => {
      open.delete(socket);
      socket.data.timer?.cancel();
    },
    error: (socket) => end(socket),
  });
  const at = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${at}:${listener.port}/metrics`,
    close() {
      listener.stop(true);
      for (const socket of [...open]) end(socket);
    },
  };
}

function listening(host: string, port: number, socket: Bun.SocketHandler<Peer>): Bun.TCPSocketListener<Peer> {
  try {
    return Bun.listen<Peer>({ hostname: host, port, socket });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why =
      code === "EADDRINUSE"
        ? `port ${port} of ${host} is taken: choose another, or 0 for any that is free`
        : `can't listen on port ${port} of ${host} (${code || "unknown failure"}): name an address of this machine and a port that is free`;
    throw new MetricsError(`--metrics-port ${port}: ${why}`);
  }
}

function plain(status: string, text: string): Uint8Array {
  return response(status, "text/plain; charset=utf-8", `${text}\n`, false);
}

function response(status: string, type: string, text: string, headAlone: boolean): Uint8Array {
  const body = new TextEncoder().encode(text);
  const head = new TextEncoder().encode(
    `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n`,
  );
  if (headAlone) return head;
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
