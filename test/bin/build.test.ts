import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../bin/build.ts";
import { ended } from "./planted-launcher.ts";

const IGNORED = join(import.meta.dirname, "..", "..", "dist"); // below the project, so that packages are found

/** Compiles a program of one file and one module that it imports when it runs, and runs it in another folder. */
async function compiled(program: string, later = "") {
  await mkdir(IGNORED, { recursive: true });
  const folder = await mkdtemp(join(IGNORED, "planted-"));
  try {
    await writeFile(join(folder, "main.tsx"), program);
    await writeFile(join(folder, "later.ts"), later);
    await compile({ entry: join(folder, "main.tsx"), outfile: join(folder, "program") });
    const env = { NODE_ENV: "development", TERM: "xterm-256color", NO_COLOR: "1" };
    return await ended(Bun.spawn([join(folder, "program")], { cwd: "/", env, stdout: "pipe", stderr: "pipe" }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the libraries of the interface draw in a compiled program", async () => {
  const program = `
    import { PassThrough } from "node:stream";
    import blessed from "blessed";
    import contrib from "blessed-contrib";
    import { Text, renderToString } from "ink";

    const output = Object.assign(new PassThrough(), { columns: 60, rows: 12 });
    const screen = blessed.screen({ output, input: new PassThrough() });
    const line = contrib.line({ width: 60, height: 12, label: "fair value" });
    screen.append(line);
    line.setData([{ x: ["a", "b", "c"], y: [11, 14, 12] }]);
    screen.render();
    console.log(screen.screenshot().includes("fair value"));
    console.log(renderToString(<Text>a panel</Text>));`;
  expect(await compiled(program)).toEqual({ exitCode: 0, out: "true\na panel\n", error: "" });
});

test("a compiled program knows its commit, is built for production and imports what it needs when it runs", async () => {
  const program = `console.log(process.env.NODE_ENV, TAUROI_COMMIT, (await import("./later.ts")).later);`;
  expect(await compiled(program, 'export const later = "later";')).toEqual({
    exitCode: 0,
    out: expect.stringMatching(/^production ([0-9a-f]{12}|source) later\n$/),
    error: "",
  });
});
