import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ended } from "./planted-launcher.ts";

const SCRIPT = join(import.meta.dirname, "..", "..", "bin", "install.sh");
const NAME = `tauroi-${process.platform}-${process.arch}`;
const NEW = "#!/bin/sh\necho tauroi 2.0.0\n";
const OLD = "#!/bin/sh\necho tauroi 1.0.0\n";
const digest = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("hex");
const sums = (text: string) => `${digest("other")}  tauroi-other-x64\n${digest(text)}  ${NAME}\n`;

/** A file server: what it serves by path; "cut" ends an answer in its middle. */
const served = new Map<string, string>();
let cut = "";
let server: Bun.Server<undefined>;
let folder: string;
let target: string;

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch({ url }) {
      const { pathname } = new URL(url);
      const text = served.get(pathname);
      if (text === undefined) return new Response("not found", { status: 404 });
      if (pathname !== cut) return new Response(text);
      const half = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2)));
          controller.close();
        },
      });
      return new Response(half); // the connection ends in order, and the file is short
    },
  });
});
afterAll(async () => server.stop(true));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tauroi-install-"));
  target = join(folder, "home", ".local", "bin");
  cut = "";
  served.clear();
  serve("latest/download", NEW);
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

function serve(place: string, program: string, listed = sums(program)): void {
  served.set(`/somebody/tauroi/releases/${place}/${NAME}`, program);
  served.set(`/somebody/tauroi/releases/${place}/SHA256SUMS`, listed);
}

function install(words: readonly string[] = [], more: Record<string, string> = {}) {
  const env = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: join(folder, "home"),
    INSTALL_REPOSITORY: `${server.url.origin}/somebody/tauroi`,
    ...more,
  };
  return ended(
    Bun.spawn(["sh", SCRIPT, ...words], { cwd: folder, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" }),
  );
}

async function old(): Promise<void> {
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "tauroi"), OLD, { mode: 0o755 });
}

function cutShort(path: string): void {
  cut = path;
}

const installed = (name = "tauroi") => readFile(join(target, name), "utf8");

test("the program of the latest release is put in place, where there was none", async () => {
  const { exitCode, error } = await install();
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: expect.stringContaining("is tauroi 2.0.0") });
  expect(error).toContain("is not on the PATH");
  expect(await installed()).toBe(NEW);
  expect(await readdir(target)).toEqual(["tauroi"]);
});

test("the one that was there is kept, and a version can be named", async () => {
  await old();
  serve("download/v1.5.0", "#!/bin/sh\necho tauroi 1.5.0\n");
  expect((await install(["1.5.0"])).error).toContain("is tauroi 1.5.0");
  expect(await installed("tauroi.previous")).toBe(OLD);
  expect((await install(["v1.5.0"])).exitCode).toBe(0);
  expect((await readdir(target)).sort()).toEqual(["tauroi", "tauroi.previous"]);
});

describe("nothing is changed", () => {
  const path = `/somebody/tauroi/releases/latest/download/${NAME}`;

  test.each([
    ["is another than was summed", () => served.set(path, `${NEW}# and more`), "is not what SHA256SUMS says"],
    ["is cut short", () => cutShort(path), "is not what SHA256SUMS says"],
    ["is empty", () => served.set(path, ""), "is not what SHA256SUMS says"],
    ["isn't there", () => served.delete(path), `cannot fetch`],
    ["has no sum", () => serve("latest/download", NEW, `${digest(NEW)}  another\n`), "has no one line"],
    ["has two sums", () => serve("latest/download", NEW, sums(NEW) + sums(OLD)), "has no one line"],
    ["has half a sum", () => serve("latest/download", NEW, `${digest(NEW).slice(1)}  ${NAME}\n`), "has no one line"],
    ["has a page for a sum", () => serve("latest/download", NEW, `<html> ${NAME}\n`), "has no one line"],
    ["doesn't run", () => serve("latest/download", "#!/bin/sh\nexit 1\n"), "doesn't run on this machine"],
  ])("when the program %s", async (_what, plant, why) => {
    await old();
    plant();
    const { exitCode, error } = await install();
    expect({ exitCode, error }).toEqual({ exitCode: 1, error: expect.stringContaining(why) });
    expect(await installed()).toBe(OLD);
    expect(await readdir(target)).toEqual(["tauroi"]);
  });

  test("when there are no sums, or nobody says where from", async () => {
    await old();
    served.delete("/somebody/tauroi/releases/latest/download/SHA256SUMS");
    expect(await install()).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining("SHA256SUMS; nothing was changed"),
    });
    expect(await install([], { INSTALL_REPOSITORY: "" })).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining("set INSTALL_REPOSITORY"),
    });
    expect(await readdir(target)).toEqual(["tauroi"]);
  });

  test("on a machine that there is no program for", async () => {
    const bin = join(folder, "bin");
    await mkdir(bin);
    await writeFile(join(bin, "uname"), "#!/bin/sh\necho Plan9\n");
    await chmod(join(bin, "uname"), 0o755);
    const { exitCode, error } = await install([], { PATH: `${bin}:/usr/bin:/bin` });
    expect({ exitCode, error }).toEqual({ exitCode: 1, error: expect.stringContaining("no release for Plan9") });
  });
});
