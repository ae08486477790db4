import { type Files, systemFiles } from "../ambient/files.ts";
import type { Timer, Timers } from "../ambient/timers.ts";
import { ControlAnswers, type ControlAsked } from "./control-answers.ts";
import { ControlError } from "./control-error.ts";
import { CLIENT_LIMIT, FRAME_MS, OFFENCE_LIMIT, VIEWER_LIMIT } from "./control-limits.ts";
import { ControlPeer, whoMakesRoom } from "./control-peer.ts";
import {
  CONTROL_VERSION,
  encodeMessage,
  FPS_LIMIT,
  parseClientMessage,
  type ServerMessage,
} from "./control-protocol.ts";
import { type HistoryView, VIEW_VERSION, type View } from "./view.ts";
import type { ViewerReply } from "./viewer.ts";

export interface ControlServerOptions extends ControlAsked {
  /** Where the socket shall stand (`openControlPath`). */
  readonly path: string;
  /** "tauroi 0.1.0". */
  readonly program: string;
  /** What a viewer may know now. Called at most FPS_LIMIT times a second for all viewers together, and once more at the end. */
  readonly snapshot: () => View;
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

type Socket = Bun.Socket<ControlPeer>;

/** A snapshot as a line, and the history that goes with it. */
interface Picture {
  readonly bytes: Uint8Array;
  readonly history: HistoryView | undefined;
}

class Server {
  /** In the order in which they came. */
  readonly #peers = new Set<ControlPeer>();
  #listener: { stop(closeActiveConnections?: boolean): void } | undefined;
  #timer: Timer | undefined;
  #frame = 0;
  #viewers = 0;
  #closed = false;
  /** What is the same for all within a frame. */
  #picture: Picture | undefined;
  /** The last history that was sent, as a line. */
  #history: { readonly of: HistoryView; readonly bytes: Uint8Array } | undefined;
  readonly #answers: ControlAnswers;

  constructor(private readonly options: ControlServerOptions) {
    this.#answers = new ControlAnswers(options);
  }

  listen(path: string): void {
    this.#listener = Bun.listen<ControlPeer>({
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
    this.#picture = undefined;
    this.#show([...this.#peers].filter(isViewer)); // how it ended
    for (const peer of this.#peers) {
      this.#say(peer, { type: "bye", text: reason });
      this.#end(peer.socket);
    }
    this.#timer?.cancel();
    this.#listener?.stop();
    return true;
  }

  #open(socket: Socket): void {
    const peer = new ControlPeer(socket);
    socket.data = peer;
    if (this.#closed) {
      this.#end(socket);
      return;
    }
    if (this.#peers.size >= CLIENT_LIMIT) {
      const leaving = whoMakesRoom(this.#peers);
      if (leaving !== undefined) this.#drop(leaving, `more than ${CLIENT_LIMIT} connections: this one makes room`);
    }
    this.#peers.add(peer);
    this.#say(peer, { type: "hello", v: CONTROL_VERSION, program: this.options.program, pid: process.pid });
    this.#timer ??= this.options.timers.after(FRAME_MS, () => this.#nextFrame());
  }

  #data(peer: ControlPeer, bytes: Uint8Array): void {
    if (!this.#peers.has(peer)) return; // dropped, and still talking
    const wrong = peer.take(bytes, (line) => {
      this.#line(peer, line);
      return this.#peers.has(peer);
    });
    if (wrong !== undefined) this.#drop(peer, wrong);
  }

  #line(peer: ControlPeer, line: string | undefined): void {
    const message =
      line === undefined ? ({ type: "malformed", why: "this is not UTF-8" } as const) : parseClientMessage(line);
    peer.hasSpoken ||= message.type !== "malformed";
    switch (message.type) {
      case "malformed":
        this.#offend(peer, message.why);
        break;
      case "hello":
        peer.by = message.as;
        peer.readonly ||= message.readonly === true; // never taken back: what was lent out to look at stays that
        break;
      case "subscribe":
        this.#subscribe(peer, message.fps);
        break;
      case "command":
        this.#reply(peer, message.id, "commands", () => this.#answers.command(message.command, peer.by));
        break;
      case "signal":
        this.#reply(peer, message.id, "signals", () => this.#answers.signal(message.event));
        break;
      case "acknowledge":
        this.#reply(peer, message.id, "commands", () => this.#answers.acknowledge(message.alert, peer.by));
    }
  }

  #reply(peer: ControlPeer, id: number, what: string, answer: () => ViewerReply): void {
    if (!peer.mayCommand()) this.#offend(peer, `too many ${what} at once`);
    else this.#say(peer, { type: "reply", id, ...(refusal(peer) ?? answer()) });
  }

  #subscribe(peer: ControlPeer, fps: number): void {
    const isNew = !isViewer(peer);
    if (isNew && this.#viewers >= VIEWER_LIMIT) {
      const stalled = [...this.#peers].find((other) => isViewer(other) && other.hasStalled);
      if (stalled === undefined) {
        this.#offend(peer, `${VIEWER_LIMIT} watch already; leave one of them`);
        return;
      }
      this.#drop(stalled, "it reads nothing, and another wants to watch");
    }
    peer.every = Math.max(1, Math.round(FPS_LIMIT / fps));
    this.#count();
    if (isNew) this.#show([peer]);
  }

  #nextFrame(): void {
    this.#timer = undefined;
    this.#picture = undefined;
    this.#answers.nextFrame();
    if (this.#closed || this.#peers.size === 0) return;
    this.#frame += 1;
    for (const peer of this.#peers) {
      const wrong = peer.nextFrame();
      if (wrong !== undefined) this.#drop(peer, wrong);
    }
    this.#show([...this.#peers].filter(({ every }) => every !== undefined && this.#frame % every === 0));
    this.#timer = this.options.timers.after(FRAME_MS, () => this.#nextFrame());
  }

  /** Sends the newest snapshot to those who have read the last one; the others get a newer one later. */
  #show(peers: readonly ControlPeer[]): void {
    const ready = peers.filter(({ outbox }) => outbox.idle);
    if (ready.length === 0) return;
    this.#picture ??= this.#drawn();
    const { bytes, history } = this.#picture;
    for (const peer of ready) {
      if (history !== undefined && peer.history !== history) {
        peer.history = history;
        this.#send(peer, this.#historyBytes(history));
      }
      this.#send(peer, bytes);
    }
  }

  #drawn(): Picture {
    try {
      const { history, ...view } = this.options.snapshot();
      return { bytes: encoded({ type: "snapshot", view }), history };
    } catch (error) {
      return {
        bytes: encoded({
          type: "error",
          text: `nothing to show: ${error instanceof Error ? error.message : String(error)}`,
        }),
        history: undefined,
      };
    }
  }

  #historyBytes(history: HistoryView): Uint8Array {
    if (this.#history?.of !== history) {
      this.#history = { of: history, bytes: encoded({ type: "history", v: VIEW_VERSION, history }) };
    }
    return this.#history.bytes;
  }

  #offend(peer: ControlPeer, why: string): void {
    peer.offences += 1;
    if (peer.offences >= OFFENCE_LIMIT) this.#drop(peer, `${why}; that was one too many`);
    else this.#say(peer, { type: "error", text: why });
  }

  #say(peer: ControlPeer, message: ServerMessage): void {
    this.#send(peer, encoded(message));
  }

  #send(peer: ControlPeer, bytes: Uint8Array): void {
    if (!peer.outbox.send(bytes)) this.#drop(peer);
  }

  /** Ends a connection, saying why if there is something to say and the other end reads. */
  #drop(peer: ControlPeer, why?: string): void {
    if (!this.#forget(peer)) return;
    if (why !== undefined) peer.outbox.send(encoded({ type: "bye", text: why }));
    this.#end(peer.socket);
  }

  /** Lets what was said arrive, but waits for nobody to read it, and hears no more. */
  #end(socket: Socket): void {
    socket.end();
    this.options.timers.after(FRAME_MS, () => socket.terminate());
  }

  /** False when it was forgotten before. */
  #forget(peer: ControlPeer): boolean {
    const was = this.#peers.delete(peer);
    if (was) this.#count();
    return was;
  }

  #count(): void {
    const viewers = [...this.#peers].filter(isViewer).length;
    if (viewers === this.#viewers) return;
    this.#viewers = viewers;
    this.options.onViewers?.(viewers);
  }
}

function isViewer({ every }: ControlPeer): boolean {
  return every !== undefined;
}

/** What whoever only looks is told when he asks for more. */
function refusal({ readonly }: ControlPeer): ViewerReply | undefined {
  return readonly
    ? { ok: false, text: "refused: this connection was opened with --readonly, to look only" }
    : undefined;
}

function encoded(message: ServerMessage): Uint8Array {
  return new TextEncoder().encode(encodeMessage(message));
}
