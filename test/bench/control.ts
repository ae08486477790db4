/**
 * What hostile connections leave behind: the memory of a process that serves a control socket, before and after floods of the kinds that a
 * socket can be flooded with.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchResult } from "./result.ts";

const SERVED = join(import.meta.dirname, "..", "app", "control-served.ts");
const CONNECTIONS = 3_000;

const HALF_LINE = `{"type":"command","id":1,"action":"pull","pad":"${"x".repeat(60_000)}`;
const COMMANDS = `${JSON.stringify({ type: "command", id: 1, action: "pull" })}\n`.repeat(1_000);
const GARBAGE = `${"[".repeat(30_000)}\n\u{fffd}\u0000\n{"__proto__":{"type":"command"}}\n`.repeat(2);
const WATCH = `${JSON.stringify({ type: "subscribe", fps: 4 })}\n`;

const FLOODS: readonly (readonly [name: string, sent: string])[] = [
  ["unfinished lines", HALF_LINE],
  ["commands", COMMANDS],
  ["what isn't understood", GARBAGE],
  ["viewers that read nothing", WATCH],
];

export async function bench(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "tauroi-bench-"));
  const path = join(folder, "control.sock");
  const server = Bun.spawn([process.execPath, SERVED, path], { stdout: "pipe", stderr: "ignore" });
  try {
    await server.stdout.getReader().read(); // it listens
    for (const [, sent] of FLOODS) await flood(path, sent, 300); // the program's own warming up
    const results: BenchResult[] = [];
    for (const [name, sent] of FLOODS) {
      const before = megabytes(server.pid);
      await flood(path, sent, CONNECTIONS);
      const value = megabytes(server.pid);
      results.push({
        name: `control: memory after ${CONNECTIONS} connections, ${name}`,
        value,
        unit: "MB",
        baseline: "before",
        baseline_value: before,
        ratio: value / before,
      });
    }
    return results;
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Connects so many times, 50 at once, says this and reads nothing until the other end has had enough or a moment has passed. */
async function flood(path: string, sent: string, connections: number): Promise<void> {
  const one = async (): Promise<void> => {
    const socket = await Bun.connect({ unix: path, socket: { data() {} } });
    socket.pause();
    socket.write(sent);
    await Bun.sleep(2);
    socket.terminate();
  };
  for (let made = 0; made < connections; made += 50) {
    await Promise.allSettled(Array.from({ length: 50 }, one));
  }
  await Bun.sleep(600); // connections that are ended get a moment
}

function megabytes(pid: number): number {
  return Number(Bun.spawnSync(["ps", "-o", "rss=", "-p", String(pid)]).stdout.toString()) / 1_024;
}
