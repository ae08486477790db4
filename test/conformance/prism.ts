import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../node_modules/@stoplight/prism-cli/dist/index.js", import.meta.url));

/** Prism as a proxy that stops what isn't as described. */
export interface Prism {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts Prism with this description before this server, and waits until it listens. */
export async function startPrism(description: string, upstream: string): Promise<Prism> {
  const folder = mkdtempSync(join(tmpdir(), "tauroi-prism-"));
  const file = join(folder, "description.json");
  writeFileSync(file, description);
  const command = [process.execPath, PROGRAM, "proxy", "--errors", "--port", "0", file, upstream];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "inherit", stdin: "ignore" });
  const stop = async (): Promise<void> => {
    child.kill();
    await child.exited;
    rmSync(folder, { recursive: true });
  };
  const said: string[] = [];
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  const listening = Promise.withResolvers<string>();
  const read = async (): Promise<void> => {
    for await (const chunk of lines) {
      if (said.length < 1_000) said.push(chunk);
      const url = /listening on (http:\/\/\S+)/.exec(said.join(""))?.[1];
      if (url !== undefined) listening.resolve(url);
    }
    listening.reject(new Error(`Prism ended before it listened:\n${said.join("")}`));
  };
  read().catch(listening.reject);
  try {
    return { url: await listening.promise, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
