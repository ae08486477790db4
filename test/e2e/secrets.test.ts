import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KEY_ID, rsaKey } from "../venue/kalshi/key-material.ts";
import { commandLines, filesIn, leaksIn, leakyFiles, type Secret, secretKey, secretText } from "./leaks.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";

// The whole program with secrets of every kind: what it writes, prints and shows of itself has none of them.

const SPOTIFY = { id: "spotify-client-id", secret: "5p0t1fy5ecret0f32characters00abc" };
const HOOK_TOKEN = "T0000-B0000-webhooktokenof40characters0000";
const WITHIN_MS = 30_000;

let program: Program;
beforeAll(async () => {
  program = await compileProgram();
}, 120_000);
afterAll(() => program.remove());

type Key = Readonly<Record<string, string>>;
type Words = readonly string[];

/** A folder with a key in it, and an exchange that knows it. */
class Place {
  private constructor(
    readonly folder: string,
    readonly exchange: ExchangeProcess,
    readonly pem: string,
  ) {}

  static async open(finished: (act: () => Promise<void>) => void): Promise<Place> {
    const folder = await mkdtemp(join(tmpdir(), "tauroi-secrets-"));
    const exchange = await ExchangeProcess.start(program, "--seed", "4");
    const pem = await readFile(exchange.credentials["TAUROI_PRIVATE_KEY_FILE"]!, "utf8");
    const place = new Place(folder, exchange, pem);
    await writeFile(place.keyFile, pem, { mode: 0o600 });
    finished(async () => {
      for (const each of place.#processes) {
        each.kill("SIGKILL");
        await each.exited;
      }
      await exchange.stop();
      await rm(folder, { recursive: true, force: true });
    });
    return place;
  }

  readonly #processes: Bun.Subprocess[] = [];

  get keyFile(): string {
    return join(this.folder, "key.pem");
  }

  /** What nobody else may learn. */
  get secrets(): readonly Secret[] {
    return secretsWith(this.pem);
  }

  readonly byFile = (): Key => ({ TAUROI_KEY_ID: KEY_ID, TAUROI_PRIVATE_KEY_FILE: this.keyFile });
  readonly byText = (): Key => ({ TAUROI_KEY_ID: KEY_ID, TAUROI_PRIVATE_KEY: this.pem });
  readonly byLine = (): Key => ({
    TAUROI_KEY_ID: KEY_ID,
    TAUROI_PRIVATE_KEY: this.pem.trim().replaceAll("\n", "\\n"),
  });

  /** All the secrets in an environment, the key as it is asked for. */
  environment(key: Key): Record<string, string> {
    return {
      ...program.environment,
      HOME: this.folder,
      TMPDIR: this.folder,
      TAUROI_LOG_LEVEL: "debug",
      TAUROI_SPOTIFY_CLIENT_ID: SPOTIFY.id,
      TAUROI_SPOTIFY_CLIENT_SECRET: SPOTIFY.secret,
      TAUROI_SPOTIFY_URL: "http://127.0.0.1:1",
      TAUROI_ALERT_URL: `http://127.0.0.1:1/hooks/${HOOK_TOKEN}`,
      TAUROI_ALERT_FORMAT: "slack",
      ...key,
    };
  }

  /** Starts a command, the program where none is named. */
  start(key: Key, words: Words, folder = this.folder) {
    const child = Bun.spawn([...words], {
      cwd: folder,
      env: this.environment(key),
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.#processes.push(child);
    const texts = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return { child, said: async () => (await texts).join("\n") };
  }

  run(key: Key, ...words: Words) {
    return this.start(key, [program.path, ...words]);
  }

  async said(key: Key, ...words: Words): Promise<{ readonly exitCode: number; readonly text: string }> {
    const { child, said } = this.run(key, ...words);
    const text = await said();
    return { exitCode: await child.exited, text };
  }

  async untilItQuotes(): Promise<void> {
    for (const from = performance.now(); (await this.exchange.resting()).length === 0; await Bun.sleep(100))
      if (performance.now() - from > WITHIN_MS) throw new Error("it never came to quoting");
  }

  live(venue = this.exchange.url, state = "state"): Words {
    return ["run", "--live", "--headless", "--profile", "fixed-3c", "--venue", venue, "--state", state];
  }
}

function secretsWith(pem: string): readonly Secret[] {
  return [
    secretKey("key", pem),
    secretText("spotify", SPOTIFY.secret),
    secretText("spotify, as it is sent", btoa(`${SPOTIFY.id}:${SPOTIFY.secret}`).slice(24)),
    secretText("webhook", HOOK_TOKEN),
  ];
}

/** Commands that read the key or the settings, and what the run has left. */
const looking = ({ exchange }: Place): readonly Words[] => [
  ["config", "show", "--json"],
  ["doctor", "--venue", exchange.url, "--state", "state"],
];
const everyCommand = (place: Place): readonly Words[] => [
  ...looking(place),
  ["config", "show"],
  ["kill", "--venue", place.exchange.url, "--state", "state"],
  ["replay", "state"],
];

// Each in a place of its own, all at once: they mostly wait.
describe.concurrent("no secret is to be found", () => {
  test.for([
    ["a file", "byFile", everyCommand],
    ["the environment", "byText", looking],
    ["the environment, in one line", "byLine", looking],
  ] as const)(
    "in what a run with the key in %s prints, writes, shows of itself and leaves",
    async ([, by, others], { onTestFinished }) => {
      const place = await Place.open(onTestFinished);
      const { folder, keyFile, secrets } = place;
      const key = place[by]();
      const { child, said: all } = place.run(key, ...place.live(), "--summary", "summary.md");
      await place.untilItQuotes();
      expect(leaksIn(commandLines(), secrets)).toEqual([]);
      child.kill("SIGTERM");
      const text = await all();
      expect(await child.exited).toBe(128 + 15);
      expect(leaksIn(text, secrets)).toEqual([]);
      expect(text).toMatch(/"level"/); // there were logs to look at
      for (const words of others(place)) {
        const { text: told } = await place.said(key, ...words);
        expect({ words, leaks: leaksIn(told, secrets) }).toEqual({ words, leaks: [] });
      }
      const written = filesIn(folder).filter((path) => path !== keyFile);
      expect(written.map((path) => path.slice(folder.length + 1))).toEqual(
        expect.arrayContaining(["state/journal.sqlite", "summary.md"]),
      );
      expect(leakyFiles(folder, secrets, [keyFile])).toEqual([]);
    },
  );

  test("where the exchange refuses the signature, or isn't there", async ({ onTestFinished }) => {
    const place = await Place.open(onTestFinished);
    const { folder, keyFile } = place;
    const other = rsaKey().pem;
    const secrets = [...place.secrets, secretKey("another key", other)];
    const refused = await place.said({ TAUROI_KEY_ID: KEY_ID, TAUROI_PRIVATE_KEY: other }, ...place.live());
    expect(refused.exitCode).toBe(3);
    const { child, said: all } = place.run(place.byText(), ...place.live("http://127.0.0.1:1", "away"));
    const late = setTimeout(() => child.kill("SIGTERM"), 3_000);
    const text = await all();
    clearTimeout(late);
    const doctor = await place.said(place.byText(), "doctor", "--venue", "http://127.0.0.1:1");
    expect({ exitCode: doctor.exitCode, leaks: leaksIn(doctor.text, secrets) }).toEqual({ exitCode: 4, leaks: [] });
    expect([leaksIn(refused.text, secrets), leaksIn(text, secrets)]).toEqual([[], []]);
    expect(leakyFiles(folder, secrets, [keyFile])).toEqual([]);
  });

  test("where a key or a webhook stands in the wrong place", async ({ onTestFinished }) => {
    const place = await Place.open(onTestFinished);
    const { folder, keyFile, pem, secrets } = place;
    const [, line = ""] = pem.split("\n");
    await mkdir(join(folder, "settings"));
    const files = [
      `private_key = """${pem}"""`,
      `private_key_file = """${pem}"""`,
      `private_key_file = "${line}"\nkey_id = "x"`,
      `key_id = """${pem}"""`,
      `private_key_file = ${pem}`,
      `alert_url = "ftp://hooks/${HOOK_TOKEN}"`,
    ];
    for (const [index, text] of files.entries()) {
      const config = join(folder, "settings", `${index}.toml`);
      await writeFile(config, text);
      const { exitCode, text: told } = await place.said({}, ...place.live(), "--config", config);
      expect({
        text: text.slice(0, 20),
        isRefused: exitCode === 2 || exitCode === 3,
        leaks: leaksIn(told, secrets),
      }).toEqual({
        text: text.slice(0, 20),
        isRefused: true,
        leaks: [],
      });
    }
    const variables = [
      { TAUROI_KEY_ID: KEY_ID, TAUROI_PRIVATE_KEY_FILE: pem },
      { TAUROI_KEY_ID: pem, TAUROI_PRIVATE_KEY_FILE: keyFile },
      { TAUROI_KEY_ID: KEY_ID, TAUROI_PRIVATE_KEY: pem.slice(0, 900) },
    ];
    for (const given of variables) {
      const { exitCode, text: told } = await place.said(given, ...place.live());
      expect({ exitCode, leaks: leaksIn(told, secrets) }).toEqual({ exitCode: 3, leaks: [] });
    }
  });
});

/** Whether a process that aborts leaves its core in the folder it is in, on this machine. */
async function coresAreWritten(): Promise<boolean> {
  const place = await mkdtemp(join(tmpdir(), "tauroi-core-"));
  Bun.spawnSync(["sh", "-c", "ulimit -c unlimited && kill -ABRT $$"], { cwd: place, stderr: "ignore" });
  const left = await readdir(place);
  await rm(place, { recursive: true, force: true });
  return left.length > 0;
}

// The machine's own rules may keep cores from being written, or send them elsewhere: then nothing can be shown here.
test.skipIf(!(await coresAreWritten()))(
  "an engine that aborts leaves no core (needs a machine that writes them)",
  { concurrent: true },
  async ({ onTestFinished }) => {
    const place = await Place.open(onTestFinished);
    const folder = join(place.folder, "crash");
    await mkdir(folder);
    const words = ["sh", "-c", 'ulimit -c unlimited && exec "$0" "$@"', program.path, ...place.live()];
    const { child } = place.start(place.byText(), words, folder);
    await place.untilItQuotes();
    child.kill("SIGABRT");
    await child.exited;
    expect(child.signalCode).toBe("SIGABRT");
    expect(await readdir(folder)).toEqual(["state"]);
    expect(leakyFiles(place.folder, place.secrets, [place.keyFile])).toEqual([]);
  },
);

test("the search finds what it looks for", () => {
  const { pem } = rsaKey();
  const secrets = secretsWith(pem);
  const body = pem.replaceAll(/-----[A-Z ]+-----|\s/g, "");
  for (let at = 40; at + 40 <= body.length; at += 7)
    expect(leaksIn(`x${body.slice(at, at + 40)}x`, secrets)).toEqual(["key"]);
  expect(leaksIn(JSON.stringify({ pem }), secrets)).toEqual(["key"]);
  expect(leaksIn(Buffer.from(body, "base64").toString("latin1"), secrets)).toEqual(["key"]);
  expect(leaksIn(`https://hooks/${HOOK_TOKEN}`, secrets)).toEqual(["webhook"]);
  expect(leaksIn("nothing of it", secrets)).toEqual([]);
});
