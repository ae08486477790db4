import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real terminal: a pane of tmux, which a test types into and reads. */
export class TmuxPane {
  static readonly isPresent = Bun.which("tmux") !== null;
  readonly #folder = mkdtempSync(join(tmpdir(), "tauroi-tmux-"));
  readonly #socket = join(this.#folder, "socket");

  /** A pane with a shell in it that says nothing but what its programs do. */
  constructor(columns: number, rows: number, environment: Readonly<Record<string, string>> = {}) {
    const set = Object.entries({ PS1: "$ ", ...environment }).map(([name, value]) => `${name}='${value}'`);
    const size = ["-x", String(columns), "-y", String(rows)];
    this.#tmux(
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-s",
      "pane",
      ...size,
      `env ${set.join(" ")} bash --norc --noprofile -i`,
    );
  }

  #tmux(...words: string[]): string {
    const { stdout, stderr, exitCode } = Bun.spawnSync(["tmux", "-S", this.#socket, ...words]);
    if (exitCode !== 0) throw new Error(`tmux ${words.join(" ")}: ${stderr.toString()}`);
    return stdout.toString();
  }

  /** Types `keys`: tmux's names (Enter, C-c), everything else as it is. */
  type(...keys: string[]): void {
    this.#tmux("send-keys", "-t", "pane", ...keys);
  }

  /** What is on the screen. */
  get text(): string {
    return this.#tmux("capture-pane", "-p", "-t", "pane");
  }

  /** The same with its colours, as SGR sequences. */
  get coloured(): string {
    return this.#tmux("capture-pane", "-p", "-e", "-t", "pane");
  }

  /** "1" where it is on: the alternate screen, then the cursor. */
  get modes(): string {
    return this.#tmux("display", "-p", "-t", "pane", "#{alternate_on}#{cursor_flag}").trim();
  }

  /** The program that runs in the pane's shell. */
  get child(): number {
    const shell = this.#tmux("display", "-p", "-t", "pane", "#{pane_pid}").trim();
    return Number(Bun.spawnSync(["pgrep", "-P", shell]).stdout.toString().split("\n")[0]);
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-t", "pane", "-x", String(columns), "-y", String(rows));
  }

  /** Waits until the screen holds `expected`; what it holds instead, after a minute, is the error. */
  async until(expected: RegExp): Promise<string> {
    for (let tries = 0; tries < 1_200; tries++) {
      const { text } = this;
      if (expected.test(text)) return text;
      await Bun.sleep(50);
    }
    throw new Error(`no ${expected} on the screen:\n${this.text}`);
  }

  /** What closing a terminal's window does. */
  close(): void {
    Bun.spawnSync(["tmux", "-S", this.#socket, "kill-server"]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
