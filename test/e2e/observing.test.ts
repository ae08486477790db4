import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Webhook } from "../app/alerts/webhook.ts";
import { readExposition } from "../app/metrics/exposition.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";

/** Metrics and alerts of the compiled program, with a webhook that really listens. */

type Started = Bun.Subprocess<"ignore", "pipe", "pipe">;

let program: Program;
let folder: string;
let hook: Webhook;
let states = 0;
const processes: Started[] = [];
const exchanges: ExchangeProcess[] = [];

beforeAll(async () => {
  program = await compileProgram();
  folder = await mkdtemp(join(tmpdir(), "tauroi-observing-"));
}, 120_000);
beforeEach(() => {
  hook = new Webhook();
});
afterEach(async () => {
  for (const each of processes.splice(0)) {
    each.kill("SIGKILL");
    await each.exited;
  }
  for (const exchange of exchanges.splice(0)) await exchange.stop();
  await hook.close();
});
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

function start(environment: Readonly<Record<string, string>>, ...words: string[]): Started {
  const started = program.startWith(environment, ...words);
  processes.push(started);
  return started;
}

async function ended(process: Started) {
  const [out, error] = await Promise.all([new Response(process.stdout).text(), new Response(process.stderr).text()]);
  return { exitCode: await process.exited, out, error };
}

async function exchangeFor(...words: string[]): Promise<ExchangeProcess> {
  const exchange = await ExchangeProcess.start(program, "--seed", "4", ...words);
  exchanges.push(exchange);
  return exchange;
}

const state = () => join(folder, `state-${++states}`);
const alerting = (format = "json") => ({ TAUROI_ALERT_URL: hook.url, TAUROI_ALERT_FORMAT: format });
const told = () => hook.documents.map(({ id, what }) => `${String(id)} ${String(what)}`);

/** Waits until the webhook has been told so. */
async function hears(words: string): Promise<void> {
  while (!told().includes(words)) await Bun.sleep(50);
}

describe("metrics", () => {
  test("are served on a port that the log names, to this machine", async () => {
    const engine = start({}, "run", "--headless", "--speed", "60", "--seed", "7", "--metrics-port", "0");
    let log = "";
    let url: string | undefined;
    for await (const bytes of engine.stderr) {
      log += new TextDecoder().decode(bytes);
      url = /"url":"([^"]+)"/.exec(log)?.[1];
      if (url !== undefined) break;
    }
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    let inputs: number | undefined;
    while (inputs === undefined || inputs === 0) {
      const page = readExposition(await (await fetch(url!)).text());
      inputs = page.get("tauroi_inputs_total")?.samples[0]?.value;
      await Bun.sleep(100);
    }
    expect(inputs).toBeGreaterThan(0);
  }, 60_000);

  test("on a port that is taken end the start with 2, before anything is sent", async () => {
    const exchange = await exchangeFor();
    const taken = new URL(hook.url).port;
    const before = await exchange.requests();
    const words = ["run", "--venue", exchange.url, "--headless", "--metrics-port", taken];
    const live = await ended(
      start({ ...exchange.credentials }, ...words, "--live", "--profile", "documented", "--state", state()),
    );
    const dry = await ended(start({}, ...words, "--state", state()));
    for (const { exitCode, error } of [live, dry]) {
      expect(exitCode).toBe(2);
      expect(error).toContain(`--metrics-port ${taken}: port ${taken} of 127.0.0.1 is taken: choose another`);
    }
    expect(await exchange.requests()).toEqual(before);
  }, 60_000);
});

describe("alerts", () => {
  test("a halt is delivered before the program ends, and nothing that it writes has the address", async () => {
    const folderOfState = state();
    const environment = { ...alerting(), TAUROI_MAX_DAILY_LOSS_PCT: "0.0002", TAUROI_ALERT_SESSIONS: "true" };
    const words = ["run", "--headless", "--speed", "max", "--seed", "7", "--duration", "12h", "--state", folderOfState];
    const { exitCode, out, error } = await ended(start(environment, ...words));
    expect(exitCode).toBe(6);
    expect([told()[0], told().at(-1)]).toEqual(["session-started told", "session-ended told"]);
    expect(hook.documents.find(({ id }) => id === "halt")).toMatchObject({
      what: "raised",
      severity: "critical",
      where: expect.stringMatching(/^sim KXTOPMONTHLY-/),
    });
    const kept = await readFile(join(folderOfState, "alerts.json"), "utf8");
    expect(JSON.parse(kept)).toMatchObject({ halt: { holds: true } });
    for (const text of [out, error, kept]) expect(text).not.toContain("hidden/place");
  }, 60_000);

  test("a webhook that hangs doesn't keep the program from ending", async () => {
    const hanging = Promise.withResolvers<Response>();
    hook.answer = () => hanging.promise;
    const environment = { ...alerting("slack"), TAUROI_MAX_DAILY_LOSS_PCT: "0.0002" };
    const { exitCode, error } = await ended(
      start(environment, "run", "--headless", "--speed", "max", "--seed", "7", "--duration", "12h"),
    );
    expect(exitCode).toBe(6);
    expect(error).toContain('"name":"alert-undelivered"');
    hanging.resolve(new Response("ok"));
  }, 60_000);

  test("a session that can't begin is told of: start-refused", async () => {
    const exchange = await exchangeFor();
    const url = exchange.url;
    await exchanges.pop()!.stop();
    const words = ["run", "--live", "--headless", "--profile", "documented", "--venue", url, "--state", state()];
    const { exitCode, error } = await ended(start({ ...alerting("discord"), ...(await keyOf()) }, ...words));
    expect({ exitCode, error }).toMatchObject({ exitCode: 4 });
    expect(JSON.parse(hook.received[0]!.body)).toEqual({
      content: expect.stringContaining("start-refused"),
      allowed_mentions: { parse: [] },
    });
  }, 60_000);

  test("one that can't begin for reasons of its own is told of too, with the same code", async () => {
    const words = ["run", "--live", "--headless", "--profile", "documented", "--venue", "http://127.0.0.1:9"];
    const { exitCode, error } = await ended(start(alerting(), ...words));
    expect({ exitCode, error }).toMatchObject({ exitCode: 3, error: expect.stringContaining("TAUROI_KEY_ID") });
    const told = hook.documents.map(({ id, what, text }) => ({ id, what, text }));
    expect(told).toEqual([{ id: "start-refused", what: "told", text: expect.stringContaining("TAUROI_KEY_ID") }]);
  }, 60_000);

  test("are listed, and acknowledged through the control socket", async () => {
    const exchange = await exchangeFor();
    await exchange.control("attestation", { in_ms: 36 * 3_600_000 });
    const folderOfState = state();
    const words = ["run", "--live", "--headless", "--profile", "documented", "--venue", exchange.url];
    const engine = start({ ...exchange.credentials, ...alerting("ntfy") }, ...words, "--state", folderOfState);
    let listed = { exitCode: 1, out: "" };
    while (!listed.out.includes("attestation-coming")) {
      if (engine.exitCode !== null) throw new Error(await new Response(engine.stderr).text());
      listed = await program.run("alerts", "--state", folderOfState);
      await Bun.sleep(200);
    }
    while (hook.received.length === 0) await Bun.sleep(50);
    expect(hook.received[0]).toMatchObject({
      headers: { priority: "high", title: expect.stringContaining("attestation-coming") },
    });
    const wrong = await program.run("alerts", "ack", "halt", "--state", folderOfState);
    expect(wrong).toMatchObject({ exitCode: 2, out: expect.stringContaining("open: attestation-coming") });
    const right = await program.run("alerts", "ack", "--state", folderOfState, "--json");
    expect(right).toMatchObject({ exitCode: 0, out: '{"ok":true,"text":"acknowledged: attestation-coming"}\n' });
    const after = JSON.parse((await program.run("alerts", "--state", folderOfState, "--json")).out) as object;
    expect(after).toMatchObject({ alerts: [{ id: "attestation-coming", acknowledged: true }] });
    expect(await program.run("alerts", "akc", "--state", folderOfState)).toMatchObject({ exitCode: 2 });
    expect(await program.run("alerts", "--state", join(folder, "none"))).toMatchObject({ exitCode: 4 });
  }, 60_000);

  test("a watchdog tells of an engine that hangs (engine-silent), and of its kill (watchdog-kill), until that is proven", async () => {
    const exchange = await exchangeFor();
    const folderOfState = state();
    const credentials = exchange.credentials;
    const engine = start(
      credentials,
      "run",
      "--live",
      "--headless",
      "--profile",
      "documented",
      "--venue",
      exchange.url,
      "--state",
      folderOfState,
    );
    while ((await exchange.resting()).length < 4) {
      if (engine.exitCode !== null) throw new Error(await new Response(engine.stderr).text());
      await Bun.sleep(100);
    }
    const dog = start({ ...credentials, ...alerting() }, "watchdog", "--state", folderOfState, "--heartbeat-s", "5");
    await Bun.sleep(3_000);
    engine.kill("SIGSTOP");
    await hears("watchdog-kill raised");
    const { exitCode, out } = await ended(dog);
    expect({ exitCode, out }).toMatchObject({ exitCode: 6 });
    expect(told()).toEqual(
      expect.arrayContaining(["engine-silent raised", "watchdog-kill raised", "watchdog-kill resolved"]),
    );
  }, 120_000);
});

/** The key of an exchange that has gone. */
async function keyOf(): Promise<Readonly<Record<string, string>>> {
  return (await exchangeFor()).credentials;
}
