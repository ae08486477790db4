import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compileProgram, type Program } from "../e2e/program.ts";
import { createRunner, type Runner } from "./step-run.ts";
import { readWorkflow, stepOf } from "./workflow.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const WORKFLOW = readWorkflow("release.yml");
const NAMES = ["tauroi-linux-x64", "tauroi-linux-arm64", "tauroi-darwin-arm64", "tauroi-darwin-x64"];
const TAG = { GITHUB_REF_NAME: "v1.2.3" };

let runner: Runner;
beforeEach(async () => {
  runner = await createRunner();
  await mkdir(join(runner.workspace, "dist"));
});
afterEach(async () => runner.remove());

const run = (job: string, name: string, environment: Record<string, string> = TAG) =>
  runner.run(stepOf(WORKFLOW, job, name).run, environment);
const put = (name: string, text: string) => writeFile(join(runner.workspace, name), text);
const text = (name: string) => readFile(join(runner.workspace, name), "utf8");

test("only a tag that is the package's version is released", async () => {
  await put(
    "package.json",
    '{\n  "name": "tauroi",\n  "version": "1.2.3",\n  "type": "module"\n}\n'.replaceAll("\\\n", "\n"),
  );
  expect((await run("build", "The tag is the version")).exitCode).toBe(0);
  const other = await run("build", "The tag is the version", { GITHUB_REF_NAME: "v1.2.4" });
  expect(other).toMatchObject({
    exitCode: 2,
    said: expect.stringContaining("the tag is v1.2.4 and package.json says 1.2.3"),
  });
});

describe("the changelog's section", () => {
  const log = (heading: string) =>
    `# Changelog\n\n## Unreleased\n\nlater\n\n${heading}\n\n- this\n### Fixed\n- that\n\n## 1.2.2\n\nbefore\n`;

  test.each(["## 1.2.3", "## [1.2.3] - 2026-12-01", "## 1.2.3 (2026-12-01)"])(
    "below %s is what the draft says",
    async (heading) => {
      await put("CHANGELOG.md", log(heading));
      expect((await run("build", "The changelog's section")).exitCode).toBe(0);
      expect((await text("dist/notes.md")).trim()).toBe("- this\n### Fixed\n- that");
    },
  );

  test.each(["## 1.2.30", "## 11.2.3"])("isn't that of %s", async (heading) => {
    await put("CHANGELOG.md", log(heading));
    expect(await run("build", "The changelog's section")).toMatchObject({
      exitCode: 2,
      said: expect.stringContaining("no section ## 1.2.3"),
    });
  });
});

test("every released file has its checksum, and the installer knows where it comes from", async () => {
  await mkdir(join(runner.workspace, "bin"));
  await put("bin/install.sh", await readFile(join(ROOT, "bin", "install.sh"), "utf8"));
  for (const name of NAMES) await put(`dist/${name}`, `program ${name}`);
  const environment = { ...TAG, GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "somebody/tauroi" };
  expect((await run("build", "Installer and checksums", environment)).exitCode).toBe(0);
  const installer = await text("dist/install.sh");
  expect(installer).toMatch(/^repository=\$\{INSTALL_REPOSITORY:-https:\/\/github\.com\/somebody\/tauroi\}$/m);
  const sums = (await text("dist/SHA256SUMS")).trim().split("\n");
  const expected = await Promise.all(
    [...NAMES, "install.sh"].map(async (name) => {
      const bytes = await readFile(join(runner.workspace, "dist", name));
      return `${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}  ${name}`;
    }),
  );
  expect(sums).toEqual(expected);
});

describe("the draft", () => {
  const files = [...NAMES, "install.sh"];
  beforeEach(async () => {
    for (const name of files) await put(name, name);
    const sums = files.map((name) => `${new Bun.CryptoHasher("sha256").update(name).digest("hex")}  ${name}\n`);
    await put("SHA256SUMS", sums.join(""));
    await put("notes.md", "- this\n");
    await runner.standIn("gh", '#!/bin/sh\nprintf "%s\\n" "$@" >called\n');
  });

  test("is made of what was built, and nothing is published", async () => {
    expect((await run("draft", "Draft")).exitCode).toBe(0);
    const words = (await text("called")).trim().split("\n");
    expect(words.slice(0, 5)).toEqual(["release", "create", "v1.2.3", "--draft", "--verify-tag"]);
    expect(words.slice(-files.length - 1)).toEqual([...NAMES, "install.sh", "SHA256SUMS"]);
    for (const name of [...words.slice(-files.length - 1), words[words.indexOf("--notes-file") + 1]!]) {
      expect((await stat(join(runner.workspace, name))).isFile()).toBe(true);
    }
  });

  test("isn't made of anything that was changed on the way", async () => {
    await put("tauroi-linux-x64", "another program");
    expect((await run("draft", "Draft")).exitCode).not.toBe(0);
    await expect(text("called")).rejects.toThrow();
  });
});

describe("smoke runs", () => {
  let program: Program;
  beforeAll(async () => {
    program = await compileProgram();
  });
  afterAll(async () => program.remove());

  test("of the program trade, and fail where it doesn't run", async () => {
    await Bun.write(join(runner.workspace, "dist", "tauroi-linux-x64"), Bun.file(program.path));
    const built = stepOf(WORKFLOW, "build", "Smoke run").run;
    await runner.run(`chmod +x dist/tauroi-linux-x64`);
    expect((await runner.run(built)).exitCode).toBe(0);
    await Bun.write(join(runner.workspace, "tauroi-other"), Bun.file(program.path));
    expect((await run("smoke", "Smoke run", { NAME: "other" })).exitCode).toBe(0);
    await put("tauroi-other", "#!/bin/sh\nexit 1\n");
    expect((await run("smoke", "Smoke run", { NAME: "other" })).exitCode).toBe(1);
  });
});

test("bin/build is what both workflows compile with", async () => {
  expect((await stat(join(ROOT, "bin", "build"))).mode & 0o111).toBe(0o111);
  expect(stepOf(WORKFLOW, "build", "Build").run).toBe("bin/build --all");
});
