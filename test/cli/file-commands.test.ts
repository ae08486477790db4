import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FILE_COMMANDS } from "../../src/cli/file-commands.ts";
import { reportText } from "../../src/cli/replay.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { start, tick } from "../journal/inputs.ts";
import { runWords } from "./run-words.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tauroi = (...words: string[]) => runWords(words, FILE_COMMANDS);

describe("replay", () => {
  test("exits 1 and shows the first difference when the commands are others", async () => {
    const journal = openJournal(folder, "tauroi test", { writer: "direct" });
    journal.append(start(), [{ type: "alert", severity: "info", code: "x", text: "the engine would never say this" }]);
    journal.append(tick(1_001), []);
    await journal.close();
    const text = await tauroi("replay", folder);
    expect(text.exitCode).toBe(1);
    expect(text.printed).toContain("the engine would never say this");
    expect(text.printed).toContain("session 1, input 1, command 0");
    const json = await tauroi("replay", join(folder, "journal.sqlite"), "--json");
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.printed)).toMatchObject({ sessions: 1, inputs: 2, first: { seq: 1, n: 0 } });
  });

  test("of an empty journal is equal: a crash may come before the first commit", async () => {
    await openJournal(folder, "tauroi test", { writer: "direct" }).close();
    expect(await tauroi("replay", folder)).toMatchObject({
      exitCode: 0,
      printed: "0 sessions, 0 inputs, 0 commands: all equal",
    });
  });

  test("exits 2 when the file is no journal, or there is none, or no such session", async () => {
    writeFileSync(join(folder, "note"), "no journal");
    expect(await tauroi("replay", join(folder, "note"))).toMatchObject({ exitCode: 2, printed: "" });
    expect((await tauroi("replay", join(folder, "none"))).complained).toContain("there is no such file");
    await openJournal(folder, "tauroi test", { writer: "direct" }).close();
    expect((await tauroi("replay", folder, "--session", "3")).complained).toContain("there is no session 3");
    expect((await tauroi("replay")).exitCode).toBe(2);
  });

  test("says where a command is missing", () => {
    const first = { session: 2, program: "tauroi 1", seq: 9, input: "{}", n: 1, expected: null, got: "{}" };
    const text = reportText({ sessions: 1, segments: 1, inputs: 1, commands: 1, mismatches: 1, first });
    expect(text).toContain("1 session, 1 input, 1 command: 1 difference");
    expect(text).toContain("expected (no more commands)");
  });
});

describe("config", () => {
  test("shows every setting with where it comes from", async () => {
    writeFileSync(join(folder, "mine.toml"), "z_pull = 4\n");
    const args = ["--config", join(folder, "mine.toml"), "--profile", "no-skew"];
    const { exitCode, printed } = await tauroi("config", "show", ...args);
    expect(exitCode).toBe(0);
    expect(printed).toMatch(/^z_pull +4 +\S+mine\.toml$/m);
    expect(printed).toMatch(/^profile +"no-skew" +--profile$/m);
    expect(printed).toMatch(/^skew_cents_per_contract +0 +profile no-skew$/m);
    expect(printed).toMatch(/^seed +- +default$/m);
    const document = JSON.parse((await tauroi("config", ...args, "--json")).printed);
    expect(document["z_pull"]).toEqual({ value: 4, origin: join(folder, "mine.toml") });
    expect(document["json"]).toEqual({ value: false, origin: "default" });
  });

  test("prints a JSON Schema with every setting, the documented defaults among them", async () => {
    const schema = JSON.parse((await tauroi("config", "schema")).printed);
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    expect(schema.properties["max_daily_loss_pct"]).toMatchObject({ type: "number", default: 10 });
    expect(schema.properties["on_cross"].enum).toEqual(["skip", "clamp"]);
    for (const property of Object.values<{ description?: string }>(schema.properties)) {
      expect(property.description).toMatch(/\w/);
    }
  });

  test("exits 2 on a wrong file, and names the nearest of its own words", async () => {
    writeFileSync(join(folder, "mine.toml"), "z_pul = 4\n");
    const wrong = await tauroi("config", "--config", join(folder, "mine.toml"));
    expect(wrong).toMatchObject({ exitCode: 2, printed: "" });
    expect(wrong.complained).toContain("did you mean z_pull?");
    expect((await tauroi("config", "shema")).complained).toContain("did you mean schema?");
  });
});
