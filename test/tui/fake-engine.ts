import type { View } from "../../src/app/view.ts";
import type { ViewerCommand, ViewerConnection, ViewerReply } from "../../src/app/viewer.ts";

/** The engine's end of a viewer's connection, moved by the test. */
export class FakeEngine implements ViewerConnection {
  readonly commands: ViewerCommand[] = [];
  isClosed = false;
  /** What it answers; a rejection is a line that broke. */
  answer: (command: ViewerCommand) => Promise<ViewerReply> = async ({ action }) => ({
    ok: true,
    text: `${action} done`,
  });
  #view: (view: View) => void = () => undefined;
  #gone: (reason: string) => void = () => undefined;
  #trouble: (text: string) => void = () => undefined;

  onView(listener: (view: View) => void): void {
    this.#view = listener;
  }

  onTrouble(listener: (text: string) => void): void {
    this.#trouble = listener;
  }

  onClose(listener: (reason: string) => void): void {
    this.#gone = listener;
  }

  send(command: ViewerCommand): Promise<ViewerReply> {
    this.commands.push(command);
    return this.answer(command);
  }

  close(): void {
    this.isClosed = true;
  }

  shows(view: View): void {
    this.#view(view);
  }

  complains(text: string): void {
    this.#trouble(text);
  }

  dies(reason: string): void {
    this.#gone(reason);
  }
}

/** Lets everything that is already settled take effect. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
