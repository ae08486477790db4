import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { Folder, tapeText } from "../cli/tape-commands.ts";
import { rsaKey } from "../venue/kalshi/key-material.ts";
import { ROOT } from "./pages.ts";

const BUN = Bun.which("bun") ?? process.execPath;
const PROGRAM = [BUN, join(ROOT, "bin", "tauroi.ts")];
const ENDS_WITHIN_MS = 90_000;

/** How a command ended, and what it said. */
export interface Ended {
  readonly exitCode: number;
  readonly said: string;
}

/** Addresses of an exchange of our own, and what it knows its accounts by. */
export interface Served {
  readonly restUrl: string;
  readonly adminUrl: string;
}

/** `tauroi exchange` with an account for each of some keys, all with the same private half. */
export class ServedAccounts {
  private constructor(
    private readonly child: Bun.Subprocess<"ignore", "pipe", "ignore">,
    private readonly folder: string,
    readonly pem: string,
    readonly served: Served,
  ) {}

  static async start(keyIds: readonly string[]): Promise<ServedAccounts> {
    const folder = await mkdtemp(join(tmpdir(), "tauroi-documents-"));
    const { pem, publicKey } = rsaKey();
    const file = join(folder, "public.pem");
    await writeFile(file, publicKey.export({ type: "spki", format: "pem" }));
    const keys = keyIds.flatMap((id) => ["--public-key", file, "--key-id", id]);
    const words = ["exchange", "--json", "--seed", "4", ...keys, "--switch", "key-scopes=read,write::trade"];
    const child = Bun.spawn([...PROGRAM, ...words], { stdin: "ignore", stdout: "pipe", stderr: "ignore" });
    const { rest_url, admin_url } = JSON.parse(await firstLine(child.stdout)) as Record<string, string>;
    return new ServedAccounts(child, folder, pem, { restUrl: rest_url!, adminUrl: admin_url! });
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    await this.child.exited;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Where the commands of a page are run, one after the other: a folder with the files that pages name, a home, an account. */
export class Stage {
  readonly #folder = new Folder();
  readonly #background: Bun.Subprocess[] = [];
  readonly #environment: Record<string, string>;

  private constructor(more: Readonly<Record<string, string>>) {
    const { path } = this.#folder;
    this.#environment = {
      PATH: process.env["PATH"] ?? "",
      HOME: join(path, "home"),
      XDG_RUNTIME_DIR: join(path, "run"),
      TMPDIR: path,
      LANG: "C.UTF-8",
      BUN,
      ROOT,
      ...more,
    };
  }

  static async open(pem: string, more: Readonly<Record<string, string>>): Promise<Stage> {
    const stage = new Stage(more);
    const folder = stage.#folder;
    for (const name of ["home", "run"]) await mkdir(folder.at(name), { mode: 0o700 });
    await writeFile(folder.at("kalshi.key"), pem, { mode: 0o600 });
    const ticker = (name: string) => name.replace("E-1JAN", "KXTOPMONTHLY-26JAN");
    const orders = ordersOf(manySteps(7, 450));
    folder.written("trades.csv.gz", tapeText(orders, ticker));
    const results = [..."ABCDE"].map((leg) => `KXTOPMONTHLY-26JAN-${leg},${leg === "A" ? "yes" : "no"}`);
    folder.written("settlements.csv", `ticker,result\n${results.join("\n")}\n`);
    return stage;
  }

  write(name: string, text: string): void {
    this.#folder.written(name, text);
  }

  /** Runs a command line of the shell to its end. `tauroi` is the program from its source. */
  async run(command: string): Promise<Ended> {
    const child = Bun.spawn(["bash", "-c", `${PRELUDE}\n${command}`], {
      cwd: this.#folder.path,
      env: this.#environment,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      timeout: ENDS_WITHIN_MS,
    });
    const [out, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return { exitCode: await child.exited, said: out + error };
  }

  /** Starts a command line of the program and goes on once it has said something on standard output. It is ended with the stage. */
  async serve(command: string): Promise<string> {
    const line = command.replace(/^tauroi /, 'exec "$BUN" "$ROOT/bin/tauroi.ts" ');
    const child = Bun.spawn(["bash", "-c", line], {
      cwd: this.#folder.path,
      env: this.#environment,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
    });
    this.#background.push(child);
    return await firstLine(child.stdout);
  }

  /** Starts an engine on the embedded exchange that keeps its journal in ./state, and waits until it answers. */
  async startEngine(): Promise<void> {
    const words = ["run", "--headless", "--speed", "60", "--seed", "7", "--state", "./state"];
    const child = Bun.spawn([...PROGRAM, ...words], {
      cwd: this.#folder.path,
      env: this.#environment,
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
    });
    this.#background.push(child);
    while ((await this.run("tauroi status")).exitCode !== 0) await Bun.sleep(100);
  }

  async close(): Promise<void> {
    for (const child of this.#background) {
      child.kill("SIGTERM");
      await child.exited;
    }
    this.#folder.remove();
  }
}

/** A curl that fails where the answer is an error. */
const PRELUDE = `
tauroi() { "$BUN" "$ROOT/bin/tauroi.ts" "$@"; }
curl() { command curl --silent --show-error --fail-with-body "$@"; }
`;

async function firstLine(output: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const reader = output.getReader();
  const decoder = new TextDecoder();
  while (!text.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`it ended and had said: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
  reader.releaseLock();
  return text.slice(0, text.indexOf("\n"));
}
