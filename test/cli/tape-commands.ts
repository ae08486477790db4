import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Surroundings } from "../../src/cli/command.ts";
import { runProgram } from "../../src/cli/program.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";

/** What a command printed and its exit code, or the message and code of the error it threw, as main would use them. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function tauroi(...words: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const surroundings: Surroundings = {
    interface: { open: () => Promise.reject(new Error("no interface")) },
    charts: { print: async (charts) => charts.map(({ title }) => `chart: ${title}`).join("\n") },
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    beforeCrash: () => {},
  };
  try {
    const code = await runProgram(words, surroundings);
    return { code, out: out.join("\n"), err: err.join("\n") };
  } catch (error) {
    if (!(error instanceof Error && "exitCode" in error)) throw error;
    return { code: error.exitCode as number, out: out.join("\n"), err: error.message };
  }
}

/** A folder for one test's files. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "tauroi-tapes-"));

  at(name: string): string {
    return join(this.path, name);
  }

  /** Writes a file, packed when its name says so. Returns its path. */
  written(name: string, text: string): string {
    writeFileSync(this.at(name), name.endsWith(".gz") ? gzipSync(text) : text);
    return this.at(name);
  }

  get names(): readonly string[] {
    return readdirSync(this.path).sort();
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Orders as a tape; the event is the ticker without its last two letters. */
export function tapeText(
  orders: readonly TakerOrder[],
  rename: (ticker: string) => string = (ticker) => ticker,
): string {
  const rows = orders.flatMap(({ ticker, at, side, prints }) =>
    prints.map(({ price, quantity }) => {
      const name = rename(ticker);
      const taker = side === "buy" ? "yes" : "no";
      return [new Date(at).toISOString(), name.slice(0, -2), name, price / 100, quantity / 100, taker].join(",");
    }),
  );
  return `created_time,event_ticker,ticker,yes_price,count,taker_side\n${rows.join("\n")}\n`;
}
