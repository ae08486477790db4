import { afterEach, describe, expect, test } from "vitest";
import { after, type Price, type Quantity } from "../../../../src/market/units.ts";
import { type HarnessOptions, LiveHarness } from "../live-harness.ts";
import { TICKERS } from "../stranger.ts";

const [A] = TICKERS;
let harness: LiveHarness;
afterEach(() => harness.close());

/** A live run whose quotes rest. */
async function quoting(options: HarnessOptions = {}): Promise<LiveHarness> {
  harness = new LiveHarness(options);
  await harness.open();
  await harness.pass(1_000);
  await harness.until(() => harness.exchange.resting(harness.account).length >= 4);
  return harness;
}

/** Kills it and lets it end. */
async function killed(action: "kill" | "kill-ours" = "kill") {
  const playing = harness.run.play();
  const sentBefore = harness.commands.length;
  harness.run.session.operate(action, "test");
  const end = await harness.passing(playing);
  return { end, commands: harness.commands.slice(sentBefore) };
}

const resting = () => harness.exchange.resting(harness.account).map(({ orderId }) => orderId);

describe("a kill of a running engine", () => {
  test.each<[string, readonly string[], HarnessOptions]>([
    ["statuses of 500", ["500-before=0.3", "500-after=0.3"], {}],
    ["lost requests and answers", ["drop-request=0.2", "drop-answer=0.2"], {}],
    ["cut connections", ["cut-answer=0.4"], {}],
    ["an empty bucket", ["429=next:30"], {}],
    ["a stream that is just being connected again", ["cut-frame=next:1"], {}],
    ["a stream that is cut again and again", ["cut-frame=0.3"], {}],
    [
      "an account that may not cancel everything, and 500s",
      ["500-before=0.2"],
      { switches: ["cancel-all-allowed=no"] },
    ],
  ])("has its proof in spite of %s", async (_, faults, options) => {
    await quoting(options);
    harness.served.faults.set(faults);
    if (faults.some((fault) => fault.startsWith("cut-frame"))) await harness.pass(300);
    const { end, commands } = await killed();
    expect(end).toEqual({ reason: "killed", by: "test" });
    expect(resting()).toEqual([]);
    expect(commands.filter(({ type }) => type === "place" || type === "amend")).toEqual([]);
    expect(harness.run.session.engine.desk!.killSwitch.kill?.grade).toBe("CONFIRMED");
  });

  test("triggers its own group: what was on its way can't rest", async () => {
    await quoting();
    await killed();
    const groups = harness.exchange.groups.list(harness.account);
    expect(groups.filter(({ triggered }) => !triggered)).toEqual([]);
  });

  test("of ours alone leaves an order of another hand", async () => {
    await quoting({ isQuiet: true });
    const foreign = harness.place(harness.account, A, "bid", 500, 100, {});
    const { end } = await killed("kill-ours");
    expect(end.reason).not.toBe("crashed");
    expect(resting()).toEqual([foreign]);
    expect(harness.run.session.engine.desk!.killSwitch.kill).toMatchObject({ grade: "CONFIRMED" });
  });
});

test("once a kill has been sent the venue sends no create and no amend, whoever asks", async () => {
  await quoting({ isQuiet: true });
  const { venue } = harness.run;
  const [order] = [...harness.run.session.engine.desk!.orders.live()];
  const accepted = harness.exchange.records(harness.account).orders().length;
  venue.send({ type: "cancelAll", ours: true });
  const terms = { ticker: A, side: "bid", price: 3_000 as Price } as const;
  const expiresAt = after(harness.time.now(), 40_000);
  const expiry = (Math.floor(expiresAt / 1_000) * 1_000) as typeof expiresAt;
  venue.send({ type: "place", clientOrderId: "tauroi-x-99", quantity: 100 as Quantity, expiresAt: expiry, ...terms });
  const { clientOrderId, ticker, side, price, original, filled } = order!;
  const remaining = (original - filled) as Quantity;
  venue.send({ type: "amend", clientOrderId, ticker, side, price, remaining, filled, expiresAt: expiry });
  await harness.pass(3_000);
  const refused = harness.inputs.filter((input) => input.type === "refused" && input.detail.includes("kill"));
  const asked = refused.map((input) => "request" in input && input.request); // the engine, which isn't killed, goes on asking
  expect(new Set(asked)).toEqual(new Set(["amend", "place"]));
  expect(harness.exchange.records(harness.account).orders().length).toBe(accepted);
});
