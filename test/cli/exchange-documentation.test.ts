import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/exchange.md"), "utf8");
const BUN = Bun.which("bun") ?? process.execPath;
const TOOLS = ["bash", "curl", "openssl", "sed"].every((tool) => Bun.which(tool) !== null);

/** The document's examples of a kind, in order. */
const examples = (kind: string): string[] =>
  [...TEXT.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\``, "gms"))].map(([, text]) => text!);

/** For the shell: the command from its source, which leaves with the shell, and a while that is as long as it needs to be. */
const PRELUDE = `
tauroi() { exec "${BUN}" "${join(ROOT, "bin/tauroi.ts")}" "$@"; }
sleep() { if [ "$1" = 3 ]; then until grep -q private_key_file exchange.json 2>/dev/null; do command sleep 0.05; done; else command sleep "$1"; fi; }
trap 'kill %1; wait' EXIT
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-document-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function shell(script: string): Promise<readonly string[]> {
  writeFileSync(join(folder, "script.sh"), PRELUDE + script);
  const run = Bun.spawn(["bash", "script.sh"], { cwd: folder, stdout: "pipe", stderr: "pipe" });
  return (await new Response(run.stdout).text()).trim().split("\n");
}

describe.skipIf(!TOOLS)("the first steps of the documentation (needs bash, curl and openssl)", () => {
  it("work as they stand: in the shell", async () => {
    const [open, signed] = examples("sh") as [string, string];
    const [markets, balance, placed, orders] = (await shell(`${open}\necho\n${signed}`)).map((line) =>
      JSON.parse(line),
    );
    expect(markets.markets).toMatchObject([{ status: "active" }]);
    expect(balance).toMatchObject({ balance_dollars: "1000.000000" });
    expect(placed).toMatchObject({ fill_count: "0.00", remaining_count: "5.00" });
    expect(orders.orders).toMatchObject([{ order_id: placed.order_id, yes_price_dollars: "0.0200" }]);
  });

  it("work as they stand: in the script, and with keys of one's own", async () => {
    const [open, , keys] = examples("sh") as [string, string, string];
    writeFileSync(join(folder, "bot.mjs"), examples("js")[0]!);
    const stop =
      "until grep -q order_id heard && grep -q orderbook_snapshot heard; do command sleep 0.05; done; kill $!";
    await shell(`${open}\n"${BUN}" bot.mjs > heard &\n${stop}`);
    const heard = readFileSync(join(folder, "heard"), "utf8");
    for (const channel of ["orderbook_delta", "trade", "fill", "user_orders"]) expect(heard).toContain(`"${channel}"`);

    const pair = keys.split("\n").slice(0, 2).join("\n");
    await shell(`${pair}\n${pair.replaceAll("one", "two")}`);
    expect(["one.pub", "two.pub"].map((name) => existsSync(join(folder, name)))).toEqual([true, true]);
    const served = keys.split("\n")[2]!;
    rmSync(join(folder, "exchange.json")); // the first exchange's: the second one's is waited for
    const ids = await shell(`${served} > exchange.json 2>/dev/null &\nsleep 3\ncat exchange.json`);
    expect(JSON.parse(ids[0]!)).toMatchObject({ key_ids: ["one", "two"], private_key_file: null });
  });
});
