/**
 * The workflow's cycles with the compiled program against `tauroi exchange`: `bun run cycle-test [--cycles N] [--seed S] [--program FILE]`.
 * Prints one JSON document. Exit code 1 when anything happened that must never.
 */
import { parseArgs } from "node:util";
import { cycleRepeatedly } from "./cycling.ts";
import { compileProgram } from "./program.ts";

const { values } = parseArgs({
  options: {
    cycles: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    program: { type: "string" },
  },
});
const program = await compileProgram(values.program);
try {
  const report = await cycleRepeatedly({
    program,
    cycles: Number(values.cycles),
    seed: Number(values.seed),
    tell: (text) => process.stderr.write(`${text}\n`),
  });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.violations.length === 0 ? 0 : 1;
} finally {
  await program.remove();
}
