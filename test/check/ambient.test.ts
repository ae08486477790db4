import { describe, expect, test } from "vitest";
import { checkAmbient } from "../../bin/check/ambient.ts";
import { problemsOf } from "./planted.ts";

async function breaches(text: string, path = "src/engine/planted.ts"): Promise<string[]> {
  return (await problemsOf(checkAmbient, { [path]: text })).map(({ message }) => message);
}

const FORBIDDEN = [
  "Date.now()",
  'Date["now"]()',
  "globalThis.Date.now()",
  "new Date()",
  "new Date",
  "Date()",
  "call(Date)",
  "performance.now()",
  "performance.timeOrigin",
  "process.hrtime.bigint()",
  "Bun.nanoseconds()",
  "setTimeout(call, 1)",
  "globalThis.setTimeout(call, 1)",
  "call(setTimeout)",
  "({ setTimeout })",
  "setInterval(call, 1)",
  "setImmediate(call)",
  "AbortSignal.timeout(1)",
  "Bun.sleep(1)",
  "Bun.sleepSync(1)",
  "Math.random()",
  "call(Math)",
  "Math[call]",
  'Math[call ? "random" : "floor"]',
  'Math[call ? "floor" : call]',
  "globalThis[call]",
  "call(globalThis)",
  "crypto.getRandomValues(call)",
  "crypto.randomUUID()",
  "Bun.randomUUIDv7()",
  'Bun.file("x")',
  'Bun.write("x", "y")',
  'import("node:fs")',
  'require("fs")',
  "(() => { const { now } = Date; return now(); })()",
  "(call as typeof call)(Date.now())",
];

const FORBIDDEN_IMPORTS = [
  'import { readFileSync } from "node:fs";',
  'import fs from "fs";',
  'import * as files from "node:fs/promises";',
  'import "node:fs";',
  'export { readFile } from "node:fs/promises";',
  'export * from "node:fs";',
  'import { setTimeout } from "node:timers/promises";',
  'import { performance } from "node:perf_hooks";',
  'import { createHash, randomBytes } from "node:crypto";',
  'import { randomUUID as id } from "node:crypto";',
  'import { webcrypto } from "crypto";',
  'import crypto from "node:crypto";',
  'import * as crypto from "node:crypto";',
];

const ALLOWED = [
  "new Date(0)",
  "new Date(call())",
  "Date.UTC(2026, 0)",
  'Date.parse("2026-01-01")',
  "call() instanceof Date",
  "typeof setTimeout",
  "Math.floor(1.5)",
  'Math[call ? "min" : "max"]',
  "crypto.subtle",
  "process.pid",
  "Bun.hash(call())",
  "queueMicrotask(call)",
  "call().setTimeout(call, 1)",
  "({ setTimeout: 1, now: 2 }).setTimeout",
  "class { performance = 1; random() {} }",
  "(function (performance: number) { return performance; })(1)",
  "(() => { const { setTimeout } = call(); setTimeout(1); })()",
];

const ALLOWED_FILES = [
  'import { createHash, sign } from "node:crypto";',
  'import type { Stats } from "node:fs";',
  'import { type Stats } from "node:fs";',
  'import { join } from "node:path";',
  "interface Timers { setTimeout: typeof setTimeout; at: Date }",
  "type Now = typeof Date.now;",
  'const text = "Date.now()"; // Date.now()',
];

describe("outside src/ambient", () => {
  test.each(FORBIDDEN)("%s is an error", async (expression) => {
    expect(await breaches(`declare const call: () => any;\nexport const found = ${expression};\n`)).toHaveLength(1);
  });

  test.each(FORBIDDEN_IMPORTS)("%s is an error", async (statement) => {
    expect(await breaches(`${statement}\n`)).toHaveLength(1);
  });

  test.each(ALLOWED)("%s is fine", async (expression) => {
    expect(await breaches(`declare const call: () => any;\nexport const found = ${expression};\n`)).toEqual([]);
  });

  test.each(ALLOWED_FILES)("%s is fine", async (text) => {
    expect(await breaches(`${text}\n`)).toEqual([]);
  });

  test("the message names the thing, the place and the mend", async () => {
    const files = { "src/model/planted.ts": "export function now(): number {\n  return Date.now();\n}\n" };
    expect(await problemsOf(checkAmbient, files)).toEqual([
      {
        path: "src/model/planted.ts",
        line: 2,
        column: 10,
        message: "Date.now: take the time from an argument, or a clock of src/ambient",
      },
    ]);
  });
});

test.each(["src/ambient/clock.ts", "bin/planted.ts", "tui/planted.tsx"])("%s may touch the real ones", async (path) => {
  expect(await breaches(`import "node:fs";\nexport const now = Date.now() + Math.random();\n`, path)).toEqual([]);
});
