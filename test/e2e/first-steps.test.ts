import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { KEY_ID } from "../venue/kalshi/key-material.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";
import { hasTmux, Terminal } from "./terminal.ts";

// What a newcomer does first, in an empty folder of a user who has nothing: settings, the doctor, a dry run.

let program: Program;
let exchange: ExchangeProcess;
let folder: string;
let work: string;
let home: string;
let terminal: Terminal | undefined;

beforeAll(async () => {
  program = await compileProgram();
  exchange = await ExchangeProcess.start(program, "--seed", "4");
}, 120_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tauroi-first-"));
  work = join(folder, "work");
  home = join(folder, "home");
  await mkdir(work);
  await mkdir(home);
});
afterEach(async () => {
  terminal?.close();
  terminal = undefined;
  await rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await exchange.stop();
  await program.remove();
});

/** Runs the program where the newcomer is, without a terminal. */
async function run(...words: string[]) {
  const child = Bun.spawn([program.path, ...words], {
    cwd: work,
    env: { ...program.environment, HOME: home },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { exitCode: await child.exited, out, error };
}

function openTerminal(): Terminal {
  terminal = new Terminal({ ...program, folder: work, environment: { ...program.environment, HOME: home } }, 80, 24);
  return terminal;
}

/** Types a line, once the question is there that it answers. */
async function answer(screen: Terminal, question: RegExp, line: string): Promise<void> {
  await screen.shows(question);
  if (line !== "") screen.send("-l", line);
  screen.press("enter");
}

const keyFile = () => exchange.credentials["TAUROI_PRIVATE_KEY_FILE"]!;
const mode = async (path: string) => (await stat(path)).mode & 0o777;

/** What the doctor says there, and a dry run comes to. */
async function looksAndRuns(...words: string[]): Promise<void> {
  const doctor = await run("doctor", "--json", ...words);
  const { checks } = JSON.parse(doctor.out) as { checks: { name: string; status: string; detail: string }[] };
  expect(checks.filter(({ status }) => status === "failed")).toEqual([]);
  expect(doctor.exitCode).toBe(0);
  expect(checks.find(({ name }) => name === "key")).toMatchObject({
    status: "ok",
    detail: expect.stringContaining("for its owner alone"),
  });
  const dry = await run("run", "--headless", "--json", "--duration", "3s", ...words);
  expect({ exitCode: dry.exitCode, ...JSON.parse(dry.out) }).toMatchObject({
    exitCode: 0,
    mode: "dry-run",
    halted: false,
  });
}

describe("without a terminal", () => {
  test("what is missing is said, and nothing is written", async () => {
    const { exitCode, out, error } = await run("init");
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(error).toMatch(/--venue.*--key-file FILE --key-id ID, or --generate-key, or --no-key.*--yes/);
    expect([await readdir(work), await readdir(home)]).toEqual([[], []]);
  });

  test("one command writes the settings, and doctor and dry run need no other word", async () => {
    const words = [
      "init",
      "--venue",
      exchange.url,
      "--key-file",
      keyFile(),
      "--key-id",
      KEY_ID,
      "--max-order-size",
      "5",
      "--yes",
      "--json",
    ];
    const first = await run(...words);
    expect(first).toMatchObject({ exitCode: 0, error: "" });
    expect(JSON.parse(first.out)).toMatchObject({
      file: "./tauroi.toml",
      settings: { venue: exchange.url, key_id: KEY_ID, private_key_file: keyFile(), max_order_size: 5 },
      key: { id: KEY_ID, file: keyFile(), public_key: null },
    });
    expect(await readdir(work)).toEqual(["tauroi.toml"]);
    expect(await mode(join(work, "tauroi.toml"))).toBe(0o600);

    const shown = JSON.parse((await run("config", "show", "--json")).out);
    expect(shown).toMatchObject({
      key_id: { value: KEY_ID, origin: "./tauroi.toml" },
      max_order_size: { value: 5, origin: "./tauroi.toml" },
      profile: { value: "documented", origin: "default" },
    });
    await looksAndRuns();

    const before = await readFile(join(work, "tauroi.toml"), "utf8");
    const again = await run(...words);
    expect(again).toMatchObject({
      exitCode: 2,
      out: "",
      error: expect.stringMatching(/tauroi\.toml is there already.*--config/),
    });
    expect(await readFile(join(work, "tauroi.toml"), "utf8")).toBe(before);
  }, 60_000);

  test("a pair that it makes signs at an exchange that has been given its public half", async () => {
    const made = await run(
      "init",
      "--venue",
      "http://127.0.0.1:1",
      "--generate-key",
      "--key-id",
      "my-key",
      "--yes",
      "--json",
    );
    expect(made).toMatchObject({ exitCode: 0, error: "" });
    const { key } = JSON.parse(made.out) as { key: { file: string; public_key: string } };
    expect(key.file).toBe(join(home, ".config", "tauroi", "kalshi-127.0.0.1-1.pem"));
    expect([await mode(key.file), await mode(join(home, ".config", "tauroi"))]).toEqual([0o600, 0o700]);
    await writeFile(join(folder, "public.pem"), key.public_key);
    const other = await ExchangeProcess.start(
      program,
      "--seed",
      "4",
      "--public-key",
      join(folder, "public.pem"),
      "--key-id",
      "my-key",
    );
    try {
      await looksAndRuns("--venue", other.url);
    } finally {
      await other.stop();
    }
  }, 60_000);
});

// tmux carries the screen; without it there is no terminal to test in.
describe.skipIf(!hasTmux)("on a terminal (needs tmux)", () => {
  test("questions are answered by keys, and doctor and dry run need no other word", async () => {
    await chmod(keyFile(), 0o644); // as a browser leaves a download
    const screen = openTerminal();
    await screen.shows(/ready>/);
    screen.start("init");
    await answer(screen, /venue \[demo\]: *$/m, "prodd");
    await answer(screen, /did you\s+mean\s+prod\?\s+venue \[demo\]:\s*$/, exchange.url);
    await answer(screen, /key \[file\]: *$/m, "");
    await answer(screen, /file of its private half: *$/m, "nowhere.pem");
    await answer(screen, /no such\s+file\s+file of its private half:\s*$/, keyFile());
    await answer(screen, /chmod 600\)\? \[yes\]: *$/m, "");
    await answer(screen, /its identifier: *$/m, KEY_ID);
    await answer(screen, /series or event \[KXTOPMONTHLY\]: *$/m, "");
    await answer(screen, /profile \[none\]: *$/m, "");
    await answer(screen, /max_daily_loss_pct \[10\]: *$/m, "5");
    await answer(screen, /max_event_loss_pct \[25\]: *$/m, "");
    await answer(screen, /min_balance_floor_cents \[1000\]: *$/m, "");
    await answer(screen, /max_position_per_ticker \[50\]: *$/m, "20");
    await answer(screen, /max_order_size \[10\]: *$/m, "");
    await screen.shows(/max_position_per_ticker +20/);
    expect(await readdir(work)).toEqual([]);
    await answer(screen, /write \.\/tauroi\.toml\? \[yes\]: *$/m, "");
    await screen.shows(/written: \.\/tauroi\.toml.*mode 600[\s\S]*tauroi doctor[\s\S]*tauroi run[\s\S]*ready>/);
    expect([await mode(join(work, "tauroi.toml")), await mode(keyFile())]).toEqual([0o600, 0o600]);
    const { max_daily_loss_pct, max_position_per_ticker } = JSON.parse((await run("config", "show", "--json")).out);
    expect([max_daily_loss_pct.value, max_position_per_ticker.value]).toEqual([5, 20]);
    await looksAndRuns();
  }, 120_000);

  test.each([
    ["ctrl+c", "C-c"],
    ["ctrl+d", "C-d"],
  ])(
    "%s leaves nothing behind, wherever it is pressed",
    async (_, key) => {
      const screen = openTerminal();
      await screen.shows(/ready>/);
      screen.start("init");
      await screen.shows(/venue \[demo\]: *$/m);
      screen.send(key);
      await screen.shows(/nothing was written/);
      screen.send("clear", "Enter");
      screen.start("init; echo code=$?");
      await answer(screen, /venue \[demo\]: *$/m, "");
      await answer(screen, /key \[file\]: *$/m, "make");
      await answer(screen, /where to keep its private half/, "");
      await screen.shows(/BEGIN PUBLIC KEY[\s\S]*write::trade[\s\S]*its identifier \[not yet\]: *$/m);
      screen.send(key);
      await screen.shows(/nothing was written\s+code=130/);
      expect([await readdir(work), await readdir(home)]).toEqual([[], []]);
    },
    60_000,
  );
});
