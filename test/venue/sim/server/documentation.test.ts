import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { expect, it } from "vitest";
import { describeExchange } from "../../../../src/cli/exchange-options.ts";
import { CONTROLS } from "../../../../src/venue/sim/server/controls.ts";
import { FAULT_KINDS, type FaultKind } from "../../../../src/venue/sim/server/fault-kinds.ts";
import { parseFault } from "../../../../src/venue/sim/server/fault-rule.ts";
import { parseSwitches, SWITCHES } from "../../../../src/venue/sim/server/switches.ts";

const TEXT = readFileSync(join(import.meta.dirname, "../../../../docs/exchange.md"), "utf8");

/** Rows of the table whose first heading is this, cell by cell. */
function table(heading: string): string[][] {
  const lines = TEXT.split("\n");
  const from = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  const rows = lines.slice(from + 2);
  const length = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, length).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

const code = (text: string): string => `\`${text}\``;

it("the documentation lists every fault as it is", () => {
  const on: Readonly<Record<FaultKind["on"], string>> = { rest: "REST", stream: "WebSocket", clock: "clock" };
  const values: Readonly<Record<FaultKind["value"], string>> = {
    chance: "probability or `next:N`",
    time: "milliseconds or `LOW..HIGH`",
    offset: "signed milliseconds",
  };
  const kinds: [string, FaultKind][] = Object.entries(FAULT_KINDS);
  expect(table("fault")).toEqual(
    kinds.map(([name, kind]) => [code(name), on[kind.on], values[kind.value], kind.effect]),
  );
});

it("the documentation lists every switch as it is, and every fact that nobody has measured has one", () => {
  const rows = Object.entries(SWITCHES).map(([name, { facts, values, live, effect }]) => {
    return [code(name), facts.map((fact) => `V-${fact}`).join(", "), `${values}${live ? " (live)" : ""}`, effect];
  });
  expect(table("switch")).toEqual(rows);
  const facts = new Set(Object.values(SWITCHES).flatMap(({ facts: numbers }) => numbers));
  expect([...facts].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
});

it("the documentation lists every control as it is", () => {
  const rows = Object.entries(CONTROLS).map(([name, { values, effect }]) => [
    code(name),
    values.map(code).join(", "),
    effect,
  ]);
  expect(table("control")).toEqual(rows);
});

it("the documentation lists every option", () => {
  const command = new Command();
  describeExchange(command);
  const documented = table("option").flatMap(([words]) => words!.match(/--[a-z-]+/g) ?? []);
  expect(documented.sort()).toEqual(command.options.map(({ long }) => long!).sort());
});

it("its examples can be read", () => {
  const faults = [...TEXT.matchAll(/--fault (\S*=\S+)/g)]
    .map(([, text]) => text!)
    .filter((text) => !text.startsWith("NAME"));
  expect(faults.length).toBeGreaterThan(5);
  for (const text of faults) expect(() => parseFault(text)).not.toThrow();
  const switches = [...TEXT.matchAll(/--switch ([a-z-]+=\S+)/g)].map(([, text]) => text!);
  expect(switches.length).toBeGreaterThan(2);
  expect(() => parseSwitches(switches)).not.toThrow();
  const bodies = [...TEXT.matchAll(/-d '(.*)'/g)].map(([, text]) => text!);
  expect(bodies).toHaveLength(3);
  for (const body of bodies) expect(() => JSON.parse(body)).not.toThrow();
});

it("every switch takes each of its values", () => {
  for (const [name, { values }] of Object.entries(SWITCHES)) {
    for (const value of values.replace(", or other milliseconds", "").split(", ")) {
      expect(() => parseSwitches([`${name}=${value}`]), `${name}=${value}`).not.toThrow();
    }
    expect(() => parseSwitches([`${name}=nonsense`])).toThrow(/its values are/);
  }
});
