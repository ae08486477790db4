import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ended, PINNED, PlantedLauncher } from "./planted-launcher.ts";

const NEITHER = "tauroi: needs Node.js 20 or later with npm, or Bun: neither is on the PATH\n";

/** Waits until something is there, looking often; the test's own limit ends it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(5);
}

describe.concurrent("a launcher", () => {
  test.each(["bin/tauroi", "bin/test"])(
    "%s says in one line that there is neither Node.js nor Bun",
    async (launcher) => {
      await using planted = await PlantedLauncher.plant();
      expect(await planted.run(launcher)).toEqual({ exitCode: 2, out: "", error: NEITHER });
    },
  );

  test("takes the Bun on the PATH when it is of the pinned version, and installs once", async () => {
    await using planted = await PlantedLauncher.plant(`bun ${PINNED}`, "npm");
    const first = await planted.run("bin/tauroi", ["--version"]);
    expect(first.exitCode).toBe(0);
    expect(first.error).toContain("installing");
    expect(await planted.run("bin/tauroi")).toMatchObject({ exitCode: 0, error: "" });
    expect(await planted.installs()).toBe(1);
    expect((await planted.calls()).filter((call) => call.startsWith("npm"))).toEqual([]);
  });

  test("gives the program its arguments untouched, and nothing of its own on standard output", async () => {
    await using planted = await PlantedLauncher.plant(`bun ${PINNED}`);
    const words = ["run", "a b", "", "*", "--json", "$HOME", "'"];
    const { out } = await planted.run("bin/tauroi", words);
    const [, given] = out.split(`${planted.root}/bin/tauroi.ts>\n`);
    expect(given).toBe(words.map((word) => `<${word}>\n`).join(""));
    expect(out).not.toContain("install ");
  });

  test.each([["npm"], ["npm", "bun 1.1.0"]])("fetches the pinned Bun with %s", async (...tools) => {
    await using planted = await PlantedLauncher.plant(...tools);
    expect(await planted.run("bin/tauroi")).toMatchObject({ exitCode: 0 });
    expect(await planted.run("bin/tauroi")).toMatchObject({ exitCode: 0, error: "" });
    const [fetch, install, check, first, second, ...more] = await planted.calls();
    expect(fetch).toMatch(new RegExp(`^npm install .* bun@${PINNED}$`));
    expect(install).toContain(`bun ${PINNED} install --frozen-lockfile`);
    expect(check).toContain("/bin/installed.ts");
    expect(first).toContain("/bin/tauroi.ts");
    expect(second).toBe(first);
    expect(more).toEqual([]);
  });

  test("fetches it with a Bun of another version when there is no npm, and uses that for nothing else", async () => {
    await using planted = await PlantedLauncher.plant("bun 1.1.0");
    expect(await planted.run("bin/tauroi")).toMatchObject({ exitCode: 0 });
    const [fetch, ...others] = await planted.calls();
    expect(fetch).toMatch(new RegExp(`^bun 1\\.1\\.0 add .* bun@${PINNED}$`));
    expect(others.every((call) => call.startsWith(`bun ${PINNED} `))).toBe(true);
  });

  test("fetches the build for old processors when the usual one doesn't run", async () => {
    await using planted = await PlantedLauncher.plant("npm");
    expect(await planted.run("bin/tauroi", [], { UNFIT: "bun-some-machine" })).toMatchObject({ exitCode: 0 });
    expect((await planted.calls())[1]).toMatch(new RegExp(` @oven/bun-some-machine-baseline@${PINNED}$`));
  });

  test("says so when Bun can't be fetched, and starts anew the next time", async () => {
    await using planted = await PlantedLauncher.plant("npm");
    const failed = await planted.run("bin/tauroi", [], { NPM_FAILS: "yes" });
    expect(failed).toMatchObject({ exitCode: 1, out: "" });
    expect(failed.error).toContain(`could not fetch Bun ${PINNED}`);
    expect(await planted.run("bin/tauroi")).toMatchObject({ exitCode: 0 });
  });

  test("says so when the packages can't be installed, and starts anew the next time", async () => {
    await using planted = await PlantedLauncher.plant(`bun ${PINNED}`);
    const failed = await planted.run("bin/tauroi", [], { INSTALL_FAILS: "yes" });
    expect(failed).toMatchObject({ exitCode: 1, out: "" });
    expect(failed.error).toContain("could not install the packages");
    expect(await planted.run("bin/tauroi")).toMatchObject({ exitCode: 0 });
    expect(await planted.installs()).toBe(2);
  });

  test.each(["bun.lock", "package.json"])("installs again when %s has changed", async (file) => {
    await using planted = await PlantedLauncher.plant(`bun ${PINNED}`);
    await planted.run("bin/tauroi");
    await appendFile(join(planted.root, file), "\n# more\n");
    await planted.run("bin/tauroi");
    await planted.run("bin/tauroi");
    expect(await planted.installs()).toBe(2);
  });

  test("works by links, from other folders", async () => {
    await using planted = await PlantedLauncher.plant(`bun ${PINNED}`);
    await mkdir(join(planted.home, "elsewhere"));
    await symlink("../the project/bin/tauroi", join(planted.home, "elsewhere", "relative"));
    await symlink(join(planted.home, "elsewhere", "relative"), join(planted.home, "path", "by-name"));
    for (const [path, cwd] of [
      [join(planted.root, "bin", "tauroi"), "/"],
      ["./tauroi", join(planted.root, "bin")],
      ["./relative", join(planted.home, "elsewhere")],
      ["elsewhere/relative", planted.home],
      [join(planted.home, "path", "by-name"), "/"],
    ] as const) {
      const { exitCode, out } = await planted.run(path, [], { CDPATH: planted.home }, cwd);
      expect([path, exitCode, out]).toEqual([path, 0, expect.stringContaining(`<${planted.root}/bin/tauroi.ts>\n`)]);
    }
  });
});

describe.concurrent("set-ups at the same time", () => {
  test("are one: the others wait for it", async () => {
    await using planted = await PlantedLauncher.plant("npm");
    const starts = await Promise.all(
      Array.from({ length: 6 }, () => planted.run("bin/tauroi", ["run"], { INSTALL_STEPS: "6" })),
    );
    expect(starts.map(({ exitCode, out }) => [exitCode, out.endsWith("<run>\n")])).toEqual(starts.map(() => [0, true]));
    expect(starts.filter(({ error }) => error.includes("waiting for another set-up"))).not.toEqual([]);
    expect(await planted.installs()).toBe(1);
    expect((await planted.calls()).filter((call) => call.startsWith("npm "))).toHaveLength(1);
  });

  test("take over from one that died, and again only one of them does", async () => {
    await using planted = await PlantedLauncher.plant(`bun ${PINNED}`);
    const dead = Bun.spawn(["sh", "-c", ":"]);
    await dead.exited;
    await mkdir(join(planted.root, ".bun"));
    await symlink(String(dead.pid), join(planted.root, ".bun", "lock.9"));
    const starts = await Promise.all(
      Array.from({ length: 6 }, () => planted.run("bin/tauroi", [], { INSTALL_STEPS: "4" })),
    );
    expect(starts.map(({ exitCode }) => exitCode)).toEqual(starts.map(() => 0));
    expect(await planted.installs()).toBe(1);
    expect((await readdir(join(planted.root, ".bun"))).length).toBeLessThanOrEqual(3); // the history is not kept
  });

  test("wait for as long as the holder lives", async () => {
    await using planted = await PlantedLauncher.plant(`bun ${PINNED}`);
    await mkdir(join(planted.root, ".bun"));
    await symlink(String(process.pid), join(planted.root, ".bun", "lock.1"));
    const child = planted.start("bin/tauroi");
    const reader = child.stderr.getReader();
    const { value } = await reader.read();
    reader.releaseLock();
    expect(new TextDecoder().decode(value)).toContain(`waiting for another set-up, process ${process.pid}`);
    expect(await planted.installs()).toBe(0);
    await symlink("free", join(planted.root, ".bun", "lock.2"));
    expect(await child.exited).toBe(0);
    expect(await planted.installs()).toBe(1);
  });
});

describe.concurrent("a set-up that is interrupted", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "by %s ends what it started, and nothing that it leaves counts as installed",
    async (signal, exitCode) => {
      await using planted = await PlantedLauncher.plant(`bun ${PINNED}`);
      const modules = join(planted.root, "node_modules");
      const child = planted.start("bin/tauroi", [], { INSTALL_STEPS: "1000" });
      await until(() => existsSync(join(modules, "first")));
      child.kill(signal);
      expect(await ended(child)).toMatchObject({ exitCode, error: expect.stringContaining("interrupted") });

      await mkdir(join(modules, "half"));
      expect(await planted.run("bin/tauroi")).toMatchObject({ exitCode: 0 });
      expect(await planted.installs()).toBe(2);
      expect((await readdir(modules)).filter((name) => !name.startsWith(".")).sort()).toEqual(["first", "second"]);
    },
  );

  test("by SIGKILL: the next one waits for what it left running, and installs anew", async () => {
    await using planted = await PlantedLauncher.plant(`bun ${PINNED}`);
    const modules = join(planted.root, "node_modules");
    const child = planted.start("bin/tauroi", [], { INSTALL_STEPS: "10" });
    await until(() => existsSync(join(modules, "first")));
    await mkdir(join(modules, "half"));
    child.kill("SIGKILL");
    await child.exited;
    expect(existsSync(join(modules, "second"))).toBe(false);

    const next = await planted.run("bin/tauroi");
    expect(next).toMatchObject({
      exitCode: 0,
      error: expect.stringMatching(/waiting for process \d+ of a set-up that was killed/),
    });
    expect(await planted.installs()).toBe(2);
    expect((await readdir(modules)).filter((name) => !name.startsWith(".")).sort()).toEqual(["first", "second"]);
  });
});

describe.concurrent("bin/test", () => {
  const run = async (vitest: string) => {
    await using planted = await PlantedLauncher.plant(`bun ${PINNED}`);
    const { exitCode, out } = await planted.run("bin/test", ["test/market"], { VITEST: vitest });
    return { exitCode, lastLine: out.trimEnd().split("\n").at(-1) };
  };

  test.each([
    ["all is well", "echo '9 passed, 0 failed' >$TEST_SUMMARY_FILE; exit 0", 0, "9 passed, 0 failed"],
    [
      "some were skipped",
      "echo '9 passed, 0 failed, 2 skipped' >$TEST_SUMMARY_FILE; exit 0",
      0,
      "9 passed, 0 failed, 2 skipped",
    ],
    ["some failed", "echo '9 passed, 2 failed' >$TEST_SUMMARY_FILE; echo more; exit 1", 1, "9 passed, 2 failed"],
    [
      "some failed and nobody said so",
      "echo '9 passed, 10 failed' >$TEST_SUMMARY_FILE; exit 0",
      1,
      "9 passed, 10 failed",
    ],
    [
      "vitest failed after the tests",
      "echo '9 passed, 0 failed, 1 skipped' >$TEST_SUMMARY_FILE; exit 3",
      3,
      "9 passed, 1 failed, 1 skipped",
    ],
    ["vitest died", "kill -9 $$", 137, "0 passed, 1 failed"],
    ["vitest ended without a result", "exit 0", 1, "0 passed, 1 failed"],
  ])("ends with the summary when %s", async (_, vitest, exitCode, lastLine) => {
    expect(await run(vitest)).toEqual({ exitCode, lastLine });
  });
});
