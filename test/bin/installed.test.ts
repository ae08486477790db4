import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { missingPackages } from "../../bin/installed.ts";

const LOCK = {
  packages: {
    "for-all": ["for-all@1.0.0", "", { dependencies: { other: "1" } }, "sha512-"],
    "@tool/linux-x64": ["@tool/linux-x64@1.0.0", "", { os: "linux", cpu: "x64", libc: "glibc" }, "sha512-"],
    "@tool/linux-x64-musl": ["@tool/linux-x64-musl@1.0.0", "", { os: "linux", cpu: "x64", libc: "musl" }, "sha512-"],
    "@tool/darwin-arm64": ["@tool/darwin-arm64@1.0.0", "", { os: "darwin", cpu: "arm64" }, "sha512-"],
    "@tool/wasm": ["@tool/wasm@1.0.0", "", { cpu: "none" }, "sha512-"],
    "not-windows": ["not-windows@1.0.0", "", { os: "!win32" }, "sha512-"],
    "user/@tool/unix": ["@tool/unix@1.0.0", "", { os: ["linux", "darwin"], cpu: ["x64", "arm64"] }, "sha512-"],
  },
};

test.each([
  [{ os: "linux", cpu: "x64", libc: "glibc" }, ["@tool/linux-x64", "not-windows", "user/@tool/unix"]],
  [{ os: "linux", cpu: "x64", libc: "musl" }, ["@tool/linux-x64-musl", "not-windows", "user/@tool/unix"]],
  [{ os: "darwin", cpu: "arm64", libc: "" }, ["@tool/darwin-arm64", "not-windows", "user/@tool/unix"]],
  [{ os: "win32", cpu: "x64", libc: "" }, []],
])("on %j, what is made for it must be there, and nothing else", async (machine, meant) => {
  const modules = await mkdtemp(join(tmpdir(), "tauroi-installed-"));
  try {
    expect(missingPackages(LOCK, modules, machine)).toEqual(meant);
    for (const name of meant) {
      const folder = join(modules, name.replace("user/", "user/node_modules/"));
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "package.json"), "{}");
    }
    expect(missingPackages(LOCK, modules, machine)).toEqual([]);
  } finally {
    await rm(modules, { recursive: true });
  }
});
