import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { createLog } from "../../src/app/log.ts";
import { type Time, time } from "../../src/market/units.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = Date.UTC(2026, 0, 31, 12) as Time;
const lines = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n");

test("a line is JSON with level, time of the clock, fields and text, there as soon as the call returns", () => {
  const clock = new VirtualTime(at);
  const file = join(folder, "deep", "log.jsonl");
  const log = createLog({ clock, file });
  log.info("started", { venue: "sim", seed: 7 });
  expect(lines(file)).toEqual([
    '{"level":"info","time":"2026-01-31T12:00:00.000Z","venue":"sim","seed":7,"text":"started"}',
  ]);
  clock.runUntil(time(at + 1_500));
  log.warning("slow\nbook");
  expect(JSON.parse(lines(file)[1] ?? "")).toEqual({
    level: "warning",
    time: "2026-01-31T12:00:01.500Z",
    text: "slow\nbook",
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("the level is the least that is written", () => {
  const file = join(folder, "log");
  const log = createLog({ clock: new VirtualTime(at), file, level: "warning" });
  log.debug("one");
  log.info("two");
  log.warning("three");
  log.error("four", { error: new Error("five") });
  expect(lines(file).map((line) => JSON.parse(line).text)).toEqual(["three", "four"]);
});

test("what the fields hold never makes it throw", () => {
  const file = join(folder, "log");
  const log = createLog({ clock: new VirtualTime(at), file });
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  log.info("circle", { circle });
  const trap = {
    get value(): never {
      throw new Error("no");
    },
  };
  log.info("trap", trap);
  log.info("after");
  expect(JSON.parse(lines(file).at(-1) ?? "").text).toBe("after");
});

test("a reader that went away doesn't end the program", async () => {
  const program = `
    import { systemClock } from ${JSON.stringify(join(import.meta.dirname, "../../src/ambient/clock.ts"))};
    import { createLog } from ${JSON.stringify(join(import.meta.dirname, "../../src/app/log.ts"))};
    const log = createLog({ clock: systemClock });
    await new Response(Bun.stdin.stream()).text(); // until standard error is closed
    for (let count = 0; count < 100; count++) log.info("anybody?");
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
