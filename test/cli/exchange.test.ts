import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeKeyPair } from "../../src/ambient/key-pair.ts";
import { describeExchange } from "../../src/cli/exchange-options.ts";
import { runWords } from "./run-words.ts";

const MAIN = join(import.meta.dirname, "../../bin/tauroi.ts");
const EXCHANGE = [{ name: "exchange", describe: describeExchange, load: () => import("../../src/cli/exchange.ts") }];

const folders: string[] = [];
const running: { kill(signal: number): void; readonly exited: Promise<number> }[] = [];

afterEach(async () => {
  for (const process of running.splice(0)) {
    process.kill(15); // not 9: it has a key to remove
    await process.exited;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tauroi-exchange-test-"));
  folders.push(folder);
  return folder;
}

interface FirstLine {
  readonly rest_url: string;
  readonly ws_url: string;
  readonly admin_url: string;
  readonly key_id: string;
  readonly private_key_file: string | null;
}

interface Started {
  readonly line: FirstLine;
  readonly stop: (signal: number) => Promise<number>;
  /** Ends it; what it has said on standard error. */
  readonly told: () => Promise<string>;
}

/** What is looked at of an answer. */
interface Read {
  readonly markets: readonly { readonly ticker: string }[];
  readonly trades: readonly { readonly ticker: string; readonly yes_price_dollars: string }[];
}

/** Starts the command as a process of its own; what it says when it listens. */
async function start(...words: string[]): Promise<Started> {
  const process = Bun.spawn([Bun.which("bun") ?? globalThis.process.execPath, MAIN, "exchange", ...words], {
    stdout: "pipe",
    stderr: "pipe",
  });
  running.push(process);
  let text = "";
  for await (const bytes of process.stdout) {
    text += new TextDecoder().decode(bytes);
    if (text.includes("\n")) break;
  }
  const stop = (signal: number): Promise<number> => {
    process.kill(signal);
    return process.exited;
  };
  const told = async (): Promise<string> => {
    await stop(15);
    return new Response(process.stderr).text();
  };
  return { line: JSON.parse(text), stop, told };
}

/** The balance that an account is shown. */
async function balance({ rest_url, key_id }: FirstLine, privateKeyPem: string): Promise<string> {
  const path = "/trade-api/v2/portfolio/balance";
  const at = String(Date.now());
  const key = createPrivateKey(privateKeyPem);
  const text = Buffer.from(`${at}GET${path}`);
  const signature =
    key.asymmetricKeyType === "ed25519"
      ? sign(null, text, key)
      : sign("sha256", text, { key, padding: 6, saltLength: 32 });
  const headers = {
    "KALSHI-ACCESS-KEY": key_id,
    "KALSHI-ACCESS-TIMESTAMP": at,
    "KALSHI-ACCESS-SIGNATURE": signature.toString("base64"),
  };
  const answer = await fetch(`${rest_url}/portfolio/balance`, { headers });
  return ((await answer.json()) as { balance_dollars: string }).balance_dollars;
}

describe("tauroi exchange", () => {
  it("says where it listens, with a key of its own that nobody else may read, and ends on a signal", async () => {
    const { line, stop } = await start("--balance-usd", "250", "--json");
    expect(Object.keys(line)).toEqual(
      expect.arrayContaining(["rest_url", "ws_url", "admin_url", "key_id", "private_key_file"]),
    );
    expect(line.rest_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/trade-api\/v2$/);
    expect(line.ws_url).toBe(line.rest_url.replace("http", "ws").replace("v2", "ws/v2"));
    const file = line.private_key_file!;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(createPrivateKey(readFileSync(file, "utf8")).asymmetricKeyType).toBe("rsa");
    expect(await balance(line, readFileSync(file, "utf8"))).toBe("250.000000");
    expect(await stop(15)).toBe(143);
    expect(existsSync(file)).toBe(false);
    expect(
      await fetch(`${line.rest_url}/exchange/status`).then(
        () => true,
        () => false,
      ),
    ).toBe(false);
  });

  it("serves the accounts it is given, and keeps none of their keys", async () => {
    const folder = newFolder();
    const pairs = [makeKeyPair("rsa"), makeKeyPair("ed25519")];
    const words = pairs.flatMap(({ publicKeyPem }, index) => {
      const file = join(folder, `${index}.pem`);
      writeFileSync(file, publicKeyPem);
      return ["--public-key", file, "--key-id", `account-${index}`];
    });
    const { line, stop } = await start(...words);
    expect([line.key_id, line.private_key_file]).toEqual(["account-0", null]);
    for (const [index, { privateKeyPem }] of pairs.entries()) {
      expect(await balance({ ...line, key_id: `account-${index}` }, privateKeyPem)).toBe("1000.000000");
    }
    expect(await stop(2)).toBe(130);
  });

  it("keeps its key in the state folder for the next time", async () => {
    const state = newFolder();
    const first = await start("--state", state, "--key-type", "ed25519");
    await first.stop(15);
    const file = join(state, "exchange-key.pem");
    expect(first.line.private_key_file).toBe(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await start("--state", state);
    expect(second.line.key_id).toBe(first.line.key_id);
    expect(await balance(second.line, readFileSync(file, "utf8"))).toBe("1000.000000");
  });

  it("has faults and switches from the command line on", async () => {
    const { line } = await start("--fault", "429=1@GET/markets", "--fault", "latency=1", "--switch", "tier=advanced");
    expect((await fetch(`${line.rest_url}/markets`)).status).toBe(429);
    expect((await fetch(`${line.rest_url}/events`)).status).toBe(200);
    const state = (await (await fetch(`${line.admin_url}/state`)).json()) as { behaviour: { tier: { name: string } } };
    expect(state.behaviour.tier.name).toBe("advanced");
  });

  it("serves the busiest event of a tape, trades it again and knows its result", async () => {
    const folder = newFolder();
    const [tape, settlements] = [join(folder, "tape.csv"), join(folder, "settlements.csv")];
    const rows = [
      "2026-01-01T00:00:00Z,KXS-TWO,KXS-TWO-X,9,1,no",
      "2026-01-01T00:00:01Z,KXS-ONE,KXS-ONE-A,40,5,yes",
      "2026-01-01T00:16:41Z,KXS-ONE,KXS-ONE-B,60,1,no",
    ];
    writeFileSync(tape, `created_time,event_ticker,ticker,yes_price,count,taker_side\n${rows.join("\n")}\n`);
    writeFileSync(settlements, "ticker,result\nKXS-ONE-A,no\nKXS-ONE-B,yes\n");
    const { line, told } = await start("--tape", tape, "--settlements", settlements, "--speed", "1000");
    const read = async (path: string) => (await fetch(`${line.rest_url}${path}`)).json() as Promise<Read>;
    expect((await read("/markets")).markets.map(({ ticker }) => ticker)).toEqual(["KXS-ONE-A", "KXS-ONE-B"]);
    let trades: Read["trades"] = [];
    while (trades.length < 2) {
      await Bun.sleep(100);
      ({ trades } = await read("/markets/trades"));
    }
    expect(trades.map(({ ticker, yes_price_dollars }) => [ticker, yes_price_dollars])).toEqual([
      ["KXS-ONE-B", "0.6000"],
      ["KXS-ONE-A", "0.4000"],
    ]);
    expect(await told()).toContain(
      "KXS-ONE, the busiest of the 2 events on the tape (--event names another): 2 trades in 2 markets over 17 minutes, " +
        "played in 1 s (--speed 1000); its result is known.",
    );
  });

  it("refuses what it can't serve, with what would be right", async () => {
    const [pem, tape] = [join(newFolder(), "key.pem"), join(newFolder(), "tape.csv")];
    writeFileSync(tape, "created_time,ticker,yes_price,count\n2026-01-01T00:00:00Z,KXS-ONE-A,40,5\n");
    writeFileSync(pem, makeKeyPair("ed25519").publicKeyPem);
    for (const [words, exitCode, said] of [
      [["--fault", "chaos=1"], 2, "there are"],
      [["--switch", "precision=none"], 2, "its values are centicent, cent"],
      [["--public-key", pem], 2, "each account needs one of each"],
      [["--public-key", "/no/such/file", "--key-id", "a"], 2, "there is no such file"],
      [["--public-key", import.meta.filename, "--key-id", "a"], 3, "not a public key"],
      [["--public-key", pem, "--key-id", "a", "--public-key", pem, "--key-id", "a"], 3, "registered already"],
      [["--port", "70000"], 2, "from 0 to 65535"],
      [["--speed", "10"], 2, "--speed says something of a tape: name one with --tape"],
      [["--tape", "/no/such/tape"], 2, "there is no such file"],
      [["--tape", tape, "--event", "KXS-TEN"], 2, "event KXS-TEN is not on the tape; there is KXS-ONE"],
      [["--tape", tape, "--speed", "0"], 2, "from 1 to 1000000"],
      [["--tape", tape, tape], 2, "named twice"],
    ] as const) {
      const outcome = await runWords(["exchange", ...words], EXCHANGE);
      expect([outcome.exitCode, outcome.printed], words.join(" ")).toEqual([exitCode, ""]);
      expect(outcome.complained).toContain(said);
    }
  });

  it("makes public keys that go with the private ones", () => {
    for (const type of ["rsa", "ed25519"] as const) {
      const { publicKeyPem, privateKeyPem } = makeKeyPair(type);
      const derived = createPublicKey(createPrivateKey(privateKeyPem)).export({ type: "spki", format: "pem" });
      expect(derived).toBe(publicKeyPem);
    }
  });
});
