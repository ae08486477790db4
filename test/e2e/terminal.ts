import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Program } from "./program.ts";

/** Whether the tests of the screen can run here. */
export const hasTmux = Bun.which("tmux") !== null;

/** Keys of the key table that tmux names otherwise. */
const KEY_NAMES: Readonly<Record<string, string>> = {
  up: "Up",
  down: "Down",
  left: "Left",
  right: "Right",
  pageup: "PPage",
  pagedown: "NPage",
  home: "Home",
  end: "End",
  enter: "Enter",
  escape: "Escape",
  backspace: "BSpace",
  tab: "Tab",
  "shift+tab": "BTab",
  " ": "Space",
};

/** Longer than the time between two of the viewer's pictures. */
const STILL_MS = 300;
/** A screen that isn't as it should be may still become so. */
const GOLDEN_WITHIN_MS = 10_000;
/** Only to fail in the end: a machine that is busy may take long. */
const PATIENCE_MS = 40_000;

/** A shell in a real terminal of tmux, on a server of its own. */
export class Terminal {
  readonly #server = `tauroi-test-${process.pid}-${Math.floor(performance.now() * 1_000)}`;

  constructor(
    private readonly program: Program,
    columns: number,
    rows: number,
  ) {
    const { environment } = program;
    const settings = Object.entries(environment).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    this.#tmux(
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-x",
      `${columns}`,
      "-y",
      `${rows}`,
      "-c",
      program.folder,
      ...settings,
      "env -u TMUX -u CI bash --norc --noprofile",
    );
    this.#tmux("set-option", "-g", "remain-on-exit", "on");
    this.send("PS1='ready> '", "Enter", "clear", "Enter");
  }

  /** Types a key, as the key table names it. */
  press(key: string): void {
    const named = KEY_NAMES[key] ?? key.replace(/^ctrl\+/, "C-");
    if (named === key && [...key].length === 1) this.#tmux("send-keys", "-l", key);
    else this.#tmux("send-keys", named);
  }

  /** Types words or keys, as tmux names them. */
  send(...keys: string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  /** Starts the program in the shell. */
  start(...words: string[]): void {
    this.send([this.program.path, ...words].join(" "), "Enter");
  }

  /** Drags the window to another size. */
  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** Writes over the screen behind the program's back, as another program's message does. */
  scribble(): void {
    const tty = this.#tmux("display-message", "-p", "#{pane_tty}").trim();
    Bun.spawnSync(["sh", "-c", `printf 'scribbled' > ${tty}`]);
  }

  /** What stands on the screen now. */
  screen(): string {
    return this.#tmux("capture-pane", "-p");
  }

  /** The same with its colours, as SGR sequences. */
  coloured(): string {
    return this.#tmux("capture-pane", "-p", "-e");
  }

  /** The screen, once it is as the reviewed one in `golden/NAME.txt` says; `bin/test NAME -u` writes that anew. */
  async matches(name: string): Promise<void> {
    const file = join(import.meta.dirname, "golden", `${name}.txt`);
    const wanted = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    for (let waited = 0; wanted !== undefined && waited < GOLDEN_WITHIN_MS; waited += 50) {
      if (this.screen() === wanted) return;
      await Bun.sleep(50);
    }
    await expect(await this.still()).toMatchFileSnapshot(file);
  }

  /** The screen, once it doesn't change for a moment. */
  async still(): Promise<string> {
    for (let before = ""; ; ) {
      const screen = this.screen();
      if (screen === before) return screen;
      before = screen;
      await Bun.sleep(STILL_MS);
    }
  }

  /** The program that runs in the shell; undefined when none does. */
  get child(): number | undefined {
    const list = Bun.spawnSync(["pgrep", "-P", `${this.pid}`]).stdout.toString();
    return Number.parseInt(list, 10) || undefined;
  }

  /** Whether a full-screen program has the terminal, and where the cursor is. */
  state(): { readonly alternate: boolean; readonly cursor: boolean } {
    const [alternate, cursor] = this.#tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}").trim().split(" ");
    return { alternate: alternate === "1", cursor: cursor === "1" };
  }

  /** The shell's process. */
  get pid(): number {
    return Number(this.#tmux("display-message", "-p", "#{pane_pid}").trim());
  }

  /** The screen, once it shows this. Fails with what it shows instead. */
  async shows(wanted: RegExp, withinMs = PATIENCE_MS): Promise<string> {
    const start = performance.now();
    for (;;) {
      const screen = this.screen();
      if (wanted.test(screen)) return screen;
      if (performance.now() - start > withinMs) throw new Error(`${wanted} is not on the screen:\n${screen}`);
      await Bun.sleep(50);
    }
  }

  /** Ends the session, as `tmux kill-session` does: the window is gone, and SIGHUP goes to all in it. */
  killSession(): void {
    this.#tmux("kill-session");
  }

  close(): void {
    this.#tmux("kill-server");
  }

  #tmux(...words: string[]): string {
    const done = Bun.spawnSync(["tmux", "-L", this.#server, ...words], {
      env: { ...process.env, LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
    });
    if (!done.success && words[0]?.startsWith("kill-") !== true)
      throw new Error(`tmux ${words.join(" ")}: ${done.stderr.toString()}`);
    return done.stdout.toString();
  }
}
