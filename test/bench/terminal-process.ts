import { readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100; // of /proc's clock, on every Linux (sysconf(_SC_CLK_TCK))

/** What would blank the whole screen for a moment: erase all, erase what scrolled away, reset. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what this is about
const CLEARS = /\x1b\[[23]J|\x1bc/g;

/** A program on a terminal of its own, which a bench types into and whose cost it reads. Linux only. */
export class TerminalProcess {
  bytes = 0;
  clears = 0;
  /** The last that it has written. */
  tail = "";
  readonly #process: Bun.Subprocess;
  readonly #terminal: Bun.Terminal;
  readonly #decoder = new TextDecoder();

  constructor(
    words: string[],
    {
      columns,
      rows,
      environment,
      folder,
    }: {
      readonly columns: number;
      readonly rows: number;
      readonly environment: Readonly<Record<string, string>>;
      readonly folder: string;
    },
  ) {
    this.#terminal = new Bun.Terminal({
      cols: columns,
      rows,
      data: (_, data) => {
        const text = this.#decoder.decode(data, { stream: true });
        this.bytes += data.length;
        this.clears += text.match(CLEARS)?.length ?? 0;
        this.tail = (this.tail + text).slice(-20_000);
      },
    });
    this.#process = Bun.spawn(words, { cwd: folder, env: { ...environment }, terminal: this.#terminal });
  }

  get pid(): number {
    return this.#process.pid;
  }

  type(text: string): void {
    this.#terminal.write(text);
  }

  /** Seconds of processor time so far. */
  get cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident megabytes now. */
  get megabytes(): number {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1_024;
  }

  /** Resolves when it has written this; fails with the end of what it has written. */
  async shows(wanted: RegExp, withinMs = 60_000): Promise<void> {
    for (let waited = 0; !wanted.test(this.tail); waited += 20) {
      if (waited > withinMs) throw new Error(`${wanted} is not among what it writes:\n${this.tail.slice(-2_000)}`);
      await Bun.sleep(20);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async end(): Promise<void> {
    this.#process.kill("SIGTERM");
    await this.#process.exited;
    this.#terminal.close();
  }

  get exited(): Promise<number> {
    return this.#process.exited;
  }
}
