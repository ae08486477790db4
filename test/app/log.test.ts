import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { createLog } from "../../src/app/log.ts";
import { LOG_EVENTS } from "../../src/app/log-events.ts";
import { redacted } from "../../src/app/redaction.ts";
import { type Time, time } from "../../src/market/units.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = Date.UTC(2026, 0, 31, 12) as Time;
const lines = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n");

test("a line is JSON with level, time of the clock, name, fields and text, there as soon as the call returns", () => {
  const clock = new VirtualTime(at);
  const file = join(folder, "deep", "log.jsonl");
  const log = createLog({ clock, file });
  log.write("settlement", "A paid 100c", { ticker: "A", cents: 100 });
  expect(lines(file)).toEqual([
    '{"level":"info","time":"2026-01-31T12:00:00.000Z","name":"settlement","ticker":"A","cents":100,"text":"A paid 100c"}',
  ]);
  clock.runUntil(time(at + 1_500));
  log.tell("warning", "decision", "slow\nbook", { code: "slow-loop", ticker: undefined });
  expect(JSON.parse(lines(file)[1] ?? "")).toEqual({
    level: "warning",
    time: "2026-01-31T12:00:01.500Z",
    name: "decision",
    code: "slow-loop",
    text: "slow\nbook",
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("the level is the least that is written", () => {
  const file = join(folder, "log");
  const log = createLog({ clock: new VirtualTime(at), file, level: "warning" });
  log.write("command", "one", { command: {} });
  log.tell("info", "notice", "two", { code: "x" });
  log.tell("warning", "notice", "three", { code: "x" });
  log.tell("critical", "notice", "four", { code: "x" });
  log.write("alert-undelivered", "five", { id: "halt", why: "it is gone" });
  expect(lines(file).map((line) => JSON.parse(line).text)).toEqual(["three", "four", "five"]);
  expect(lines(file).map((line) => JSON.parse(line).level)).toEqual(["warning", "error", "error"]);
});

test("what the fields hold never makes it throw", () => {
  const file = join(folder, "log");
  const log = createLog({ clock: new VirtualTime(at), file, level: "debug" });
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  log.write("input", "circle", { input: circle });
  const trap = {
    get value(): never {
      throw new Error("no");
    },
  };
  log.write("input", "trap", { input: trap });
  log.write("command", "after", { command: {} });
  expect(JSON.parse(lines(file).at(-1) ?? "").text).toBe("after");
});

const PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\n-----END RSA PRIVATE KEY-----";
const URL_OF_MINE = "https://alerts.example.org/hidden/place";

test.each([
  [
    "a value under a secret's name",
    { input: { private_key: "MIIEow", privateKey: "MIIEow", deep: [{ clientSecret: "MIIEow" }] } },
    "MIIEow",
  ],
  [
    "a header that signs",
    { input: { "KALSHI-ACCESS-SIGNATURE": "c2lnbmF0dXJl", Authorization: "Bearer c2lnbmF0dXJl" } },
    "c2lnbmF0dXJl",
  ],
  ["a key's text, wherever it stands", { input: { detail: `read ${PEM}` } }, "MIIEowIBAAKCAQEA7"],
  ["a webhook's address", { input: { at: "https://hooks.slack.com/services/T0/B0/zZ9" } }, "zZ9"],
  ["another's too", { input: ["https://discord.com/api/webhooks/1/zZ9", "https://ntfy.sh/zZ9"] }, "zZ9"],
  ["what it is told to hide", { input: { why: `no answer from ${URL_OF_MINE}` } }, "hidden/place"],
])("no line has %s", (_, fields, secret) => {
  const file = join(folder, "log");
  const log = createLog({ clock: new VirtualTime(at), file, level: "debug", secrets: [URL_OF_MINE] });
  log.write("input", `and in the text: ${JSON.stringify(fields)}`, fields);
  log.write("input", "in fields alone", fields);
  for (const line of lines(file)) {
    expect(line).not.toContain(secret);
    expect(() => JSON.parse(line)).not.toThrow();
  }
  expect(lines(file).every((line) => line.includes("[redacted]"))).toBe(true);
});

test("what is no secret stays, tokens of the write budget and a key's identifier among it", () => {
  const line = '{"tokens":{"available":30},"keyId":"ab12","text":"30 tokens","path":"/home/me/key.pem"}';
  expect(redacted(line, ["", "30"])).toBe(line);
});

test("a long text full of secrets' names is no work: the engine waits while a line is written", () => {
  for (const unit of ["pem", '\\"pem', "secret"]) {
    const text = `{"text":"${unit.repeat(100_000)}"}`;
    expect(redacted(text)).toBe(text);
  }
});

test("docs/observing.md has the table of events, as it is in the program", () => {
  const page = readFileSync("docs/observing.md", "utf8");
  const rows = page
    .slice(page.indexOf("## Logs"), page.indexOf("## Metrics"))
    .matchAll(/^\| `([a-z-]+)` \| ([^|]+) \| ([^|]*) \| ([^|]+) \|$/gm);
  const documented = [...rows].map(([, name, level, fields, meaning]) => [name, level, fields, meaning]);
  const known = Object.entries(LOG_EVENTS).map(([name, { level, fields, meaning }]) => {
    return [name, level, fields.map((field) => `\`${field}\``).join(" "), meaning];
  });
  expect(documented).toEqual(known);
});

test("a reader that went away doesn't end the program", async () => {
  const program = `
    import { systemClock } from ${JSON.stringify(join(import.meta.dirname, "../../src/ambient/clock.ts"))};
    import { createLog } from ${JSON.stringify(join(import.meta.dirname, "../../src/app/log.ts"))};
    const log = createLog({ clock: systemClock });
    await new Response(Bun.stdin.stream()).text(); // until standard error is closed
    for (let count = 0; count < 100; count++) log.tell("info", "notice", "anybody?", { code: "x" });
    await Bun.sleep(1);
    process.stdout.write("alive");
  `;
  const script = join(folder, "program.ts");
  await Bun.write(script, program);
  const shell = Bun.spawn(
    ["sh", "-c", `exec 3>&1; { sleep 0.3; echo; } | "${process.execPath}" "${script}" 2>&1 >&3 | true; wait`],
    {
      stdout: "pipe",
    },
  );
  expect(await new Response(shell.stdout).text()).toBe("alive");
});

test("a reader that has stopped to read holds nothing up, and is told what it has missed", async () => {
  const program = `
    import { systemClock } from ${JSON.stringify(join(import.meta.dirname, "../../src/ambient/clock.ts"))};
    import { createLog } from ${JSON.stringify(join(import.meta.dirname, "../../src/app/log.ts"))};
    const log = createLog({ clock: systemClock });
    for (let count = 0; count < 2_000; count++) log.tell("info", "notice", "x".repeat(100), { code: "x" });
    process.stdout.write("alive\\n");
    await new Response(Bun.stdin.stream()).text(); // until it is read again
    log.tell("info", "notice", "the last", { code: "x" });
  `;
  const script = join(folder, "program.ts");
  await Bun.write(script, program);
  const pipe = join(folder, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  const reader = openSync(pipe, "r+");
  const child = Bun.spawn([process.execPath, script], { stdin: "pipe", stdout: "pipe", stderr: reader });
  try {
    const { value } = await child.stdout.getReader().read();
    expect(new TextDecoder().decode(value)).toBe("alive\n");
    const bytes = Buffer.alloc(1 << 20);
    const first = bytes.toString("utf8", 0, readSync(reader, bytes)).trimEnd().split("\n");
    child.stdin.end();
    expect(await child.exited).toBe(0);
    const [lost, last] = bytes.toString("utf8", 0, readSync(reader, bytes)).trimEnd().split("\n");
    expect(JSON.parse(lost!)).toMatchObject({ name: "log-lost", lines: 2_000 - first.length });
    expect(JSON.parse(last!)).toMatchObject({ text: "the last" });
  } finally {
    child.kill("SIGKILL");
    closeSync(reader);
  }
});
