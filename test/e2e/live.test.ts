import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { KalshiKey } from "../../src/venue/kalshi/key.ts";
import { RestClient } from "../../src/venue/kalshi/rest/client.ts";
import { type Order, orders } from "../../src/venue/kalshi/rest/orders.ts";
import { ed25519Key, KEY_ID, leak, rsaKey } from "../venue/kalshi/key-material.ts";
import { compileProgram, type Program } from "./program.ts";

const KEY = rsaKey();
const TRADE = ["run", "--live", "--headless", "--profile", "documented"];

let program: Program;
let folder: string;
let publicKey: string;
let exchange: Bun.Subprocess<"ignore", "pipe", "pipe"> | undefined;

beforeAll(async () => {
  program = await compileProgram();
  folder = await mkdtemp(join(tmpdir(), "tauroi-live-"));
  publicKey = join(folder, "public.pem");
  await writeFile(publicKey, KEY.publicKey.export({ type: "spki", format: "pem" }));
}, 120_000);

afterEach(async () => {
  exchange?.kill("SIGTERM");
  await exchange?.exited;
  exchange = undefined;
});

afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

interface Listening {
  readonly rest_url: string;
  readonly admin_url: string;
}

/** Starts `tauroi exchange` with one account, whose key is ours, and waits until it listens. */
async function serve(...faults: string[]): Promise<Listening> {
  const words = ["exchange", "--json", "--seed", "4", "--public-key", publicKey, "--key-id", KEY_ID];
  exchange = program.start(...words, ...faults.flatMap((fault) => ["--fault", fault]));
  let text = "";
  for await (const bytes of exchange.stdout) {
    text += new TextDecoder().decode(bytes);
    if (text.includes("\n")) break;
  }
  return JSON.parse(text) as Listening;
}

/** Starts the program with these credentials. */
function start(words: readonly string[], credentials: Readonly<Record<string, string>> = ours()) {
  const env = { ...program.environment, ...credentials };
  return Bun.spawn([program.path, ...words], {
    cwd: program.folder,
    env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

const ours = () => ({ TAUROI_KEY_ID: KEY_ID, TAUROI_PRIVATE_KEY: KEY.pem });

async function ended(process: ReturnType<typeof start>) {
  const [out, error] = await Promise.all([new Response(process.stdout).text(), new Response(process.stderr).text()]);
  return { exitCode: await process.exited, out, error };
}

/** All orders that the account ever had, as the exchange lists them. */
async function listed(url: string): Promise<readonly Order[]> {
  const key = KalshiKey.fromPem(KEY_ID, KEY.pem);
  const client = new RestClient({ baseUrl: url, key, clock: systemClock, timers: systemTimers, uniform: () => 0.5 });
  await Bun.sleep(2_500); // readings lag by up to 2 s
  return client.all(orders());
}

describe("a live run on an exchange that listens", () => {
  test("trades for its time and ends with an account that agrees", async () => {
    const { rest_url } = await serve();
    const run = start([...TRADE, "--venue", rest_url, "--duration", "20s", "--json"]);
    const { exitCode, out, error } = await ended(run);
    expect({ exitCode, error: exitCode === 0 ? "" : error }).toEqual({ exitCode: 0, error: "" });
    expect(JSON.parse(out)).toMatchObject({
      venue: rest_url,
      seed: null,
      profile: "documented",
      reason: "duration",
      halted: false,
      account: { agrees: true, detail: "agrees" },
    });
    const made = await listed(rest_url);
    expect(made.length).toBeGreaterThan(0);
    expect(made.every(({ clientOrderId, status }) => clientOrderId.startsWith("tauroi-") && status !== "resting")).toBe(
      true,
    );
  }, 180_000);

  test("pulls on a signal, and viewers see it as live", async () => {
    const { rest_url } = await serve();
    const state = join(folder, "pulled");
    const run = start([...TRADE, "--venue", rest_url, "--state", state]);
    let status: { exitCode: number; out: string; error: string };
    do status = await program.run("status", "--state", state, "--json");
    while (status.exitCode !== 0 || !status.out.includes('"resting"'));
    expect(JSON.parse(status.out)).toMatchObject({ mode: "LIVE", venue: rest_url });
    run.kill("SIGTERM");
    const { exitCode, out } = await ended(run);
    expect(exitCode).toBe(143);
    expect(out).toContain("ended: signal SIGTERM\nthe exchange's account: agrees");
    expect((await listed(rest_url)).filter(({ status: now }) => now === "resting")).toEqual([]);
    const replayed = await program.run("replay", join(state, "journal.sqlite"), "--json");
    expect(JSON.parse(replayed.out)).toMatchObject({ mismatches: 0 });
  }, 180_000);

  test("lets no piece of its key out, whatever goes wrong", async () => {
    const { rest_url, admin_url } = await serve("500-after=0.1", "cut-answer=0.05", "429=0.05", "cut-frame=0.01");
    const state = join(folder, "canary");
    const run = start([...TRADE, "--venue", rest_url, "--state", state, "--duration", "10s"]);
    const { out, error } = await ended(run);
    const faults = (await (await fetch(`${admin_url}/faults`)).json()) as { struck: Record<string, number> };
    expect(Object.values(faults.struck).reduce((sum, count) => sum + count)).toBeGreaterThan(3);
    expect(error).toContain("started");
    const wrongKey = await ended(
      start([...TRADE, "--venue", rest_url], { ...ours(), TAUROI_PRIVATE_KEY: KEY.pem.slice(0, -80) }),
    );
    const asPath = await ended(
      start([...TRADE, "--venue", rest_url], { TAUROI_KEY_ID: KEY_ID, TAUROI_PRIVATE_KEY_FILE: KEY.pem }),
    );
    expect([wrongKey.exitCode, asPath.exitCode]).toEqual([3, 3]);
    const seen = [
      out,
      error,
      wrongKey.out,
      wrongKey.error,
      asPath.out,
      asPath.error,
      ...(await contents(folder)),
      ...(await contents(program.folder)),
    ];
    expect(seen.join("\n").length).toBeGreaterThan(10_000);
    expect(leak(KEY.pem, seen.join("\n"))).toBeUndefined();
  }, 180_000);
});

describe("what can't be traded on is refused before anything is sent", () => {
  const stranger = ed25519Key().pem;

  test.each([
    ["prod", ["--venue", "prod"], 2, "real money"],
    ["prod without limits", ["--venue", "prod", "--yes-i-mean-it"], 2, "--order-size"],
    ["another machine", ["--venue", "https://demo-api.kalshi.co"], 2, "real money"],
    ["the rehearsal of it here", ["--venue", "http://127.0.0.1:9", "--require-readiness"], 2, "real money"],
    ["nobody there", ["--venue", "http://127.0.0.1:9"], 4, "can't be used"],
    ["sim", ["--venue", "sim"], 2, "leave it out"],
  ] as const)("%s", async (_name, words, exitCode, mend) => {
    const refused = await ended(start([...TRADE, ...words]));
    expect(refused).toMatchObject({ exitCode, out: "", error: expect.stringContaining(mend) });
    expect(refused.error).not.toContain("    at ");
  });

  test("without a profile, credentials or the right ones", async () => {
    const { rest_url } = await serve();
    const outcomes = await Promise.all([
      ended(start(["run", "--live", "--headless", "--venue", rest_url])),
      ended(start([...TRADE, "--venue", rest_url], {})),
      ended(start([...TRADE, "--venue", rest_url], { ...ours(), TAUROI_KEY_ID: "somebody-else" })),
      ended(start([...TRADE, "--venue", rest_url], { ...ours(), TAUROI_PRIVATE_KEY: stranger })),
    ]);
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([2, 3, 3, 3]);
    const mends = ["--profile", "TAUROI_KEY_ID", "doesn't know this key", "belong together"];
    for (const [index, { error }] of outcomes.entries()) expect(error).toContain(mends[index]);
  }, 180_000);
});

/** The text of every file under a folder, but for the program itself and the key's public half. */
async function contents(under: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(under, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && path !== program.path && path !== publicKey) found.push(await readFile(path, "latin1"));
  }
  return found;
}
