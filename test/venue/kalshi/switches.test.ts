import { afterEach, describe, expect, test } from "vitest";
import { Ledger } from "../../../src/engine/ledger.ts";
import { DOLLAR, money } from "../../../src/market/units.ts";
import { expectAgreement } from "./agreement.ts";
import { LiveHarness } from "./live-harness.ts";

/** What nobody has measured on the real exchange: a safe client lives with every setting. */
const SETTINGS = [
  "post-only-amend=cancelled",
  "expiry-sweep-ms=4000",
  "expiry-amend-keeps-place=no",
  "cancel-all-allowed=no",
  "group-refusal-status=400",
  "group-refusal-status=404",
  "group-trips-at=above-limit",
  "fee-cost-includes-rounding=no",
  "reuse-after-execution=yes",
  "as-of-overstates-ms=1000",
  "amend-keeps-terms=no",
  "post-only-cross=cancelled",
  "precision=cent",
  "read-lag-ms=0",
  "read-lag-ms=2000..4000",
  "answer-delay-ms=0..300",
  "stream-delay-ms=0..800",
];

let harness: LiveHarness;
afterEach(() => harness.close());

describe("whatever the exchange turns out to do, the account agrees in the end", () => {
  test.each(SETTINGS)("%s", async (setting) => {
    harness = new LiveHarness({ seed: 5, switches: [setting], flags: { duration: "45s" } });
    await harness.open();
    expect(await harness.play()).toEqual({ reason: "stopped", by: "duration", mayRest: 0 });
    expectAgreement(harness);
    expect(harness.of("fill").length).toBeGreaterThan(10);
  });

  /** How the exchange reckons the balance, and what a client has found out about it in the end, or may not know yet. */
  test.each([
    ["reported-balance=net", { collateral: [undefined, "locked"], balance: ["net"] }],
    ["reported-balance=net precision=cent", { collateral: [undefined, "locked"], balance: ["net"] }],
    ["collateral-return=yes", { collateral: [undefined, "returned"], balance: ["gross"] }],
    ["reported-balance=net collateral-return=yes", { collateral: [undefined, "returned"], balance: ["net"] }],
  ])("%s", async (settings, found) => {
    const switches = settings.split(" ");
    harness = new LiveHarness({ seed: 5, switches, flags: { duration: "90s", skewCentsPerContract: 0.05 } });
    await harness.open();
    expect(await harness.play()).toEqual({ reason: "stopped", by: "duration", mayRest: 0 });
    const { check } = harness.run.session.engine.desk!.account;
    expect(found.collateral).toContain(check.convention.collateral);
    expect(found.balance).toContain(check.convention.balance);
    expect(check.unexplained).toBe(0);
    expectAgreement(harness);
    expect(harness.of("fill").length).toBeGreaterThan(10);
  });
});

test("however far readings lag, each is of the moment at which it is told: its figures are those of the fills told before it", async () => {
  harness = new LiveHarness({ seed: 5, switches: ["read-lag-ms=2000..4000"], flags: { duration: "2m" } });
  await harness.open();
  await harness.play();
  const books = new Ledger(money(1_000 * DOLLAR));
  const compared: boolean[] = [];
  for (const input of harness.inputs) {
    if (input.type === "fill") books.applyFill(input);
    if (input.type !== "account") continue;
    const held = new Map(input.positions.map(({ ticker, position }) => [ticker, position]));
    const agrees = [...books.tickers()].every((ticker) => (held.get(ticker) ?? 0) === books.position(ticker));
    compared.push(agrees && input.balance === books.exchangeBalance());
  }
  expect(compared.length).toBeGreaterThan(4);
  expect(compared).toEqual(compared.map(() => true));
});
