/**
 * Main: the one place that joins the commands with the terminal interface. Nothing heavy is imported before it is known
 * to be needed: asking for the version reads no more than this file.
 */

import { forbidCoreDumps } from "../src/ambient/core-dumps.ts";
import { versionLine } from "../src/app/version.ts";
import type { Surroundings } from "../src/cli/command.ts";
import { beforeCrash, crash, leave } from "./ending.ts";

const surroundings: Surroundings = {
  interface: {
    open: async (connection, options) => {
      const { openViewer } = await import("../tui/main.tsx");
      return openViewer(connection, options);
    },
  },
  charts: {
    print: async (charts) => {
      const { printedCharts } = await import("../tui/printed-charts.ts");
      return printedCharts(charts);
    },
  },
  print: (text) => console.log(text), // not process.stdout: setting that up takes longer than all else that help needs
  complain: (text) => console.error(text),
  beforeCrash,
};

async function main(words: readonly string[]): Promise<number> {
  if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
    surroundings.print(versionLine());
    return 0;
  }
  forbidCoreDumps(); // before anything reads a key
  const { runProgram } = await import("../src/cli/program.ts");
  try {
    return await runProgram(words, surroundings);
  } catch (error) {
    if (!(error instanceof Error && "exitCode" in error && typeof error.exitCode === "number")) throw error;
    surroundings.complain(`tauroi: ${error.message}`);
    return error.exitCode;
  }
}

process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);
main(process.argv.slice(2)).then(leave, crash);
