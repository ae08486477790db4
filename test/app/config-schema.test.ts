import Ajv2020 from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { systemFiles } from "../../src/ambient/files.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { ConfigError } from "../../src/app/config-error.ts";
import { configurationSchema, type SettingName, settingNames } from "../../src/app/config-schema.ts";

interface Described {
  readonly description?: string;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

const schema = z.toJSONSchema(configurationSchema) as { readonly properties: Record<SettingName, Described> };
const judge = new Ajv2020({ strict: false }).compile(schema);

/** What a run finds wrong with a file of these settings; undefined when it takes them. */
function refusal(values: Readonly<Record<string, unknown>>): string | undefined {
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const files = { ...systemFiles, readText: (path: string) => (path === "F" ? lines.join("\n") : undefined) };
  try {
    loadConfiguration({ flags: { config: "F" }, environment: {}, files });
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

test("the schema tells of every setting, each with what it means", () => {
  expect(Object.keys(schema.properties)).toEqual(settingNames);
  for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/^[A-Z].{10,}/);
});

/** Values of every kind, some of them right for something. */
const anyValue = fc.oneof(
  fc.integer({ min: -2, max: 120 }),
  fc
    .double({ min: -1, max: 200, noNaN: true, noDefaultInfinity: true })
    .filter((value) => !Object.is(value, -0) && Math.abs(value) > 1e-5),
  fc.boolean(),
  fc.constantFrom(
    "sim",
    "demo",
    "max",
    "best",
    "leg",
    "fixed",
    "skip",
    "halt",
    "4h55m",
    "0s",
    "info",
    "http://127.0.0.1:1",
    "off",
    "none",
    "",
  ),
  fc.stringMatching(/^[ -~]{0,80}$/),
  fc.array(fc.constantFrom("A", "B", ""), { maxLength: 2 }),
);

test("an editor that follows the schema accepts just what a run accepts of a setting", () => {
  fc.assert(
    fc.property(fc.constantFrom(...settingNames), anyValue, (name, value) => {
      const why = refusal({ [name]: value });
      // What goes with other settings, or takes more than a pattern to tell, is the run's alone.
      fc.pre(why === undefined || (why.startsWith(`F: ${name}`) && name !== "alert_url"));
      expect({ name, value, isRight: judge({ [name]: value }) }).toEqual({ name, value, isRight: why === undefined });
    }),
    { numRuns: 2_000 },
  );
});

test("the largest value of every setting can be reckoned with", () => {
  for (const [name, { maximum }] of Object.entries(schema.properties)) {
    if (maximum !== undefined) expect(() => refusal({ [name]: maximum })).not.toThrow();
  }
});

test("a name that is nearly right is refused by both, and the run names the right one", () => {
  fc.assert(
    fc.property(fc.constantFrom(...settingNames.filter((name) => name.length > 6)), fc.nat(), (name, at) => {
      const mistyped = name.slice(0, at % name.length) + name.slice((at % name.length) + 1);
      fc.pre(!settingNames.includes(mistyped as SettingName));
      expect(judge({ [mistyped]: 1 })).toBe(false);
      expect(refusal({ [mistyped]: 1 })).toBe(`F: ${mistyped}: there is no such setting; did you mean ${name}?`);
    }),
  );
});
