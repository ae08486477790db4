import { afterEach, expect, test } from "vitest";
import { LiveHarness } from "../venue/kalshi/live-harness.ts";
import { EngineLife } from "./engine-life.ts";

const FAULTS = [
  "latency=0..300",
  "answer-latency=0..300",
  "drop-request=0.01",
  "drop-answer=0.01",
  "429=0.02",
  "500-before=0.02",
  "500-after=0.02",
  "cut-answer=0.02",
  "stream-latency=0..200",
  "drop-message=0.05",
  "duplicate=0.02",
  "reorder=0.02",
  "sequence-gap=0.005",
  "cut-frame=0.002",
];

let harness: LiveHarness;
const lives: EngineLife[] = [];

afterEach(async () => {
  for (const life of lives) await life.close();
  for (const life of lives.splice(0)) life.remove();
  await harness.close();
});

test("crash after crash, with every fault of the exchange: in the end the books are its own records, to the micro-dollar", async () => {
  harness = new LiveHarness({ seed: 1, switches: ["expiry-sweep-ms=4000", "stream-delay-ms=0..300"] });
  let state: string | undefined;
  for (let n = 0; n < 5; n++) {
    harness.served.faults.set(FAULTS);
    const life = new EngineLife(harness, { epoch: `e${n}`, ...(state !== undefined && { state }) });
    lives.push(life);
    await life.open();
    await harness.pass(8_000 + 2_500 * (n % 3));
    state = life.crash();
    await harness.pass(900 * (n % 4));
  }
  harness.served.faults.set([]);
  const last = new EngineLife(harness, { epoch: "last", state: state! });
  lives.push(last);
  await last.open();
  await harness.pass(5_000);
  await harness.until(() => harness.exchange.records(harness.account).fills.length > 10);
  expect(await last.stop()).toMatchObject({ reason: "stopped", mayRest: 0 });
  expect(last.run.account).toEqual({ agrees: true, detail: "agrees" });
  expect(harness.exchange.resting(harness.account)).toEqual([]);

  const { fills } = harness.exchange.records(harness.account);
  let [cash, fees] = [0, 0];
  for (const { side, price, quantity, feeCost } of fills) {
    cash += (side === "bid" ? -1 : 1) * price * quantity;
    fees += feeCost;
  }
  const ledger = last.desk.account.ledger!;
  const legs = [...ledger.tickers()].map((ticker) => ledger.leg(ticker));
  expect(legs.reduce((sum, { realised, costBasis }) => sum + realised - costBasis, 0)).toBe(cash);
  expect(ledger.fees).toBe(fees);
}, 120_000);
