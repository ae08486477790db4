import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DOCUMENTED } from "./documented.ts";

function profileFile(name: string): Record<string, unknown> {
  const text = readFileSync(new URL(`../../src/strategy/profiles/${name}.toml`, import.meta.url), "utf8");
  const entries = Object.entries(Bun.TOML.parse(text));
  return Object.fromEntries(
    entries.map(([key, value]) => [key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]),
  );
}

describe("the profiles that come with the program", () => {
  test.each([
    ["documented", {}],
    ["fixed-3c", { halfSpread: "fixed" }],
    ["fixed-5c", { halfSpread: "fixed", halfSpreadCents: 5 }],
    ["no-skew", { skewCentsPerContract: 0 }],
  ])("%s has the documented values but for what it is named after", (name, changes) => {
    expect(profileFile(name)).toEqual({ ...DOCUMENTED, name, ...changes });
  });
});
