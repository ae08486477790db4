import { Database } from "bun:sqlite";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { openSimRun } from "../../src/app/sim-run.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { Folder, tauroi } from "./tape-commands.ts";

const folder = new Folder();
const state = folder.at("state");

beforeAll(async () => {
  const journal = openJournal(state, "tauroi test", { writer: "direct" });
  const run = await openSimRun({
    configuration: loadConfiguration({
      flags: { headless: true, duration: "3m", halfSpread: "fixed", halfSpreadCents: "1" },
      environment: {},
    }),
    seed: 2,
    epoch: "test",
    program: "tauroi test",
    journal,
    clock: systemClock,
    timers: systemTimers,
    unattended: true,
  });
  await run.play();
  await journal.close();
});
beforeEach(() => void vi.stubEnv("XDG_STATE_HOME", folder.at("nothing")));
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

test("prints a table for people, and one document for programs", async () => {
  const text = await tauroi("report", state);
  expect(text).toMatchObject({ code: 0, err: "" });
  expect(text.out).toMatch(/^all of the journal: .* 1 run\nnet -?\$[\d.]+ = spread /);
  const { code, out } = await tauroi("report", "--state", state, "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    period: "all of the journal",
    runs: [{ epoch: "test", dry: false }],
    contracts: expect.any(Array),
  });
});

test("writes rows for taxes and a page", async () => {
  const [csv, html] = [folder.at("tax.csv"), folder.at("page.html")];
  const { code, out } = await tauroi("report", state, "--csv", csv, "--html", html, "--json");
  expect(code).toBe(0);
  const { fills } = JSON.parse(out) as { fills: number };
  expect(readFileSync(csv, "utf8").trimEnd().split("\n").length).toBe(1 + fills);
  expect(readFileSync(html, "utf8")).toContain("This is a rehearsal on the embedded exchange");
});

test("of a day without anything says so, and has a page all the same", async () => {
  const html = folder.at("empty.html");
  const { code, out } = await tauroi("report", state, "--day", "2031-01-01", "--html", html);
  expect([code, out.split("\n")[0]]).toEqual([0, "2031-01-01, New York: nothing in it, 0 runs"]);
  expect(readFileSync(html, "utf8")).toContain("Nothing happened in this period: this shows nothing.");
});

test("takes the only journal of the usual place, and asks which one where there are two", async () => {
  const usual = folder.at("usual");
  vi.stubEnv("XDG_STATE_HOME", usual);
  for (const [account, code] of [
    ["one", 0],
    ["two", 2],
  ] as const) {
    mkdirSync(`${usual}/tauroi/${account}`, { recursive: true });
    cpSync(`${state}/journal.sqlite`, `${usual}/tauroi/${account}/journal.sqlite`);
    expect(await tauroi("report")).toMatchObject({ code });
  }
  expect((await tauroi("report")).err).toMatch(/which journal\? there are .*one, .*two; name one/);
});

test("refuses a journal of another version, and says which one is needed", async () => {
  const old = folder.at("old.sqlite");
  const copy = new Database(`${state}/journal.sqlite`);
  copy.run(`VACUUM INTO '${old}'`);
  copy.close();
  const database = new Database(old);
  database.run("UPDATE meta SET value = '1' WHERE name = 'schema_version'");
  database.close();
  const { code, err } = await tauroi("report", old);
  expect(code).toBe(2);
  expect(err).toMatch(
    /written by tauroi test with schema 1, this one has \d+; .*read it with the version that wrote it/,
  );
});

test("says what is wrong with a journal that isn't one, and with words that name none or two", async () => {
  const broken = folder.at("broken.sqlite");
  writeFileSync(broken, "no database");
  for (const [words, message] of [
    [[broken], /journal .*broken\.sqlite: .*not a database.*; name a journal\.sqlite/],
    [[folder.at("nowhere")], /there is no such file; name a journal\.sqlite/],
    [[], /which journal\? there is none in .*--state DIR/],
    [[state, "--state", state], /name two journals: name one/],
    [[state, "--day", "tomorrow"], /--day tomorrow: it is a day such as/],
    [[state, "--html", "page.pdf"], /--html page\.pdf: .*\.html/],
    [[state, "--csv", `${state}/journal.sqlite`], /--csv .*journal\.sqlite: .*\.csv/],
    [[state, "--csv", folder.at("no/tax.csv")], /--csv .*tax\.csv: there is no folder/],
  ] as const) {
    const { code, out, err } = await tauroi("report", ...words);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
  }
});
