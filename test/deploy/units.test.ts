import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-code.ts";

const DEPLOY = join(import.meta.dirname, "..", "..", "docs", "deploy");
const UNITS = ["tauroi.service", "tauroi-watchdog.service"];
/** Of 10; systemd calls up to 4 well protected. */
const MOST_EXPOSED = 25; // tenths

const analyze = Bun.which("systemd-analyze");
if (analyze === null) process.stderr.write("systemd-analyze is not installed: the units are not verified\n");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tauroi-units-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** A setting's value, the last where it stands more than once. */
async function setting(unit: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(DEPLOY, unit), "utf8");
  return text
    .split("\n")
    .findLast((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

describe.each(UNITS)("%s", (unit) => {
  test.skipIf(analyze === null)("is what systemd takes without a word", async () => {
    const text = await readFile(join(DEPLOY, unit), "utf8");
    // The program and its user are the machine's; that they are missing here is not what is asked.
    const here = text.replace("/usr/local/bin/tauroi", "/bin/true").replaceAll(/^(User|Group)=.*/gm, "$1=root");
    const path = join(folder, unit);
    await writeFile(path, here);
    const { exitCode, stdout, stderr } = Bun.spawnSync([analyze!, "verify", "--man=no", path]);
    expect({ exitCode, said: stdout.toString() + stderr.toString() }).toEqual({ exitCode: 0, said: "" });
  });

  test.skipIf(analyze === null)("leaves little open", () => {
    const words = ["security", "--offline=true", `--threshold=${MOST_EXPOSED}`, "--no-pager", join(DEPLOY, unit)];
    const { exitCode, stdout, stderr } = Bun.spawnSync([analyze!, ...words]);
    expect(stderr.toString()).toBe("");
    expect(exitCode, stdout.toString()).toBe(0);
  });

  test("starts anew only what no person has to look at", async () => {
    const needsPerson = [EXIT.usage, EXIT.credentials, EXIT.haltedByRisk];
    const prevented = (await setting(unit, "RestartPreventExitStatus"))!.split(" ").map(Number);
    expect(prevented).toEqual(expect.arrayContaining(needsPerson));
    expect(prevented).not.toContain(EXIT.venueUnreachable);
    expect(prevented).not.toContain(EXIT.unexpected);
    expect(await setting(unit, "Restart")).toBe("on-failure");
    expect(await readFile(join(DEPLOY, unit), "utf8")).not.toContain("--after-kill");
  });

  test("writes no memory with keys in it to a file, and takes keys from a file of the operator's", async () => {
    expect(await setting(unit, "LimitCORE")).toBe("0");
    expect(await setting(unit, "EnvironmentFile")).toMatch(/^-\/etc\/tauroi\/\w+\.env$/);
    expect(await readFile(join(DEPLOY, unit), "utf8")).not.toMatch(/^Environment=.*(KEY|PEM)/m);
  });
});

test("the engine gets longer to end than it takes at most, and is asked before it is killed", async () => {
  const [stop, watchdog] = ["TimeoutStopSec", "WatchdogSec"].map((name) => setting("tauroi.service", name));
  expect(Number(await stop)).toBeGreaterThanOrEqual(60 + 15); // orders, then the account (src/app/session.ts, live-run.ts)
  expect(Number(await watchdog)).toBeGreaterThanOrEqual(30);
  expect(await setting("tauroi.service", "WatchdogSignal")).toBe("SIGTERM");
  expect(await setting("tauroi.service", "Environment")).toBeDefined();
  expect(await readFile(join(DEPLOY, "tauroi.service"), "utf8")).toMatch(/^Environment=RUN_OPTIONS=$/m); // dry, unless told
});

test("the container is a user's, hears the signal that pulls, and says whether its engine is well", async () => {
  const text = await readFile(join(DEPLOY, "Containerfile"), "utf8");
  const instructions = text.split("\n").filter((line) => /^[A-Z]/.test(line));
  const known = /^(FROM|ARG|RUN|COPY|USER|WORKDIR|ENV|VOLUME|STOPSIGNAL|HEALTHCHECK|ENTRYPOINT|CMD) /;
  expect(instructions.filter((line) => !known.test(line))).toEqual([]);
  const of = (name: string) =>
    instructions.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  expect(of("USER")).toEqual([expect.stringMatching(/^[1-9]\d*$/)]);
  expect(of("STOPSIGNAL")).toEqual(["SIGTERM"]);
  expect(JSON.parse(of("ENTRYPOINT")[0]!)).toEqual(["tauroi"]);
  expect(JSON.parse(of("CMD")[0]!)).not.toContain("--live");
  expect(JSON.parse(/CMD (\[.*\])$/.exec(of("HEALTHCHECK")[0]!)![1]!)).toEqual(["tauroi", "status", "--json"]);
  expect(text).not.toMatch(/KEY|SECRET/);
});
