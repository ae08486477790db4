import type { Timers } from "../ambient/timers.ts";
import { ControlError } from "./control-error.ts";
import { Lines } from "./control-lines.ts";
import { Outbox } from "./control-outbox.ts";
import {
  type ClientMessage,
  CONTROL_VERSION,
  encodeMessage,
  FPS_LIMIT,
  LINE_LIMIT,
  parseServerMessage,
  type ServerHello,
  type ServerMessage,
} from "./control-protocol.ts";
import type { HistoryView, View } from "./view.ts";
import type { ViewerCommand, ViewerConnection, ViewerReply } from "./viewer.ts";

export interface ControlClientOptions {
  /** The engine's control socket. */
  readonly path: string;
  /** Who speaks: "viewer", "cli". */
  readonly as: string;
  /** Only to look: the engine is told to refuse everything else on this connection. */
  readonly readonly?: boolean;
  readonly timers: Timers;
}

/** A snapshot's size at most: what an engine sends is bounded by what a viewer may know. */
const SNAPSHOT_LIMIT_BYTES = 16 * 1024 * 1024;
/** A snapshot of usual size finds room that is there already: a new buffer for each, four times a second, would be most of a viewer's garbage. */
const SNAPSHOT_KEPT_BYTES = 256 * 1024;
/** How long an engine may take to answer anything. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Connects a viewer to a running engine. Throws ControlError (exit 4) when none answers, or one that speaks another version; after
 * that nothing is thrown: a lost engine is told to `onClose`, an unanswered command gets a reply that says so.
 */
export async function connectViewer(options: ControlClientOptions): Promise<ViewerConnection> {
  const line = await connect(options);
  if (line.hello.v !== CONTROL_VERSION) {
    line.close();
    throw new ControlError(
      `${options.path}: the engine is ${line.hello.program}, which speaks version ${line.hello.v} of the control socket ` +
        `and not ${CONTROL_VERSION}; use that program`,
      4,
    );
  }
  line.say({ type: "subscribe", fps: FPS_LIMIT });
  return line;
}

/** Sends one command and returns the engine's reply. Throws ControlError (exit 4) when no engine answers. */
export function sendCommand(options: ControlClientOptions, command: ViewerCommand): Promise<ViewerReply> {
  return replied(options, (line) => line.send(command));
}

/** Hands an event of a script to a running engine. Throws ControlError (exit 4) when no engine answers. */
export function sendSignal(
  options: ControlClientOptions,
  event: Readonly<Record<string, unknown>>,
): Promise<ViewerReply> {
  return replied(options, (line) => line.signal(event));
}

/** Tells a running engine that an alert has been seen, or all of them. Throws ControlError (exit 4) when no engine answers. */
export function sendAcknowledgement(options: ControlClientOptions, alert: string | undefined): Promise<ViewerReply> {
  return replied(options, (line) => line.acknowledge(alert));
}

/** What an engine replies, whatever its version: what is asked this way is the part that doesn't change. */
async function replied(options: ControlClientOptions, ask: (line: Line) => Promise<ViewerReply>): Promise<ViewerReply> {
  const line = await connect(options);
  try {
    const reply = await ask(line);
    if (NO_REPLY in reply) throw new ControlError(`${options.path}: ${reply.text}`, 4);
    return reply;
  } finally {
    line.close();
  }
}

/** One snapshot of a running engine. Throws ControlError (exit 4) when no engine answers. */
export async function fetchView(options: ControlClientOptions): Promise<View> {
  const line = await connectViewer(options);
  const { promise, resolve, reject } = Promise.withResolvers<View>();
  const gone = (why: string) => reject(new ControlError(`${options.path}: ${why}`, 4));
  line.onView(resolve);
  line.onClose(gone);
  line.onTrouble?.(gone);
  const timer = options.timers.after(ANSWER_WITHIN_MS, () => gone("the engine shows nothing"));
  try {
    return await promise;
  } finally {
    timer.cancel();
    line.close();
  }
}

/** Who listens at a socket, or undefined when nobody does any more. Throws ControlError when somebody does and doesn't answer. */
export async function whoListens(options: ControlClientOptions): Promise<ServerHello | undefined> {
  try {
    const line = await connect(options);
    line.close();
    return line.hello;
  } catch (error) {
    if (error instanceof ControlError && isGone(error.cause)) return undefined;
    throw error;
  }
}

async function connect(options: ControlClientOptions): Promise<Line> {
  const line = new Line(options);
  try {
    await Bun.connect<undefined>({
      unix: options.path,
      socket: {
        open: (socket) => line.open(socket),
        data: (_, bytes) => line.take(bytes),
        drain: () => line.drain(),
        close: () => line.lost("the connection to the engine was lost", ENDED),
        error: (_, error) => line.lost(error.message),
      },
    });
  } catch (error) {
    line.close();
    throw new ControlError(`${options.path}: ${unreachable(error)}`, 4, { cause: error });
  }
  await line.greeted;
  return line;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** The other end closed the connection. */
const ENDED = Symbol("ended");

/** There is no socket, nobody behind it, or somebody who is just going. */
function isGone(error: unknown): boolean {
  return error === ENDED || codeOf(error) === "ENOENT" || codeOf(error) === "ECONNREFUSED";
}

function unreachable(error: unknown): string {
  const code = codeOf(error);
  if (isGone(error)) return "no engine listens there";
  if (code === "EACCES" || code === "EPERM") return "this user may not reach the engine: be the user who started it";
  return `no engine can be reached there (${String(code ?? error)})`;
}

/** Marks what stands for a reply that never came. */
const NO_REPLY = Symbol("no reply");

function noReply(text: string): ViewerReply {
  return Object.defineProperty({ ok: false, text }, NO_REPLY, { value: true });
}

/** One connection to an engine. */
class Line implements ViewerConnection {
  readonly #greeted = Promise.withResolvers<void>();
  readonly #lines = new Lines(SNAPSHOT_LIMIT_BYTES, SNAPSHOT_KEPT_BYTES);
  readonly #viewListeners: ((view: View) => void)[] = [];
  readonly #troubleListeners: ((text: string) => void)[] = [];
  readonly #closeListeners: ((reason: string) => void)[] = [];
  readonly #waiting = new Map<number, (reply: ViewerReply) => void>();
  #hello: ServerHello | undefined;
  #socket: Bun.Socket<undefined> | undefined;
  #outbox: Outbox | undefined;
  #history: HistoryView | undefined;
  #view: View | undefined;
  #farewell: string | undefined;
  #gone: string | undefined;
  #nextId = 1;

  constructor(private readonly options: ControlClientOptions) {
    this.greeted.catch(() => undefined); // also when nobody has come to wait for it
  }

  /** Resolves when the engine has said hello; rejects with ControlError when it doesn't. */
  get greeted(): Promise<void> {
    return this.#greeted.promise;
  }

  get hello(): ServerHello {
    return this.#hello!; // there as soon as `greeted` is
  }

  open(socket: Bun.Socket<undefined>): void {
    this.#socket = socket;
    this.#outbox = new Outbox((bytes) => socket.write(bytes), LINE_LIMIT);
    const { as, readonly } = this.options;
    this.say({ type: "hello", v: CONTROL_VERSION, as, ...(readonly === true && { readonly }) });
    const timer = this.options.timers.after(ANSWER_WITHIN_MS, () => this.lost("the engine doesn't answer"));
    const settled = () => timer.cancel();
    this.greeted.then(settled, settled);
  }

  take(bytes: Uint8Array): void {
    const fine = this.#lines.take(bytes, (line) => {
      const message = line === undefined ? undefined : parseServerMessage(line);
      if (message !== undefined) this.#hear(message);
      return this.#gone === undefined;
    });
    if (!fine) this.lost("the engine says what this program can't read");
  }

  drain(): void {
    this.#outbox?.drain();
  }

  /** Ends the connection and tells everybody who waits. */
  lost(why: string, cause?: unknown): void {
    if (this.#gone !== undefined) return;
    const reason = this.#farewell ?? why;
    this.#gone = reason;
    this.#socket?.terminate();
    this.#greeted.reject(new ControlError(`${this.options.path}: ${reason}`, 4, { cause }));
    for (const answer of this.#waiting.values()) answer(noReply(reason));
    this.#waiting.clear();
    for (const listener of this.#closeListeners) listener(reason);
  }

  onView(listener: (view: View) => void): void {
    this.#viewListeners.push(listener);
    if (this.#view !== undefined) listener(this.#view);
  }

  onTrouble(listener: (text: string) => void): void {
    this.#troubleListeners.push(listener);
  }

  onClose(listener: (reason: string) => void): void {
    this.#closeListeners.push(listener);
    if (this.#gone !== undefined) listener(this.#gone);
  }

  send(command: ViewerCommand): Promise<ViewerReply> {
    return this.#ask((id) => ({ type: "command", id, command }));
  }

  signal(event: Readonly<Record<string, unknown>>): Promise<ViewerReply> {
    return this.#ask((id) => ({ type: "signal", id, event }));
  }

  acknowledge(alert: string | undefined): Promise<ViewerReply> {
    return this.#ask((id) => ({ type: "acknowledge", id, ...(alert !== undefined && { alert }) }));
  }

  #ask(message: (id: number) => ClientMessage): Promise<ViewerReply> {
    if (this.#gone !== undefined) return Promise.resolve(noReply(this.#gone));
    const { promise, resolve } = Promise.withResolvers<ViewerReply>();
    const id = this.#nextId++;
    const late = `no answer from the engine within ${ANSWER_WITHIN_MS / 1_000} s`;
    const timer = this.options.timers.after(ANSWER_WITHIN_MS, () => this.#answer(id, noReply(late)));
    this.#waiting.set(id, (reply) => {
      timer.cancel();
      resolve(reply);
    });
    if (!this.say(message(id))) this.#answer(id, noReply("the engine reads nothing"));
    return promise;
  }

  close(): void {
    this.#closeListeners.length = 0; // who closes knows
    this.lost("closed");
  }

  say(message: ClientMessage): boolean {
    return this.#outbox?.send(new TextEncoder().encode(encodeMessage(message))) ?? false;
  }

  #answer(id: number, reply: ViewerReply): void {
    this.#waiting.get(id)?.(reply);
    this.#waiting.delete(id);
  }

  #hear(message: ServerMessage): void {
    switch (message.type) {
      case "hello":
        this.#hello ??= message;
        this.#greeted.resolve();
        break;
      case "history":
        this.#history = message.history;
        break;
      case "snapshot": {
        if (this.#history === undefined) break; // it goes before the first
        const view = { ...message.view, history: this.#history };
        this.#view = view;
        for (const listener of this.#viewListeners) listener(view);
        break;
      }
      case "reply":
        this.#answer(message.id, {
          ok: message.ok,
          text: message.text,
          ...(message.unconfirmed === true && { unconfirmed: true }),
        });
        break;
      case "bye":
        this.#farewell = message.text;
        break;
      case "error":
        for (const listener of this.#troubleListeners) listener(message.text);
    }
  }
}
