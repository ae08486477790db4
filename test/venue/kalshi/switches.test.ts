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

  /** How the exchange reckons the balance, which a client finds out once it holds what the settings differ for. */
  test.each([
    ["reported-balance=net", { collateral: "locked", balance: "net" }],
    ["reported-balance=net precision=cent", { collateral: "locked", balance: "net" }],
    ["collateral-return=yes", { collateral: "returned", balance: "gross" }],
    ["reported-balance=net collateral-return=yes", { collateral: "returned", balance: "net" }],
  ])("%s", async (settings, convention) => {
    harness = new LiveHarness({ seed: 5, switches: settings.split(" "), flags: { skewCentsPerContract: 0.05 } });
    await harness.open();
    const playing = harness.run.play();
    const { check } = harness.run.session.engine.desk!.account;
    await harness.until(() => Object.keys(check.convention).length === 2 && harness.of("fill").length > 10);
    harness.run.session.operate("stop", "test");
    expect(await harness.passing(playing)).toEqual({ reason: "stopped", by: "test", mayRest: 0 });
    expect(check.convention).toEqual(convention);
    expect(check.unexplained).toBe(0);
    expectAgreement(harness);
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
