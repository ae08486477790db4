import { describe, expect, test } from "vitest";
import { checkLayers } from "../../bin/check/layers.ts";
import { problemsOf, specifier } from "./planted.ts";

/** The import order of src as the design states it, from the ground up; folders of one line stand side by side. */
const ORDER = [
  ["market"],
  ["ambient"],
  ["model", "tape"],
  ["strategy", "risk"],
  ["engine"],
  ["venue", "signal", "journal"],
  ["backtest"],
  ["app"],
  ["cli"],
];

const FOLDERS = ORDER.flatMap((folders, height) => folders.map((folder) => ({ folder, height })));

function imports(from: string, to: string, kind = "import"): Record<string, string> {
  return { [from]: `${kind} { thing } from "${specifier(from, to)}";\n` };
}

async function breaches(files: Record<string, string>): Promise<string[]> {
  return (await problemsOf(checkLayers, files)).map(({ message }) => message);
}

describe("the import order of src", () => {
  test("accepts exactly the imports that point down, or stay inside one folder", async () => {
    const files: Record<string, string> = {};
    const forbidden: string[] = [];
    for (const from of FOLDERS) {
      for (const to of FOLDERS) {
        const path = `src/${from.folder}/${to.folder}.ts`;
        Object.assign(files, imports(path, `src/${to.folder}/thing.ts`));
        if (from.folder !== to.folder && from.height <= to.height) forbidden.push(path);
      }
    }
    const reported = (await problemsOf(checkLayers, files)).map(({ path }) => path);
    expect(reported).toEqual(forbidden.sort());
  });

  test.each([
    ["type import", `import type { thing } from "../app/thing.ts";`],
    ["re-export", `export { thing } from "../app/thing.ts";`],
    ["re-export of everything", `export * from "../app/thing.ts";`],
    ["import for its effect", `import "../app/thing.ts";`],
    ["import inside a function", `export const load = () => import("../app/thing.ts");`],
    ["type taken by import()", `export type Thing = import("../app/thing.ts").Thing;`],
    ["typeof import()", `export type Thing = typeof import("../app/thing.ts");`],
    ["require", `export const thing = require("../app/thing.ts");`],
  ])("sees a %s", async (_, text) => {
    expect(await breaches({ "src/engine/planted.ts": text })).toEqual([
      "src/engine/planted.ts imports src/app/thing.ts: app stands above engine; imports point the other way",
    ]);
  });

  test("names the place", async () => {
    const text = `// a comment\n\nimport { thing } from "../cli/thing.ts";\n`;
    const [problem] = await problemsOf(checkLayers, { "src/app/deep/planted.ts": text.replace("..", "../..") });
    expect(problem).toMatchObject({ path: "src/app/deep/planted.ts", line: 3, column: 23 });
  });

  test("the manifest may be read, for the version", async () => {
    expect(await breaches({ "src/app/planted.ts": `import { version } from "../../package.json";\n` })).toEqual([]);
  });

  test("a comment or a string is no import", async () => {
    const text = `// import { thing } from "../app/thing.ts";\nexport const text = 'import("../app/thing.ts")';\n`;
    expect(await breaches({ "src/engine/planted.ts": text })).toEqual([]);
  });

  test("a folder of no layer is reported, and a file right below src", async () => {
    const files = { "src/misc/planted.ts": "", "src/planted.ts": "" };
    expect(await breaches(files)).toEqual([
      expect.stringContaining("belongs to no layer"),
      expect.stringContaining("belongs to no layer"),
    ]);
  });
});

describe("the interface", () => {
  test.each(["src/app/view.ts", "src/app/view-model.ts", "src/app/view/panel.ts"])(
    "may import types of %s",
    async (to) => {
      expect(await breaches(imports("tui/planted.tsx", to, "import type"))).toEqual([]);
    },
  );

  test.each([
    ["a value of the view", imports("tui/planted.tsx", "src/app/view.ts")],
    ["a type of the engine", imports("tui/planted.tsx", "src/engine/thing.ts", "import type")],
    ["a type of another part of app", imports("tui/planted.tsx", "src/app/config.ts", "import type")],
    ["a type of app's viewer of another name", imports("tui/planted.tsx", "src/app/socket/view.ts", "import type")],
    ["bin", imports("tui/planted.tsx", "bin/thing.ts")],
  ])("may not import %s", async (_, files) => {
    expect(await breaches(files)).toHaveLength(1);
  });

  test("an import whose names are all types still counts as a value: it is not erased", async () => {
    const files = { "tui/planted.tsx": `import { type View } from "../src/app/view.ts";\n` };
    expect(await breaches(files)).toEqual([expect.stringContaining("write `import type`")]);
  });
});

describe("main", () => {
  test("bin/tauroi.ts alone joins the commands with the interface", async () => {
    const joined = {
      "bin/tauroi.ts": `import { run } from "../src/cli/program.ts";\nconst tui = () => import("../tui/main.tsx");\n`,
    };
    expect(await breaches(joined)).toEqual([]);
  });

  test.each([
    ["another program", "cli", imports("bin/other.ts", "src/cli/program.ts")],
    ["another program", "tui", imports("bin/other.ts", "tui/main.tsx")],
    ["a command", "tui", imports("src/cli/planted.ts", "tui/main.tsx", "import type")],
    ["the interface", "cli", imports("tui/planted.tsx", "src/cli/program.ts", "import type")],
  ])("%s may not import %s", async (_, __, files) => {
    expect(await breaches(files)).toEqual([expect.stringContaining("only bin/tauroi.ts may import")]);
  });

  test("src may not reach into bin or test", async () => {
    expect(await breaches(imports("src/app/planted.ts", "bin/thing.ts"))).toHaveLength(1);
    expect(await breaches(imports("src/app/planted.ts", "test/thing.ts"))).toHaveLength(1);
  });
});
