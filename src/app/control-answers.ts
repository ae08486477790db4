import { ALL_COMMANDS_LIMIT } from "./control-limits.ts";
import type { ViewerCommand, ViewerReply } from "./viewer.ts";

/** Whoever takes what comes in through the control socket. */
export interface ControlAsked {
  /** Takes a command; `by` is who sent it. Anything it throws becomes the reply. */
  readonly onCommand: (command: ViewerCommand, by: string) => ViewerReply;
  /** Takes an event of a trader's own script, unchecked; left out, none is heard. */
  readonly onSignal?: (event: Readonly<Record<string, unknown>>) => ViewerReply;
  /** Somebody has seen an alert, or all of them; left out, there are none. */
  readonly onAcknowledge?: (id: string | undefined, by: string) => ViewerReply;
}

/** What the engine answers to all who are connected, within a limit for all of them together. Never throws. */
export class ControlAnswers {
  readonly #asked: ControlAsked;
  /** Within this frame. */
  #commands = 0;
  readonly #kills = new Map<ViewerCommand["action"], ViewerReply>();

  constructor(asked: ControlAsked) {
    this.#asked = asked;
  }

  nextFrame(): void {
    this.#commands = 0;
    this.#kills.clear();
  }

  /** A kill asked for again within a frame is the same one; of other commands there may only be so many. */
  command(command: ViewerCommand, by: string): ViewerReply {
    const { action, ticker } = command;
    const ask = (): ViewerReply => answered(() => this.#asked.onCommand(command, by));
    const isKill = (action === "kill" || action === "kill-ours") && ticker === undefined;
    if (!isKill) return this.#mayAsk() ? ask() : { ok: false, text: "too many commands from everywhere: try again" };
    const reply = this.#kills.get(action) ?? ask();
    this.#kills.set(action, reply);
    return reply;
  }

  signal(event: Readonly<Record<string, unknown>>): ViewerReply {
    if (!this.#mayAsk()) return { ok: false, text: "too many from everywhere: try again" };
    const { onSignal } = this.#asked;
    return onSignal === undefined ? { ok: false, text: "no signals are heard here" } : answered(() => onSignal(event));
  }

  acknowledge(id: string | undefined, by: string): ViewerReply {
    const { onAcknowledge } = this.#asked;
    return onAcknowledge === undefined
      ? { ok: false, text: "there are no alerts here" }
      : answered(() => onAcknowledge(id, by));
  }

  #mayAsk(): boolean {
    this.#commands += 1;
    return this.#commands <= ALL_COMMANDS_LIMIT;
  }
}

function answered(ask: () => ViewerReply): ViewerReply {
  try {
    const { ok, text, unconfirmed } = ask();
    return { ok, text, ...(unconfirmed === true && { unconfirmed }) };
  } catch (error) {
    return { ok: false, text: `the engine failed at it: ${error instanceof Error ? error.message : String(error)}` };
  }
}
