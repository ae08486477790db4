import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { version } from "../../package.json" with { type: "json" };
import { type Ended, ended } from "./planted-launcher.ts";

const MAIN = join(import.meta.dirname, "..", "..", "bin", "tauroi.ts");

/** Runs main from its source; `before` is JavaScript that runs first, in the same process. */
async function main(words: readonly string[], before = ""): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), "tauroi-main-"));
  try {
    await writeFile(join(folder, "before.js"), before);
    const child = Bun.spawn([process.execPath, "--preload", join(folder, "before.js"), MAIN, ...words], {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NO_COLOR: "1" },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    return await ended(child);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe.concurrent("the program", () => {
  test.each(["--version", "-V"])("%s prints name, version and commit", async (flag) => {
    expect(await main([flag])).toEqual({
      exitCode: 0,
      out: expect.stringMatching(
        new RegExp(`^tauroi ${version.replaceAll(".", "\\.")} \\(([0-9a-f]{12}|source)\\)\n$`),
      ),
      error: "",
    });
  });

  test("says that it is built from source where there is no git", async () => {
    const child = Bun.spawn([process.execPath, MAIN, "--version"], {
      env: { PATH: "/nowhere" },
      stdout: "pipe",
      stderr: "pipe",
    });
    expect(await ended(child)).toEqual({ exitCode: 0, out: `tauroi ${version} (source)\n`, error: "" });
  });

  test("--help goes to standard output", async () => {
    expect(await main(["--help"])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining("Usage: tauroi"),
      error: "",
    });
  });

  test("a command that doesn't exist is a usage error", async () => {
    expect(await main(["nosuchcommand"])).toMatchObject({
      exitCode: 2,
      out: "",
      error: expect.stringMatching(/^tauroi: /),
    });
  });

  test.each([
    ["an error that nobody caught", 'setTimeout(() => { throw new Error("lost"); }, 20)'],
    ["a rejection that nobody handled", 'setTimeout(() => Promise.reject(new Error("lost")), 20)'],
  ])("%s is printed and ends it", async (_, before) => {
    const { exitCode, error } = await main(["--version"], `${before}; setInterval(() => {}, 1000);`);
    expect(exitCode).toBe(1);
    expect(error).toContain("error: lost");
  });

  test("ends even if something is left open", async () => {
    expect(await main(["--version"], "setInterval(() => {}, 1000)")).toMatchObject({ exitCode: 0, error: "" });
  });

  test("does what it must before it ends on a crash, whatever else goes wrong then", async () => {
    const before = `
      import { beforeCrash } from "${join(MAIN, "..", "ending.ts")}";
      beforeCrash(() => { throw new Error("one that fails"); });
      beforeCrash(async () => { await Bun.sleep(30); console.log("orders pulled"); });
      setTimeout(() => { setTimeout(() => { throw new Error("another"); }, 10); throw new Error("lost"); }, 20);`;
    const { exitCode, out, error } = await main(["--version"], before);
    expect({ exitCode, lastLine: out.trimEnd().split("\n").at(-1) }).toEqual({
      exitCode: 1,
      lastLine: "orders pulled",
    });
    expect(error).toContain("error: lost");
    expect(error).toContain("error: another");
  });
});
