import { afterEach, describe, expect, test } from "vitest";
import { expectAgreement } from "./agreement.ts";
import { LiveHarness } from "./live-harness.ts";

let harness: LiveHarness;
afterEach(() => harness.close());

/** What acts on the wire itself: bodies that break off, connections that are cut or take nothing, and requests that are swallowed. */
const ROUGH = ["cut-answer=0.1", "cut-frame=0.01", "slow-consumer=300..2000", "drop-request=0.03", "drop-answer=0.03"];

test("the same run takes the same course each time, however the machine's time is shared out", async () => {
  const course = async (): Promise<string> => {
    harness = new LiveHarness({ seed: 3, flags: { duration: "40s" } });
    await harness.open();
    harness.served.faults.set(ROUGH);
    await harness.play();
    const { inputs, commands, notices } = harness;
    await harness.close();
    expect(harness.of("fill").length).toBeGreaterThan(5);
    return JSON.stringify([inputs, commands, notices, harness.time.now()], null, 1);
  };
  const first = await course();
  const other = setInterval(() => Bun.sleepSync(1), 1);
  const second = await course().finally(() => clearInterval(other));
  expect(second).toBe(first);
});

test("time stops for a test just when it has waited long enough, whoever else waits", async () => {
  harness = new LiveHarness();
  const opening = harness.open();
  for (const ms of [1, 49, 1_000, 7]) {
    const before = harness.time.now();
    await harness.pass(ms);
    expect(harness.time.now()).toBe(before + ms);
  }
  await opening;
  const now = harness.time.now();
  await Bun.sleep(20);
  expect(harness.time.now()).toBe(now);
});

/** Nothing here hangs on a moment: how much virtual time a request takes depends on the machine. */
describe("over real sockets", () => {
  test("a run opens, trades and ends, and the books agree", async () => {
    harness = new LiveHarness({ seed: 11, wire: "sockets" });
    await harness.open();
    const playing = harness.run.play();
    await harness.until(() => harness.of("fill").length > 5);
    harness.run.session.operate("stop", "test");
    expect(await harness.passing(playing)).toEqual({ reason: "stopped", by: "test", mayRest: 0 });
    expectAgreement(harness);
  });

  test("a kill has its proof", async () => {
    harness = new LiveHarness({ seed: 11, wire: "sockets" });
    await harness.open();
    const playing = harness.run.play();
    await harness.until(() => harness.exchange.resting(harness.account).length > 0);
    harness.run.session.operate("kill", "test");
    expect(await harness.passing(playing)).toEqual({ reason: "killed", by: "test" });
    expectAgreement(harness);
  });

  test("bodies that break off, connections that are cut or take nothing and requests that are swallowed: the books agree", async () => {
    harness = new LiveHarness({ seed: 11, wire: "sockets" });
    await harness.open();
    harness.served.faults.set(ROUGH);
    const playing = harness.run.play();
    const names = ["cut-answer", "cut-frame", "slow-consumer", "drop-request", "drop-answer"] as const;
    await harness.until(() => names.every((name) => harness.served.faults.struck[name] > 1));
    await harness.until(() => harness.of("fill").length > 5);
    harness.served.faults.set([]);
    harness.run.session.operate("stop", "test");
    expect(await harness.passing(playing)).toEqual({ reason: "stopped", by: "test", mayRest: 0 });
    expectAgreement(harness);
  });
});
