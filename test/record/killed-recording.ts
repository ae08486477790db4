import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/ambient/clock.ts";
import { Random } from "../../src/ambient/random.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { isoTime, microseconds } from "../../src/tape/utc-time.ts";
import { RestClient } from "../../src/venue/kalshi/rest/client.ts";
import { trades } from "../../src/venue/kalshi/rest/trades.ts";
import { manifestIn, rowsIn } from "./recorded-folder.ts";

const MAIN = join(import.meta.dirname, "..", "..", "bin", "tauroi.ts");
const FORMATS = ["jsonl", "csv", "parquet"] as const;
const TICKERS = ["KXTEST-26NOV-ONE", "KXTEST-26NOV-TWO"];
const SPEED = 20;

/** What was found wrong in a recording that was killed so often, and how much there is of it. */
export interface KilledReport {
  readonly kills: number;
  readonly trades: number;
  readonly messages: number;
  readonly segments: number;
  readonly gaps: number;
  /** Empty when all is as it must be. */
  readonly problems: readonly string[];
}

/**
 * Records a `tauroi exchange` that trades all the time in real processes, killed with SIGKILL at moments that the seed draws and started again each time, and
 * compares what the folder holds in the end with what the exchange itself lists.
 */
export async function killedRecording(kills: number, seed: number): Promise<KilledReport> {
  const folder = mkdtempSync(join(tmpdir(), "tauroi-record-"));
  const random = Random.seeded(seed);
  const tape = join(folder, "tape.csv");
  writeFileSync(tape, busyTape(random.fork("tape"), (kills * 2 + 40) * SPEED));
  const started = Bun.spawn([process.execPath, MAIN, "exchange", "--json", "--tape", tape, "--speed", String(SPEED)], {
    stdout: "pipe",
    stderr: "ignore",
  });
  try {
    const exchange = JSON.parse(await firstLine(started.stdout)) as Readonly<Record<string, string>>;
    const out = join(folder, "recording");
    const words = [
      "record",
      "--venue",
      exchange["rest_url"]!,
      "--out",
      out,
      "--window",
      "1500ms",
      "--event",
      "KXTEST-26NOV",
    ];
    const record = (...more: string[]): Bun.Subprocess<"ignore", "ignore", "pipe"> =>
      Bun.spawn([process.execPath, MAIN, ...words, "--format", ...FORMATS, ...more], {
        env: {
          PATH: process.env["PATH"] ?? "",
          HOME: folder,
          TAUROI_KEY_ID: exchange["key_id"]!,
          TAUROI_PRIVATE_KEY_FILE: exchange["private_key_file"]!,
        },
        cwd: folder,
        stdin: "ignore",
        stdout: "ignore",
        stderr: "pipe",
      });
    for (let kill = 0; kill < kills; kill++) {
      const process = record();
      await Bun.sleep(random.integer(250, 1_900));
      process.kill("SIGKILL");
      await process.exited;
    }
    const last = record("--duration", "9s");
    const said = new Response(last.stderr).text();
    const exitCode = await last.exited;
    const problems = exitCode === 0 ? [] : [`the last recorder exited ${exitCode}: ${await said}`];
    return { kills, ...(await inspected(out, exchange["rest_url"]!, problems)) };
  } finally {
    started.kill("SIGKILL");
    await started.exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inspected(
  out: string,
  restUrl: string,
  before: readonly string[],
): Promise<Omit<KilledReport, "kills">> {
  const problems = [...before];
  if (!existsSync(join(out, "recording.json"))) return { trades: 0, messages: 0, segments: 0, gaps: 0, problems };
  const manifest = manifestIn(out);
  const client = new RestClient({ baseUrl: restUrl, clock: systemClock, timers: systemTimers, uniform: () => 0.5 });

  const recorded = await rowsIn(out, "trades", "jsonl");
  const upTo = microseconds(manifest.trades_to)!;
  const listed = (await client.all(trades({ limit: 1_000 }))).filter(({ micros }) => micros < upTo);
  const ids = recorded.map(({ trade_id: id }) => id);
  if (new Set(ids).size !== ids.length) problems.push(`${ids.length - new Set(ids).size} trades are there twice`);
  const missing = listed.filter(({ tradeId }) => !ids.includes(tradeId));
  if (missing.length > 0) problems.push(`${missing.length} of ${listed.length} trades are missing`);
  if (ids.length !== listed.length) problems.push(`${ids.length} trades are recorded, ${listed.length} are listed`);
  const times = recorded.map(({ created_time: at }) => microseconds(at)!);
  if (times.some((at, index) => index > 0 && at < times[index - 1]!)) problems.push("trades are out of order");

  const messages = await rowsIn(out, "stream", "jsonl");
  for (const kind of ["trades", "stream"] as const) {
    const rows = kind === "trades" ? recorded : messages;
    for (const format of FORMATS.slice(1)) {
      const others = await rowsIn(out, kind, format);
      if (JSON.stringify(others) !== JSON.stringify(rows)) {
        problems.push(`${kind}: ${others.length} rows as ${format}, ${rows.length} as jsonl, or others`);
      }
    }
  }
  const counted = manifest.files.filter(({ format }) => format === "jsonl").reduce((sum, { rows }) => sum + rows, 0);
  if (counted !== recorded.length + messages.length) problems.push(`the manifest counts ${counted} rows`);

  const bySegment = Map.groupBy(messages, ({ segment }) => segment);
  for (const [segment, rows] of bySegment) {
    for (const [sid, numbered] of Map.groupBy(rows, ({ sid }) => sid)) {
      const numbers = numbered.flatMap(({ seq }) => seq ?? []);
      const isWhole = numbers.every((seq, index) => index === 0 || seq === numbers[index - 1]! + 1);
      if (!isWhole) problems.push(`segment ${segment}, sid ${sid}: numbers are missing or twice`);
    }
  }
  const segments = [...bySegment.values()];
  for (const [index, rows] of segments.slice(1).entries()) {
    const ended = segments[index]!.at(-1)!.recv_ms;
    const began = rows[0]!.recv_ms;
    const isTold = manifest.gaps.some(({ from, to }) => {
      return Date.parse(from) <= began && (to === null || Date.parse(to) >= ended);
    });
    if (!isTold) problems.push(`no gap is told between ${isoTime(ended * 1_000)} and ${isoTime(began * 1_000)}`);
  }
  return {
    trades: ids.length,
    messages: messages.length,
    segments: bySegment.size,
    gaps: manifest.gaps.length,
    problems,
  };
}

/** A CSV tape of two markets with an order every 200 ms, some of them sweeps of two prices. */
function busyTape(random: Random, seconds: number): string {
  const lines = ["created_time,event_ticker,ticker,yes_price,count,taker_side"];
  for (let place = 0; place < seconds * 5; place++) {
    const at = isoTime((Date.UTC(2026, 0, 5) + place * 200) * 1_000 + random.integer(0, 999));
    const ticker = TICKERS[random.integer(0, 1)]!;
    const price = random.integer(30, 70);
    const side = random.chance(0.5) ? "yes" : "no";
    const prices = random.chance(0.2) ? [price, side === "yes" ? price + 1 : price - 1] : [price];
    for (const each of prices) {
      lines.push([at, "KXTEST-26NOV", ticker, each, random.integer(1, 40), side].join(","));
    }
  }
  return `${lines.join("\n")}\n`;
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const bytes of stream) {
    text += new TextDecoder().decode(bytes);
    if (text.includes("\n")) return text;
  }
  throw new Error("the exchange didn't start");
}
