import { type Files, systemFiles } from "../ambient/files.ts";
import type { Timer, Timers } from "../ambient/timers.ts";
import { ControlError } from "./control-error.ts";
import { Lines } from "./control-lines.ts";
import { Outbox } from "./control-outbox.ts";
import {
  CONTROL_VERSION,
  encodeMessage,
  FPS_LIMIT,
  LINE_LIMIT,
  parseClientMessage,
  type ServerMessage,
} from "./control-protocol.ts";
import type { View, ViewerCommand, ViewerReply } from "./view.ts";

export interface ControlServerOptions {
  /** Where the socket shall stand (`openControlPath`). */
  readonly path: string;
  /** "tauroi 0.1.0". */
  readonly program: string;
  /** What a viewer may know now. Called at most FPS_LIMIT times a second, for all viewers together, and for each that is new. */
  readonly snapshot: () => View;
  /** Takes a command; `by` is who sent it. Anything it throws becomes the reply. */
  readonly onCommand: (command: ViewerCommand, by: string) => ViewerReply;
  /** Real time, also when the engine's is simulated. */
  readonly timers: Timers;
  /** Told when the number of those who watch changes. */
  readonly onViewers?: (count: number) => void;
  readonly files?: Files;
}

export interface ControlServer {
  /** Shows everybody who watches how it ended, says bye and takes the socket away. Repeating it is harmless. */
  close(reason: string): void;
}

/** Connections at once. One more, and the oldest makes room: somebody who wants to kill always gets in. */
const CLIENT_LIMIT = 16;
/** Lines that can't be understood before a client is dropped. */
const OFFENCE_LIMIT = 5;
/** Commands a client may send in a quarter of a second: many more than a person does. */
const COMMAND_LIMIT = 20;
/** What a client may leave unread, beside one snapshot. */
const UNREAD_LIMIT_BYTES = 256 * 1024;
const FRAME_MS = 1_000 / FPS_LIMIT;

/**
 * Opens the engine's control socket. Whatever comes in through it, the engine is called with checked commands only, memory stays
 * bounded, and nothing is thrown. A dead engine's socket is replaced. Throws ControlError: exit 7 when a live engine listens there.
 */
export async function createControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { path, files = systemFiles } = options;
  if (files.exists(path) && (await answers(path))) {
    throw new ControlError(`${path}: another engine listens there; stop that one first, or name another --state`, 7);
  }
  const server = new Server(options);
  files.makeSocket(path, (at) => server.listen(at));
  return {
    close(reason) {
      if (server.close(reason)) files.remove(path);
    },
  };
}

/** Whether somebody listens. Only a refusal is a no: an engine too busy to answer is alive. */
async function answers(path: string): Promise<boolean> {
  try {
    const socket = await Bun.connect({ unix: path, socket: { data() {} } });
    socket.end();
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code !== "ECONNREFUSED" && code !== "ENOENT";
  }
}

type Socket = Bun.Socket<Client>;

class Client {
  readonly lines = new Lines(LINE_LIMIT);
  readonly outbox: Outbox;
  by = "socket";
  offences = 0;
  commands = 0;
  /** A snapshot every so many frames; undefined until subscribed. */
  every: number | undefined;

  constructor(readonly socket: Socket) {
    this.outbox = new Outbox((bytes) => socket.write(bytes), UNREAD_LIMIT_BYTES);
  }
}

class Server {
  readonly #clients = new Set<Client>();
  #listener: { stop(closeActiveConnections?: boolean): void } | undefined;
  #timer: Timer | undefined;
  #frame = 0;
  #viewers = 0;
  #closed = false;

  constructor(private readonly options: ControlServerOptions) {}

  listen(path: string): void {
    this.#listener = Bun.listen<Client>({
      unix: path,
      socket: {
        open: (socket) => this.#open(socket),
        data: (socket, bytes) => this.#data(socket.data, bytes),
        drain: (socket) => socket.data.outbox.drain(),
        close: (socket) => {
          this.#forget(socket.data);
        },
        error: (socket) => this.#drop(socket.data),
      },
    });
  }

  /** False when it was closed before. */
  close(reason: string): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#show([...this.#clients].filter(({ every }) => every !== undefined)); // how it ended
    for (const client of this.#clients) {
      this.#say(client, { type: "bye", text: reason });
      this.#end(client.socket);
    }
    this.#timer?.cancel();
    this.#listener?.stop();
    return true;
  }

  #open(socket: Socket): void {
    const client = new Client(socket);
    socket.data = client;
    if (this.#closed) {
      this.#end(socket);
      return;
    }
    const [oldest] = this.#clients;
    if (oldest !== undefined && this.#clients.size >= CLIENT_LIMIT) {
      this.#drop(oldest, `more than ${CLIENT_LIMIT} clients: the oldest makes room`);
    }
    this.#clients.add(client);
    this.#say(client, { type: "hello", v: CONTROL_VERSION, program: this.options.program, pid: process.pid });
    this.#timer ??= this.options.timers.after(FRAME_MS, () => this.#nextFrame());
  }

  #data(client: Client, bytes: Uint8Array): void {
    if (!this.#clients.has(client)) return; // dropped, and still talking
    const fine = client.lines.take(bytes, (line) => {
      this.#line(client, line);
      return this.#clients.has(client);
    });
    if (!fine) this.#drop(client, `a line is longer than ${LINE_LIMIT} bytes`);
  }

  #line(client: Client, line: string | undefined): void {
    const message =
      line === undefined ? ({ type: "malformed", why: "this is not UTF-8" } as const) : parseClientMessage(line);
    switch (message.type) {
      case "malformed":
        this.#offend(client, message.why);
        break;
      case "hello":
        client.by = message.as;
        break;
      case "subscribe":
        client.every = Math.max(1, Math.round(FPS_LIMIT / message.fps));
        this.#count();
        this.#show([client]);
        break;
      case "command":
        client.commands += 1;
        if (client.commands > COMMAND_LIMIT) this.#offend(client, "too many commands at once");
        else this.#say(client, { type: "reply", id: message.id, ...this.#answer(message.command, client.by) });
    }
  }

  #answer(command: ViewerCommand, by: string): ViewerReply {
    try {
      const { ok, text } = this.options.onCommand(command, by);
      return { ok, text };
    } catch (error) {
      return { ok: false, text: `the engine failed at it: ${messageOf(error)}` };
    }
  }

  #nextFrame(): void {
    this.#timer = undefined;
    if (this.#closed || this.#clients.size === 0) return;
    this.#frame += 1;
    for (const client of this.#clients) client.commands = 0;
    this.#show([...this.#clients].filter(({ every }) => every !== undefined && this.#frame % every === 0));
    this.#timer = this.options.timers.after(FRAME_MS, () => this.#nextFrame());
  }

  /** Sends the newest snapshot to those who have read the last one; the others get a newer one later. */
  #show(clients: readonly Client[]): void {
    const ready = clients.filter(({ outbox }) => outbox.idle);
    if (ready.length === 0) return;
    const bytes = this.#snapshot();
    for (const client of ready) this.#send(client, bytes);
  }

  #snapshot(): Uint8Array {
    try {
      return encoded({ type: "snapshot", view: this.options.snapshot() });
    } catch (error) {
      return encoded({ type: "error", text: `nothing to show: ${messageOf(error)}` });
    }
  }

  #offend(client: Client, why: string): void {
    client.offences += 1;
    if (client.offences >= OFFENCE_LIMIT) this.#drop(client, `${why}; that was one too many`);
    else this.#say(client, { type: "error", text: why });
  }

  #say(client: Client, message: ServerMessage): void {
    this.#send(client, encoded(message));
  }

  #send(client: Client, bytes: Uint8Array): void {
    if (!client.outbox.send(bytes)) this.#drop(client);
  }

  /** Ends a connection, saying why if there is something to say and the client reads. */
  #drop(client: Client, why?: string): void {
    if (!this.#forget(client)) return;
    if (why !== undefined) client.outbox.send(encoded({ type: "bye", text: why }));
    this.#end(client.socket);
  }

  /** Lets what was said arrive, but waits for nobody to read it. */
  #end(socket: Socket): void {
    socket.end();
    this.options.timers.after(FRAME_MS, () => socket.terminate());
  }

  /** False when it was forgotten before. */
  #forget(client: Client): boolean {
    const was = this.#clients.delete(client);
    if (was) this.#count();
    return was;
  }

  #count(): void {
    let viewers = 0;
    for (const { every } of this.#clients) if (every !== undefined) viewers += 1;
    if (viewers === this.#viewers) return;
    this.#viewers = viewers;
    this.options.onViewers?.(viewers);
  }
}

function encoded(message: ServerMessage): Uint8Array {
  return new TextEncoder().encode(encodeMessage(message));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
