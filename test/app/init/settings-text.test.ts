import fc from "fast-check";
import { expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { loadConfiguration } from "../../../src/app/config.ts";
import { settingsText } from "../../../src/app/init/settings-text.ts";
import { anyAnswers, SOME_ANSWERS } from "./setup.ts";

/** The configuration of a run that finds this text in its file. */
function load(text: string) {
  const files = { ...systemFiles, readText: (path: string) => (path === "F" ? text : undefined) };
  return loadConfiguration({ flags: { config: "F" }, environment: {}, files });
}

test("what is written means exactly what was answered, and nothing else", () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const { venue, target, profile, key, limits } = answers;
      const stated = load(settingsText(answers)).settings.filter(({ origin }) => origin === "F");
      const wanted: Record<string, unknown> = { venue, ...target, ...limits };
      if (profile !== undefined) wanted["profile"] = profile;
      if (key?.id !== undefined) Object.assign(wanted, { key_id: key.id, private_key_file: key.file });
      expect(Object.fromEntries(stated.map(({ name, value }) => [name, value]))).toEqual(wanted);
    }),
    { numRuns: 300 },
  );
});

test("every value stands beneath a comment, and no line is longer than an editor is wide", () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const lines = settingsText(answers).split("\n");
      const values = lines.flatMap((line, index) => (/^[a-z_]+ = /.test(line) ? [index] : []));
      for (const index of values) expect(lines[index - 1]).toMatch(/^# /);
      const others = lines.filter((line) => !/^(# )?[a-z_]+ = /.test(line));
      expect(others.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
      expect(others.filter((line) => line.length > 100)).toEqual([]);
    }),
  );
});

test("a key whose identifier isn't known yet waits in the file, to be taken in by filling it in", () => {
  const text = settingsText({ ...SOME_ANSWERS, key: { id: undefined, file: "/keys/new.pem" } });
  expect(load(text).key).toEqual({ id: undefined, file: undefined });
  const filled = text
    .replace('# key_id = ""', 'key_id = "given-later"')
    .replace("# private_key_file", "private_key_file");
  expect(load(filled).key).toEqual({ id: "given-later", file: "/keys/new.pem" });
});

test("without a named profile trading still asks for one", () => {
  const origin = (profile: string | undefined) =>
    load(settingsText({ ...SOME_ANSWERS, profile })).settings.find(({ name }) => name === "profile")?.origin;
  expect(origin(undefined)).toBe("default");
  expect(origin("documented")).toBe("F");
});

test("limits that are the profile's own leave it what it is", () => {
  expect(load(settingsText({ ...SOME_ANSWERS, profile: "documented" })).profile.name).toBe("documented");
  const other = { ...SOME_ANSWERS.limits, max_order_size: 5 };
  expect(load(settingsText({ ...SOME_ANSWERS, limits: other })).profile.name).toBe("documented (changed)");
});
