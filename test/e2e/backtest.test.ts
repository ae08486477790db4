import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { tapeText } from "../cli/tape-commands.ts";
import { compileProgram, type Program } from "./program.ts";

let program: Program;

beforeAll(async () => {
  program = await compileProgram();
  for (const [index, name] of ["E-1JAN", "F-2JAN", "G-3JAN"].entries()) {
    const orders = ordersOf(manySteps(80 + index, index === 2 ? 4_000 : 150));
    await writeFile(
      join(program.folder, `${name}.csv`),
      tapeText(orders, (ticker) => ticker.replace("E-1JAN", name)),
    );
  }
}, 120_000);

afterAll(() => program.remove());

test("the compiled program finds its workers, and gives the same bytes with any number of them", async () => {
  const words = ["backtest", "--tape", "E-1JAN.csv", "F-2JAN.csv", "--json", "--workers"];
  const alone = await program.run(...words, "1");
  expect([alone.exitCode, alone.error]).toEqual([0, ""]);
  expect(JSON.parse(alone.out)).toMatchObject({ tapes: ["E-1JAN.csv", "F-2JAN.csv"] });
  for (const workers of ["2", "3"]) expect(await program.run(...words, workers)).toEqual(alone);
});

test("Ctrl-C ends it with all its workers", async () => {
  const running = program.start(
    "backtest",
    "--tape",
    "E-1JAN.csv",
    "G-3JAN.csv",
    "--random-fair",
    "5000",
    "--workers",
    "2",
  );
  await Bun.sleep(1_500); // in the middle of its work
  expect(running.exitCode).toBeNull();
  running.kill("SIGINT");
  await running.exited;
  expect(running.signalCode).toBe("SIGINT");
  expect(await new Response(running.stdout).text()).toBe("");
});
