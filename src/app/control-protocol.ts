import { type HistoryView, VIEW_VERSION, type View } from "./view.ts";
import type { ActionCommand, SetCommand, ViewerCommand } from "./viewer.ts";

/**
 * The control socket's language: a line of JSON for each message, both ways. The engine says hello to whoever connects; who connects may
 * say hello, subscribe to snapshots (each with what of its history is new before it), and send commands and signals, of which each is answered by one reply with its id. What can't be understood is
 * answered by an error. Before the engine ends it says bye.
 */
export const CONTROL_VERSION = 1;

/** Bytes of a line to the engine, its line break not counted. */
export const LINE_LIMIT = 64 * 1024;

/** Snapshots a second at most. */
export const FPS_LIMIT = 4;

export type ClientMessage = ClientHello | Subscribe | CommandMessage | SignalMessage | AcknowledgeMessage;
export type ServerMessage = ServerHello | HistoryMessage | Snapshot | Reply | ErrorMessage | Bye;

/** Who speaks: "viewer", "cli". It is journaled with the commands that follow. */
interface ClientHello {
  readonly type: "hello";
  readonly v: number;
  readonly as: string;
  /** It only wants to look, from now on: the engine refuses whatever else it asks on this connection. */
  readonly readonly?: boolean;
}

interface Subscribe {
  readonly type: "subscribe";
  /** Snapshots a second, above 0 up to FPS_LIMIT. */
  readonly fps: number;
}

interface CommandMessage {
  readonly type: "command";
  readonly id: number;
  readonly command: ViewerCommand;
}

/** An event of a trader's own script (docs/signals.md); it is checked where it is understood. */
interface SignalMessage {
  readonly type: "signal";
  readonly id: number;
  readonly event: Readonly<Record<string, unknown>>;
}

/** Somebody has seen an alert, or all that are open where none is named. */
interface AcknowledgeMessage {
  readonly type: "acknowledge";
  readonly id: number;
  readonly alert?: string;
}

export interface ServerHello {
  readonly type: "hello";
  readonly v: number;
  readonly program: string;
  readonly pid: number;
}

/** What the charts of the snapshots from here on show: it is most of a view, and seldom another. */
interface HistoryMessage {
  readonly type: "history";
  readonly v: number;
  readonly history: HistoryView;
}

interface Snapshot {
  readonly type: "snapshot";
  readonly view: SentView;
}

/** A view without its history, which goes before it. */
export type SentView = Omit<View, "history">;

interface Reply {
  readonly type: "reply";
  readonly id: number;
  readonly ok: boolean;
  readonly text: string;
  readonly unconfirmed?: boolean;
}

interface ErrorMessage {
  readonly type: "error";
  readonly text: string;
}

interface Bye {
  readonly type: "bye";
  readonly text: string;
}

const ACTIONS: readonly string[] = [
  "pull",
  "resume",
  "reduce",
  "adopt",
  "kill",
  "kill-ours",
  "stop",
  "set",
] satisfies ViewerCommand["action"][];
const TICKER = /^[A-Z0-9][A-Z0-9._-]{0,99}$/i;
const NAME = /^[\x20-\x7e]{1,32}$/;

/** A message as a line. The command's own fields stand beside its id, so that a person can type one. */
export function encodeMessage(message: ClientMessage | ServerMessage): string {
  if (message.type !== "command") return `${JSON.stringify(message)}\n`;
  const { type, id, command } = message;
  return `${JSON.stringify({ type, id, ...command })}\n`;
}

/** What a client says, or why it can't be understood. Nothing but what is checked here goes on to the engine. */
export function parseClientMessage(line: string): ClientMessage | { readonly type: "malformed"; readonly why: string } {
  const fields = parseObject(line);
  if (fields === undefined) return malformed("this is not a line of JSON with an object");
  const { type, v, as, readonly, fps, id, action, ticker, event, alert } = fields;
  switch (type) {
    case "hello":
      if (v !== CONTROL_VERSION) return malformed(`hello: this engine speaks version ${CONTROL_VERSION}`);
      if (typeof as !== "string" || !NAME.test(as)) return malformed("hello: `as` is a short name");
      if (readonly !== undefined && typeof readonly !== "boolean") return malformed("hello: readonly is true or false");
      return { type, v, as, ...(readonly === true && { readonly }) };
    case "subscribe":
      if (typeof fps !== "number" || !(fps > 0 && fps <= FPS_LIMIT)) {
        return malformed(`subscribe: fps is a number above 0 up to ${FPS_LIMIT}`);
      }
      return { type, fps };
    case "command":
      if (!Number.isSafeInteger(id)) return malformed("command: id is a whole number");
      if (typeof action !== "string" || !ACTIONS.includes(action)) {
        return malformed(`command: action is one of ${ACTIONS.join(", ")}`);
      }
      if (ticker !== undefined && (typeof ticker !== "string" || !TICKER.test(ticker))) {
        return malformed("command: ticker is not a market's ticker");
      }
      if (action === "set") return setMessage(id as number, ticker, fields);
      return {
        type,
        id: id as number,
        command: { action: action as ActionCommand["action"], ...(ticker !== undefined && { ticker }) },
      };
    case "signal":
      if (!Number.isSafeInteger(id)) return malformed("signal: id is a whole number");
      return isObject(event) ? { type, id: id as number, event } : malformed("signal: event is an object");
    case "acknowledge":
      if (!Number.isSafeInteger(id)) return malformed("acknowledge: id is a whole number");
      if (alert !== undefined && (typeof alert !== "string" || !NAME.test(alert))) {
        return malformed("acknowledge: alert is an alert's name");
      }
      return { type, id: id as number, ...(alert !== undefined && { alert }) };
    default:
      return malformed("type is one of hello, subscribe, command, signal, acknowledge");
  }
}

/** A value to set: its name and text are checked for their shape here, and for what they mean where the profile is known. */
function setMessage(
  id: number,
  ticker: string | undefined,
  { name, value, confirmed }: Record<string, unknown>,
): CommandMessage | ReturnType<typeof malformed> {
  if (typeof name !== "string" || !NAME.test(name)) return malformed("set: name is a value's name, such as order_size");
  if (typeof value !== "string" || !NAME.test(value)) return malformed("set: value is a short text");
  if (confirmed !== undefined && typeof confirmed !== "boolean") return malformed("set: confirmed is true or false");
  const command: SetCommand = { action: "set", name, value };
  return {
    type: "command",
    id,
    command: { ...command, ...(ticker !== undefined && { ticker }), ...(confirmed === true && { confirmed }) },
  };
}

/** What the engine says; undefined for what this program doesn't know. */
export function parseServerMessage(line: string): ServerMessage | undefined {
  const fields = parseObject(line);
  if (fields === undefined) return undefined;
  const { type, v, program, pid, view, history, id, ok, text, unconfirmed } = fields;
  switch (type) {
    case "hello":
      return typeof v === "number" && typeof program === "string" && typeof pid === "number"
        ? { type, v, program, pid }
        : undefined;
    // written by the same version of this program: checked by its version alone
    case "history":
      return isObject(history) && v === VIEW_VERSION
        ? { type, v, history: history as unknown as HistoryView }
        : undefined;
    case "snapshot":
      return isObject(view) && view["v"] === VIEW_VERSION ? { type, view: view as unknown as SentView } : undefined;
    case "reply":
      return typeof id === "number" && typeof ok === "boolean" && typeof text === "string"
        ? { type, id, ok, text, ...(unconfirmed === true && { unconfirmed }) }
        : undefined;
    case "error":
    case "bye":
      return typeof text === "string" ? { type, text } : undefined;
    default:
      return undefined;
  }
}

function malformed(why: string): { type: "malformed"; why: string } {
  return { type: "malformed", why };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
