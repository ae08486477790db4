import { expect, test } from "vitest";
import { blocksOf, pageAt } from "./pages.ts";
import { ServedAccounts, Stage } from "./stage.ts";

test("the example with the official client reads the balance", async () => {
  const example = blocksOf(pageAt("docs/exchange.md")).find(({ text }) => text.includes("kalshi-typescript"))!.text;
  const accounts = await ServedAccounts.start(["someone"]);
  const stage = await Stage.open(accounts.pem, {});
  try {
    const served = { rest_url: accounts.served.restUrl, key_id: "someone", private_key_file: "kalshi.key" };
    stage.write("exchange.json", JSON.stringify(served));
    stage.write("example.mjs", example);
    const { exitCode, said } = await stage.run('ln -s "$ROOT/node_modules" node_modules && "$BUN" example.mjs');
    expect({ exitCode, said }).toEqual({ exitCode: 0, said: expect.stringContaining("balance: 100000") }); // cents
  } finally {
    await stage.close();
    await accounts.stop();
  }
});
