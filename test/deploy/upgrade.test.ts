import { copyFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listenForNotes } from "../ambient/notified.ts";
import { compileProgram, type Program } from "../e2e/program.ts";
import { ExchangeProcess, epochOf } from "../e2e/served-exchange.ts";

const SCRIPT = join(import.meta.dirname, "..", "..", "docs", "deploy", "upgrade.sh");
const WATCHDOG_MS = 4_000;

/** Starts the engine and returns when it answers; false when it has ended instead. What a unit's Type=notify does. */
const START = `#!/bin/sh
"$PLACE/tauroi" run --live --headless --profile documented --venue "$EXCHANGE" --state "$PLACE/state" </dev/null >>"$PLACE/out" 2>&1 &
echo $! >"$PLACE/pid"
until "$PLACE/tauroi" status --state "$PLACE/state" >/dev/null 2>&1; do
  kill -0 "$(cat "$PLACE/pid")" 2>/dev/null || exit 1
  sleep 0.1
done
`;
const STOP = `#!/bin/sh
pid=$(cat "$PLACE/pid")
kill -TERM "$pid" 2>/dev/null
while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
`;

let program: Program;
let count = 0;

beforeAll(async () => {
  program = await compileProgram();
});
afterAll(async () => program.remove());

function isAlive(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch {
    return false;
  }
}

/** A program in its place, whose engine trades at an exchange. */
async function openPlace(finished: (act: () => Promise<void>) => void) {
  count += 1;
  const place = join(program.folder, `place-${count}`);
  await mkdir(place);
  await copyFile(program.path, join(place, "tauroi"));
  await writeFile(join(place, "start"), START, { mode: 0o755 });
  await writeFile(join(place, "stop"), STOP, { mode: 0o755 });
  const notified = listenForNotes(join(place, "notify"));
  const exchange = await ExchangeProcess.start(program, "--seed", "4");

  async function sh(...words: string[]): Promise<{ readonly exitCode: number; readonly said: string }> {
    const shell = Bun.spawn(words, {
      cwd: place,
      env: {
        ...program.environment,
        ...exchange.credentials,
        TMPDIR: place, // the engines of the others have the same account elsewhere
        PLACE: place,
        EXCHANGE: exchange.url,
        NOTIFY_SOCKET: join(place, "notify"),
        WATCHDOG_USEC: String(WATCHDOG_MS * 1_000),
        UPGRADE_BIN: join(place, "tauroi"),
        UPGRADE_STOP: "./stop",
        UPGRADE_START: "./start",
        UPGRADE_CHECK: "config show",
      },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
    });
    const said = new Response(shell.stderr).text();
    return { exitCode: await shell.exited, said: await said };
  }

  const pid = async (): Promise<number> => Number(await readFile(join(place, "pid"), "utf8"));

  async function untilItQuotes(): Promise<string> {
    for (;;) {
      const [order] = await exchange.resting();
      if (order !== undefined) return epochOf(order);
      await Bun.sleep(50);
    }
  }

  /** Looks, from the exchange's side, for orders whose engine had ended before they were listed, until `done`. */
  async function witness(
    done: Promise<unknown>,
  ): Promise<{ readonly unattended: readonly string[]; readonly looks: number }> {
    const owners = new Map<string, number>();
    const unattended: string[] = [];
    let looks = 0;
    let isDone = false;
    void done.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const now = await pid();
      const isNowAlive = isAlive(now);
      const dead = new Set([...owners.values()].filter((owner) => !isAlive(owner)));
      for (const order of await exchange.resting()) {
        const epoch = epochOf(order);
        if (!owners.has(epoch) && isNowAlive) owners.set(epoch, now);
        const owner = owners.get(epoch);
        if (owner === undefined || dead.has(owner)) unattended.push(order.client_order_id);
      }
      looks += 1;
      await Bun.sleep(20);
    }
    return { unattended, looks };
  }

  finished(async () => {
    await sh("./stop");
    await exchange.stop();
    notified.close();
  });
  await sh("./start");
  return { place, notified, sh, pid, untilItQuotes, witness };
}

// Each in a place of its own, all at once: they mostly wait.
describe.concurrent("an upgrade", () => {
  test("leaves no order without its engine, and the new one trades", async ({ onTestFinished }) => {
    const { place, sh, pid, untilItQuotes, witness } = await openPlace(onTestFinished);
    const before = await untilItQuotes();
    const old = await pid();
    const { ino } = await stat(join(place, "tauroi"));
    const upgrade = sh("sh", SCRIPT, program.path);
    const { unattended, looks } = await witness(upgrade);
    expect(await upgrade).toMatchObject({ exitCode: 0, said: expect.stringContaining("is up; the old one is") });
    expect(unattended).toEqual([]);
    expect(looks).toBeGreaterThan(20);
    expect(isAlive(old)).toBe(false);
    expect((await stat(join(place, "tauroi"))).ino).not.toBe(ino);
    expect((await stat(join(place, "tauroi.previous"))).mode & 0o111).toBe(0o111);
    expect(await untilItQuotes()).not.toBe(before);
  });

  test("that the new program doesn't come up from ends with the old one trading", async ({ onTestFinished }) => {
    const { place, sh, untilItQuotes, witness } = await openPlace(onTestFinished);
    const before = await untilItQuotes();
    const broken = join(place, "broken");
    await writeFile(broken, "#!/bin/sh\ncase $1 in run | status) exit 3 ;; esac\necho tauroi 9.9.9\n");
    const upgrade = sh("sh", SCRIPT, broken);
    const { unattended } = await witness(upgrade);
    expect(await upgrade).toMatchObject({ exitCode: 1, said: expect.stringContaining("the old one trades again") });
    expect(unattended).toEqual([]);
    expect(await untilItQuotes()).not.toBe(before);
  });

  test("to what doesn't run, or refuses the settings, doesn't begin", async ({ onTestFinished }) => {
    const { place, notified, sh, pid, untilItQuotes } = await openPlace(onTestFinished);
    const before = await untilItQuotes();
    const old = await pid();
    const broken = join(place, "broken");
    await writeFile(broken, "#!/bin/sh\nexit 1\n");
    expect(await sh("sh", SCRIPT, broken)).toMatchObject({ exitCode: 1, said: expect.stringContaining("trades on") });
    await writeFile(broken, "#!/bin/sh\n[ $1 = config ] && exit 2\necho tauroi 9.9.9\n");
    expect(await sh("sh", SCRIPT, broken)).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining("refuses the settings"),
    });
    expect(await pid()).toBe(old);
    expect(isAlive(old)).toBe(true);
    expect(await untilItQuotes()).toBe(before);

    // Meanwhile the supervisor was told, as its unit asks for it.
    const heard: string[] = [];
    while (heard.filter((text) => text.startsWith("WATCHDOG=1")).length < 3) {
      heard.push(...notified.take());
      await Bun.sleep(50);
    }
    expect(heard[0]).toBe("READY=1");
    expect(heard.at(-1)).toMatch(/^WATCHDOG=1\nSTATUS=LIVE (quoting|partly)/);
    await sh("./stop");
    expect(notified.take().at(-1)).toBe("STOPPING=1");
  });
});
