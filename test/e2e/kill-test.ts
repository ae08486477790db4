/**
 * Kills a real engine again and again: `bun run kill-test [--kills N] [--seed S] [--lanes L] [--program FILE] [--json]`. The engine is the
 * compiled program, the exchange is `tauroi exchange`, both in processes of their own. Each lane is an exchange and an account of its
 * own. Exit code 1 when anything happened that must never.
 */
import { parseArgs } from "node:util";
import { added, type KillReport } from "./kill-report.ts";
import { killRepeatedly } from "./killing.ts";
import { compileProgram } from "./program.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      lanes: { type: "string", default: "2" },
      program: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [kills, seed, lanes] = [values.kills, values.seed, values.lanes].map(wholeNumber) as [number, number, number];
  const program = await compileProgram(values.program);
  const startedAt = performance.now();
  try {
    const share = (lane: number) => Math.floor(kills / lanes) + (lane < kills % lanes ? 1 : 0);
    const report = added(
      await Promise.all(
        Array.from({ length: lanes }, (_, lane) =>
          killRepeatedly({
            program,
            kills: share(lane),
            seed: seed * 100 + lane,
            leap: false,
            tell: values.json ? () => undefined : (text) => process.stderr.write(`lane ${lane + 1}, kill ${text}\n`),
          }),
        ),
      ),
    );
    const minutes = (performance.now() - startedAt) / 60_000;
    process.stdout.write(values.json ? `${JSON.stringify({ ...report, minutes })}\n` : inWords(report, minutes));
    process.exitCode = report.violations.length === 0 ? 0 : 1;
  } finally {
    await program.remove();
  }
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${text} is not a whole number above 0`);
  return number;
}

function inWords(report: KillReport, minutes: number): string {
  return [
    `${report.kills} kills in ${minutes.toFixed(1)} minutes: ${report.duringRequest} between a request and its answer, ` +
      `${report.duringWrite} of them one that writes; ${report.beforeQuoting} before the first quote`,
    `${report.quotingStarts} starts quoted, ${report.startsWithOrphans} of them with something of an earlier one to clear away`,
    `${report.orders} orders, ${report.fills} fills; the account: ${report.account}`,
    `after the last kill something rested for ${report.lastRestedSeconds.toFixed(1)} s of the exchange's clock`,
    `${report.violations.length} violations`,
    ...report.violations.map((violation) => `  ${violation}`),
    "",
  ].join("\n");
}

await main();
