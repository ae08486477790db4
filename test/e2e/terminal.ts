import type { Program } from "./program.ts";

/** Whether the tests of the screen can run here. */
export const hasTmux = Bun.which("tmux") !== null;

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

  /** Types words or keys, as tmux names them. */
  send(...keys: string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  /** Starts the program in the shell. */
  start(...words: string[]): void {
    this.send([this.program.path, ...words].join(" "), "Enter");
  }

  /** What stands on the screen now. */
  screen(): string {
    return this.#tmux("capture-pane", "-p");
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
  async shows(wanted: RegExp, withinMs = 15_000): Promise<string> {
    const start = performance.now();
    for (;;) {
      const screen = this.screen();
      if (wanted.test(screen)) return screen;
      if (performance.now() - start > withinMs) throw new Error(`${wanted} is not on the screen:\n${screen}`);
      await Bun.sleep(50);
    }
  }

  close(): void {
    this.#tmux("kill-server");
  }

  #tmux(...words: string[]): string {
    const done = Bun.spawnSync(["tmux", "-L", this.#server, ...words], {
      env: { ...process.env, LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
    });
    if (!done.success && words[0] !== "kill-server")
      throw new Error(`tmux ${words.join(" ")}: ${done.stderr.toString()}`);
    return done.stdout.toString();
  }
}
