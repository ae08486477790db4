/** Gives the terminal back to the shell; the returned function takes it again and draws everything anew. */
export type HandOver = () => Promise<() => Promise<void>>;

/** How the process puts itself aside, as Ctrl-Z does to any program. Returns when it runs again, or couldn't be stopped. */
export type StopProcess = () => Promise<void>;

/**
 * Putting the viewer aside and taking it up again. A terminal that was taken from us (stopped by somebody else, then
 * continued) has lost its raw mode, so continuing always hands it over and takes it back.
 */
export class Suspension {
  #handOver: HandOver | undefined;
  #takeBack: Promise<() => Promise<void>> | undefined;
  readonly #stopProcess: StopProcess;

  constructor(stopProcess: StopProcess) {
    this.#stopProcess = stopProcess;
  }

  /** The screen's way of handing over, once there is a screen. */
  bind(handOver: HandOver | undefined): void {
    this.#handOver = handOver;
  }

  async suspend(): Promise<void> {
    if (this.#handOver === undefined || this.#takeBack !== undefined) return;
    this.#takeBack = this.#handOver();
    await this.#takeBack;
    await this.#stopProcess();
    await this.#resume();
  }

  /** The process was continued, or something else has drawn on the screen. */
  async continued(): Promise<void> {
    this.#takeBack ??= this.#handOver?.();
    await this.#resume();
  }

  async #resume(): Promise<void> {
    const takeBack = this.#takeBack;
    this.#takeBack = undefined;
    await (await takeBack)?.();
  }
}
