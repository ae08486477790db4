import { expect, test } from "vitest";
import { inlineCodeOf, pageAt } from "./pages.ts";
import { ServedAccounts, Stage } from "./stage.ts";

test("the page about the doctor names everything that it looks at", async () => {
  const accounts = await ServedAccounts.start(["someone"]);
  const stage = await Stage.open(accounts.pem, {
    VENUE: accounts.served.restUrl,
    TAUROI_KEY_ID: "someone",
    TAUROI_PRIVATE_KEY_FILE: "kalshi.key",
  });
  try {
    const { said } = await stage.run("tauroi doctor --venue $VENUE --json");
    const { checks } = JSON.parse(said) as { readonly checks: readonly { readonly name: string }[] };
    expect(checks.length).toBeGreaterThan(15);
    const named = inlineCodeOf(pageAt("docs/venue-facts.md"));
    expect(checks.map(({ name }) => name).filter((name) => !named.includes(name))).toEqual([]);
  } finally {
    await stage.close();
    await accounts.stop();
  }
});
