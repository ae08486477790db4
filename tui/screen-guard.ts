import type { EventEmitter } from "node:events";
import { writeSync } from "node:fs";
import type { Terminal } from "./screen.tsx";

export interface GuardListener {
  /** The process is asked to end, or its terminal is gone; the code is 128 + the signal's number. */
  ended(code: number): void;
  /** Something threw where nobody caught it. */
  crashed(error: unknown): void;
  /** Asked to be put aside (SIGTSTP). */
  stopped(): void;
  /** Running again (SIGCONT): raw mode may be lost. */
  continued(): void;
}

const ENDING = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;
const HANG_UP = ENDING.SIGHUP;

/** Paste brackets off, cursor shown, back from the alternate screen. Harmless where it was done before. */
const RESTORE = "\x1b[?2004l\x1b[?25h\x1b[?1049l";
const STANDARD_OUTPUT = 1;

/**
 * Listens to everything that may end the viewer, from before the first byte is drawn. The returned function stops that. If
 * the process exits meanwhile, by whatever way, the terminal is restored at the last moment.
 */
export function guardTerminal({ stdin, stdout }: Terminal, listener: GuardListener): () => void {
  const handlers: (readonly [string, (detail: unknown) => void])[] = [
    ...Object.entries(ENDING).map(([signal, code]) => [signal, () => listener.ended(code)] as const),
    ["SIGTSTP", () => listener.stopped()],
    ["SIGCONT", () => listener.continued()],
    ["uncaughtException", (error: unknown) => listener.crashed(error)],
    ["unhandledRejection", (error: unknown) => listener.crashed(error)],
    ["exit", restoreNow],
  ];
  const events: EventEmitter = process;
  for (const [name, handler] of handlers) events.prependListener(name, handler); // the terminal first, then the others

  // A pane that was closed: reads end, writes give EIO. The listeners stay after the guard, since late writes may still fail.
  let isOn = true;
  const hungUp = () => {
    if (isOn) listener.ended(HANG_UP);
  };
  stdout.on("error", hungUp);
  stdin.on("error", hungUp);
  stdin.on("end", hungUp);

  return () => {
    isOn = false;
    for (const [name, handler] of handlers) events.off(name, handler);
  };
}

/** Restores this process's terminal without the renderer's help. */
export function restoreNow(): void {
  try {
    writeSync(STANDARD_OUTPUT, RESTORE);
  } catch {
    // the terminal is gone: there is nothing left to restore
  }
}

/**
 * Stops the process group by the signal's own rule, under which a group without a shell to continue it isn't stopped. `listener`
 * of SIGTSTP must be off meanwhile, else it would be told instead.
 */
export async function stopProcessGroup(): Promise<void> {
  const listeners = process.listeners("SIGTSTP");
  process.removeAllListeners("SIGTSTP");
  process.kill(0, "SIGTSTP");
  await new Promise((resolve) => setTimeout(resolve, STOP_TAKES_MS));
  // The signal that has continued us is heard first: the terminal shall change hands once, since keys may be lost while it does.
  await new Promise((resolve) => setTimeout(resolve, CONTINUE_IS_HEARD_MS));
  for (const heard of listeners) process.on("SIGTSTP", heard);
}

const CONTINUE_IS_HEARD_MS = 20;
const STOP_TAKES_MS = 100; // to be stopped; the timer goes on when the process does
