import { createInterface } from "node:readline";

/** Whoever sits at the terminal has ended the conversation, with Ctrl-C, Ctrl-D or by closing it. */
export class ConversationEnded extends Error {
  override readonly name = "ConversationEnded";
}

/** A conversation with whoever sits at this process's terminal, a line at a time. */
export interface TerminalLines {
  /** Shows the question and waits for a line; without spaces around. Rejects with ConversationEnded when none comes any more. */
  ask(question: string): Promise<string>;
  /** Gives the terminal back. */
  close(): void;
}

/** Whether somebody can be asked: both what is read and what is shown are a terminal's. */
export function isConversational(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/** Begins a conversation. Lines can be edited; what is typed ahead answers the questions to come. */
export function openTerminalLines(): TerminalLines {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const typed: string[] = [];
  let waiting: { resolve(line: string): void; reject(error: Error): void } | undefined;
  let isOver = false;
  terminal.on("line", (line) => {
    if (waiting === undefined) typed.push(line);
    else waiting.resolve(line);
    waiting = undefined;
  });
  const end = (): void => {
    isOver = true;
    waiting?.reject(new ConversationEnded("the conversation was ended"));
    waiting = undefined;
  };
  terminal.on("close", end);
  terminal.on("SIGINT", () => terminal.close());
  return {
    async ask(question) {
      terminal.setPrompt(question);
      terminal.prompt();
      const ahead = typed.shift();
      if (ahead !== undefined) return ahead.trim();
      if (isOver) throw new ConversationEnded("the conversation was ended");
      const line = await new Promise<string>((resolve, reject) => {
        waiting = { resolve, reject };
      });
      return line.trim();
    },
    close() {
      terminal.removeListener("close", end);
      terminal.close();
    },
  };
}
