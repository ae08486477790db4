import { expect, test } from "vitest";
import type { Action, CommandEntry } from "../../src/cli/command.ts";
import { CommandFailure, EXIT } from "../../src/cli/exit-code.ts";
import { durationMs, integer } from "../../src/cli/option-values.ts";
import { runProgram } from "../../src/cli/program.ts";

interface Heard {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
  /** What the command was called with; undefined when none was. */
  readonly call: { readonly name: string; readonly operands: readonly string[]; readonly options: object } | undefined;
}

/** Runs a command line against three commands that do nothing but note how they were called. */
async function hear(...words: readonly string[]): Promise<Heard> {
  let call: Heard["call"];
  const noting = (name: string): CommandEntry["load"] => {
    const action: Action = async ({ operands, options }) => {
      call = { name, operands, options };
      return name === "kill" ? EXIT.venueUnreachable : EXIT.fine;
    };
    return async () => ({ action });
  };
  const commands: readonly CommandEntry[] = [
    {
      name: "run",
      describe: (command) =>
        command
          .description("trade")
          .option("--seed <n>", "the seed", integer(0))
          .option("--duration <time>", "how long", durationMs)
          .option("--headless", "no interface"),
      load: noting("run"),
    },
    {
      name: "backtest",
      describe: (command) => command.description("test").requiredOption("--tape <file...>", "tapes"),
      load: noting("backtest"),
    },
    { name: "kill", describe: (command) => command.description("pull").argument("[ticker]"), load: noting("kill") },
  ];
  const out: string[] = [];
  const error: string[] = [];
  const exitCode = await runProgram(
    words,
    {
      interface: { open: () => Promise.reject(new Error("not asked for")) },
      charts: { print: () => Promise.reject(new Error("not asked for")) },
      print: (text) => out.push(text),
      complain: (text) => error.push(text),
      beforeCrash: () => {},
    },
    commands,
  );
  return { exitCode, out: out.join("\n"), error: error.join("\n"), call };
}

test("no command is run, and flags without a command are run's", async () => {
  expect((await hear()).call).toEqual({ name: "run", operands: [], options: {} });
  expect((await hear("--seed", "7", "--headless")).call).toEqual({
    name: "run",
    operands: [],
    options: { seed: 7, headless: true },
  });
  expect((await hear("run", "--duration", "4h55m")).call?.options).toEqual({ duration: 17_700_000 });
});

test("a command gets its operands and options, and its exit code is the program's", async () => {
  expect(await hear("kill", "KXTOP-A")).toMatchObject({
    exitCode: EXIT.venueUnreachable,
    call: { name: "kill", operands: ["KXTOP-A"] },
  });
  expect((await hear("backtest", "--tape", "a.csv", "b.csv")).call?.options).toEqual({ tape: ["a.csv", "b.csv"] });
});

test.each([
  ["a misspelt command", ["bactest"], "unknown command 'bactest'", "Did you mean backtest?"],
  ["a misspelt flag", ["run", "--sede", "7"], "unknown option '--sede'", "Did you mean --seed?"],
  ["a misspelt flag of the default command", ["--headles"], "unknown option '--headles'", "Did you mean --headless?"],
  ["a flag without its value", ["run", "--seed"], "option '--seed <n>' argument missing", "tauroi run --help"],
  ["a value that isn't one", ["--seed", "seven"], "'seven' is invalid", "It is a whole number from 0 up."],
  ["a time without a unit", ["--duration", "10"], "'10' is invalid", "It is a time such as 90s, 10m or 4h55m."],
  [
    "a flag that is missing",
    ["backtest"],
    "required option '--tape <file...>' not specified",
    "tauroi backtest --help",
  ],
  ["an operand too many", ["kill", "a", "b"], "too many arguments for 'kill'", "tauroi kill --help"],
  ["an operand that run doesn't take", ["run", "fast"], "too many arguments for 'run'", "tauroi run --help"],
])("%s is a usage error that says what is right", async (_, words, wrong, mend) => {
  const { exitCode, out, error, call } = await hear(...words);
  expect({ exitCode, out, call }).toEqual({ exitCode: EXIT.usage, out: "", call: undefined });
  expect(error).toMatch(/^tauroi: /);
  expect(error).toContain(wrong);
  expect(error).toContain(mend);
});

test.each([["--help"], ["-h"], ["help"]])("%s lists the commands on standard output", async (...words) => {
  const { exitCode, out, error, call } = await hear(...words);
  expect({ exitCode, error, call }).toEqual({ exitCode: EXIT.fine, error: "", call: undefined });
  for (const name of ["run", "backtest", "kill"]) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});

test.each([[["run", "--help"]], [["help", "run"]]])("%s tells of one command", async (words) => {
  const { exitCode, out } = await hear(...words);
  expect(exitCode).toBe(EXIT.fine);
  expect(out).toContain("--seed <n>");
});

test("--version names the version and the commit", async () => {
  expect(await hear("--version")).toMatchObject({
    exitCode: EXIT.fine,
    out: expect.stringMatching(/^tauroi \d+\.\d+\.\d+ \(([0-9a-f]{12}|source)\)$/),
  });
});

test("what a command throws is not swallowed", async () => {
  const failing: CommandEntry = {
    name: "run",
    describe: () => {},
    load: async () => ({ action: () => Promise.reject(new CommandFailure("no key", EXIT.credentials)) }),
  };
  const surroundings = {
    interface: { open: async () => 0 },
    charts: { print: async () => "" },
    print: () => {},
    complain: () => {},
    beforeCrash: () => {},
  };
  await expect(runProgram([], surroundings, [failing])).rejects.toMatchObject({ exitCode: EXIT.credentials });
});
