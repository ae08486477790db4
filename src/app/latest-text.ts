import type { ReplaceFile } from "../ambient/replace-file.ts";

/**
 * A file that holds the newest of what was to be kept, in several folders. Nobody waits for it, and its failure stops nothing: it is told to `failed`. While
 * a disk is slow, only the newest text waits.
 */
export class LatestText {
  readonly #paths: readonly string[];
  readonly #replace: ReplaceFile;
  readonly #failed: (path: string, error: unknown) => void;
  readonly #waiting = new Map<string, string>();
  readonly #busy = new Map<string, Promise<void>>();

  constructor(paths: readonly string[], replace: ReplaceFile, failed: (path: string, error: unknown) => void) {
    this.#paths = [...new Set(paths)];
    this.#replace = replace;
    this.#failed = failed;
  }

  write(text: string): void {
    for (const path of this.#paths) {
      this.#waiting.set(path, text);
      if (!this.#busy.has(path)) this.#busy.set(path, this.#drain(path));
    }
  }

  /** Resolves when all that was to be written is, or has failed. */
  async settled(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  async #drain(path: string): Promise<void> {
    for (let text = this.#waiting.get(path); text !== undefined; text = this.#waiting.get(path)) {
      this.#waiting.delete(path);
      try {
        await this.#replace(path, text);
      } catch (error) {
        this.#failed(path, error);
      }
    }
    this.#busy.delete(path);
  }
}
