import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";

let program: Program;
let exchange: ExchangeProcess;
let state: string;
beforeAll(async () => {
  program = await compileProgram();
  state = join(program.folder, "state");
  exchange = await ExchangeProcess.start(program, "--seed", "4");
}, 120_000);
afterEach(async () => {
  expect(await exchange.resting()).toEqual([]);
});
afterAll(async () => {
  await exchange.stop();
  await program.remove();
});

/** Reads on until a text has come. */
async function hear(stream: ReadableStream<Uint8Array>, text: string): Promise<string> {
  let heard = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    heard += decoder.decode(bytes, { stream: true });
    if (heard.includes(text)) return heard;
  }
  throw new Error(`"${text}" was not said: ${heard}`);
}

test("interrupted while the order of a process that was killed still rests, it takes that away and keeps nothing", async () => {
  const words = ["drill", "--venue", exchange.url, "--state", state];
  const drill = program.startWith(exchange.credentials, ...words);
  const heard = await hear(drill.stderr, "the process is no more");
  expect(heard).toContain("CONFIRMED: nothing of ours rests");
  expect(await exchange.resting()).toHaveLength(1); // its process is dead
  drill.kill("SIGINT");
  expect(await drill.exited).toBe(130);
  expect(existsSync(join(state, "drill.json"))).toBe(false);
}, 120_000);

test("a stand-in whose drill has died takes its order away by itself", async () => {
  const drill = program.startWith(exchange.credentials, "drill", "--venue", exchange.url, "--state", state);
  await hear(drill.stderr, "has another process place one");
  const placed = async () => (await exchange.resting()).length > 0;
  while (!(await placed())) await Bun.sleep(20);
  drill.kill("SIGKILL");
  while (await placed()) await Bun.sleep(50); // long before its expiry, by the test's own time limit
}, 30_000);
